import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newsText } from "../../provider/journal/record.js";
import type { EngineRun } from "../support/engine-run.js";
import {
  failureOf,
  hold,
  recordFiles,
  session,
  settled,
  testWorld,
  untilRecords,
  type World,
} from "../support/world.js";

const OTHER = { endpoint: { type: "pstn", phoneNumber: "14082924838" } };

/** A run that was killed just after it had given its result, before the engine was seen to have it: `open`, with its answer. */
async function killedWithResult(world: World, name = "call", stack = "dev"): Promise<string> {
  const run = await world.run();
  const { id } = await run.create(session({}, name, stack));
  await run.end("SIGKILL");
  return id;
}

/** A run that was killed when its start had been carried out and no answer had come. */
async function killedInFlight(world: World, stage: "arrived" | "done"): Promise<void> {
  const run = await world.run();
  const start = hold(world.server, "start", stage);
  const outcome = settled(run.create(session()));
  await start.reached;
  await run.end("SIGKILL");
  await outcome;
  world.server.heal();
}

describe("the next start of a session whose last one was cut short", () => {
  it("keeps the call that it finds live, when it asks for the same and no engine ever took it", async () => {
    const world = await testWorld();
    const left = await killedWithResult(world);
    expect(world.records()).toEqual(["open"]);
    const run = await world.run();
    const { id, properties } = await run.create(session({ endpoint: samePhone(), timeouts: { start: "20s" } }));
    expect(id).toBe(left);
    expect(properties).toMatchObject({ connectionId: left, status: "live" });
    expect(properties.idempotencyKey).toBe(world.server.arrived.find(({ kind }) => kind === "start")?.key);
    expect(run.log.map(({ message }) => message).join()).toContain("nothing was dialled");
    await run.end();
    expect(await world.live()).toEqual([left]);
    expect(await world.placed()).toBe(1);
    expect(world.records()).toEqual(["confirmed"]);
  });

  it("hangs it up and dials when it asks for something else", async () => {
    const world = await testWorld();
    const left = await killedWithResult(world);
    const run = await world.run();
    const { id } = await run.create(session(OTHER));
    expect(id).not.toBe(left);
    expect(await world.live()).toEqual([id]);
    await run.end();
    expect(world.records()).toEqual(["confirmed"]);
  });

  it("hangs it up and dials when an engine had taken it: that engine's state may be about to delete it", async () => {
    const world = await testWorld();
    const first = await world.run();
    const { id: left } = await first.create(session());
    await untilRecords(world, ["taken"]);
    await first.end("SIGKILL");
    const run = await world.run();
    const { id } = await run.create(session());
    expect(id).not.toBe(left);
    expect(await world.live()).toEqual([id]);
  });

  it("dials when the call has ended meanwhile", async () => {
    const world = await testWorld();
    await world.gateway.hangUp(await killedWithResult(world));
    const run = await world.run();
    const { id } = await run.create(session());
    expect(await world.live()).toEqual([id]);
    await run.end();
    expect(world.records()).toEqual(["confirmed"]);
  });

  it("dials nothing when it cannot hang up", async () => {
    const world = await testWorld();
    await killedWithResult(world);
    hold(world.server, "stop", "arrived");
    const run = await world.run();
    const failure = await failureOf(run.create(session({ ...OTHER, timeouts: { stop: "1s" } })));
    expect(failure.message).toMatch(/^SYMBL_TIMEOUT: The call could not be hung up/);
    expect(await world.placed()).toBe(1);
    expect(world.records()).toEqual(["open"]);
  });

  it("asks for a start without an answer by its key: one that was placed is kept", async () => {
    const world = await testWorld();
    await killedInFlight(world, "done");
    const [left] = await world.live();
    const run = await world.run();
    expect((await run.create(session())).id).toBe(left);
    expect(await world.placed()).toBe(1);
  });

  it("asks for a start without an answer by its key: of one that never was it hears no more, and dials", async () => {
    const world = await testWorld();
    await killedInFlight(world, "arrived");
    const run = await world.run();
    const { id } = await run.create(session());
    expect(await world.live()).toEqual([id]);
    await run.end();
    expect(world.records()).toEqual(["confirmed"]);
  });

  it("dials nothing when the server cannot tell, and does once a person has made sure", async () => {
    const world = await testWorld({ keys: false });
    await killedInFlight(world, "done");
    const [left = ""] = await world.live();
    const run = await world.run();
    const failure = await failureOf(run.create(session()));
    expect(failure.message).toMatch(/^SYMBL_START_UNKNOWN: Nothing was dialled: .*SYMBL_UNKNOWN_START=forget/);
    expect(failure.initFailed).toBeUndefined();
    expect(await world.placed()).toBe(1);
    expect(world.records()).toEqual(["open"]);

    await world.gateway.hangUp(left);
    const told = await world.run({ SYMBL_UNKNOWN_START: "forget" });
    const { id } = await told.create(session());
    expect(await world.live()).toEqual([id]);
  });
});

