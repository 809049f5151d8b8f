import { expect, it } from "vitest";
import { stackAccounts } from "../../../provider/accounts.js";
import { InitFailedError } from "../../../provider/host/errors.js";
import { update } from "../../../provider/operations/update.js";
import { json, placed } from "../../support/scripted-server.js";
import { liveSession, rejection, session, surroundings } from "./support.js";

const { serve } = surroundings();

it("a whole call is updated without settings, and nobody is asked", async () => {
  const state = liveSession("https://api.symbl.ai", { timeouts: { start: "2m" }, onEnded: "redial" });
  const { outs } = await update(
    stackAccounts(() => undefined),
    "c-1",
    state,
    session({ timeouts: { stop: "2m" } }),
  );
  expect(outs).toEqual(liveSession("https://api.symbl.ai", { timeouts: { stop: "2m" } }));
});

it("a call that lacks something is completed, at the server that dialled, with the time that the new inputs allow", async () => {
  const { accounts, server } = await serve({ "/v1/starts/": [json(200, placed())] });
  const { eventUrl: _lost, ...damaged } = liveSession(server.url, { idempotencyKey: "k-1" });
  const { outs } = await update(accounts, "c-1", damaged, session({ timeouts: { start: "5s" } }));
  expect(outs).toMatchObject({ ...placed(), status: "live" });
  expect(outs).toHaveProperty("idempotencyKey", "k-1");
  expect(server.arrived.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /oauth2/token:generate",
    "GET /v1/starts/k-1",
  ]);
});

it.each([
  ["still lacks it", [json(200, { connectionId: "c-1" })]],
  ["knows nothing of it", [json(404, { message: "No." })]],
  ["says that it never placed it", [json(404, { code: "START_NOT_FOUND", message: "No." })]],
])("a call of which the server %s is kept as it is, new inputs included", async (_what, lookUp) => {
  const { accounts, server } = await serve({ "/v1/starts/": lookUp });
  const { eventUrl: _lost, ...damaged } = liveSession(server.url, { idempotencyKey: "k-1", onEnded: "redial" });
  const error = await rejection(update(accounts, "c-1", damaged, session({ timeouts: { start: "5s" } })));
  expect(error).toBeInstanceOf(InitFailedError);
  const { onEnded: _dropped, ...kept } = damaged;
  expect(error).toMatchObject({
    id: "c-1",
    reasons: [expect.stringContaining("eventUrl missing"), expect.stringContaining("`pulumi destroy` hangs it up")],
  });
  expect(error).toHaveProperty("properties", { ...kept, timeouts: { start: "5s" } });
});

it("a call that lacks something and has no key is not asked for", async () => {
  const { accounts, server } = await serve({});
  const { conversationId: _lost, ...damaged } = liveSession(server.url);
  expect(await rejection(update(accounts, "c-1", damaged, session()))).toBeInstanceOf(InitFailedError);
  expect(server.arrived).toEqual([]);
});
