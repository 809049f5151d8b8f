import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Exchange } from "../../../provider/api/http.js";
import { afterStart, backoff, isTransient, retryAfter } from "../../../provider/api/retry.js";

const answer = (status: number, complete = true): Exchange => ({
  kind: "answer",
  status,
  retryAfter: undefined,
  text: "",
  complete,
});
const notSent = (retryable: boolean): Exchange => ({
  kind: "not-sent",
  cause: new Error("x"),
  timedOut: false,
  retryable,
});
const lost: Exchange = { kind: "lost", cause: new Error("x"), timedOut: false };

describe("after a start", () => {
  it.each([
    ["refused before a byte was written", notSent(true), "retry"],
    ["a certificate that does not hold", notSent(false), "rejected"],
    ["an answer that never came", lost, "unknown"],
    ["199", answer(199), "unknown"],
    ["201", answer(201), "placed"],
    ["200", answer(200), "placed"],
    ["204", answer(204), "placed"],
    ["299", answer(299), "placed"],
    ["300", answer(300), "unknown"],
    ["301", answer(301), "unknown"],
    ["303", answer(303), "unknown"],
    ["307", answer(307), "rejected"],
    ["308", answer(308), "rejected"],
    ["399", answer(399), "unknown"],
    ["400", answer(400), "rejected"],
    ["401", answer(401), "rejected"],
    ["403", answer(403), "rejected"],
    ["404", answer(404), "rejected"],
    ["408", answer(408), "unknown"],
    ["409", answer(409), "unknown"],
    ["422", answer(422), "rejected"],
    ["429", answer(429), "retry"],
    ["498", answer(498), "rejected"],
    ["499", answer(499), "unknown"],
    ["500", answer(500), "unknown"],
    ["502", answer(502), "unknown"],
    ["503", answer(503), "unknown"],
    ["504", answer(504), "unknown"],
  ])("%s is %s", (_name, exchange, expected) => {
    expect(afterStart(exchange)).toBe(expected);
  });

  it("only what was provably not placed is ever dialled again, whatever the status", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999 }), (status) => {
        if (afterStart(answer(status)) === "retry") expect(status).toBe(429);
      }),
    );
  });
});

describe("an idempotent request", () => {
  it.each([
    ["500", answer(500), true],
    ["499", answer(499), false],
    ["503", answer(503), true],
    ["429", answer(429), true],
    ["408", answer(408), true],
    ["a body that broke off", answer(200, false), true],
    ["an answer that never came", lost, true],
    ["a refused connection", notSent(true), true],
    ["a wrong certificate", notSent(false), false],
    ["200", answer(200), false],
    ["404", answer(404), false],
    ["401", answer(401), false],
  ])("is repeated after %s: %s", (_name, exchange, expected) => {
    expect(isTransient(exchange)).toBe(expected);
  });
});

describe("backoff", () => {
  it("grows exponentially, jittered over the whole range, up to its cap", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
        const wait = backoff(attempt, random);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(10_000, 250 * 2 ** attempt));
      }),
    );
    expect(backoff(0, 0.5)).toBe(125);
    expect(backoff(3, 0.5)).toBe(1000);
    expect(backoff(100, 0.5)).toBe(5000);
    expect(backoff(5000, 0.5)).toBe(5000);
    expect(backoff(0, 0.001)).toBe(1);
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  it.each([
    ["3", 3000],
    ["0", 0],
    [" 7\t", 7000],
    ["123456789", 123_456_789_000],
    ["1234567890", undefined],
    ["7s", undefined],
    ["in 7", undefined],
    ["", undefined],
    ["Thursday, 01 Jan 2026 00:00:05 GMT", 5000],
    ["Th, 01 Jan 2026 00:00:05 GMT", undefined],
    ["Thursdaysss, 01 Jan 2026 00:00:05 GMT", undefined],
    ["2026 Thu, 01 Jan 2026 00:00:05 GMT", undefined],
    ["Thu, soon", undefined],
    ["Thu, 01 Jan 2026 00:00:05 GMT", 5000],
    ["Wed, 31 Dec 2025 00:00:05 GMT", 0],
    ["soon", undefined],
    ["-5", undefined],
    ["1.5", undefined],
    [undefined, undefined],
  ])("%s is %s", (header, expected) => {
    expect(retryAfter(header, now)).toBe(expected);
  });
});
