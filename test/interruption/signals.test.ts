import { describe, expect, it, onTestFinished } from "vitest";
import { deadDoors } from "../support/dead-doors.js";
import type { EngineRun } from "../support/engine-run.js";
import { waitFor } from "../support/gateway.js";
import type { HostCallError } from "../support/host.js";
import {
  AT_ONCE_MS,
  FIVE_SECONDS_MS,
  failureOf,
  hold,
  millisecondsToEnd,
  session,
  settled,
  testWorld,
  untilRecords,
  type World,
} from "../support/world.js";

const BUSY = { status: 429, body: '{"message":"Full."}', retryAfter: "20" };

/** A start that waits for a busy server. It rejects in the moment in which its host has heard that it is to go: not awaited here, so not returned bare. */
async function waitingStart(world: World, run: EngineRun): Promise<{ readonly heard: Promise<HostCallError> }> {
  world.server.misbehave(
    "start",
    ({ response }) => {
      response.writeHead(BUSY.status, { "content-type": "application/json", "retry-after": BUSY.retryAfter });
      response.end(BUSY.body);
    },
    1,
  );
  const heard = failureOf(run.create(session({}, "waiting")));
  heard.catch(() => undefined);
  await waitFor(
    () => run.log,
    (log) => log.some(({ message }) => message.includes("trying again in")),
  );
  return { heard };
}

describe("a host that is told to go by SIGINT, as at the end of every run", () => {
  it("goes at once when it has done nothing, and when there is nothing to settle", async () => {
    const world = await testWorld();
    const idle = await world.run();
    expect(await millisecondsToEnd(idle)).toBeLessThan(AT_ONCE_MS);

    const checked = await world.run();
    await checked.check(session());
    expect(await millisecondsToEnd(checked)).toBeLessThan(AT_ONCE_MS);
    expect((await checked.exit).signal).toBe("SIGINT");
    expect(world.records()).toEqual([]);
  });

  it("goes at once after a start, and takes that for the engine's word that the state has the call", async () => {
    const world = await testWorld();
    const run = await world.run();
    const { id } = await run.create(session());
    expect(await millisecondsToEnd(run)).toBeLessThan(AT_ONCE_MS);
    expect((await run.exit).signal).toBe("SIGINT");
    expect(world.records()).toEqual(["confirmed"]);
    expect(await world.live()).toEqual([id]);
  });

  it("goes at once after a refresh and a destroy, and leaves nothing in the journal", async () => {
    const world = await testWorld();
    const first = await world.run();
    const { id, properties } = await first.create(session());
    await first.end();
    const refreshing = await world.run();
    await refreshing.read(id, properties);
    expect(await millisecondsToEnd(refreshing)).toBeLessThan(AT_ONCE_MS);
    expect(world.records()).toEqual(["confirmed"]);
    const destroying = await world.run();
    await destroying.delete(id, properties);
    expect(await millisecondsToEnd(destroying)).toBeLessThan(AT_ONCE_MS);
    expect(world.records()).toEqual([]);
    expect(await world.live()).toEqual([]);
  });
});

describe.each(["SIGINT", "SIGTERM"] as const)("a start that is under way when %s comes", (signal) => {
  it("is never sent when it is still connecting", async () => {
    const world = await testWorld();
    const doors = await deadDoors();
    onTestFinished(() => doors.close());
    const run = await world.run({ SYMBL_BASE_URL: doors.noHandshake, SYMBL_ACCESS_TOKEN: await world.gateway.token() });
    const failure = failureOf(run.create(session()));
    await untilRecords(world, ["open"]);
    expect(await millisecondsToEnd(run, signal)).toBeLessThan(FIVE_SECONDS_MS);
    await failure;
    expect(world.records()).toEqual([]);
    expect(await world.placed()).toBe(0);
  });

  it("is never sent when it still waits for its token", async () => {
    const world = await testWorld();
    const token = hold(world.server, "token", "arrived");
    const run = await world.run();
    const outcome = settled(run.create(session()));
    await token.reached;
    const took = millisecondsToEnd(run, signal);
    await waitFor(world.records, (records) => records.length === 0);
    token.release();
    expect(await took).toBeLessThan(FIVE_SECONDS_MS);
    await outcome;
    expect(world.server.arrived.map(({ kind }) => kind)).not.toContain("start");
  });

  it("is not sent again when it waits for a busy server", async () => {
    const world = await testWorld();
    const run = await world.run();
    const { heard } = await waitingStart(world, run);
    expect(await millisecondsToEnd(run, signal)).toBeLessThan(FIVE_SECONDS_MS);
    await heard;
    expect(world.server.arrived.filter(({ kind }) => kind === "start")).toHaveLength(1);
    expect(world.records()).toEqual([]);
  });

  it("is hung up when its answer comes after all, and the host goes within its five seconds", async () => {
    const world = await testWorld();
    const run = await world.run();
    const { heard } = await waitingStart(world, run);
    const held = hold(world.server, "start", "done");
    const failure = failureOf(run.create(session()));
    await held.reached;
    expect(await world.live()).toHaveLength(1);
    const took = millisecondsToEnd(run, signal);
    await heard;
    held.release();
    expect((await failure).message).toMatch(
      /^SYMBL_INTERRUPTED: Interrupted\. The call that had been placed was hung up$/,
    );
    expect(await took).toBeLessThan(FIVE_SECONDS_MS);
    expect(await world.live()).toEqual([]);
    expect(world.records()).toEqual([]);
  });

  it("stays in the journal when no answer comes, and the next run finds its call and keeps it", async () => {
    const world = await testWorld();
    const run = await world.run();
    const held = hold(world.server, "start", "done");
    const outcome = settled(run.create(session()));
    await held.reached;
    expect(await millisecondsToEnd(run, signal)).toBeLessThan(FIVE_SECONDS_MS);
    await outcome;
    expect(world.records()).toEqual(["open"]);

    world.server.heal();
    const next = await world.run();
    const { id } = await next.create(session());
    expect(await world.live()).toEqual([id]);
    expect(await world.placed()).toBe(1);
  });
});

describe("SIGTERM, after which the engine may live on", () => {
  it("confirms nothing: a call whose result was given is noted as taken, no more", async () => {
    const world = await testWorld();
    const run = await world.run();
    const { id } = await run.create(session());
    expect(await millisecondsToEnd(run, "SIGTERM")).toBeLessThan(FIVE_SECONDS_MS);
    expect(world.records()).toEqual(["taken"]);
    expect(await world.live()).toEqual([id]);
  });

  it("goes at once when there is nothing to settle", async () => {
    const world = await testWorld();
    const run = await world.run();
    await run.check(session());
    expect(await millisecondsToEnd(run, "SIGTERM")).toBeLessThan(AT_ONCE_MS);
  });
});

it("a second SIGINT does not kill what the first one set off", async () => {
  const world = await testWorld();
  const run = await world.run();
  const { heard } = await waitingStart(world, run);
  const start = hold(world.server, "start", "done");
  const failure = failureOf(run.create(session()));
  await start.reached;
  const stop = hold(world.server, "stop", "arrived");
  run.signal("SIGINT");
  await heard;
  start.release();
  await stop.reached;
  run.signal("SIGINT");
  stop.release();
  await failure;
  expect((await run.exit).signal).toBe("SIGINT");
  expect(await world.live()).toEqual([]);
  expect(world.records()).toEqual([]);
});
