import { expect, it } from "vitest";
import type { Fault, FaultyServer, RequestKind } from "../support/faulty-server.js";
import { HostCallError } from "../support/host.js";
import { hold, session, settled, testWorld } from "../support/world.js";

/** What an operation may take beyond its own time: a last look-up, and a busy machine. */
const GRACE_MS = 10_000;
/** What a refresh allows a server. */
const READ_MS = 10_000;

const EVERYTHING: readonly RequestKind[] = ["start", "stop", "look-up", "conversation"];
const QUICKLY = { start: "1s", stop: "1s" };

/** Every request is taken, and its answer comes a byte at a time, for ever: the headers, or only what follows them. */
function drip(server: FaultyServer, what: "headers" | "body"): void {
  const fault: Fault = async ({ response, carryOut }) => {
    const { status, body } = await carryOut();
    if (what === "body") response.writeHead(status, { "content-type": "application/json", "content-length": 1e6 });
    const headers = `HTTP/1.1 ${status} Fine\r\nx-padding: `;
    let sent = 0;
    const timer = setInterval(() => {
      if (what === "body") response.write(body[sent++] ?? " ");
      else response.socket?.write(headers[sent++] ?? "x");
    }, 400);
    response.on("close", () => clearInterval(timer));
  };
  for (const kind of EVERYTHING) server.misbehave(kind, fault);
}

it.each<[string, (server: FaultyServer) => void, string | undefined]>([
  [
    "never answers",
    (server) => {
      for (const kind of EVERYTHING) hold(server, kind, "arrived");
    },
    "SYMBL_TIMEOUT",
  ],
  ["drips its headers", (server) => drip(server, "headers"), "SYMBL_TIMEOUT"],
  // Its status is the answer; the body matters to nobody.
  ["drips its body", (server) => drip(server, "body"), undefined],
])(
  "every operation ends by itself at a server that %s, and shows what it waits for",
  async (_what, misbehave, stopCode) => {
    const world = await testWorld();
    const run = await world.run();
    const [toStop, toRead, toMend] = await Promise.all(
      ["stopped", "seen", "mended"].map((name) => run.create(session({ timeouts: QUICKLY }, name))),
    );
    if (toStop === undefined || toRead === undefined || toMend === undefined) throw new Error("three calls are placed");
    const { conversationId: _lost, ...lacking } = toMend.properties;
    misbehave(world.server);

    const began = performance.now();
    const [start, stop, refreshed, update] = await Promise.all([
      settled(run.create(session({ timeouts: QUICKLY }, "started"))),
      settled(run.delete(toStop.id, toStop.properties)),
      settled(run.read(toRead.id, toRead.properties)),
      settled(run.update(toMend.id, lacking, session({ timeouts: QUICKLY }, "mended"))),
    ]);
    expect(performance.now() - began).toBeLessThan(READ_MS + GRACE_MS);
    expect(failureIn(start).initFailed?.id).toMatch(/^unknown-/);
    if (stopCode === undefined) expect(stop).toBeUndefined();
    else expect(failureIn(stop).message).toMatch(new RegExp(`^${stopCode}: `));
    expect(refreshed).toEqual({ id: toRead.id, properties: { ...toRead.properties, status: "unknown" } });
    expect(failureIn(update).initFailed).toMatchObject({ id: toMend.id, properties: { connectionId: toMend.id } });

    // The refresh is what lasts longest here; the others' own time is over before anybody would ask.
    const shown = run.log.filter(({ ephemeral, urn }) => ephemeral && urn.endsWith("::seen"));
    expect(shown.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^still waiting for http:\S+ to say how the call is doing \(\d+ s of 10 s\)$/),
    );
  },
);

it("a slow operation shows what it waits for, on the row of its own resource, for as long as it lasts", async () => {
  const world = await testWorld();
  const busy: Fault = ({ response }) =>
    void response.writeHead(429, { "content-type": "application/json", "retry-after": "1" }).end("{}");
  const run = await world.run();
  world.server.misbehave("start", busy, 2);
  const { id, properties } = await run.create(session());
  world.server.misbehave("conversation", busy, 2);
  await run.read(id, properties);
  world.server.misbehave("stop", busy, 2);
  await run.delete(id, properties);
  const shown = run.log.filter(({ ephemeral }) => ephemeral);
  expect(shown).toHaveLength(6);
  for (const { urn, message } of shown) {
    expect(urn).toMatch(/::call$/);
    expect(message).toMatch(/^429, .*; trying again in \d+(\.\d)? s$/);
  }
});

function failureIn(outcome: unknown): HostCallError {
  if (outcome instanceof HostCallError) return outcome;
  throw new Error(`it did not fail: ${JSON.stringify(outcome)}`);
}
