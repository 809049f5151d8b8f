import { describe, expect, it } from "vitest";
import { stackAccounts } from "../../../provider/accounts.js";
import { accountFingerprint } from "../../../provider/api/client.js";
import { destroy } from "../../../provider/operations/destroy.js";
import { json, placed, silence } from "../../support/scripted-server.js";
import { liveSession, rejection, session, surroundings } from "./support.js";

const { serve, engine } = surroundings();
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
const OVER = { status: "ended", endedAt: "2027-01-11T10:00:00.000Z" };

describe("a live call", () => {
  it.each(["live", "unknown", undefined])(
    "with the status %s is hung up by its connection, whatever the resource's id is",
    async (status) => {
      const { accounts, server } = await serve({ stop: [json(200, placed())] });
      await destroy(accounts, liveSession(server.url, { connectionId: "c-7", status }));
      expect(server.to("stop").map(({ body }) => body)).toEqual([{ operation: "stop", connectionId: "c-7" }]);
    },
  );

  it("is kept when it cannot be hung up in the time that the state allows", async () => {
    const { accounts, server } = await serve({ stop: [silence] });
    const error = await rejection(destroy(accounts, liveSession(server.url, { timeouts: { stop: 300 } })));
    expect(error).toMatchObject({ code: "SYMBL_TIMEOUT" });
  });

  it("is kept when there are no credentials to hang it up with", async () => {
    const error = await rejection(
      destroy(
        stackAccounts(() => undefined),
        liveSession("https://api.symbl.ai"),
      ),
    );
    expect(error).toMatchObject({ code: "SYMBL_CREDENTIALS_MISSING" });
  });
});

describe("a call that has ended", () => {
  it("is told goodbye, so that the actions due on stop run", async () => {
    const { accounts, server } = await serve({ stop: [json(200, placed())] });
    await destroy(accounts, liveSession(server.url, OVER));
    expect(server.to("stop")).toHaveLength(1);
    expect(engine().messages).toEqual([]);
  });

  it("is let go with a warning when nobody can tell its server", async () => {
    await destroy(
      stackAccounts(() => undefined),
      liveSession("https://api.symbl.ai", OVER),
    );
    const { accounts } = await serve({});
    await destroy(accounts, liveSession("https://elsewhere.example.com", OVER));
    expect(
      engine()
        .warnings()
        .map(({ message }) => message),
    ).toEqual([
      expect.stringMatching(/^The call had already ended; the server did not confirm the stop\. No credentials/),
      expect.stringMatching(/^The call had already ended; the server did not confirm the stop\. apiBaseUrl: /),
    ]);
  });

  it("gets no more time than the program allows", async () => {
    const { accounts, server } = await serve({ stop: [silence] });
    await destroy(accounts, liveSession(server.url, { ...OVER, timeouts: { stop: 300 } }));
    expect(engine().warnings()).toHaveLength(1);
  });

  it("does not hide a defect", async () => {
    const defect = stackAccounts(() => {
      throw new RangeError("a defect");
    });
    await expect(destroy(defect, liveSession("https://api.symbl.ai", OVER))).rejects.toThrow(RangeError);
    await expect(destroy(defect, { ...session(), idempotencyKey: "k-1" })).rejects.toThrow(RangeError);
  });
});

describe("a start of unknown outcome", () => {
  const OURS = accountFingerprint({ kind: "app", appId: "the-app", appSecret: "" });
  const unknown = (url: string) => ({
    ...session(),
    status: "unknown",
    apiBaseUrl: url,
    idempotencyKey: "k 1",
    startedAt: hoursAgo(22),
    accountFingerprint: OURS,
  });

  it("is looked up at the server that it was sent to, by its key", async () => {
    const { accounts, server } = await serve({
      "/v1/starts/": [json(404, { code: "START_NOT_FOUND", message: "No." })],
    });
    await destroy(accounts, unknown(server.url));
    expect(server.to("/v1/starts/").map(({ path }) => path)).toEqual(["/v1/starts/k%201"]);
  });

  it.each([
    ["so old that the server may have forgotten its key", { startedAt: hoursAgo(24) }],
    ["of unknown age", { startedAt: undefined }],
    ["of an age that cannot be read", { startedAt: "yesterday" }],
    ["of another account", { accountFingerprint: "0123456789ab" }],
    ["of an unknown account", { accountFingerprint: "" }],
  ])("is kept when it is %s, although the server knows no such start", async (_what, more) => {
    const { accounts, server } = await serve({
      "/v1/starts/": [json(404, { code: "START_NOT_FOUND", message: "No." })],
    });
    const error = await rejection(destroy(accounts, { ...unknown(server.url), ...more }));
    expect(error).toMatchObject({ code: "SYMBL_START_UNKNOWN" });
    expect(server.to("/v1/starts/")).toHaveLength(1);
    expect(server.to("stop")).toEqual([]);
  });

  it("is hung up when it is found, although the server gives no more than its connection", async () => {
    const { accounts, server } = await serve({
      "/v1/starts/": [json(200, { connectionId: "c-9" })],
      stop: [json(204, "")],
    });
    await destroy(accounts, unknown(server.url));
    expect(server.to("stop").map(({ body }) => body)).toEqual([{ operation: "stop", connectionId: "c-9" }]);
  });

  it("is forgotten by nothing but the very word", async () => {
    const { accounts, server } = await serve({});
    for (const word of ["", "1", "true", "FORGET"]) {
      process.env.SYMBL_UNKNOWN_START = word;
      expect(await rejection(destroy(accounts, unknown(server.url)))).toMatchObject({ code: "SYMBL_START_UNKNOWN" });
    }
    process.env.SYMBL_UNKNOWN_START = "forget";
    await destroy(accounts, unknown(server.url));
  });
});
