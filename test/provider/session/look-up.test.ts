import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { symblClient } from "../../../provider/api/client.js";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { lookUpEarlierStart } from "../../../provider/session/look-up.js";
import {
  type Answer,
  json,
  placed,
  type ScriptedServer,
  scriptedServer,
  TOKEN,
} from "../../support/scripted-server.js";

const KEY = "0b6f4f0e-6f3b-4a53-9d4b-3f1f6f2b8c11";
const NOT_FOUND = json(404, { code: "START_NOT_FOUND" });

let server: ScriptedServer;
let answers: Answer[];
beforeEach(async () => {
  answers = [];
  server = await scriptedServer({ token: [TOKEN], "/v1/starts/": answers });
});
afterEach(() => server.close());

describe("a start of an earlier run", () => {
  const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
  const ask = async (
    whose: "own" | "another's" | "unknown",
    sentAt: string | undefined = hoursAgo(1),
  ): ReturnType<typeof lookUpEarlierStart> => {
    const client = symblClient(server.url, { kind: "app", appId: "app", appSecret: "secret" });
    const accountFingerprint = { own: client.fingerprint, "another's": "ffffffffffff", unknown: "" }[whose];
    return lookUpEarlierStart(client, { idempotencyKey: KEY, accountFingerprint, sentAt }, deadlineIn(10_000));
  };

  it("was never placed when the account that sent it does not know it", async () => {
    answers.push(NOT_FOUND);
    expect(await ask("own")).toEqual({ kind: "never-placed" });
  });

  it.each(["another's", "unknown"] as const)(
    "may have been placed when it was %s: keys are an account's own",
    async (whose) => {
      answers.push(NOT_FOUND);
      expect(await ask(whose)).toMatchObject({
        kind: "untold",
        why: { code: "SYMBL_START_UNKNOWN", message: expect.stringContaining("Use the credentials that sent it") },
      });
    },
  );

  it.each([
    ["sent a day ago", hoursAgo(24)],
    ["sent nobody knows when", ""],
    ["sent by a clock that was far ahead", hoursAgo(-48)],
  ])("may have been placed when it was %s: keys are forgotten, calls go on", async (_when, sentAt) => {
    answers.push(NOT_FOUND);
    expect(await ask("own", sentAt)).toMatchObject({
      kind: "untold",
      why: { code: "SYMBL_START_UNKNOWN", message: expect.stringContaining("may have forgotten it") },
    });
  });

  it("is found whoever asks", async () => {
    answers.push(json(200, placed()));
    expect(await ask("another's")).toMatchObject({ kind: "placed", placed: { call: { connectionId: "c-1" } } });
  });
});
