import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Fault } from "../support/faulty-server.js";
import { waitFor } from "../support/gateway.js";
import type { Saved } from "../support/host.js";
import { HostCallError } from "../support/host.js";
import { FIVE_SECONDS_MS, hold, millisecondsToEnd, session, settled, testWorld } from "../support/world.js";

const MANY = Array.from({ length: 64 }, (_, index) => `call-${index}`);

it("64 starts and 64 hang-ups at once do not disturb each other", async () => {
  const world = await testWorld();
  const up = await world.run();
  const calls = await Promise.all(MANY.map((name) => up.create(session({}, name))));
  expect(new Set(calls.map(({ id }) => id)).size).toBe(64);
  expect((await world.live()).sort()).toEqual(calls.map(({ id }) => id).sort());
  expect(world.server.arrived.filter(({ kind }) => kind === "start")).toHaveLength(64);
  expect(world.server.arrived.filter(({ kind }) => kind === "token")).toHaveLength(1);
  await up.end();
  expect(world.records()).toEqual(MANY.map(() => "confirmed"));

  const destroy = await world.run();
  await Promise.all(calls.map(({ id, properties }) => destroy.delete(id, properties)));
  expect(await world.live()).toEqual([]);
  expect(world.server.arrived.filter(({ kind }) => kind === "stop")).toHaveLength(64);
  expect(world.records()).toEqual([]);
});

it("what goes wrong with some of 64 starts is the matter of those alone", async () => {
  const world = await testWorld();
  let count = 0;
  const fates: Record<number, Fault> = {
    1: ({ response }) => void response.writeHead(400, { "content-type": "application/json" }).end('{"message":"No."}'),
    2: async ({ response, carryOut }) => {
      await carryOut();
      response.socket?.destroy();
    },
    3: ({ response }) => void response.socket?.destroy(),
  };
  world.server.misbehave("start", async (visit) => {
    const fate = fates[count++ % 4];
    if (fate !== undefined) return fate(visit);
    const { status, body } = await visit.carryOut();
    visit.response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  const run = await world.run();
  const outcomes = await Promise.all(MANY.map((name) => settled(run.create(session({}, name)))));
  const saved = outcomes.filter((outcome): outcome is Saved => !(outcome instanceof HostCallError));
  const codes = outcomes.flatMap((outcome) => (outcome instanceof HostCallError ? outcome.message.split(":", 1) : []));
  // Every fourth is well, and every fourth is found by its key; the others were never placed.
  expect(saved).toHaveLength(32);
  expect(codes.sort()).toEqual([...Array(16).fill("SYMBL_BAD_REQUEST"), ...Array(16).fill("SYMBL_START_NOT_PLACED")]);
  expect((await world.live()).sort()).toEqual(saved.map(({ id }) => id).sort());
  await run.end();
  expect(world.records()).toEqual(saved.map(() => "confirmed"));
});

it("64 starts that are under way when the host must go are all hung up, within its five seconds", async () => {
  const world = await testWorld();
  const sigint = join(world.journalParent, "sigint");
  const telling = join(__dirname, "..", "support", "tells-of-sigint.cjs");
  const run = await world.run({ NODE_OPTIONS: `--require ${telling}`, SIGINT_TOLD_IN: sigint });
  const start = hold(world.server, "start", "done");
  const outcomes = MANY.map((name) => settled(run.create(session({}, name))));
  while ((await world.placed()) < MANY.length) await start.reached;
  const took = millisecondsToEnd(run);
  // A call whose answer is there before the signal is heard is the engine's.
  await waitFor(
    () => existsSync(sigint),
    (told) => told,
  );
  start.release();
  expect(await took).toBeLessThan(FIVE_SECONDS_MS);
  for (const outcome of await Promise.all(outcomes)) expect(outcome).toBeInstanceOf(HostCallError);
  expect(await world.live()).toEqual([]);
  expect(world.records()).toEqual([]);
});
