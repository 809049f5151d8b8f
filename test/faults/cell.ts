import { randomInt } from "node:crypto";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import type { DeadDoors } from "../support/dead-doors.js";
import type { EngineRun } from "../support/engine-run.js";
import { type Fault, type FaultyServer, faultyServer, type RequestKind } from "../support/faulty-server.js";
import type { TestGateway } from "../support/gateway.js";
import { HostCallError, type Properties, type Saved } from "../support/host.js";
import { TROUBLES } from "./faults.js";
import type { Column, Row } from "./table.js";

export type Operation = "create" | "delete" | "read" | "replace";

/** One cell of the matrix: a fault that one operation meets, at one kind of server. */
export interface CellPlan {
  readonly name: string;
  readonly row: Row;
  readonly column: Column;
  readonly operation: Operation;
  readonly keys: boolean;
  /** The table's word for what comes of it. */
  readonly word: string;
}

/** What is secret in a cell; found nowhere but in the properties that the engine itself was given. */
export interface Secrets {
  readonly appSecret: string;
  readonly passcode: string;
  /** A token given by hand; else they are minted. */
  readonly accessToken: string | undefined;
}

/** A cell with a server and an account of its own. */
export interface Cell extends CellPlan {
  readonly account: string;
  readonly appId: string;
  readonly secrets: Secrets;
  readonly server: FaultyServer;
  /** The session as it is wanted first, and as an edit wants it. */
  readonly inputs: Properties;
  readonly edited: Properties;
  /** The account that a start meets its fault with. */
  readonly faultyAccount: string;
  readonly urn: string;
}

/** Milliseconds: for what would go on until its time is over, and for what a busy machine must not cut short. */
const SHORT_MS = 8_000;
const LONG_MS = 30_000;

export interface App {
  readonly appId: string;
  readonly appSecret: string;
}

export function appOf(index: number): App {
  return { appId: `app-${index}`, appSecret: `app-secret-${index}-${randomInt(1e9)}` };
}

/** Opens the cell's server before the gateway, where the app is known. */
export async function openCell(plan: CellPlan, index: number, app: App, gateway: TestGateway): Promise<Cell> {
  const server = await faultyServer(gateway.url, { keys: plan.keys });
  const account = `cell${index}`;
  const atDoor = TROUBLES[plan.row.trouble].kind === "dead door";
  // A dead door keeps tokens away too: where the request itself is to meet it, the token is there already.
  const accessToken = atDoor && plan.column !== "token" ? await tokenOf(gateway, app) : undefined;
  const passcode = `77${String(index).padStart(4, "0")}${randomInt(100_000, 1_000_000)}`;
  const urn = `urn:pulumi:dev::faults::pulumi-nodejs:dynamic/symbl:TelephonySession::${account}`;
  const session = (phoneNumber: string): Properties => ({
    endpoint: { type: "pstn", phoneNumber, dtmf: `,,939293#,,${passcode}#` },
    timeouts: { start: LONG_MS, stop: LONG_MS },
    account,
    __provider: PROVIDER_TEXT,
    __session: { urn, organization: "organization", backend: "" },
  });
  return {
    ...plan,
    account,
    appId: app.appId,
    secrets: { appSecret: app.appSecret, passcode, accessToken },
    server,
    inputs: session("14082924837"),
    edited: session("14082924838"),
    faultyAccount: atDoor ? `${account}door` : account,
    urn,
  };
}

async function tokenOf(gateway: TestGateway, { appId, appSecret }: App): Promise<string> {
  const response = await fetch(`${gateway.url}/oauth2/token:generate`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ type: "application", appId, appSecret }),
  });
  const { accessToken }: { accessToken: string } = JSON.parse(await response.text());
  return accessToken;
}

/** The accounts of a cell, as the environment names them. */
export function accountsOf({ account, appId, secrets, server, row }: Cell, doors: DeadDoors): Record<string, string> {
  const trouble = TROUBLES[row.trouble];
  const at = (name: string, baseUrl: string): Record<string, string> => {
    const prefix = `SYMBL_${name.toUpperCase()}`;
    const { appSecret, accessToken } = secrets;
    const given = accessToken === undefined ? { APP_ID: appId, APP_SECRET: appSecret } : { ACCESS_TOKEN: accessToken };
    return Object.fromEntries(
      Object.entries({ BASE_URL: baseUrl, ...given }).map(([key, value]) => [`${prefix}_${key}`, value]),
    );
  };
  if (trouble.kind !== "dead door") return at(account, server.url);
  return { ...at(account, server.url), ...at(`${account}door`, doors[trouble.door]) };
}

/** What the state holds of a session. */
export type State = Saved | undefined;

/** What came of an operation: the state, the table's word for it, and all that the engine showed for it. */
export interface Struck {
  readonly state: State;
  readonly word: string;
  readonly said: string;
}

