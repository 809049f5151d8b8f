import { describe, expect, it } from "vitest";
import { SymblError } from "../../../provider/api/errors.js";
import { afterConnection, type ConnectionEnd, Outage, pauseAfter } from "../../../provider/events/reconnect.js";

const origin = "https://api.example.com";

function refused(status: number, retryAfter?: string): ConnectionEnd {
  return { kind: "refused", exchange: { kind: "answer", status, retryAfter, text: "", complete: true } };
}

function closed(code: number, reason = ""): ConnectionEnd {
  return { kind: "closed", code, reason };
}

function unreachable(retryable: boolean): ConnectionEnd {
  return { kind: "refused", exchange: { kind: "not-sent", cause: new Error("down"), timedOut: false, retryable } };
}

describe("what the end of a connection means", () => {
  it.each([
    ["a normal closure", closed(1000), true, "end"],
    ["a server that goes away", closed(1001), true, "end"],
    ["a closure without a code", closed(1005), true, "again"],
    ["a broken line", closed(1006), true, "again"],
    ["an internal error", closed(1011, "oops"), true, "again"],
    ["a code of the server's own", closed(4001), true, "again"],
    ["no sign of life", { kind: "gone" }, true, "again"],
    ["404 after a connection", refused(404), true, "end"],
    ["404 from the outset", refused(404), false, "fail"],
    ["401", refused(401), true, "unauthorized"],
    ["429", refused(429), false, "again"],
    ["500", refused(500), false, "again"],
    ["503", refused(503), true, "again"],
    ["400", refused(400), true, "fail"],
    ["403", refused(403), true, "fail"],
    ["a redirect", refused(302), false, "fail"],
    ["a page", refused(200), false, "fail"],
    ["an upgrade to something else", refused(101), false, "fail"],
    ["a server that is down", unreachable(true), false, "again"],
    ["a wrong certificate", unreachable(false), true, "fail"],
  ] satisfies [string, ConnectionEnd, boolean, string][])("%s", (_name, end, connectedBefore, kind) => {
    expect(afterConnection(end, origin, connectedBefore).kind).toBe(kind);
  });

  it("is said in words: the code and the reason, without control characters", () => {
    const next = afterConnection(closed(1011, "out of\nmemory"), origin, true);
    expect(next).toMatchObject({ error: { code: "SYMBL_SUBSCRIPTION_FAILED" } });
    expect("error" in next && next.error.message).toContain("code 1011, out of memory");
  });

  it("names the status of a refusal", () => {
    expect(afterConnection(refused(404), origin, false)).toMatchObject({
      error: { code: "SYMBL_NOT_FOUND", status: 404, message: expect.stringContaining("has most likely ended") },
    });
  });
});

describe("the pause before the next attempt", () => {
  it("is at least what the server asks for", () => {
    expect(pauseAfter(refused(503, "7"), 0)).toBeGreaterThanOrEqual(7_000);
  });

  it("grows with the failures, and not beyond ten seconds", () => {
    const pauses = (failures: number): number[] =>
      Array.from({ length: 200 }, () => pauseAfter({ kind: "gone" }, failures));
    expect(Math.max(...pauses(0))).toBeLessThanOrEqual(250);
    expect(Math.max(...pauses(4))).toBeGreaterThan(250);
    expect(Math.max(...pauses(50))).toBeLessThanOrEqual(10_000);
  });
});

describe("an outage", () => {
  const last = new SymblError("SYMBL_SERVER_ERROR", "busy", { status: 503 });

  it("allows so many attempts in a row", () => {
    const outage = new Outage({ attempts: 2, within: 1_000 });
    const allowed = [0, 1, 2].map((now) => {
      outage.failed(now);
      return outage.allows(now, 1);
    });
    expect(allowed).toEqual([true, true, false]);
    expect(outage.givenUp(origin, 2, last)).toMatchObject({
      code: "SYMBL_SUBSCRIPTION_FAILED",
      status: 503,
      message: expect.stringContaining("3 times"),
      cause: last,
    });
  });

  it("allows no pause that outlasts its time", () => {
    const outage = new Outage({ attempts: 100, within: 1_000 });
    outage.failed(5_000);
    expect(outage.allows(5_000, 1_000)).toBe(true);
    expect(outage.allows(5_001, 1_000)).toBe(false);
  });

  it("begins anew after a connection that lasted", () => {
    const outage = new Outage({ attempts: 1, within: 1_000 });
    outage.failed(0);
    outage.failed(1);
    outage.over();
    outage.failed(10_000);
    expect(outage.failures).toBe(1);
    expect(outage.allows(10_000, 0)).toBe(true);
  });
});
