import { getEventListeners } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { type SymblClient, symblClient } from "../../../provider/api/client.js";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { type Answer, json, type ScriptedServer, scriptedServer, silence } from "../../support/scripted-server.js";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const grant = (accessToken: string): Answer => json(200, { accessToken, expiresIn: 3600 });
const GRANT = grant("t-1");
const REFUSED = json(401, { message: "no" });

async function client(...tokens: Answer[]): Promise<SymblClient> {
  server = await scriptedServer({ token: tokens, endpoint: [json(200, {})] });
  return symblClient(server.url, { kind: "app", appId: "app-1", appSecret: "the-app-secret" });
}

/** A client with a token given by hand, whose requests are answered so. */
async function clientWithToken(...answers: Answer[]): Promise<SymblClient> {
  server = await scriptedServer({ "/v1/": answers });
  return symblClient(server.url, { kind: "token", accessToken: "by-hand" });
}

describe("a token that was asked for beforehand", () => {
  it("is asked for at once, not only by the next request", { timeout: 5_000 }, async () => {
    let arrived = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const symbl = await client(() => arrived());
    symbl.prepare(deadlineIn(60_000));
    await asked;
    expect(server?.to("token")).toHaveLength(1);
  });

  it("is the one that the next request takes", async () => {
    const symbl = await client(GRANT);
    symbl.prepare(deadlineIn(5_000));
    symbl.prepare(deadlineIn(5_000));
    expect(await symbl.stop("c-1", deadlineIn(5_000))).toMatchObject({ kind: "answer", status: 200 });
    expect(await symbl.stop("c-1", deadlineIn(5_000))).toMatchObject({ kind: "answer", status: 200 });
    expect(server?.to("token")).toHaveLength(1);
  });

  it("counts as the request's own attempt when there is none to be had, and the next attempt asks anew", async () => {
    const symbl = await client(json(500, { message: "out of order" }), GRANT);
    symbl.prepare(deadlineIn(5_000));
    expect(await symbl.stop("c-1", deadlineIn(5_000))).toMatchObject({
      kind: "not-sent",
      cause: { code: "SYMBL_SERVER_ERROR" },
      timedOut: false,
      retryable: true,
    });
    expect(server?.to("token")).toHaveLength(1);
    expect(await symbl.stop("c-1", deadlineIn(5_000))).toMatchObject({ kind: "answer", status: 200 });
    expect(server?.to("token")).toHaveLength(2);
  });
});

describe("a request of a client", () => {
  const AUTHORISED = { "x-api-key": "by-hand", accept: "application/json" };
  const WITH_BODY = { ...AUTHORISED, "content-type": "application/json" };
  const body = { operation: "start", endpoint: { type: "pstn", phoneNumber: "+14082924837" } } as const;

  it.each<[string, (symbl: SymblClient) => Promise<unknown>, object]>([
    [
      "places a call under a key",
      (symbl) => symbl.start(body, "key-1", deadlineIn(5_000)),
      {
        method: "POST",
        path: "/v1/endpoint:connect",
        headers: { ...WITH_BODY, "idempotency-key": "key-1" },
        body,
      },
    ],
    [
      "looks up what was placed under a key",
      (symbl) => symbl.lookUpStart("key/1", deadlineIn(5_000)),
      { method: "GET", path: "/v1/starts/key%2F1", headers: AUTHORISED, body: undefined },
    ],
    [
      "hangs a call up",
      (symbl) => symbl.stop("c-1", deadlineIn(5_000)),
      {
        method: "POST",
        path: "/v1/endpoint:connect",
        headers: WITH_BODY,
        body: { operation: "stop", connectionId: "c-1" },
      },
    ],
    [
      "reads a conversation",
      (symbl) => symbl.conversation("1001", deadlineIn(5_000)),
      { method: "GET", path: "/v1/conversations/1001", headers: AUTHORISED, body: undefined },
    ],
  ])("%s", async (_name, send, arrived) => {
    const symbl = await clientWithToken(json(200, {}));
    expect(await send(symbl)).toMatchObject({ kind: "answer", status: 200 });
    expect(server?.arrived).toHaveLength(1);
    expect(server?.arrived[0]).toMatchObject(arrived);
    const { headers } = server?.arrived[0] ?? { headers: {} };
    expect("content-type" in headers).toBe(server?.arrived[0]?.method === "POST");
  });

  it("goes over a connection of its own only when it places a call", async () => {
    const symbl = await clientWithToken(json(200, {}));
    for (let i = 0; i < 2; i++) await symbl.stop("c-1", deadlineIn(5_000));
    for (let i = 0; i < 2; i++) await symbl.lookUpStart("key-1", deadlineIn(5_000));
    for (let i = 0; i < 2; i++) await symbl.conversation("1001", deadlineIn(5_000));
    const shared = server?.connections() ?? 0;
    // The next request may come before the last one's connection is free again.
    expect(shared).toBeLessThan(6);
    for (let i = 0; i < 2; i++) await symbl.start(body, "key-1", deadlineIn(5_000));
    expect(server?.connections()).toBe(shared + 2);
  });
});

