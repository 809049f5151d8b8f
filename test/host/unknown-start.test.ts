import { describe, expect, it } from "vitest";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import type { Properties } from "../support/host.js";
import { type Answer, cut, json, placed, type ScriptedServer } from "../support/scripted-server.js";
import { expectPlainJson, FINGERPRINT, failureOf, savedDespite, session, stageForFile, urnOf } from "./support.js";

const KNOWS_NO_KEYS = json(404, { message: "There is no such resource." });
const NEVER_PLACED = json(404, { code: "START_NOT_FOUND", message: "No start has this key." });
const STILL_DOWN = json(503, "busy");

const careful = stageForFile();
const forgetful = stageForFile({ SYMBL_UNKNOWN_START: "forget" });

/** A start whose answer was cut off, and what the server says of it later. */
async function lostStart(laterLookUps: readonly Answer[], stage = careful) {
  const { host, server, play, log } = stage();
  play({ start: [cut], "/v1/starts/": [KNOWS_NO_KEYS, ...laterLookUps], stop: [json(200, placed())] });
  const program = session({ timeouts: { stop: "2s" } });
  const saved = await savedDespite(host.create(program));
  return { server, host, program, saved, log };
}

const stops = (server: ScriptedServer) => server.to("stop").map(({ body }) => body);

describe("a start whose outcome is unknown", () => {
  it("is saved with all that later commands need, and says what to check and what they will do", async () => {
    const { server, program, saved } = await lostStart([]);
    const key = server.to("start")[0]?.headers["idempotency-key"];
    expect(saved.id).toBe(`unknown-${key}`);
    expect(saved.properties).toEqual({
      ...program,
      status: "unknown",
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      endedAt: null,
      idempotencyKey: key,
      apiBaseUrl: server.url,
      accountFingerprint: FINGERPRINT,
      providerVersion: expect.any(String),
      __provider: PROVIDER_TEXT,
    });
    expectPlainJson(saved.properties);
    expect(saved.reasons).toHaveLength(3);
    expect(saved.reasons[0]).toMatch(
      /^SYMBL_START_UNKNOWN: the start was sent to .* broke before the answer came \(connection reset\)/,
    );
    expect(saved.reasons[1]).toContain(String(key));
    expect(saved.reasons[2]).toContain("SYMBL_UNKNOWN_START=forget");
    expect(server.to("start")).toHaveLength(1);
    expect(server.to("/v1/starts/").map(({ path }) => path)).toEqual([`/v1/starts/${key}`]);
    expect(careful().stderr()).toBe("");
  });

  it("is replaced by the next up, whatever its inputs are by then, and the row says why", async () => {
    const { host, program, saved, log } = await lostStart([]);
    for (const _asked of ["for the resource", "for what depends on it"]) {
      expect(await host.diff(saved.id, saved.properties, program)).toEqual({
        changes: "some",
        replaces: ["endpoint"],
        deleteBeforeReplace: true,
      });
    }
    expect(log()).toMatchObject([
      {
        severity: "info",
        ephemeral: false,
        urn: urnOf("standup"),
        message: expect.stringContaining("hangs up what it finds, and then dials"),
      },
    ]);
  });

  it("stays unknown in a refresh, which asks nobody and warns", async () => {
    const { server, host, saved, log } = await lostStart([]);
    const before = server.arrived.length;
    expect(await host.read(saved.id, saved.properties)).toEqual({ id: saved.id, properties: saved.properties });
    expect(server.arrived).toHaveLength(before);
    expect(log().map(({ message }) => message)).toEqual([
      expect.stringContaining("SYMBL_START_UNKNOWN: the call's state is unknown"),
    ]);
  });
});

