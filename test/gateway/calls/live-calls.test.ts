import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Call } from "../../../gateway/calls/call.js";
import type { Dialer, Leg, LegEvent, LegListener } from "../../../gateway/calls/dialer.js";
import { LiveCalls, type LiveCallsOptions } from "../../../gateway/calls/live-calls.js";
import type { Endpoint } from "../../../gateway/wire/endpoint.js";

const C = { connectionId: "c", appId: "app" };
const endpoint: Endpoint = { type: "pstn", phoneNumber: "14082924837" };

/** A dialer whose far end is played by the test. */
class ScriptedDialer implements Dialer {
  readonly name = "scripted";
  readonly placesRealCalls = false;
  speed = 1;
  readonly sent: string[] = [];
  hangUps = 0;
  /** What dialling waits for. */
  ready: Promise<void> = Promise.resolve();
  refuseHangUp: Error | undefined;
  #listener: LegListener = () => {};

  async dial(_endpoint: Endpoint, listener: LegListener): Promise<Leg> {
    this.#listener = listener;
    await this.ready;
    return {
      hangUp: async () => {
        this.hangUps += 1;
        if (this.refuseHangUp !== undefined) throw this.refuseHangUp;
        listener({ type: "ended", cause: "Connection reset by user" });
      },
      sendDtmf: (dtmf) => this.sent.push(dtmf),
    };
  }

  tell(event: LegEvent): void {
    this.#listener(event);
  }

  async close(): Promise<void> {}
}

