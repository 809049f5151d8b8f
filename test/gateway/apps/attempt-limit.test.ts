import { beforeEach, describe, expect, it } from "vitest";
import { AttemptLimit } from "../../../gateway/apps/attempt-limit.js";

describe("the limit of wrong credentials", () => {
  let now: number;
  let attempts: AttemptLimit;
  beforeEach(() => {
    now = 0;
    attempts = new AttemptLimit({ failuresOfPair: 2, failuresOfAddress: 4, failuresOfApp: 6 }, () => now);
  });
  const fail = (times: number, address: string, appId: string) => {
    for (let time = 0; time < times; time += 1) attempts.failed(address, appId);
  };

  it("lets an address wait that has failed too often with an app, until a minute is over", () => {
    fail(1, "192.0.2.1", "a");
    expect(attempts.wait("192.0.2.1", "a")).toBe(0);
    now = 10_000;
    fail(1, "192.0.2.1", "a");
    expect(attempts.wait("192.0.2.1", "a")).toBe(50_000);
    expect(attempts.wait("192.0.2.1", "b")).toBe(0);
    expect(attempts.wait("192.0.2.2", "a")).toBe(0);
    now = 60_000;
    expect(attempts.wait("192.0.2.1", "a")).toBe(0);
    fail(1, "192.0.2.1", "a");
    expect(attempts.wait("192.0.2.1", "a")).toBe(0);
  });

  it("lets an address wait that tries one app after the other, and its neighbours in a /64", () => {
    for (const [index, app] of ["a", "b", "c", "d"].entries()) attempts.failed(`2001:db8::${index}`, app);
    expect(attempts.wait("2001:db8::9", "e")).toBe(60_000);
    expect(attempts.wait("2001:db8:0:1::9", "e")).toBe(0);
  });

  it("lets all wait for an app that is guessed at from everywhere, but those who have had a token of it", () => {
    attempts.succeeded("192.0.2.100", "a");
    for (let host = 0; host < 6; host += 1) attempts.failed(`192.0.2.${host}`, "a");
    expect(attempts.wait("192.0.2.200", "a")).toBe(60_000);
    expect(attempts.wait("192.0.2.100", "a")).toBe(0);
    expect(attempts.wait("192.0.2.200", "b")).toBe(0);
    fail(2, "192.0.2.100", "a");
    expect(attempts.wait("192.0.2.100", "a"), "who fails himself waits").toBe(60_000);
  });
});
