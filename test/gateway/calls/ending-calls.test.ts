import { describe, expect, it } from "vitest";
import type { Call } from "../../../gateway/calls/call.js";
import { warned } from "../../../gateway/calls/call.js";
import { LiveCalls } from "../../../gateway/calls/live-calls.js";
import { TalkingDialer } from "../talking-dialer.js";

const ID = { connectionId: "a", appId: "app" };
const ENDPOINT = { type: "pstn", phoneNumber: "14082924837" } as const;

describe("a call whose end is yet to be kept", () => {
  it("is still there, and a hang-up of it waits for that", async () => {
    let keep = (): void => {};
    const kept = new Promise<void>((resolve) => {
      keep = resolve;
    });
    const dialer = new TalkingDialer();
    const calls = new LiveCalls({
      dialer,
      clock: Date.now,
      onChange: (_id, call) => (call.state === "ended" ? kept : Promise.resolve()),
      onSpeech: () => {},
      onError: () => {},
    });
    await calls.dial(ID, ENDPOINT, Date.now());
    dialer.tell({ type: "ended", cause: "remote hang-up" });
    expect(calls.has("a")).toBe(true);
    let down = false;
    const hungUp = calls.hangUp("a", "stopped").then(() => {
      down = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(down).toBe(false);
    keep();
    await hungUp;
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls.has("a")).toBe(false);
    // Of a call that is gone: nothing.
    await calls.hangUp("a", "stopped");
    calls.warn("a", "too late");
  });

  it("takes a warning while it is up, each once, and what is known too late at its end", async () => {
    const states: Call[] = [];
    const dialer = new TalkingDialer();
    const calls = new LiveCalls({
      dialer,
      clock: Date.now,
      onChange: async (_id, call) => {
        states.push(call);
      },
      onSpeech: () => {},
      onError: () => {},
    });
    await calls.dial(ID, ENDPOINT, Date.now());
    for (const text of ["one", "one", "two"]) calls.warn("a", text);
    await calls.hangUp("a", "stopped");
    const last = states.at(-1);
    expect(last).toMatchObject({ state: "ended", warnings: ["one", "two"] });
    if (last !== undefined) {
      expect(warned(last, ["two", "three"]).warnings).toEqual(["one", "two", "three"]);
      expect(warned(last, ["two"])).toBe(last);
    }
  });
});
