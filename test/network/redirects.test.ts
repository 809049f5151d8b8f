import { createServer } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import type { RequestKind } from "../support/faulty-server.js";
import { listening } from "../support/listening.js";
import { failureOf, session, testWorld } from "../support/world.js";

/** Another origin, where nobody must ever come: the requests that came all the same. */
async function elsewhere(): Promise<{ readonly url: string; readonly visits: readonly string[] }> {
  const visits: string[] = [];
  const server = createServer(({ method, url, headers }, response) => {
    visits.push(`${method} ${url} ${JSON.stringify(headers)}`);
    response.end("{}");
  });
  const { port, close } = await listening(server);
  onTestFinished(close);
  return { url: `http://127.0.0.1:${port}`, visits };
}

const EVERYTHING: readonly RequestKind[] = ["token", "start", "look-up", "conversation", "stop"];

it.each([301, 302, 303, 307, 308])(
  "a %i to another origin is not followed by any request, and each operation says that it is not",
  async (status) => {
    const world = await testWorld();
    const other = await elsewhere();
    const run = await world.run();
    const call = await run.create(session());
    const redirect = (kind: RequestKind): void =>
      world.server.misbehave(kind, ({ response }) => {
        response.writeHead(status, { location: `${other.url}/v1/endpoint:connect` }).end();
      });
    const said = "a redirect, which is not followed with credentials";

    for (const kind of EVERYTHING.filter((one) => one !== "token")) redirect(kind);
    const start = await failureOf(run.create(session({}, "another")));
    expect(start.initFailed?.reasons.join() ?? start.message).toContain(said);
    expect((await failureOf(run.delete(call.id, call.properties))).message).toContain(said);
    expect((await run.read(call.id, call.properties)).properties.status).toBe("unknown");
    expect(run.log.find(({ severity }) => severity === "warning")?.message).toContain(said);

    world.server.heal();
    redirect("token");
    const fresh = await world.run();
    expect((await failureOf(fresh.create(session({}, "third")))).message).toContain(said);
    expect(other.visits).toEqual([]);
    expect(await world.live()).toEqual([call.id]);
  },
);
