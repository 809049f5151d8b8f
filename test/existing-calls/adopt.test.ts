import { describe, expect, it } from "vitest";
import type { Saved } from "../support/host.js";
import { failureOf, hold, session, testWorld, type World } from "../support/world.js";

interface Call {
  readonly connectionId: string;
  readonly conversationId: string;
}

/** A call that somebody else has placed, by the same account. */
async function startedElsewhere(world: World): Promise<Call> {
  const response = await fetch(`${world.gateway.url}/v1/endpoint:connect`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": await world.gateway.token() },
    body: JSON.stringify({ operation: "start", endpoint: { type: "pstn", phoneNumber: "14082924899" } }),
  });
  const { connectionId, conversationId }: Call = JSON.parse(await response.text());
  return { connectionId, conversationId };
}

function dialled(world: World): number {
  return world.server.arrived.filter(({ kind }) => kind === "start").length;
}

const OTHER_PHONE = { endpoint: { type: "pstn", phoneNumber: "14082924838" } };

describe("a session with adopt", () => {
  it("owns the call that it names, and ends it, without dialling", async () => {
    const world = await testWorld();
    const call = await startedElsewhere(world);
    const run = await world.run();
    const { id, properties } = await run.create(session({ adopt: { ...call } }));
    expect(id).toBe(call.connectionId);
    expect(properties).toMatchObject({
      ...call,
      status: "live",
      endedAt: null,
      eventUrl: `${world.server.url}/v1/event/${id}`,
      resultWebSocketUrl: `${world.server.url.replace("http", "ws")}/events/${id}`,
      startedAt: (await world.gateway.connections())[0]?.times.dialing,
      apiBaseUrl: world.server.url,
    });
    expect((await run.read(id, properties)).properties.status).toBe("live");
    await run.delete(id, properties);
    expect(await world.live()).toEqual([]);
    expect(dialled(world)).toBe(0);
  });

  it("leaves the call alone when the run ends, or is told to go", async () => {
    const world = await testWorld();
    const call = await startedElsewhere(world);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const run = await world.run();
      await run.create(session({ adopt: { ...call } }));
      await run.end(signal);
      expect(await world.live()).toEqual([call.connectionId]);
    }
  });

  it.each([
    [
      "has ended",
      async (world: World, call: Call) => world.gateway.hangUp(call.connectionId),
      "the call has ended, at ",
    ],
    ["is unknown", async (world: World) => world.gateway.reset(), "nothing shows that the call is live"],
    [
      "cannot be asked about",
      async (world: World) => world.server.misbehave("conversation", ({ response }) => void response.socket?.destroy()),
      "nothing shows that the call is live",
    ],
  ])("fails when the call %s, and dials nothing", async (_what, happens, said) => {
    const world = await testWorld();
    const call = await startedElsewhere(world);
    await happens(world, call);
    const run = await world.run();
    const failure = await failureOf(run.create(session({ adopt: { ...call } })));
    expect(failure.message).toMatch(/^SYMBL_ADOPTED_CALL: adopt: /);
    expect(failure.message).toContain(said);
    expect(failure.initFailed).toBeUndefined();
    expect(dialled(world)).toBe(0);
  });

  it("ends the calls that its session had before, so that there is one", async () => {
    const world = await testWorld();
    const cutShort = await world.run();
    await cutShort.create(session());
    await cutShort.end("SIGKILL");
    const call = await startedElsewhere(world);
    const run = await world.run();
    await run.create(session({ adopt: { ...call } }));
    expect(await world.live()).toEqual([call.connectionId]);
    expect(world.records()).toEqual([]);
  });

  it.each(["call", "another"])(
    "may name a call that a run of the session %j was cut short with: it is nobody's orphan then",
    async (name) => {
      const world = await testWorld();
      const cutShort = await world.run();
      const { id, properties } = await cutShort.create(session({}, name));
      await cutShort.end("SIGKILL");
      const run = await world.run();
      const adopt = { connectionId: id, conversationId: properties.conversationId ?? "" };
      const owned = await run.create(session({ adopt }));
      await run.end();
      expect(await world.live()).toEqual([id]);

      const next = await world.run();
      await next.delete(owned.id, owned.properties);
      await next.end();
      expect(await world.live()).toEqual([]);
      expect(world.records()).toEqual([]);
    },
  );
});

