import * as fc from "fast-check";
import type { Exchange } from "../../../provider/api/http.js";
import { oddString } from "./junk.js";
import { nearlyJson, nearlyText } from "./mutate.js";

/** Answers of a server that is nearly right, and failures to get any. */

const startAnswers = [
  {
    eventUrl: "https://api.symbl.ai/v1/event/771a8757-eff8-4b6c-97cd-64132a7bfc6e",
    resultWebSocketUrl: "wss://api.symbl.ai/events/771a8757-eff8-4b6c-97cd-64132a7bfc6e",
    connectionId: "771a8757-eff8-4b6c-97cd-64132a7bfc6e",
    conversationId: "5135600000001",
  },
  {
    connectionId: "c",
    conversationId: 7,
    eventUrl: "http://127.0.0.1:1/v1/event/c?access_token=x",
    resultWebSocketUrl: "ws://u:p@[::1]/events/c",
  },
] as const;
export const startText = nearlyJson(fc.constantFrom<unknown>(...startAnswers));

const conversations = [
  { id: "5135600", type: "meeting", startTime: "2027-01-11T09:00:00.000Z", metadata: {} },
  { id: "5135600", startTime: "2027-01-11T09:00:00.000Z", endTime: "2027-01-11T10:00:00.000Z" },
  { id: 5135600, endTime: "Mon, 11 Jan 2027 10:00:00 GMT" },
] as const;
export const conversationText = nearlyJson(fc.constantFrom<unknown>(...conversations));

const errors = [
  { message: "The connectionId is either invalid or does not exist." },
  { code: "START_NOT_FOUND" },
  {
    code: 400,
    message: "Bad request",
    errors: [{ path: ["endpoint", "phoneNumber"], message: "is wrong" }, "x", null],
  },
  { error: { code: "E1" } },
] as const;
export const errorText = fc.oneof(
  { weight: 5, arbitrary: nearlyJson(fc.constantFrom<unknown>(...errors)) },
  { weight: 1, arbitrary: nearlyText(fc.constant("<html><head><title>502 Bad Gateway</title></head></html>")) },
);

export const tokenText = nearlyJson(
  fc.constantFrom<unknown>(
    { accessToken: "eyJhbGciOi.eyJhcHBJZCI6ImEifQ.c2ln", expiresIn: 86_400 },
    { accessToken: "t", expiresIn: 0.5 },
  ),
);

export const retryAfterText: fc.Arbitrary<string | undefined> = fc.option(
  fc.oneof(
    nearlyText(
      fc.constantFrom(
        "3",
        "120",
        "Wed, 21 Oct 2099 07:28:00 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "-5",
        "1e3",
        "0x10",
      ),
    ),
    fc.integer().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  ),
  { nil: undefined },
);

const statuses = fc.oneof(
  fc.constantFrom(200, 200, 200, 201, 202, 204, 301, 307, 400, 401, 404, 404, 408, 409, 429, 499, 500, 502, 503, 504),
  fc.integer({ min: 100, max: 999 }),
);

const causes: fc.Arbitrary<unknown> = fc.oneof(
  fc
    .constantFrom("ECONNREFUSED", "ENOTFOUND", "ECONNRESET", "UND_ERR_SOCKET", "ETIMEDOUT")
    .map((code) => Object.assign(new Error(code), { code })),
  oddString.map((text) => new Error(text)),
  oddString,
  fc.constantFrom<unknown>(
    undefined,
    null,
    {},
    new AggregateError([]),
    { code: 7 },
    { errors: [] },
    { cause: { cause: {} } },
  ),
);

/** What comes of one request whose body, if any, is such a text. */
export function exchanges(text: fc.Arbitrary<string>): fc.Arbitrary<Exchange> {
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("answer" as const),
        status: statuses,
        retryAfter: retryAfterText,
        text,
        complete: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("not-sent" as const),
        cause: causes,
        timedOut: fc.boolean(),
        retryable: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("lost" as const), cause: causes, timedOut: fc.boolean() }) },
  );
}
