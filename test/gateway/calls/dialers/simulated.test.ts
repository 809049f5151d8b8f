import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Leg, LegEvent } from "../../../../gateway/calls/dialer.js";
import { SimulatedDialer, type SimulatedDialerOptions } from "../../../../gateway/calls/dialers/simulated.js";

describe("the simulated dialer", () => {
  // The delays are seconds long: the clock is turned by hand.
  beforeEach(() => {
    vi.useFakeTimers();
    vi.setSystemTime(0);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  interface Heard {
    readonly at: number;
    readonly event: LegEvent;
  }

  /** Dials a number; what happens is heard with its time. */
  async function dial(
    dialer: SimulatedDialer,
    phoneNumber: string,
    dtmf?: string,
  ): Promise<{ readonly leg: Leg; readonly heard: Heard[] }> {
    const heard: Heard[] = [];
    const began = Date.now();
    const leg = await dialer.dial({ type: "pstn", phoneNumber }, (event) => {
      heard.push({ at: Date.now() - began, event });
      if (event.type === "answered" && dtmf !== undefined) leg.sendDtmf(dtmf);
    });
    return { leg, heard };
  }

  /** A whole call, until nothing happens by itself any more. */
  async function wholeCall(phoneNumber: string, options: SimulatedDialerOptions = {}, dtmf?: string) {
    const { leg, heard } = await dial(new SimulatedDialer(options), phoneNumber, dtmf);
    await vi.runAllTimersAsync();
    return { leg, heard, told: heard.map(({ event }) => (event.type === "ended" ? event.cause : event.type)) };
  }
  const time = (heard: readonly Heard[], type: LegEvent["type"]) =>
    heard.find(({ event }) => event.type === type)?.at ?? Number.NaN;

  it.each([
    ["14082924837", ["ringing", "answered"]],
    ["15005550001", ["486 Busy Here"]],
    ["15005550002", ["ringing", "no answer"]],
    ["15005550003", ["ringing", "603 Decline"]],
    ["15005550004", ["404 Not Found"]],
    ["15005551005", ["ringing", "answered"]],
    ["15005552007", ["ringing", "answered", "remote hang-up"]],
  ])("%s: %j", async (number, expected) => {
    expect((await wholeCall(number)).told).toEqual(expected);
  });

  it("rings for 30 s where nobody answers", async () => {
    const { heard } = await wholeCall("15005550002");
    expect(time(heard, "ended") - time(heard, "ringing")).toBe(30_000);
  });

  it("answers exactly so many seconds after the dialling, be it at once", async () => {
    expect(time((await wholeCall("15005551005")).heard, "answered")).toBe(5_000);
    const { heard } = await wholeCall("15005551000");
    // A timer takes a millisecond at least.
    expect([time(heard, "ringing"), time(heard, "answered")]).toEqual([0, 1]);
  });

  it("hangs up exactly so many seconds after the answer", async () => {
    const { heard } = await wholeCall("15005552007");
    expect(time(heard, "ended") - time(heard, "answered")).toBe(7_000);
  });

  it("does the same for the same seed and sequence of dials, and something else for another seed", async () => {
    const run = async (seed: number) => {
      const dialer = new SimulatedDialer({ seed });
      const calls: Heard[][] = [];
      for (const number of ["14082924837", "15005550003", "14082924837"]) {
        const { heard } = await dial(dialer, number);
        await vi.runAllTimersAsync();
        calls.push(heard);
      }
      return calls;
    };
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });

  it("gives each call its own delays, whatever the others do meanwhile", async () => {
    const second = async (between: (leg: Leg) => Promise<void>) => {
      const dialer = new SimulatedDialer({ seed: 3 });
      const first = await dial(dialer, "15005550010");
      await between(first.leg);
      const { heard } = await dial(dialer, "14082924837");
      await vi.advanceTimersByTimeAsync(10_000);
      return heard;
    };
    const alone = await second((leg) => leg.hangUp());
    const beside = await second(async () => void (await vi.advanceTimersByTimeAsync(20_000)));
    expect(beside).toEqual(alone);
    expect(alone).toHaveLength(2);
  });

  it.each([0.5, 10])("goes %d times as fast, in all that it does", async (speed) => {
    for (const [number, dtmf] of [
      ["15005550002", undefined],
      ["15005552007", ",12#"],
      ["15005550005", "939293#9#"],
      ["15005550011", undefined],
    ] as const) {
      const [plain, scaled] = [await wholeCall(number, {}, dtmf), await wholeCall(number, { speed }, dtmf)];
      expect(scaled.told).toEqual(plain.told);
      for (const [index, { at }] of plain.heard.entries()) {
        // Each timer is a millisecond late at most, and a script is many of them.
        const late = Math.abs((scaled.heard[index]?.at ?? Number.NaN) - at / speed);
        expect(late, `${number}: ${plain.told[index]}`).toBeLessThanOrEqual(5);
      }
    }
  });

  it("takes 500 ms for a comma and 240 ms for a key, and tells of each key but not which", async () => {
    const { heard } = await wholeCall("14082924837", {}, ",,12,#");
    const answered = time(heard, "answered");
    expect(heard.slice(2).map(({ at, event }) => [at - answered, event])).toEqual([
      [1_240, { type: "dtmf-progress", pressed: 1, of: 3 }],
      [1_480, { type: "dtmf-progress", pressed: 2, of: 3 }],
      [2_220, { type: "dtmf-progress", pressed: 3, of: 3 }],
      [2_220, { type: "dtmf-sent" }],
    ]);
  });

  it("presses one string after the other", async () => {
    const { leg, heard } = await dial(new SimulatedDialer(), "14082924837");
    await vi.runAllTimersAsync();
    const from = heard.length;
    leg.sendDtmf("12");
    leg.sendDtmf("3");
    await vi.runAllTimersAsync();
    leg.sendDtmf("");
    await vi.runAllTimersAsync();
    expect(
      heard.slice(from).map(({ event }) => ("pressed" in event ? `${event.pressed}/${event.of}` : event.type)),
    ).toEqual(["1/2", "2/2", "dtmf-sent", "1/1", "dtmf-sent", "dtmf-sent"]);
  });

  it.each([
    ["we hang up", "local hang-up", (leg: Leg): void => void leg.hangUp()],
    ["the far end hangs up", "remote hang-up", (leg: Leg): void => leg.simulateRemoteHangUp?.()],
  ] as const)("does nothing further once %s", async (_name, cause, act) => {
    for (const number of ["14082924837", "15005550005", "15005550010"]) {
      const { leg, heard } = await dial(new SimulatedDialer(), number, ",939293#,1234#");
      await vi.advanceTimersByTimeAsync(5_500);
      act(leg);
      expect(heard.at(-1)?.event).toEqual({ type: "ended", cause });
      const count = heard.length;
      leg.sendDtmf("1");
      await leg.hangUp();
      await vi.runAllTimersAsync();
      expect(heard).toHaveLength(count);
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  describe("as a meeting", () => {
    const said = (heard: readonly Heard[]) =>
      heard.flatMap(({ event }) => (event.type === "speech" ? [event.speech.text] : []));

    it("stays up for the meeting's id and passcode", async () => {
      const { heard, told } = await wholeCall("15005550005", {}, ",,939293#,,1234#");
      expect(told).not.toContain("ended");
      expect(told.at(-1)).toBe("dtmf-sent");
      expect(said(heard)).toEqual([
        expect.stringContaining("meeting ID"),
        expect.stringContaining("passcode"),
        expect.stringContaining("You are in"),
      ]);
    });

    it("hangs up at the key that makes a wrong meeting", async () => {
      const { told } = await wholeCall("15005550005", {}, "11#1234#");
      expect(told.slice(-2)).toEqual(["dtmf-progress", "wrong meeting id"]);
      expect(told.filter((each) => each === "dtmf-progress")).toHaveLength(3);
    });

    it("hangs up 5 s after a wrong passcode, in which a participant's id may be followed by the right one", async () => {
      const { heard, told } = await wholeCall("15005550005", {}, "939293#,,9999#");
      expect(told.at(-1)).toBe("wrong passcode");
      expect(time(heard, "ended") - time(heard, "dtmf-sent")).toBe(5_000);
      expect((await wholeCall("15005550005", {}, "939293#,,77#,,1234#")).told.at(-1)).toBe("dtmf-sent");
    });

    it("asks whoever presses nothing, and hangs up after 30 s", async () => {
      const { heard, told } = await wholeCall("15005550005");
      expect(told).toEqual(["ringing", "answered", "speech", "no meeting id"]);
      expect(time(heard, "ended") - time(heard, "answered")).toBe(30_000);
    });
  });

  describe("as a conversation", () => {
    const script = [
      { start: 1_000, end: 2_000, text: "Good morning everyone", speaker: { name: "Ada" } },
      { start: 2_500, end: 3_000, text: "Morning" },
    ];

    it("tells what is said when it is said, and stays up", async () => {
      const { heard, told } = await wholeCall("15005550010", { script });
      const answered = time(heard, "answered");
      const speaker = { name: "Ada" };
      const startedAt = answered + 1_000;
      expect(heard.slice(2).map(({ at, event }) => [at - answered, "speech" in event && event.speech])).toEqual([
        [1_333, { utterance: 0, text: "Good", isFinal: false, speaker, startedAt, duration: 333 }],
        [1_667, { utterance: 0, text: "Good morning", isFinal: false, speaker, startedAt, duration: 667 }],
        [2_000, { utterance: 0, text: "Good morning everyone", isFinal: true, speaker, startedAt, duration: 1_000 }],
        [3_000, { utterance: 1, text: "Morning", isFinal: true, startedAt: answered + 2_500, duration: 500 }],
      ]);
      expect(told.at(-1)).toBe("speech");
    });

    it("hangs up a second after the last word, on its other number", async () => {
      const { heard, told } = await wholeCall("15005550011", { script });
      expect(told.at(-1)).toBe("remote hang-up");
      expect(time(heard, "ended") - time(heard, "answered")).toBe(4_000);
    });

    it("counts times and durations by the clock on the wall when it goes faster", async () => {
      const { heard } = await wholeCall("15005550010", { script, speed: 10 });
      const [last] = heard.slice(-1);
      const answered = time(heard, "answered");
      expect(last?.event).toMatchObject({ speech: { startedAt: answered + 250, duration: 50 } });
    });
  });
});