describe("adopt in an edit", () => {
  /** A session that has placed its call, and one that has adopted its own. */
  async function both(): Promise<{ world: World; placed: Saved; adopted: Saved; call: Call }> {
    const world = await testWorld();
    const call = await startedElsewhere(world);
    const run = await world.run();
    const placed = await run.create(session({}, "placed"));
    const adopted = await run.create(session({ adopt: { ...call } }, "adopted"));
    await run.end();
    return { world, placed, adopted, call };
  }

  it("is added for the call that the session has, and taken away again, in place: nothing is sent", async () => {
    const { world, placed, adopted } = await both();
    const run = await world.run();
    const own = { connectionId: placed.id, conversationId: placed.properties.conversationId ?? "" };
    const added = session({ adopt: own }, "placed");
    expect(await run.diff(placed.id, placed.properties, added)).toEqual({ changes: true, replaces: [] });
    expect(await run.update(placed.id, placed.properties, added)).toEqual({ ...placed.properties, adopt: own });

    const removed = session({}, "adopted");
    expect(await run.diff(adopted.id, adopted.properties, removed)).toEqual({ changes: true, replaces: [] });
    const { adopt: _gone, ...rest } = adopted.properties;
    expect(await run.update(adopted.id, adopted.properties, removed)).toEqual(rest);
    expect(dialled(world)).toBe(1);
    expect(await world.live()).toHaveLength(2);
  });

  it("replaces the session when it names another call: its own is hung up, and that one taken over", async () => {
    const { world, placed, adopted } = await both();
    for (const [name, old] of [
      ["placed", placed],
      ["adopted", adopted],
    ] as const) {
      const other = await startedElsewhere(world);
      const run = await world.run();
      const inputs = session({ adopt: { ...other } }, name);
      expect(await run.diff(old.id, old.properties, inputs)).toEqual({ changes: true, replaces: ["adopt"] });
      await run.delete(old.id, old.properties);
      expect((await run.create(inputs)).id).toBe(other.connectionId);
      expect(await world.live()).not.toContain(old.id);
      await run.end();
    }
    expect(await world.live()).toHaveLength(2);
    expect(dialled(world)).toBe(1);
  });

  it.each([
    ["another number", OTHER_PHONE, "endpoint"],
    ["new triggers", { triggers: ["again"] }, "triggers"],
  ])("refuses %s while it stands: the call could not be dialled again", async (_what, edit, key) => {
    const { world, adopted, call } = await both();
    const run = await world.run();
    const failure = await failureOf(
      run.diff(adopted.id, adopted.properties, session({ adopt: { ...call }, ...edit }, "adopted")),
    );
    expect(failure.message).toMatch(new RegExp(`^SYMBL_ADOPTED_CALL: ${key}: .*nothing was hung up$`));
    expect(await world.live()).toContain(call.connectionId);

    // Once it is taken away, the same edit replaces.
    const free = session(edit, "adopted");
    expect(await run.diff(adopted.id, adopted.properties, free)).toEqual({ changes: true, replaces: [key] });
  });

  it("is not hung up for having ended, whatever onEnded says: nobody could dial it again", async () => {
    const { world, adopted, call } = await both();
    await world.gateway.hangUp(call.connectionId);
    const run = await world.run();
    const { properties } = await run.read(adopted.id, adopted.properties);
    expect(properties.status).toBe("ended");
    const inputs = session({ adopt: { ...call }, onEnded: "redial" }, "adopted");
    expect(await run.diff(adopted.id, properties, inputs)).toEqual({ changes: true, replaces: [] });
  });
});

it("a run that is cut short while it asks about the call to adopt leaves that call as it was", async () => {
  const world = await testWorld();
  const call = await startedElsewhere(world);
  const asked = hold(world.server, "conversation", "arrived");
  const run = await world.run();
  const failure = failureOf(run.create(session({ adopt: { ...call } })));
  await asked.reached;
  await Promise.all([run.end(), failure]);
  expect(await world.live()).toEqual([call.connectionId]);
});
