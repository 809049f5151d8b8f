import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EngineRun } from "../support/engine-run.js";
import type { Saved } from "../support/host.js";
import { failureOf, hold, session, settled, testWorld, type World } from "../support/world.js";

const SAME = { changes: false, replaces: [] };
const REDIAL = { changes: true, replaces: ["endpoint"] };

/** A call whose run ended as it should: the state has it. */
async function placed(world: World): Promise<Saved> {
  const run = await world.run();
  const saved = await run.create(session());
  await run.end();
  return saved;
}

/** A run that was killed while it hung up: with the stop not yet at the server, or carried out. */
async function killedHangingUp(world: World, { id, properties }: Saved, stage: "arrived" | "done"): Promise<void> {
  const run = await world.run();
  const stop = hold(world.server, "stop", stage);
  const outcome = settled(run.delete(id, properties));
  await stop.reached;
  await run.end("SIGKILL");
  await outcome;
  world.server.heal();
}

/** The notes of hang-ups in the journal's folder. */
function notes(world: World): string[] {
  return readdirSync(join(world.journalParent, "pulumi-symbl-telephony")).filter((name) => name.endsWith(".ending"));
}

function looks(world: World): number {
  return world.server.arrived.filter(({ kind }) => kind === "conversation").length;
}

function said(run: EngineRun): string {
  return run.log.map(({ message }) => message).join("\n");
}

describe("a call that the state calls live, and that a run was hanging up when it was cut short", () => {
  it("is dialled again when it has been hung up, and no note stays after the run that did so", async () => {
    const world = await testWorld();
    const saved = await placed(world);
    await killedHangingUp(world, saved, "done");
    expect(await world.live()).toEqual([]);

    const run = await world.run();
    expect(await run.diff(saved.id, saved.properties, session())).toEqual(REDIAL);
    expect(said(run)).toContain("hung up by a run that was cut short");
    await run.delete(saved.id, saved.properties);
    const { id } = await run.create(session());
    await run.end();
    expect(await world.live()).toEqual([id]);
    expect(notes(world)).toEqual([]);
  });

  it("is left alone when it is live, and nobody asks a second time", async () => {
    const world = await testWorld();
    const saved = await placed(world);
    await killedHangingUp(world, saved, "arrived");

    for (const _time of ["first", "second"]) {
      const run = await world.run();
      expect(await run.diff(saved.id, saved.properties, session())).toEqual(SAME);
      await run.end();
    }
    expect(looks(world)).toBe(1);
    expect(await world.live()).toEqual([saved.id]);
  });

  it("is left alone while the server cannot tell, and asked about again", async () => {
    const world = await testWorld();
    const saved = await placed(world);
    await killedHangingUp(world, saved, "done");
    world.server.misbehave("conversation", ({ response }) => {
      response.writeHead(404, { "content-type": "application/json" }).end('{"message":"No such conversation."}');
    });
    const blind = await world.run();
    expect(await blind.diff(saved.id, saved.properties, session())).toEqual(SAME);
    await blind.end();

    world.server.heal();
    const run = await world.run();
    expect(await run.diff(saved.id, saved.properties, session())).toEqual(REDIAL);
  });

  it("is dialled again after a refresh, too, which has told the state that it is over", async () => {
    const world = await testWorld();
    const saved = await placed(world);
    await killedHangingUp(world, saved, "done");
    const refreshing = await world.run();
    const { properties } = await refreshing.read(saved.id, saved.properties);
    expect(properties).toMatchObject({ status: "ended" });
    await refreshing.end();

    const run = await world.run();
    expect(await run.diff(saved.id, properties, session())).toEqual(REDIAL);
  });

  it("is dialled again when its run gave up on the stop, and the stop arrived all the same", async () => {
    const world = await testWorld();
    const saved = await placed(world);
    const stop = hold(world.server, "stop", "done");
    const giving = await world.run();
    await failureOf(giving.delete(saved.id, { ...saved.properties, timeouts: { stop: "1s" } }));
    await giving.end();
    stop.release();
    world.server.heal();

    const run = await world.run();
    expect(await run.diff(saved.id, saved.properties, session())).toEqual(REDIAL);
  });

  it("stays with the program that says to own that very call: there is nothing to dial", async () => {
    const world = await testWorld();
    const saved = await placed(world);
    await killedHangingUp(world, saved, "done");
    const { connectionId, conversationId } = saved.properties;
    const adopting = session({ adopt: { connectionId, conversationId } });
    const run = await world.run();
    expect((await run.diff(saved.id, { ...saved.properties, ...adopting }, adopting)).replaces).toEqual([]);
  });
});

describe("a call that the state may have, and that was hung up because no engine was seen to take it", () => {
  it("is dialled again when an orphaned host has hung it up", async () => {
    const world = await testWorld();
    const orphan = await world.run();
    const saved = await orphan.create(session());
    orphan.loseEngine();
    await orphan.exit;
    expect(await world.live()).toEqual([]);

    const run = await world.run();
    expect(await run.diff(saved.id, saved.properties, session())).toEqual(REDIAL);
  });

  it("is dialled again when the orphaned host is still at it while the next run asks", async () => {
    const world = await testWorld();
    const orphan = await world.run();
    const saved = await orphan.create(session());
    const stop = hold(world.server, "stop", "done");
    orphan.loseEngine();
    await stop.reached;
    const run = await world.run();
    const answer = run.diff(saved.id, saved.properties, session());
    stop.release();
    expect(await answer).toEqual(REDIAL);
  });

  it("is dialled again when another run of the stack has cleared it away", async () => {
    const world = await testWorld();
    const killed = await world.run();
    const saved = await killed.create(session());
    await killed.end("SIGKILL");
    const other = await world.run();
    await other.check(session({}, "another"));
    await other.end();
    expect(await world.live()).toEqual([]);

    const run = await world.run();
    expect(await run.diff(saved.id, saved.properties, session())).toEqual(REDIAL);
  });
});

describe("a call that nobody of ours hung up", () => {
  it("is not asked about, and not dialled again when it is over", async () => {
    const world = await testWorld();
    const saved = await placed(world);
    await world.gateway.hangUp(saved.id);
    const run = await world.run();
    expect(await run.diff(saved.id, saved.properties, session())).toEqual(SAME);
    expect(looks(world)).toBe(0);
  });

  it("leaves no note: what was hung up in a run that ended as it should is known to the state", async () => {
    const world = await testWorld();
    const saved = await placed(world);
    const run = await world.run();
    await run.delete(saved.id, saved.properties);
    expect(notes(world)).toHaveLength(1);
    await run.end();
    expect(notes(world)).toEqual([]);
  });
});