describe("a refused token", () => {
  const app = { kind: "app", appId: "app-1", appSecret: "the-app-secret" } as const;

  it("is replaced by a new one, once, with which the request is sent again", async () => {
    server = await scriptedServer({ token: [grant("t-1"), grant("t-2")], endpoint: [REFUSED, json(200, {})] });
    const symbl = symblClient(server.url, app);
    expect(await symbl.stop("c-1", deadlineIn(5_000))).toMatchObject({ kind: "answer", status: 200 });
    expect(server.to("endpoint").map(({ headers }) => headers["x-api-key"])).toEqual(["t-1", "t-2"]);
  });

  it("is the answer, when the new one is refused too", async () => {
    server = await scriptedServer({ token: [grant("t-1"), grant("t-2")], endpoint: [REFUSED] });
    const symbl = symblClient(server.url, app);
    expect(await symbl.stop("c-1", deadlineIn(5_000))).toMatchObject({ kind: "answer", status: 401 });
    expect(server.to("endpoint")).toHaveLength(2);
  });

  it("is the answer, when it was given by hand", async () => {
    const symbl = await clientWithToken(REFUSED);
    expect(await symbl.stop("c-1", deadlineIn(5_000))).toMatchObject({ kind: "answer", status: 401 });
    expect(server?.arrived).toHaveLength(1);
  });
});

describe("a request that waits for its token", () => {
  it("is not sent when the time is over, which is no reason to try again", async () => {
    const over = new AbortController();
    const symbl = await client(() => over.abort());
    expect(await symbl.stop("c-1", { ...deadlineIn(60_000), signal: over.signal })).toMatchObject({
      kind: "not-sent",
      cause: { code: "SYMBL_TIMEOUT" },
      timedOut: true,
      retryable: false,
    });
    expect(server?.to("endpoint")).toHaveLength(0);
  });

  it.each([
    ["while it waits", false],
    ["before it waited", true],
  ])("ends at once when nothing more is to be begun: %s", { timeout: 5_000 }, async (_when, before) => {
    const quit = new AbortController();
    const symbl = await client(before ? silence : () => quit.abort());
    if (before) quit.abort();
    expect(await symbl.stop("c-1", deadlineIn(60_000, quit.signal))).toMatchObject({
      kind: "not-sent",
      cause: { code: "SYMBL_INTERRUPTED" },
      timedOut: false,
      retryable: false,
    });
    expect(server?.to("endpoint")).toHaveLength(0);
  });

  it("leaves nothing behind on the signal to begin nothing more", async () => {
    const { signal } = new AbortController();
    const symbl = await client(GRANT);
    expect(await symbl.stop("c-1", deadlineIn(5_000, signal))).toMatchObject({ kind: "answer", status: 200 });
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });
});
