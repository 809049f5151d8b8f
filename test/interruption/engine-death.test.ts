import { describe, expect, it, onTestFinished } from "vitest";
import { deadDoors } from "../support/dead-doors.js";
import { failureOf, hold, session, settled, testWorld, untilRecords } from "../support/world.js";

describe("a host whose engine has died", () => {
  it("goes by itself, whatever it did before", async () => {
    const world = await testWorld();
    const run = await world.run();
    await run.check(session());
    run.loseEngine();
    expect((await run.exit).code).toBe(0);
    expect(world.records()).toEqual([]);
  });

  it("hangs up a call whose result the engine cannot have taken", async () => {
    const world = await testWorld();
    const run = await world.run();
    await run.create(session());
    run.loseEngine();
    await run.exit;
    expect(await world.placed()).toBe(1);
    expect(await world.live()).toEqual([]);
    expect(world.records()).toEqual([]);
  });

  it("leaves a call that the engine has taken: the state has it, and the next run goes on with it", async () => {
    const world = await testWorld();
    const run = await world.run();
    const { id, properties } = await run.create(session());
    await untilRecords(world, ["taken"]);
    run.loseEngine();
    await run.exit;
    expect(await world.live()).toEqual([id]);
    expect(world.records()).toEqual(["taken"]);

    const next = await world.run();
    expect(await next.diff(id, properties, session())).toEqual({ changes: false, replaces: [] });
    expect(world.records()).toEqual(["confirmed"]);
    await next.delete(id, properties);
    expect(await world.live()).toEqual([]);
    expect(world.records()).toEqual([]);
  });

  it("tells the one from the other, of many", async () => {
    const world = await testWorld();
    const run = await world.run();
    const taken = await run.create(session({}, "early"));
    await untilRecords(world, ["taken"]);
    await Promise.all(["one", "two", "three"].map((name) => run.create(session({}, name))));
    run.loseEngine();
    await run.exit;
    expect(await world.placed()).toBe(4);
    expect(await world.live()).toEqual([taken.id]);
  });

  it("never sends what it has not sent yet", async () => {
    const world = await testWorld();
    const doors = await deadDoors();
    onTestFinished(() => doors.close());
    const run = await world.run({ SYMBL_BASE_URL: doors.noHandshake, SYMBL_ACCESS_TOKEN: await world.gateway.token() });
    const failure = failureOf(run.create(session()));
    await untilRecords(world, ["open"]);
    run.loseEngine();
    await Promise.all([run.exit, failure]);
    expect(world.records()).toEqual([]);
  });

  it("waits for the answer to what it has sent, and hangs up", async () => {
    const world = await testWorld();
    const run = await world.run();
    const start = hold(world.server, "start", "done");
    const outcome = settled(run.create(session()));
    await start.reached;
    run.loseEngine();
    // Whether it has noticed already or not, nobody will take the result.
    start.release();
    await Promise.all([run.exit, outcome]);
    expect(await world.placed()).toBe(1);
    expect(await world.live()).toEqual([]);
    expect(world.records()).toEqual([]);
  });

  it("goes in time when no answer comes, and leaves the start to the next run", async () => {
    const world = await testWorld();
    const run = await world.run();
    const start = hold(world.server, "start", "done");
    const failure = failureOf(run.create(session()));
    await start.reached;
    run.loseEngine();
    await Promise.all([run.exit, failure]);
    expect(await world.live()).toHaveLength(1);
    expect(world.records()).toEqual(["open"]);

    world.server.heal();
    const next = await world.run();
    const { id } = await next.create(session());
    expect(await world.live()).toEqual([id]);
    expect(await world.placed()).toBe(1);
  });

  it("leaves a call in the journal that it cannot hang up, and the next run of the stack ends it", async () => {
    const world = await testWorld();
    const run = await world.run();
    await run.create(session());
    hold(world.server, "stop", "arrived");
    run.loseEngine();
    await run.exit;
    expect(await world.live()).toHaveLength(1);
    expect(world.records()).toEqual(["open"]);

    world.server.heal();
    const next = await world.run();
    await next.check(session({}, "another"));
    await next.end();
    expect(await world.live()).toEqual([]);
    expect(world.records()).toEqual([]);
  });
});
