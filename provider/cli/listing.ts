import type { Liveness } from "../journal/process-identity.js";
import type { RecordState } from "../journal/record.js";
import { type CallState, connectionOf, hostOf, type Listed } from "./known-start.js";
import { type Concern, concernOf, isOrphan } from "./orphans.js";
import { inLocalTime } from "./times.js";
import { parseUrn } from "./urn.js";
import { PROGRAM } from "./usage.js";

/** As a person reads it: what needs no care first, what needs it last, next to the prompt; the newest last. */
export function inOrder(listed: readonly Listed[]): Listed[] {
  const weight = { none: 0, "unknown-start": 1, orphan: 2 } as const;
  const weigh = (one: Listed): number => weight[concernOf(one, one.call) ?? "none"];
  return [...listed].sort((a, b) => weigh(a) - weigh(b) || a.record.intendedAt.localeCompare(b.record.intendedAt));
}

const LABELS = { orphan: "ORPHAN", "unknown-start": "UNKNOWN START" } as const satisfies Record<Concern, string>;
const WIDTH = "never placed  ".length;

/** A call, or a start without one, in a few aligned lines. `zone` is an IANA name. Default: the machine's. */
export function callLines(listed: Listed, now: number, zone?: string): string[] {
  const { record, call, process, state } = listed;
  const concern = concernOf(listed, call);
  const connection = connectionOf(listed);
  const head = [connection ?? `key ${record.key}`, ...(concern === undefined ? [] : [LABELS[concern]])].join("  ");
  const account = record.account === undefined ? "" : `, account ${record.account}`;
  const next = nextStep(listed);
  return [
    row(stateWord(call), head),
    row("  session", sessionWords(record.session.urn)),
    row("  placed", `${inLocalTime(record.intendedAt, now, zone)}`),
    ...(call.kind === "ended" ? [row("  ended", inLocalTime(call.endedAt, now, zone))] : []),
    row("  at", `${record.apiBaseUrl}${account}`),
    row("  process", processWords(record.process.pid, hostOf(record), process)),
    row("  record", recordWords(state, connection !== undefined)),
    ...(connection === undefined ? [] : [row("  key", record.key)]),
    ...(call.kind === "unknown" ? [row("  why", `${call.why.code}: ${call.why.message}`)] : []),
    ...(next === undefined ? [] : [row("  next", next)]),
  ];
}

/** A record that cannot be read. */
export function tornLines(name: string, directory: string): string[] {
  return [
    row("unknown", `key ${name}  TORN RECORD`),
    row("  record", `a file of ${directory} that cannot be read: a disk failed, or somebody edited it`),
    row("  next", `see whether a bot is in a meeting; once sure that no call is live: ${PROGRAM} forget ${name}`),
  ];
}

function row(label: string, text: string): string {
  return `${label.padEnd(WIDTH)}${text.replace(/\s*\n\s*/g, " ")}`.trimEnd();
}

function stateWord(call: CallState): string {
  return call.kind === "never-placed" ? "never placed" : call.kind;
}

/** Whose session it is. */
export function sessionWords(urn: string): string {
  const parsed = parseUrn(urn);
  return parsed === undefined ? urn : `${parsed.name} (stack ${parsed.stack}, project ${parsed.project})`;
}

function processWords(pid: number, host: string, process: Liveness): string {
  switch (process) {
    case "alive":
      return `${pid}, alive`;
    case "dead":
      return `${pid}, dead`;
    case "elsewhere":
      return `${pid} on ${host}, which cannot be seen from here`;
  }
}

function recordWords(state: RecordState, hasCall: boolean): string {
  switch (state) {
    case "open":
      return "not confirmed: no engine is known to have taken the result";
    case "taken":
      return "not confirmed, but its engine was alive after it had got the result: a state probably has it";
    case "confirmed":
      return hasCall ? "confirmed: a state has the call" : "confirmed: a state has the start";
  }
}

function nextStep(listed: Listed): string | undefined {
  const { record, call, state } = listed;
  switch (concernOf(listed, call)) {
    case "orphan":
      return state === "taken"
        ? `pulumi stack export | ${PROGRAM} hang-up --orphans --state -`
        : `${PROGRAM} hang-up ${connectionOf(listed) ?? record.key}`;
    case "unknown-start":
      return state === "confirmed"
        ? "the next `pulumi up` or `pulumi destroy` of its stack asks the server again"
        : `see whether a bot is in the meeting; once sure that no call is live: ${PROGRAM} forget ${record.key}`;
    case undefined:
      return isOrphan(listed) && (call.kind === "ended" || call.kind === "never-placed")
        ? `nothing; ${PROGRAM} hang-up --orphans clears the record`
        : undefined;
  }
}

/** The same for scripts. */
export function callJson(listed: Listed): Record<string, unknown> {
  const { record, call, process, state } = listed;
  const concern = concernOf(listed, call);
  const known = "call" in call ? (call.call ?? record.call) : record.call;
  return {
    key: record.key,
    state: stateWord(call),
    connectionId: known?.connectionId ?? null,
    conversationId: known?.conversationId ?? null,
    session: { urn: record.session.urn, ...parseUrn(record.session.urn), organization: record.session.organization },
    placedAt: record.intendedAt,
    endedAt: call.kind === "ended" ? call.endedAt : null,
    apiBaseUrl: record.apiBaseUrl,
    account: record.account ?? null,
    accountFingerprint: record.accountFingerprint,
    process: { pid: record.process.pid, host: hostOf(record), state: process },
    record: state,
    orphan: concern === "orphan",
    unknownStart: concern === "unknown-start",
    reason: call.kind === "unknown" ? { code: call.why.code, message: call.why.message } : null,
  };
}

/** A torn record for scripts. */
export function tornJson(name: string): Record<string, unknown> {
  return { key: name, state: "unknown", record: "torn", orphan: false, unknownStart: true };
}

/** How many there are, and what needs care. */
export function summary(listed: readonly Listed[], torn: number): string[] {
  const states = new Map<string, number>();
  for (const { call } of listed) states.set(stateWord(call), (states.get(stateWord(call)) ?? 0) + 1);
  const total = listed.length + torn;
  const kinds = [...states].map(([word, count]) => `${count} ${word}`);
  if (torn > 0) kinds.push(`${torn} torn`);
  const orphans = listed.filter((one) => concernOf(one, one.call) === "orphan").length;
  const unknown = listed.filter((one) => concernOf(one, one.call) === "unknown-start").length;
  return [
    `${counted(total, "record")}: ${kinds.join(", ")}.`,
    ...(orphans === 0 ? [] : [`${counted(orphans, "orphan")}: end with \`${PROGRAM} hang-up --orphans\`.`]),
    ...(unknown === 0 ? [] : [`${counted(unknown, "unknown start")}: see "next" above.`]),
  ];
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
