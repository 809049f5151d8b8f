import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LegEvent } from "../../../gateway/calls/dialer.js";
import { planCall, SimulatedDialer, seededRandom } from "../../../gateway/calls/dialers/simulated.js";

const endpoint = { type: "pstn", phoneNumber: "14082924837" } as const;

describe("the simulated dialer", () => {
  // The delays are seconds long: the clock is turned by hand.
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function recorder(): { readonly events: string[]; readonly listen: (event: LegEvent) => void } {
    const events: string[] = [];
    return {
      events,
      listen: (event) =>
        events.push(`${event.type}${event.type === "ended" ? `: ${event.cause}` : ""} at ${Date.now()}`),
    };
  }

  async function dialThrough(seed: number, speed: number): Promise<string[]> {
    vi.setSystemTime(0);
    const { events, listen } = recorder();
    const dialer = new SimulatedDialer({ seed, speed });
    for (let call = 0; call < 3; call += 1) {
      const leg = await dialer.dial(endpoint, listen);
      await vi.runAllTimersAsync();
      await leg.hangUp();
    }
    return events;
  }

  it("does the same at the same times for the same seed", async () => {
    expect(await dialThrough(7, 1)).toEqual(await dialThrough(7, 1));
  });

  it("does it at other times for another seed", async () => {
    expect(await dialThrough(7, 1)).not.toEqual(await dialThrough(8, 1));
  });

  it("rings, then answers, then stays up until it is hung up", async () => {
    vi.setSystemTime(0);
    const plan = planCall(seededRandom(1));
    const { events, listen } = recorder();
    const leg = await new SimulatedDialer({ seed: 1 }).dial(endpoint, listen);
    await vi.runAllTimersAsync();
    await vi.advanceTimersByTimeAsync(3_600_000);
    await leg.hangUp();
    expect(events).toEqual([
      `ringing at ${plan.ringingAfter}`,
      `answered at ${plan.ringingAfter + plan.answeredAfter}`,
      expect.stringMatching(/^ended: local hang-up at /),
    ]);
  });

  it("divides every delay by the speed", async () => {
    vi.setSystemTime(0);
    const plan = planCall(seededRandom(1));
    const { events, listen } = recorder();
    await new SimulatedDialer({ seed: 1, speed: 0.5 }).dial(endpoint, listen);
    await vi.runAllTimersAsync();
    expect(events).toEqual([
      `ringing at ${plan.ringingAfter * 2}`,
      `answered at ${(plan.ringingAfter + plan.answeredAfter) * 2}`,
    ]);
  });

  it("takes 500 ms for a comma and 240 ms for a key", async () => {
    const { events, listen } = recorder();
    const leg = await new SimulatedDialer().dial(endpoint, listen);
    await vi.runAllTimersAsync();
    vi.setSystemTime(0);
    leg.sendDtmf(",,12#");
    await vi.runAllTimersAsync();
    expect(events.at(-1)).toBe(`dtmf-sent at ${1_000 + 3 * 240}`);
  });

  it.each([
    ["we hang up", "local hang-up", (leg: { hangUp(): Promise<void> }) => void leg.hangUp()],
    [
      "the far end hangs up",
      "remote hang-up",
      (leg: { simulateRemoteHangUp?: (() => void) | undefined }) => leg.simulateRemoteHangUp?.(),
    ],
  ] as const)("does nothing further once %s", async (_name, cause, act) => {
    vi.setSystemTime(0);
    const { events, listen } = recorder();
    const leg = await new SimulatedDialer().dial(endpoint, listen);
    act(leg);
    leg.sendDtmf("1");
    await leg.hangUp();
    await vi.runAllTimersAsync();
    expect(events).toEqual([`ended: ${cause} at 0`]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
