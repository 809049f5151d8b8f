import { describe, expect, it } from "vitest";
import { stackAccounts } from "../../../provider/accounts.js";
import { accountFingerprint } from "../../../provider/api/client.js";
import { InitFailedError } from "../../../provider/host/errors.js";
import { create, missingIn } from "../../../provider/operations/create.js";
import { PROVIDER_VERSION } from "../../../provider/version.js";
import { cut, json, placed } from "../../support/scripted-server.js";
import { rejection, session, surroundings } from "./support.js";

const { serve } = surroundings();
const NEVER = json(404, { code: "START_NOT_FOUND", message: "No start has this key." });
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UNTOLD = json(404, { message: "There is no such resource." });

describe("a call that is placed", () => {
  it("has the outputs of the answer beside the inputs as they were written", async () => {
    const { accounts, server } = await serve({ start: [json(201, placed())] });
    const inputs = session({ actions: [], timeouts: { start: "2m" } });
    const before = Date.now();
    const { id, outs } = await create(accounts, inputs);
    expect(id).toBe("c-1");
    expect(outs).toStrictEqual({
      ...inputs,
      ...placed(),
      status: "live",
      startedAt: expect.any(String),
      endedAt: null,
      apiBaseUrl: server.url,
      accountFingerprint: accountFingerprint({ kind: "app", appId: "the-app", appSecret: "" }),
      providerVersion: PROVIDER_VERSION,
      idempotencyKey: server.to("start")[0]?.headers["idempotency-key"],
    });
    expect(Date.parse(String(outs.startedAt))).toBeGreaterThanOrEqual(before);
    expect(outs.idempotencyKey).toMatch(UUID);
    expect(server.to("start").map(({ body }) => body)).toEqual([
      { operation: "start", endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#" } },
    ]);
  });

  it("goes out under a key of its own, at the account that the inputs name", async () => {
    const { server } = await serve({ start: [json(201, placed("c-1")), json(201, placed("c-2"))] });
    const config: Record<string, string> = {
      "symbl:baseUrl": server.url,
      "symbl:accounts": JSON.stringify({ blue: { accessToken: "blue-token" }, red: { accessToken: "red-token" } }),
    };
    const accounts = stackAccounts((key) => config[key]);
    await create(accounts, session({ account: "blue" }, "urn:blue"));
    await create(accounts, session({ account: "red" }, "urn:red"));
    const headers = server.to("start").map(({ headers }) => headers);
    expect(headers.map((header) => header["x-api-key"])).toEqual(["blue-token", "red-token"]);
    expect(new Set(headers.map((header) => header["idempotency-key"])).size).toBe(2);
  });
});

describe("a call that is not placed", () => {
  it.each([
    ["rejected", [json(400, { message: "No." })], UNTOLD, "SYMBL_BAD_REQUEST"],
    ["refused for its credentials", [json(401, {})], UNTOLD, "SYMBL_UNAUTHORIZED"],
    ["lost, but never placed", [cut], NEVER, "SYMBL_START_NOT_PLACED"],
  ])("since it was %s leaves nothing", async (_why, start, lookUp, code) => {
    const { accounts } = await serve({ start, "/v1/starts/": [lookUp] });
    const error = await rejection(create(accounts, session()));
    expect(error).toMatchObject({ name: "SymblError", code });
    expect(error).not.toBeInstanceOf(InitFailedError);
  });

  it("since inputs are wrong or not known yet reaches no server", async () => {
    const { accounts, server } = await serve({});
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const inputs = session({ timezone: "Mars", languages: ["en-US", unknown] });
    expect(await rejection(create(accounts, inputs))).toMatchObject({
      code: "SYMBL_INVALID_INPUTS",
      problems: [{ path: "timezone" }, { path: "languages[1]", reason: "is not known yet, and a call needs it" }],
    });
    expect(server.arrived).toEqual([]);
  });

  it("since there are no credentials names every way to give them", async () => {
    const error = await rejection(
      create(
        stackAccounts(() => undefined),
        session(),
      ),
    );
    expect(error).toMatchObject({
      code: "SYMBL_CREDENTIALS_MISSING",
      message: expect.stringContaining("symbl:accessToken"),
    });
  });
});

describe("a call of which too little is known", () => {
  it("is kept with the key that its start can be looked up by", async () => {
    const { accounts, server } = await serve({ start: [cut], "/v1/starts/": [UNTOLD] });
    const before = Date.now();
    const error = await rejection(create(accounts, session()));
    const key = server.to("start")[0]?.headers["idempotency-key"];
    expect(error).toBeInstanceOf(InitFailedError);
    expect(error).toMatchObject({
      id: `unknown-${key}`,
      properties: {
        ...session(),
        status: "unknown",
        idempotencyKey: key,
        // A server forgets keys: how old this one is decides what "no such start" proves.
        startedAt: expect.any(String),
        apiBaseUrl: server.url,
        endedAt: null,
      },
    });
    expect(error).not.toHaveProperty("properties.connectionId");
    if (!(error instanceof InitFailedError)) throw error;
    expect(Date.parse(String(error.properties.startedAt))).toBeGreaterThanOrEqual(before);
  });

  it("is kept under its connection when its answer names that and no more", async () => {
    const { accounts } = await serve({ start: [json(201, { connectionId: "c-1" })], "/v1/starts/": [UNTOLD] });
    expect(await rejection(create(accounts, session()))).toMatchObject({
      id: "c-1",
      properties: {
        connectionId: "c-1",
        status: "live",
        startedAt: expect.any(String),
        idempotencyKey: expect.any(String),
      },
      reasons: [expect.stringContaining("conversationId, eventUrl, resultWebSocketUrl missing"), expect.any(String)],
    });
  });

  it("lacks what its answer does not give", () => {
    expect(missingIn(placed())).toEqual([]);
    expect(missingIn({ connectionId: "c-1", eventUrl: "https://a" })).toEqual(["conversationId", "resultWebSocketUrl"]);
    expect(missingIn({})).toHaveLength(4);
  });
});