describe("delete asks the server for the start", () => {
  it("and hangs up the call that it finds", async () => {
    const { server, host, saved } = await lostStart([json(202, {}), json(200, placed("c-late", "1007"))]);
    await host.delete(saved.id, saved.properties);
    expect(stops(server)).toEqual([{ operation: "stop", connectionId: "c-late" }]);
    expect(careful().stderr()).toBe("");
  });

  it("and lets go when the server has never placed it", async () => {
    const { server, host, saved, log } = await lostStart([NEVER_PLACED]);
    await host.delete(saved.id, saved.properties);
    expect(stops(server)).toEqual([]);
    expect(log()).toEqual([]);
  });

  it.each([
    [
      "knows no keys",
      KNOWS_NO_KEYS,
      "answered 404, not found. It said: There is no such resource. The server may not keep the keys of starts",
    ],
    ["is down", STILL_DOWN, "answered 503, something went wrong on the server."],
    [
      "refuses the credentials",
      json(401, { message: "Token validation failed." }),
      "answered 401, the credentials were refused.",
    ],
    ["speaks of something else", json(200, { hello: "world" }), "with a body that is not what the API documents"],
    ["is still placing it", json(202, {}), "was still placing the call when the time was over"],
  ])("and refuses when it %s, with what can be done in the text", async (_what, answer, why) => {
    const { server, host, saved } = await lostStart([answer]);
    const refused = await failureOf(host.delete(saved.id, saved.properties));
    expect(refused.message).toMatch(
      /^SYMBL_START_UNKNOWN: Whether this call was ever placed is unknown, so it is kept\. /,
    );
    expect(refused.message).toContain(why);
    expect(refused.message).toContain(
      "Once you have made sure that no call is live, run them with SYMBL_UNKNOWN_START=forget",
    );
    expect(refused.message).not.toMatch(/\.\./);
    expect(stops(server)).toEqual([]);
  });

  it("and refuses when the call that it found cannot be hung up", async () => {
    const { host, play } = careful();
    const { saved } = await lostStart([]);
    play({ "/v1/starts/": [json(200, placed("c-late"))], stop: [json(403, { message: "Not today." })] });
    expect((await failureOf(host.delete(saved.id, saved.properties))).message).toMatch(
      /^SYMBL_UNEXPECTED_STATUS: The call could not be hung up: .* answered 403/,
    );
  });
});

describe("SYMBL_UNKNOWN_START=forget", () => {
  it("lets go of a start that nobody can tell of, with a warning on its row", async () => {
    const { server, host, saved, log } = await lostStart([KNOWS_NO_KEYS], forgetful);
    await host.delete(saved.id, saved.properties);
    expect(stops(server)).toEqual([]);
    expect(log()).toMatchObject([
      {
        severity: "warning",
        ephemeral: false,
        urn: urnOf("standup"),
        message: expect.stringContaining("If its call is live, nothing hangs it up."),
      },
    ]);
  });

  it("still hangs up the call that the server knows of", async () => {
    const { server, host, saved, log } = await lostStart([json(200, placed("c-late"))], forgetful);
    await host.delete(saved.id, saved.properties);
    expect(stops(server)).toEqual([{ operation: "stop", connectionId: "c-late" }]);
    expect(log()).toEqual([]);
  });

  it("lets go where no server can be asked, too: of another origin, or without a key in the state", async () => {
    const { host, play, log } = forgetful();
    play();
    const kept = { ...session(), status: "unknown", apiBaseUrl: "https://api.symbl.ai", idempotencyKey: "k-1" };
    const { idempotencyKey: _lost, ...keyless } = kept;
    await host.delete("unknown-k-1", kept);
    await host.delete("unknown-k-1", keyless);
    expect(log()).toHaveLength(2);

    const refuse = async (properties: Properties, why: string): Promise<void> => {
      const { message } = await failureOf(careful().host.delete("unknown-k-1", properties));
      expect(message).toContain(why);
      expect(message).not.toMatch(/\.\./);
    };
    await refuse(keyless, "The state holds no key to look the start up by. The next `pulumi up`");
    await refuse(kept, "this call was placed at https://api.symbl.ai, but today's base URL is");
    await refuse(
      { ...kept, account: "blue", apiBaseUrl: careful().server.url },
      'No credentials for the account "blue".',
    );
  });
});

it("a start that the server says it never placed leaves nothing, and dialling again is safe", async () => {
  const { host, server, play } = careful();
  play({ start: [cut], "/v1/starts/": [NEVER_PLACED] });
  const failure = await failureOf(host.create(session()));
  expect(failure.initFailed).toBeUndefined();
  expect(failure.message).toContain(
    `The call was not placed, as ${server.url} confirms. Run the command again to dial.`,
  );
});

it("a lost answer that the server can repeat is no failure at all", async () => {
  const { host, server, play } = careful();
  play({ start: [cut], "/v1/starts/": [json(202, {}), json(200, placed())] });
  const created = await host.create(session());
  expect(created).toMatchObject({ id: "c-1", properties: { ...placed(), status: "live" } });
  expect(created.properties.idempotencyKey).toBe(server.to("start")[0]?.headers["idempotency-key"]);
  expect(server.to("start")).toHaveLength(1);
});
