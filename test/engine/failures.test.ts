import { beforeAll, expect, onTestFinished, test } from "vitest";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import {
  type Answer,
  cut,
  json,
  placed,
  type ScriptedServer,
  scriptedServer,
  TOKEN,
} from "../support/scripted-server.js";
import { storyTimeoutMs, testStack } from "./stack.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

const call = (account: string, more: object = {}) => ({
  account,
  endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#,,4711#" },
  ...more,
});
const noSuchRoute = json(404, { message: "There is no such resource." });

async function server(scripts: Readonly<Record<string, readonly Answer[]>>): Promise<ScriptedServer> {
  const started = await scriptedServer({ "/oauth2/token:generate": [TOKEN], ...scripts });
  onTestFinished(() => started.close());
  return started;
}

/** The environment of a stack with an account of its own at each server. */
function accountsAt(servers: Readonly<Record<string, ScriptedServer>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(servers).flatMap(([name, { url }]) => [
      [`SYMBL_${name.toUpperCase()}_BASE_URL`, url],
      [`SYMBL_${name.toUpperCase()}_APP_ID`, `app-of-${name}`],
      [`SYMBL_${name.toUpperCase()}_APP_SECRET`, `secret-of-${name}`],
    ]),
  );
}

test(
  "a start that was rejected or never sent leaves nothing in the state, one of unknown outcome stays until it is settled, and a failed stop keeps its call",
  async () => {
    let stops: Answer = json(500, { message: "The switch is on fire." });
    let lookUp: Answer = noSuchRoute;
    const servers = {
      rejected: await server({ start: [json(400, { message: "This number is not in service." })] }),
      denied: await server({ start: [json(401, { message: "Token validation failed for provided token." })] }),
      full: await server({ start: [json(429, { message: "5 concurrent jobs at most." })] }),
      down: await server({}),
      vanished: await server({ start: [cut], "/v1/starts/": [json(404, { code: "START_NOT_FOUND", message: "No." })] }),
      unknown: await server({
        start: [cut, json(201, placed("c-again", "1002"))],
        stop: [json(200, {})],
        "/v1/starts/": [noSuchRoute],
      }),
      damaged: await server({
        start: [json(201, { connectionId: "c-damaged" })],
        "/v1/starts/": [(response, request) => lookUp(response, request)],
        "/v1/conversations/": [json(200, { id: "1001", startTime: "2027-01-11T09:00:00Z" })],
        stop: [(response, request) => stops(response, request)],
      }),
    };
    await servers.down.close();
    const stack = await testStack({ env: accountsAt(servers) });
    const quickly = { timeouts: { start: "3s", stop: "3s" } };

    stack.write({
      rejected: call("rejected"),
      denied: call("denied"),
      full: call("full", quickly),
      down: call("down"),
      vanished: call("vanished"),
      unknown: call("unknown"),
      damaged: call("damaged", quickly),
    });
    const up = await stack.up(["--continue-on-error"]);
    expect(up.code, up.text).not.toBe(0);
    const notPlaced = (name: keyof typeof servers, rest: string) =>
      `The call was not placed: ${servers[name].url} ${rest}`;
    for (const message of [
      notPlaced("rejected", "answered 400, bad request. It said: This number is not in service."),
      notPlaced("denied", "answered 401, the credentials were refused."),
      notPlaced("full", "answered 429, too many concurrent calls for this account."),
      `The call was not placed. No access token could be had: ${servers.down.url} cannot be reached (connection refused)`,
      `The call was not placed, as ${servers.vanished.url} confirms.`,
      `SYMBL_START_UNKNOWN: the start was sent to ${servers.unknown.url}, but whether a call was placed is unknown.`,
      "SYMBL_UNREADABLE_ANSWER: the call was placed (connection c-damaged), but the answer",
    ]) {
      expect(up.text).toContain(message);
    }
    for (const name of ["rejected", "vanished", "unknown", "damaged"] as const) {
      expect(servers[name].to("start"), name).toHaveLength(1);
    }

    const kept = await stack.sessions();
    expect(Object.keys(kept).sort()).toEqual(["damaged", "unknown"]);
    const key = kept.unknown?.outputs.idempotencyKey;
    expect(servers.unknown.to("start")[0]?.headers["idempotency-key"]).toBe(key);
    expect(kept.unknown).toMatchObject({ id: `unknown-${key}`, outputs: { status: "unknown" } });
    expect(kept.unknown?.outputs.connectionId).toBeUndefined();
    expect(kept.unknown?.initErrors).toHaveLength(3);
    expect(kept.damaged).toMatchObject({ id: "c-damaged", outputs: { connectionId: "c-damaged", status: "live" } });

    // Another `up` dials neither of them: the one is refused, the other is completed.
    lookUp = json(200, placed("c-damaged", "1001"));
    stack.write({ unknown: call("unknown"), damaged: call("damaged", quickly) });
    const again = await stack.up();
    expect(again.code, again.text).not.toBe(0);
    expect(again.text).toContain("Whether this call was ever placed is unknown, so it is kept.");
    expect(again.text).toContain("SYMBL_UNKNOWN_START=forget");
    const settled = await stack.sessions();
    expect(settled.unknown?.id).toBe(kept.unknown?.id);
    expect(settled.damaged).toMatchObject({ id: "c-damaged", initErrors: [], outputs: placed("c-damaged", "1001") });

    const refresh = await stack.refresh();
    expect(refresh.code, refresh.text).toBe(0);
    expect(refresh.text).toContain("Whether this call was ever placed is unknown.");
    expect((await stack.sessions()).unknown?.id).toBe(kept.unknown?.id);

    const inVain = await stack.destroy(["--continue-on-error"]);
    expect(inVain.code, inVain.text).not.toBe(0);
    expect(inVain.text).toContain("Whether this call was ever placed is unknown, so it is kept.");
    expect(inVain.text).toContain("The call could not be hung up: ");
    expect(inVain.text).toContain("It said: The switch is on fire.");
    expect(Object.keys(await stack.sessions()).sort()).toEqual(["damaged", "unknown"]);
    for (const name of ["unknown", "damaged"] as const) expect(servers[name].to("start"), name).toHaveLength(1);

    // Told that the unknown one is of no concern, `up` dials it anew, and `destroy` hangs both up.
    const forget = { SYMBL_UNKNOWN_START: "forget" };
    const told = await stack.up([], forget);
    expect(told.code, told.text).toBe(0);
    expect(told.text).toContain("warning: SYMBL_UNKNOWN_START=forget: let go of a start whose outcome is unknown.");
    expect(servers.unknown.to("start")).toHaveLength(2);
    expect((await stack.sessions()).unknown?.id).toBe("c-again");

    stops = json(200, placed("c-damaged", "1001"));
    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    expect(await stack.resources()).toEqual([]);
    expect(servers.unknown.to("stop").at(-1)?.body).toEqual({ operation: "stop", connectionId: "c-again" });
  },
  storyTimeoutMs,
);