describe("a start of a session at which another process may still be", () => {
  it.each([
    ["has its result to give", false],
    ["waits for its answer", true],
  ])("is refused while a living process %s, and names it", async (_what, waits) => {
    const world = await testWorld();
    const first = await world.run();
    const start = waits ? hold(world.server, "start", "done") : undefined;
    const outcome = settled(first.create(session()));
    await (start?.reached ?? outcome);
    const second = await world.run();
    const failure = await failureOf(second.create(session(OTHER)));
    expect(failure.message).toMatch(new RegExp(`^SYMBL_SESSION_BUSY: Nothing was dialled: process ${first.pid} `));
    expect(await world.placed()).toBe(1);
    start?.release();
    await outcome;
    expect(await world.live()).toHaveLength(1);
  });

  it("dials one call when two engines begin at once", async () => {
    const world = await testWorld();
    const runs = await Promise.all([world.run(), world.run()]);
    const outcomes = await Promise.all(runs.map((run) => settled(run.create(session()))));
    const codes = outcomes.map((outcome) => (outcome instanceof Error ? outcome.message.split(":", 1)[0] : "placed"));
    expect(codes.filter((code) => code === "placed").length).toBeLessThanOrEqual(1);
    expect(codes.filter((code) => code !== "placed" && code !== "SYMBL_SESSION_BUSY")).toEqual([]);
    expect((await world.live()).length).toBe(codes.filter((code) => code === "placed").length);
  });

  it("is refused while the record is another machine's: whether its process lives cannot be seen from here", async () => {
    const world = await testWorld();
    const left = await killedWithResult(world);
    const folder = join(world.journalParent, "pulumi-symbl-telephony");
    const [name = ""] = recordFiles(folder);
    const process = { pid: 1, startedAt: "1", bootId: "", host: "laptop 1" };
    appendFileSync(join(folder, name), newsText({ process }));
    const run = await world.run();
    const failure = await failureOf(run.create(session()));
    expect(failure.message).toMatch(
      /^SYMBL_SESSION_BUSY: Nothing was dialled: process \d+ on another machine \(laptop\) /,
    );
    expect(await world.live()).toEqual([left]);
  });

  it("does not wait for other sessions, nor for the same one of another stack", async () => {
    const world = await testWorld();
    const first = await world.run();
    await first.create(session());
    const second = await world.run();
    await second.create(session({}, "another"));
    await second.create(session({}, "call", "production"));
    expect(await world.live()).toHaveLength(3);
  });
});

describe("a journal that is not as it should be", () => {
  it("with a record that cannot be read lets the session dial, and keeps that record for a person to see", async () => {
    const world = await testWorld();
    await killedWithResult(world);
    const folder = join(world.journalParent, "pulumi-symbl-telephony");
    const [name = ""] = recordFiles(folder);
    const torn = readFileSync(join(folder, name), "utf8").slice(0, 40);
    writeFileSync(join(folder, name), torn);
    const run = await world.run();
    await run.create(session());
    await run.end();
    expect(readFileSync(join(folder, name), "utf8")).toBe(torn);
    expect(recordFiles(folder)).toHaveLength(2);
  });

  it("that cannot be written dials nothing, and says what to do", async () => {
    const world = await testWorld();
    writeFileSync(join(world.journalParent, "pulumi-symbl-telephony"), "a file where the folder should be");
    const run = await world.run();
    const failure = await failureOf(run.create(session()));
    expect(failure.message).toMatch(/^SYMBL_JOURNAL_UNWRITABLE: .*SYMBL_JOURNAL_DIR.*SYMBL_JOURNAL=off/);
    expect(world.server.arrived.map(({ kind }) => kind)).not.toContain("start");
    expect(await millisecondsOf(run)).toBeLessThan(5_000);
  });

  it("that is switched off warns at every start, and writes nothing", async () => {
    const world = await testWorld();
    const run = await world.run({ SYMBL_JOURNAL: "off" });
    for (const name of ["one", "two"]) await run.create(session({}, name));
    const warnings = run.log.filter(({ severity }) => severity === "warning");
    expect(warnings.map(({ urn, message }) => [urn.split("::").at(-1), message.split(":", 1)[0]])).toEqual([
      ["one", "SYMBL_JOURNAL=off"],
      ["two", "SYMBL_JOURNAL=off"],
    ]);
    await run.end();
    expect(readdirSync(world.journalParent)).toEqual([]);
    expect(await world.live()).toHaveLength(2);
  });
});

describe("the end of any run of a stack", () => {
  it("ends the calls that no engine ever took, by processes that are dead, and no others", async () => {
    const world = await testWorld();
    const orphan = await killedWithResult(world, "orphan");
    const ofAnotherStack = await killedWithResult(world, "orphan", "production");
    const first = await world.run();
    const { id: taken } = await first.create(session({}, "taken"));
    await untilRecords(world, ["open", "open", "taken"]);
    await first.end("SIGKILL");
    const alive = await world.run();
    const { id: another } = await alive.create(session({}, "alive"));

    const run = await world.run();
    await run.check(session({}, "unconcerned"));
    await run.end();
    const live = await world.live();
    expect(live).not.toContain(orphan);
    expect(live.sort()).toEqual([ofAnotherStack, taken, another].sort());
    expect(world.texts().join()).not.toContain(orphan);
  });

  it("asks for starts without an answer, and keeps those that the server cannot tell of", async () => {
    const world = await testWorld({ keys: false });
    await killedInFlight(world, "done");
    const run = await world.run();
    await run.check(session({}, "unconcerned"));
    await run.end();
    expect(world.records()).toEqual(["open"]);
    expect(await world.live()).toHaveLength(1);
  });
});

/** Milliseconds that the run takes to end. */
async function millisecondsOf(run: EngineRun): Promise<number> {
  const sent = performance.now();
  return (await run.end()).at - sent;
}

function samePhone(): { type: string; phoneNumber: string; dtmf: string } {
  return { type: "pstn", phoneNumber: "+1 (408) 292-4837", dtmf: ",,939293#,,471147#" };
}