describe("the live calls of a gateway", () => {
  let dialer: ScriptedDialer;
  let changes: Call[];
  let errors: unknown[];
  let heard: string[];
  let calls: LiveCalls;
  let options: LiveCallsOptions;

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000 });
    dialer = new ScriptedDialer();
    changes = [];
    errors = [];
    heard = [];
    options = {
      dialer,
      clock: Date.now,
      onChange: async (_id, call) => {
        changes.push(call);
      },
      onSpeech: (_id, { text }) => heard.push(text),
      onError: (error) => errors.push(error),
    };
    calls = new LiveCalls(options);
  });
  afterEach(async () => {
    dialer.refuseHangUp = undefined;
    await calls.close("test over");
    vi.useRealTimers();
  });

  const states = () => changes.map(({ state }) => state);
  const settle = () => vi.advanceTimersByTimeAsync(0);

  it("passes on what is said once the call is answered", async () => {
    await calls.dial(C, endpoint, 1_000);
    const said = (text: string) =>
      dialer.tell({ type: "speech", speech: { utterance: 0, text, isFinal: true, startedAt: 1_000, duration: 0 } });
    said("the ringing tone");
    dialer.tell({ type: "answered" });
    said("hello");
    expect(heard).toEqual(["hello"]);
  });

  it("presses the endpoint's keys after the answer, once", async () => {
    await calls.dial(C, { ...endpoint, dtmf: ",,1#" }, 1_000);
    dialer.tell({ type: "ringing" });
    expect(dialer.sent).toEqual([]);
    dialer.tell({ type: "answered" });
    dialer.tell({ type: "answered" });
    expect(dialer.sent).toEqual([",,1#"]);
    dialer.tell({ type: "dtmf-sent" });
    await settle();
    expect(states()).toEqual(["ringing", "answered", "answered"]);
    expect(changes.at(-1)?.times.dtmfSent).toBe(1_000);
  });

  it("presses nothing for an endpoint without keys", async () => {
    await calls.dial(C, endpoint, 1_000);
    dialer.tell({ type: "answered" });
    expect(dialer.sent).toEqual([]);
  });

  it("keeps what happens before the dialer has said that the call is on its way", async () => {
    let ready = (): void => {};
    dialer.ready = new Promise((resolve) => {
      ready = resolve;
    });
    const dialled = calls.dial(C, endpoint, 1_000);
    dialer.tell({ type: "ringing" });
    dialer.tell({ type: "ended", cause: "486 Busy Here" });
    expect(changes).toEqual([]);
    ready();
    await dialled;
    await settle();
    expect(states()).toEqual(["ringing", "ended"]);
    expect(changes.at(-1)?.cause).toBe("486 Busy Here");
  });

  it("hangs a call up that was unwanted while it was still being dialled", async () => {
    let ready = (): void => {};
    dialer.ready = new Promise((resolve) => {
      ready = resolve;
    });
    const dialled = calls.dial(C, endpoint, 1_000);
    let isDown = false;
    const down = calls.hangUp("c", "reset").then(() => {
      isDown = true;
    });
    await settle();
    // Whoever is told that it is down must not hear it ring afterwards.
    expect({ isDown, hangUps: dialer.hangUps }).toEqual({ isDown: false, hangUps: 0 });
    ready();
    await Promise.all([dialled, down]);
    expect(dialer.hangUps).toBe(1);
    expect(changes.at(-1)).toMatchObject({ state: "ended", cause: "reset" });
  });

  it("has nothing to hang up when the dialling fails meanwhile", async () => {
    let fail = (_error: Error): void => {};
    dialer.ready = new Promise((_resolve, reject) => {
      fail = reject;
    });
    const dialled = expect(calls.dial(C, endpoint, 1_000)).rejects.toThrow("no line");
    const down = calls.hangUp("c", "stopped");
    fail(new Error("no line"));
    await Promise.all([dialled, down]);
    expect({ hangUps: dialer.hangUps, changes }).toEqual({ hangUps: 0, changes: [] });
  });

  it("gives our reason for the end, not the dialer's word for it", async () => {
    await calls.dial(C, endpoint, 1_000);
    await calls.hangUp("c", "stopped");
    expect(changes.at(-1)).toMatchObject({ state: "ended", cause: "stopped" });
  });

  it("hangs up once however many ask at the same time", async () => {
    await calls.dial(C, endpoint, 1_000);
    await Promise.all([calls.hangUp("c", "stopped"), calls.hangUp("c", "reset")]);
    await calls.hangUp("c", "stopped");
    expect(dialer.hangUps).toBe(1);
    expect(changes.map(({ cause }) => cause)).toEqual(["stopped"]);
  });

  it("never says that a call has ended when hanging up failed, and may be asked again", async () => {
    await calls.dial(C, endpoint, 1_000);
    dialer.refuseHangUp = new Error("no answer to BYE");
    await expect(calls.hangUp("c", "stopped")).rejects.toThrow("no answer to BYE");
    expect(calls.has("c")).toBe(true);
    expect(changes).toEqual([]);
    dialer.refuseHangUp = undefined;
    await calls.hangUp("c", "stopped");
    expect(calls.has("c")).toBe(false);
    expect(changes.at(-1)).toMatchObject({ state: "ended", cause: "stopped" });
  });

  it("forgets a call that could not be dialled", async () => {
    dialer.ready = Promise.reject(new Error("no route"));
    await expect(calls.dial(C, endpoint, 1_000)).rejects.toThrow("no route");
    expect(calls.has("c")).toBe(false);
  });

  it("ends a call after its seconds of silence, counted from the last sound", async () => {
    await calls.dial(C, { ...endpoint, idleTimeout: 10 }, 1_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(changes, "silence counts from the answer").toEqual([]);
    dialer.tell({ type: "answered" });
    await vi.advanceTimersByTimeAsync(9_000);
    dialer.tell({ type: "media", media: { side: "far", sampleRate: 8_000, samples: new Int16Array(80).fill(900) } });
    await vi.advanceTimersByTimeAsync(9_000);
    calls.heard("c");
    await vi.advanceTimersByTimeAsync(9_999);
    expect(states()).toEqual(["answered"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(changes.at(-1)).toMatchObject({ state: "ended", cause: "idle timeout" });
  });

  it("has dialled a call that was wanted down meanwhile, also when it cannot be hung up yet", async () => {
    let answer = () => {};
    dialer.ready = new Promise((resolve) => {
      answer = resolve;
    });
    dialer.refuseHangUp = new Error("busy");
    const dialling = calls.dial(C, endpoint, 1_000);
    const refused = expect(calls.hangUp("c", "stopped")).rejects.toThrow("busy");
    answer();
    await Promise.all([dialling, refused]);
    expect(errors).toEqual([dialer.refuseHangUp]);
    expect(calls.has("c")).toBe(true);
  });

  it.each([
    ["silence of the far end", "far", 3],
    ["our own voice", "near", 900],
  ] as const)("does not take %s for a sign of life", async (_what, side, sample) => {
    await calls.dial(C, { ...endpoint, idleTimeout: 10 }, 1_000);
    dialer.tell({ type: "answered" });
    await vi.advanceTimersByTimeAsync(9_000);
    dialer.tell({ type: "media", media: { side, sampleRate: 8_000, samples: new Int16Array(80).fill(sample) } });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(changes.at(-1)).toMatchObject({ state: "ended", cause: "idle timeout" });
  });

  it("hangs up where nobody answers in time", async () => {
    calls = new LiveCalls({ ...options, limits: { ringLimit: 45 } });
    await calls.dial(C, endpoint, 1_000);
    dialer.tell({ type: "ringing" });
    await vi.advanceTimersByTimeAsync(44_999);
    expect(states()).toEqual(["ringing"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(changes.at(-1)).toMatchObject({ state: "ended", cause: "no answer" });
    expect(dialer.hangUps).toBe(1);
  });

  it("ends a call after its longest duration, however much is said; ringing does not count", async () => {
    calls = new LiveCalls({ ...options, limits: { ringLimit: 60, durationLimit: 100, idleLimit: undefined } });
    await calls.dial(C, endpoint, 1_000);
    await vi.advanceTimersByTimeAsync(59_000);
    dialer.tell({ type: "answered" });
    await vi.advanceTimersByTimeAsync(99_999);
    calls.heard("c");
    expect(states()).toEqual(["answered"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(changes.at(-1)).toMatchObject({ state: "ended", cause: "longest duration" });
  });

  it.each([
    [true, ["ended", "no answer"]],
    [false, ["ringing", null]],
  ] as const)(
    "lets calls that cost money (%s) ring for 90 seconds, and others for ever",
    async (placesRealCalls, [state, cause]) => {
      calls = new LiveCalls({ ...options, dialer: Object.assign(dialer, { placesRealCalls }) });
      await calls.dial(C, endpoint, 1_000);
      dialer.tell({ type: "ringing" });
      await vi.advanceTimersByTimeAsync(90_000);
      expect(changes.at(-1)).toMatchObject({ state, cause });
    },
  );

  it("presses keys on an answered call alone", async () => {
    expect(calls.sendDtmf("c", "1")).toBe(false);
    await calls.dial(C, endpoint, 1_000);
    expect(calls.sendDtmf("c", "1")).toBe(false);
    dialer.tell({ type: "answered" });
    expect(calls.sendDtmf("c", "12#")).toBe(true);
    expect(dialer.sent).toEqual(["12#"]);
  });

  it("keeps each warning of a call once", async () => {
    await calls.dial(C, endpoint, 1_000);
    dialer.tell({ type: "warning", text: "no keys" });
    dialer.tell({ type: "warning", text: "no keys" });
    dialer.tell({ type: "answered" });
    await settle();
    expect(changes.map(({ state, warnings }) => [state, warnings])).toEqual([
      ["dialing", ["no keys"]],
      ["answered", ["no keys"]],
    ]);
  });

  it("never ends a silent call whose idleTimeout is -1", async () => {
    await calls.dial(C, { ...endpoint, idleTimeout: -1 }, 1_000);
    dialer.tell({ type: "answered" });
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(states()).toEqual(["answered"]);
  });

  it("ends a silent call without an idleTimeout after 30 minutes, however fast its dialer is; words keep it up", async () => {
    dialer.speed = 1_000;
    await calls.dial(C, endpoint, 1_000);
    dialer.tell({ type: "answered" });
    await vi.advanceTimersByTimeAsync(29 * 60_000);
    dialer.tell({
      type: "speech",
      speech: { utterance: 0, text: "still here", isFinal: false, startedAt: 0, duration: 0 },
    });
    await vi.advanceTimersByTimeAsync(30 * 60_000 - 1);
    expect(states()).toEqual(["answered"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(changes.at(-1)).toMatchObject({ state: "ended", cause: "idle timeout" });
  });

  it.each([
    [60, 60_000],
    [undefined, undefined],
  ])("takes another limit of silence: %s s", async (idleLimit, endsAfter) => {
    calls = new LiveCalls({ ...options, limits: { idleLimit } });
    await calls.dial(C, endpoint, 1_000);
    dialer.tell({ type: "answered" });
    await vi.advanceTimersByTimeAsync((endsAfter ?? 86_400_000) - 1);
    expect(states()).toEqual(["answered"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls.has("c")).toBe(endsAfter === undefined);
  });

  it("counts a call's own idleTimeout at the speed of its dialer", async () => {
    dialer.speed = 10;
    await calls.dial(C, { ...endpoint, idleTimeout: 10 }, 1_000);
    dialer.tell({ type: "answered" });
    await vi.advanceTimersByTimeAsync(999);
    expect(states()).toEqual(["answered"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(changes.at(-1)?.cause).toBe("idle timeout");
  });

  it("knows how far the keys of a call have been pressed, while it is up", async () => {
    await calls.dial(C, { ...endpoint, dtmf: "12#" }, 1_000);
    expect(calls.dtmfProgress("c")).toBeUndefined();
    dialer.tell({ type: "answered" });
    dialer.tell({ type: "dtmf-progress", pressed: 2, of: 3 });
    expect(calls.dtmfProgress("c")).toEqual({ pressed: 2, of: 3 });
    await calls.hangUp("c", "stopped");
    expect(calls.dtmfProgress("c")).toBeUndefined();
  });

  it("keeps later states although one could not be kept, and says so", async () => {
    const kept: string[] = [];
    const failing = new LiveCalls({
      dialer,
      clock: Date.now,
      onChange: async (_id, call) => {
        if (call.state === "ringing") throw new Error("disk full");
        kept.push(call.state);
      },
      onSpeech: () => {},
      onError: (error) => errors.push(error),
    });
    await failing.dial(C, endpoint, 1_000);
    dialer.tell({ type: "ringing" });
    dialer.tell({ type: "answered" });
    await failing.close("test over");
    expect(kept).toEqual(["answered", "ended"]);
    expect(errors).toEqual([new Error("disk full")]);
  });

  it("dials no more once it is closed", async () => {
    await calls.dial(C, endpoint, 1_000);
    expect(await calls.close("gateway stopped")).toBe(1);
    expect(changes.at(-1)?.cause).toBe("gateway stopped");
    await expect(calls.dial({ ...C, connectionId: "d" }, endpoint, 1_000)).rejects.toMatchObject({ status: 503 });
  });
});