/** Lets the cell's operation meet its fault, from the state that it starts from. */
export async function strike(cell: Cell, run: EngineRun, state: State, doors: DeadDoors): Promise<Struck> {
  const trouble = TROUBLES[cell.row.trouble];
  const timeouts = cell.row.passing ? {} : { timeouts: { start: SHORT_MS, stop: SHORT_MS } };
  const hurried = (saved: Saved): Saved => ({ id: saved.id, properties: { ...saved.properties, ...timeouts } });
  const behindDoor = (saved: Saved): Saved =>
    trouble.kind === "dead door"
      ? { id: saved.id, properties: { ...hurried(saved).properties, apiBaseUrl: doors[trouble.door] } }
      : hurried(saved);
  if (trouble.kind !== "dead door")
    cell.server.misbehave(kindOf(cell.column), faultOf(cell), cell.row.passing ? 1 : undefined);
  switch (cell.operation) {
    case "create":
      return created(run, { ...cell.inputs, ...timeouts, account: cell.faultyAccount });
    case "read":
      return readBack(run, cell, given(state), behindDoor(given(state)));
    case "delete":
      return deleted(run, given(state), behindDoor(given(state)));
    case "replace": {
      const old = given(state);
      const atStart = cell.column.startsWith("start");
      const inputs = { ...cell.edited, ...timeouts, account: atStart ? cell.faultyAccount : cell.account };
      const { replaces } = await run.diff(old.id, old.properties, inputs);
      if (replaces.length === 0) throw new Error("another number must replace the session");
      const gone = await deleted(run, old, atStart ? hurried(old) : behindDoor(old));
      if (gone.state !== undefined) return gone;
      const next = await created(run, inputs);
      return atStart ? next : { ...next, word: gone.word };
    }
  }
}

function given(state: State): Saved {
  if (state === undefined) throw new Error("nothing stands in the state");
  return state;
}

export function kindOf(column: Column): RequestKind {
  if (column === "read") return "conversation";
  if (column === "token") return "token";
  return column.startsWith("start") ? "start" : "stop";
}

export function faultOf({ row, column }: Cell): Fault {
  const trouble = TROUBLES[row.trouble];
  if (trouble.kind === "dead door") throw new Error("no request gets through a dead door");
  if (trouble.kind === "spoilt answer") return trouble.fault;
  if (!column.endsWith("done")) return trouble.answer;
  return async (visit) => {
    await visit.carryOut();
    trouble.answer(visit);
  };
}

async function created(run: EngineRun, inputs: Properties): Promise<Struck> {
  try {
    return { state: await run.create(inputs), word: "live", said: "" };
  } catch (error) {
    const failure = failed(error);
    const saved = failure.initFailed;
    if (saved === undefined) return { state: undefined, word: codeIn(failure.message), said: failure.message };
    const [reason = ""] = saved.reasons;
    const said = saved.reasons.join("\n");
    const unknown = saved.id.startsWith("unknown-") && codeIn(reason) === "START_UNKNOWN";
    const salvaged = saved.id === saved.properties.connectionId && codeIn(reason) === "UNREADABLE_ANSWER";
    return { state: saved, word: unknown ? "unknown" : salvaged ? "salvaged" : reason, said };
  }
}

async function deleted(run: EngineRun, state: Saved, seen: Saved): Promise<Struck> {
  try {
    await run.delete(seen.id, seen.properties);
    return { state: undefined, word: "gone", said: "" };
  } catch (error) {
    const { message } = failed(error);
    return { state, word: codeIn(message), said: message };
  }
}

async function readBack(run: EngineRun, cell: Cell, state: Saved, seen: Saved): Promise<Struck> {
  const { id, properties } = await run.read(seen.id, seen.properties);
  const apiBaseUrl = given(state).properties.apiBaseUrl ?? "";
  const warning = run.log.find(({ severity, urn }) => severity === "warning" && urn === cell.urn);
  const said = warning?.message ?? "";
  const word = properties.status === "unknown" ? codeIn(said) : String(properties.status);
  return { state: { id, properties: { ...properties, apiBaseUrl } }, word, said };
}

/** The error of a call to a host, or whatever else was thrown. */
export function failed(error: unknown): HostCallError {
  if (error instanceof HostCallError) return error;
  throw error;
}

/** Ends what stands in the state, at a server that is well again; `nothing` where nothing stands there. */
export async function destroy(cell: Cell, run: EngineRun, state: State): Promise<string> {
  if (state === undefined) return "nothing";
  const properties = { ...state.properties, account: cell.account, timeouts: { stop: LONG_MS } };
  return (await deleted(run, state, { id: state.id, properties })).word;
}

/** `SYMBL_NOT_FOUND: …` is `NOT_FOUND`; a text without a code is itself. */
export function codeIn(text: string): string {
  return /^SYMBL_([A-Z_]+): /.exec(text)?.[1] ?? text;
}
