import { describe, expect, it } from "vitest";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import { startTestGateway } from "../support/gateway.js";
import type { Properties } from "../support/host.js";
import { scriptedServer } from "../support/scripted-server.js";
import { failureOf, session, testWorld } from "../support/world.js";

/** What the engine hands over for a `get`: the two ids, and what the resource class adds; nobody to call. */
function looking(call: Properties): Properties {
  const { __session } = session({}, "looking");
  return { ...call, __provider: PROVIDER_TEXT, ...(__session === undefined ? {} : { __session }) };
}

describe("a call that is looked at", () => {
  it("is read with all of its outputs, live and ended, and is neither dialled nor hung up", async () => {
    const world = await testWorld();
    const owner = await world.run();
    const { id, properties } = await owner.create(session());
    await owner.end();

    const { connectionId = "", conversationId = "", eventUrl, resultWebSocketUrl, accountFingerprint } = properties;
    const inputs = looking({ connectionId, conversationId });
    const run = await world.run();
    const seen = await run.read(id, inputs);
    expect(seen).toEqual({
      id,
      properties: {
        ...inputs,
        eventUrl,
        resultWebSocketUrl,
        accountFingerprint,
        status: "live",
        startedAt: (await world.gateway.connections())[0]?.times.dialing,
        endedAt: null,
        apiBaseUrl: world.server.url,
        providerVersion: expect.any(String),
      },
    });
    await run.end();
    expect(await world.live()).toEqual([id]);

    await world.gateway.hangUp(id);
    const later = await world.run();
    expect((await later.read(id, seen.properties)).properties).toMatchObject({
      status: "ended",
      endedAt: expect.stringMatching(/^\d{4}-/),
    });
    expect(world.server.arrived.filter(({ kind }) => kind === "start" || kind === "stop")).toHaveLength(1);
  });

  it("fails when its server does not know it", async () => {
    const world = await testWorld();
    const run = await world.run();
    const failure = await failureOf(run.read("c-1", looking({ connectionId: "c-1", conversationId: "1001" })));
    expect(failure.message).toMatch(/^SYMBL_NOT_FOUND: /);
  });

  it("is unknown when its server cannot be asked, which warns and fails nothing", async () => {
    const world = await testWorld();
    world.server.misbehave("conversation", ({ response }) => void response.socket?.destroy());
    const run = await world.run();
    const { properties } = await run.read("c-1", looking({ connectionId: "c-1", conversationId: "1001" }));
    expect(properties).toMatchObject({ connectionId: "c-1", conversationId: "1001", status: "unknown" });
    expect(run.log.filter(({ severity }) => severity === "warning").map(({ message }) => message)).toEqual([
      expect.stringMatching(/^SYMBL_ANSWER_LOST: the call's state is unknown/),
    ]);
  });

  it.each([
    ["connectionId", { conversationId: "1001" }],
    ["conversationId", { connectionId: "c-1" }],
  ])("is refused without its %s", async (_missing, call) => {
    const world = await testWorld();
    const run = await world.run();
    const failure = await failureOf(run.read("c-1", looking(call)));
    expect(failure.message).toMatch(/^TelephonySession\.get: .*both needed/);
    expect(world.server.arrived).toEqual([]);
  });

  it("may be at another server than today's, when that one is trusted: else no credentials go there", async () => {
    const world = await testWorld();
    const elsewhere = await startTestGateway();
    const thief = await scriptedServer({});
    try {
      const untrusting = await world.run();
      const call = { connectionId: "c-1", conversationId: "1001" };
      const failure = await failureOf(untrusting.read("c-1", looking({ ...call, apiBaseUrl: thief.url })));
      expect(failure.message).toMatch(/^SYMBL_UNTRUSTED_ORIGIN: /);
      expect(thief.arrived).toEqual([]);

      const trusting = await world.run({ SYMBL_TRUSTED_ORIGINS: elsewhere.url });
      const known = await failureOf(trusting.read("c-1", looking({ ...call, apiBaseUrl: elsewhere.url })));
      expect(known.message).toMatch(/^SYMBL_NOT_FOUND: /);
      expect((await elsewhere.requests()).length).toBeGreaterThan(0);
    } finally {
      await thief.close();
      await elsewhere.close();
    }
  });
});
