import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  apiError,
  exchangeError,
  inFewWords,
  isApiErrorBody,
  type Operation,
  transportError,
  unreadableAnswer,
} from "../../../provider/api/answers.js";
import { SymblError } from "../../../provider/api/errors.js";
import type { Exchange } from "../../../provider/api/http.js";

const OPERATIONS = ["start", "stop", "look-up", "conversation", "token", "speaker event", "subscription"] as const;
const SERVER = "https://api.example.com";

// Texts name the proxy, where there is one.
beforeEach(() => {
  for (const name of ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"]) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

type Answer = Extract<Exchange, { kind: "answer" }>;
type Failed = Exclude<Exchange, Answer>;

function answer(status: number, body: unknown = {}, complete = true): Answer {
  return { kind: "answer", status, retryAfter: undefined, text: JSON.stringify(body), complete };
}

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
const over = new DOMException("The operation was aborted due to timeout", "TimeoutError");

const notSent = (cause: unknown, timedOut = false): Failed => ({
  kind: "not-sent",
  cause,
  timedOut,
  retryable: !timedOut,
});
const lost = (cause: unknown, timedOut = false): Failed => ({ kind: "lost", cause, timedOut });

describe("the text of an error", () => {
  const STATUSES = [299, 300, 307, 399, 400, 401, 403, 404, 408, 429, 499, 500, 503];
  const FAILURES: readonly (readonly [string, Failed])[] = [
    ["refused connection", notSent(refused)],
    ["no connection in time", notSent(over, true)],
    ["cut after it was sent", lost(reset)],
    ["no answer in time", lost(over, true)],
  ];

  /** Everything that an operation may fail with, as a person reads it. */
  function page(operation: Operation): string {
    const told: [string, SymblError][] = [
      ...STATUSES.map((status): [string, SymblError] => [
        String(status),
        exchangeError(operation, SERVER, answer(status)),
      ]),
      ["200, no such body", unreadableAnswer(operation, SERVER, answer(200))],
      ["200, half a body", unreadableAnswer(operation, SERVER, answer(200, {}, false))],
      ...FAILURES.map(([name, failed]): [string, SymblError] => [name, exchangeError(operation, SERVER, failed)]),
    ];
    return [`## ${operation}`, ...told.map(([name, error]) => `${name}\n  ${error.code}\n  ${error.message}`)].join(
      "\n\n",
    );
  }

  it("says what happened and what to do next, whatever was done and whatever came of it", async () => {
    await expect(`${OPERATIONS.map(page).join("\n\n\n")}\n`).toMatchFileSnapshot("error-texts.txt");
  });

  it("quotes what the server says between what happened and what to do", () => {
    expect(apiError("start", SERVER, answer(500, { message: "Out of lines." })).message).toBe(
      "The start was sent: https://api.example.com answered 500, something went wrong on the server. It said: Out of lines. Try again; if it stays, look at the server's log or ask its operator",
    );
  });

  it("says of a start that was not sent, for a reason that stays, that no call was placed", () => {
    const failed = { ...notSent(refused), retryable: false };
    expect(transportError("start", SERVER, failed).message).toMatch(/^The call was not placed: /);
  });
});

describe("an error of an exchange", () => {
  it("has the status of the answer, where there was one", () => {
    expect(apiError("stop", SERVER, answer(503)).status).toBe(503);
    expect(unreadableAnswer("stop", SERVER, answer(201)).status).toBe(201);
    expect(exchangeError("stop", SERVER, lost(reset))).toHaveProperty("status", undefined);
  });

  it.each([
    ["a refused connection", notSent(refused), "connect ECONNREFUSED"],
    ["a cut connection", lost(reset), "read ECONNRESET"],
    ["a time that is over", lost(over, true), "The operation was aborted due to timeout"],
  ])("has what lies under it as its cause: %s", (_name, failed, message) => {
    expect(exchangeError("stop", SERVER, failed).cause).toMatchObject({ message });
  });
});

describe("where there was no token", () => {
  const noToken = new SymblError("SYMBL_UNAUTHORIZED", "No access token could be had: the app is unknown", {
    status: 401,
  });
  const noServer = new SymblError("SYMBL_UNREACHABLE", "No access token could be had: no server", { cause: refused });

  it("the error says first what was not done, and then why", () => {
    const error = exchangeError("stop", SERVER, notSent(noToken));
    expect(error).toMatchObject({
      code: "SYMBL_UNAUTHORIZED",
      status: 401,
      message: "The call could not be hung up. No access token could be had: the app is unknown",
    });
    expect(error.cause).toBe(noToken);
  });

  it("the error has no status when the token's request had none", () => {
    const error = exchangeError("start", SERVER, notSent(noServer));
    expect(error).toMatchObject({ code: "SYMBL_UNREACHABLE", status: undefined });
    expect(error.message).toBe("The call was not placed. No access token could be had: no server");
  });

  it("the error of the token's own request stays as it is", () => {
    expect(exchangeError("token", SERVER, notSent(noToken))).toBe(noToken);
  });

  it("a few words say what became of the token's request", () => {
    expect(inFewWords(notSent(noToken))).toBe("no access token: 401, the credentials were refused");
    expect(inFewWords(notSent(noServer))).toBe("no access token: connection refused");
  });
});

describe("a few words for somebody who waits", () => {
  it.each<[string, Exchange]>([
    ["199, not a status of this API", answer(199)],
    ["200 with an unreadable body", answer(200)],
    ["299 with an unreadable body", answer(299)],
    ["300, a redirect, which is not followed with credentials", answer(300)],
    ["404, not found", answer(404)],
    ["429, too many concurrent calls for this account", answer(429)],
    ["503, something went wrong on the server", answer(503)],
    ["connection refused", notSent(refused)],
    ["connection reset", lost(reset)],
    ["not even a connection", notSent(over, true)],
    ["the request had been sent", lost(over, true)],
  ])("%s", (words, exchange) => {
    expect(inFewWords(exchange)).toBe(words);
  });
});

describe("a server's message", () => {
  const quoted = (body: unknown): string | undefined =>
    /(?<=It said: ).*(?= Try again;)/.exec(apiError("stop", SERVER, answer(500, body)).message)?.[0];

  it("names its fields, whatever stands in them", () => {
    const errors = [
      { path: ["endpoint", { toString: "" }], message: { toString: 1, valueOf: 1 } },
      { path: null, message: 7 },
      { path: [], message: ["a", ["b"]] },
      { path: undefined, message: "nothing" },
      { message: "without a path" },
      { path: "without a message" },
      { path: "both", message: "are there" },
      "no object",
      null,
    ];
    expect(quoted({ message: "No", errors })).toBe(
      'No; endpoint,{"toString":""}: {"toString":1,"valueOf":1}; null: 7; : a,b; both: are there.',
    );
  });

  it.each([
    ["without its own full stop, spaces or line ends", { message: "No. Never. . \n" }, "No. Never."],
    ["in one line", { message: "one\r\n\ttwo\u0000three" }, "one two three."],
    ["as it is, where its errors are no list", { message: "No", errors: { path: "a", message: "b" } }, "No."],
    ["up to 400 characters", { message: "x".repeat(400) }, `${"x".repeat(400)}.`],
    ["cut short after 400 characters", { message: "x".repeat(401) }, `${"x".repeat(400)}….`],
    [
      "without its secrets, even one that would be cut in half",
      {
        message: `${"x".repeat(370)} x-api-key=0123456789abcdefghijklmnopqrstuvwxyz is wrong`,
      },
      `${"x".repeat(370)} x-api-key=[secret] is wrong.`,
    ],
    ["not at all, where it has only a code", { code: "BUSY" }, undefined],
    ["not at all, where it is no error of the API", [{ message: "No" }], undefined],
  ])("is quoted %s", (_how, body, expected) => {
    expect(quoted(body)).toBe(expected);
  });

  it("is what tells an error of the API from that of a proxy before it", () => {
    expect(isApiErrorBody('{"message":"no such call"}')).toBe(true);
    expect(isApiErrorBody("<html>Bad Gateway</html>")).toBe(false);
  });
});
