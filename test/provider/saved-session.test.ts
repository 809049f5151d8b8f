import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { savedSession, timeoutOf, urnOf } from "../../provider/saved-session.js";

describe("a saved state", () => {
  it("tells what is known of a call", () => {
    expect(
      savedSession({
        connectionId: "c-1",
        conversationId: "1001",
        status: "live",
        apiBaseUrl: "https://api.example.com",
        accountFingerprint: "0123456789ab",
        idempotencyKey: "k-1",
        account: "blue",
        __session: { urn: "urn:1", organization: "acme", backend: "" },
        fromALaterVersion: { a: 1 },
      }),
    ).toEqual({
      connectionId: "c-1",
      conversationId: "1001",
      status: "live",
      apiBaseUrl: "https://api.example.com",
      accountFingerprint: "0123456789ab",
      idempotencyKey: "k-1",
      account: "blue",
      urn: "urn:1",
    });
  });

  it.each([
    ["live", "live"],
    ["ended", "ended"],
    ["unknown", "unknown"],
    ["paused", "unknown"],
    [undefined, "unknown"],
    [7, "unknown"],
  ])("with the status %j is %s", (status, expected) => {
    expect(savedSession({ status }).status).toBe(expected);
  });

  it("that lacks a field, or holds something else there, is read as far as it goes", () => {
    const nothing = savedSession({});
    expect(nothing).toEqual({
      connectionId: undefined,
      conversationId: undefined,
      status: "unknown",
      apiBaseUrl: undefined,
      accountFingerprint: "",
      idempotencyKey: undefined,
      account: undefined,
      urn: undefined,
    });
    const keys = [...Object.keys(nothing), "__session", "timeouts"];
    const notText = fc.oneof(
      fc.constant(""),
      fc.constant(null),
      fc.integer(),
      fc.boolean(),
      fc.constant([]),
      fc.constant({}),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), notText), (properties) => {
        expect(savedSession(properties)).toEqual(nothing);
        expect(timeoutOf(properties, "stop")).toBe(60_000);
      }),
    );
  });

  it("names its resource, or none", () => {
    expect(urnOf({ __session: { urn: "urn:1" } })).toBe("urn:1");
    for (const identity of [undefined, null, "urn:1", {}, { urn: "" }, { urn: 1 }]) {
      expect(urnOf({ __session: identity })).toBeUndefined();
    }
  });
});

describe("how long an operation may take", () => {
  it.each([
    [undefined, 60_000],
    [{}, 60_000],
    [{ start: "2m" }, 60_000],
    [{ stop: 1500 }, 1500],
    [{ stop: "30s" }, 30_000],
    [{ stop: "1m30s" }, 90_000],
    [{ stop: "soon" }, 60_000],
    [{ stop: 0 }, 60_000],
    [{ stop: -1 }, 60_000],
    [{ stop: null }, 60_000],
    ["30s", 60_000],
  ])("with timeouts %j is %i ms for a stop", (timeouts, milliseconds) => {
    expect(timeoutOf({ timeouts }, "stop")).toBe(milliseconds);
  });
});
