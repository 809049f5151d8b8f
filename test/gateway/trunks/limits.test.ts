import { describe, expect, it } from "vitest";
import type { LegListener } from "../../../gateway/calls/dialer.js";
import { ApiError } from "../../../gateway/errors.js";
import { LimitedDialer } from "../../../gateway/trunks/limited-dialer.js";
import { withLineLimits } from "../../../gateway/trunks/line-limits.js";
import type { Endpoint } from "../../../gateway/wire/endpoint.js";
import { TalkingDialer } from "../talking-dialer.js";
import { config } from "./a-trunk.js";

const ENDPOINT: Endpoint = { type: "pstn", phoneNumber: "14082924837" };
const NOBODY: LegListener = () => {};
const of = (appId: string) => ({ appId, connectionId: "c" });

async function refusal(dialling: Promise<unknown>): Promise<string> {
  try {
    await dialling;
  } catch (error) {
    if (!(error instanceof ApiError)) return String(error);
    return `${error.status} ${error.body.code} ${error.headers["retry-after"]}`;
  }
  return "dialled";
}

describe("the limits of real calls", () => {
  it("places as many calls at a time as there may be, of all apps, and more once one has ended", async () => {
    const dialer = new LimitedDialer(new TalkingDialer(), { maxCalls: 2, callsPerMinutePerApp: 100 });
    await dialer.dial(ENDPOINT, NOBODY, of("a"));
    const second = await dialer.dial(ENDPOINT, NOBODY, of("b"));
    expect(await refusal(dialer.dial(ENDPOINT, NOBODY, of("c")))).toBe("429 NO_LINE_FREE 5");
    await second.hangUp();
    await second.hangUp();
    expect(await refusal(dialer.dial(ENDPOINT, NOBODY, of("c")))).toBe("dialled");
    expect(await refusal(dialer.dial(ENDPOINT, NOBODY, of("c")))).toBe("429 NO_LINE_FREE 5");
  });

  it("lets an app start so many calls within any minute, and others theirs", async () => {
    let now = 0;
    const dialer = new LimitedDialer(new TalkingDialer(), { maxCalls: 100, callsPerMinutePerApp: 2 }, () => now);
    const dial = (appId = "a") => refusal(dialer.dial(ENDPOINT, NOBODY, of(appId)));
    expect(await dial()).toBe("dialled");
    now = 30_500;
    expect(await dial()).toBe("dialled");
    expect(await dial()).toBe("429 TOO_MANY_STARTS 30");
    expect(await dial("b")).toBe("dialled");
    now = 60_000;
    expect(await dial()).toBe("dialled");
    expect(await dial()).toBe("429 TOO_MANY_STARTS 31");
  });

  it("counts no start that dialled nothing, nor one that it refused itself", async () => {
    const inner = new TalkingDialer();
    let fails = true;
    const dialer = new LimitedDialer(
      {
        name: "x",
        placesRealCalls: false,
        dial: (endpoint, listener) =>
          fails ? Promise.reject(new Error("no such number")) : inner.dial(endpoint, listener),
        close: () => inner.close(),
      },
      { maxCalls: 1, callsPerMinutePerApp: 1 },
    );
    for (let count = 0; count < 3; count += 1) {
      expect(await refusal(dialer.dial(ENDPOINT, NOBODY, of("a")))).toBe("Error: no such number");
    }
    fails = false;
    const leg = await dialer.dial(ENDPOINT, NOBODY, of("a"));
    expect(await refusal(dialer.dial(ENDPOINT, NOBODY, of("b")))).toBe("429 NO_LINE_FREE 5");
    await leg.hangUp();
    expect(await refusal(dialer.dial(ENDPOINT, NOBODY, of("a")))).toBe("429 TOO_MANY_STARTS 60");
    expect(await refusal(dialer.dial(ENDPOINT, NOBODY, of("b")))).toBe("dialled");
  });

  it("passes by a trunk that is full, and refuses a call whose trunks all are", () => {
    const { trunks } = config({
      trunks: [
        { name: "small", proxy: "a", maxCalls: 1 },
        { name: "large", proxy: "b", maxCalls: 2 },
      ],
    });
    const route = withLineLimits(
      () => [
        { uri: "sip:1@a", trunk: "small" },
        { uri: "sip:1@b", trunk: "large" },
      ],
      trunks,
    );
    const names = () => route(ENDPOINT, "app").map(({ trunk }) => trunk);
    const [small, large] = route(ENDPOINT, "app");
    expect(names()).toEqual(["small", "large"]);
    const leaveSmall = small.takePlace?.();
    expect(leaveSmall).toBeDefined();
    expect(small.takePlace?.()).toBeUndefined();
    expect(names()).toEqual(["large"]);
    large?.takePlace?.();
    large?.takePlace?.();
    expect(names).toThrow(/every trunk that takes it has as many calls up/);
    leaveSmall?.();
    leaveSmall?.();
    expect(names()).toEqual(["small"]);
  });
});
