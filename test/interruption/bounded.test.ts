import { expect, it } from "vitest";
import type { RequestKind } from "../support/faulty-server.js";
import { failureOf, hold, session, testWorld } from "../support/world.js";

/** What an operation may take beyond its own time: a last look-up, and a busy machine. */
const GRACE_MS = 10_000;

const EVERYTHING: readonly RequestKind[] = ["start", "stop", "look-up", "conversation"];

it("every operation ends by itself at a server that never answers, and shows what it waited for", async () => {
  const world = await testWorld();
  const run = await world.run();
  const call = await run.create(session());
  for (const kind of EVERYTHING) hold(world.server, kind, "arrived");
  const properties = { ...call.properties, timeouts: { start: "1s", stop: "1s" } };

  const began = performance.now();
  const [start, stop, refreshed] = await Promise.all([
    failureOf(run.create(session({ timeouts: { start: "1s", stop: "1s" } }, "another"))),
    failureOf(run.delete(call.id, properties)),
    run.read(call.id, call.properties),
  ]);
  expect(performance.now() - began).toBeLessThan(1_000 + GRACE_MS);
  expect(start.initFailed?.id).toMatch(/^unknown-/);
  expect(stop.message).toMatch(/^SYMBL_TIMEOUT: /);
  expect(refreshed).toEqual({ id: call.id, properties: { ...call.properties, status: "unknown" } });
});

it("a slow operation shows what it waits for, on the row of its own resource, for as long as it lasts", async () => {
  const world = await testWorld();
  let left = 2;
  world.server.misbehave("start", async ({ response, carryOut }) => {
    if (left-- > 0)
      return void response.writeHead(429, { "content-type": "application/json", "retry-after": "1" }).end("{}");
    const { status, body } = await carryOut();
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  const run = await world.run();
  await run.create(session());
  const shown = run.log.filter(({ ephemeral }) => ephemeral);
  expect(shown.length).toBeGreaterThan(0);
  for (const { urn, message } of shown) {
    expect(urn).toMatch(/::call$/);
    expect(message).toMatch(/^429, .*; trying again in \d+(\.\d)? s$/);
  }
});
