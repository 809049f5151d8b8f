import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, type Call, type CallEvent, isLive, newCall } from "../../../gateway/calls/call.js";

const dialing = newCall(1);
const ringing = advance(dialing, { type: "ringing" }, 2);
const answered = advance(ringing, { type: "answered" }, 3);
const dtmfSent = advance(answered, { type: "dtmf-sent" }, 4);
const ended = advance(answered, { type: "ended", cause: "stopped" }, 5);

/** From, event, state after; `null` where the event means nothing. */
const TABLE: readonly [string, Call, CallEvent, Call["state"] | null][] = [
  ["dialing", dialing, { type: "ringing" }, "ringing"],
  ["dialing", dialing, { type: "answered" }, "answered"],
  ["dialing", dialing, { type: "dtmf-sent" }, null],
  ["dialing", dialing, { type: "ended", cause: "486 Busy Here" }, "ended"],
  ["ringing", ringing, { type: "ringing" }, null],
  ["ringing", ringing, { type: "answered" }, "answered"],
  ["ringing", ringing, { type: "dtmf-sent" }, null],
  ["ringing", ringing, { type: "ended", cause: "no answer" }, "ended"],
  ["answered", answered, { type: "ringing" }, null],
  ["answered", answered, { type: "answered" }, null],
  ["answered", answered, { type: "dtmf-sent" }, "answered"],
  ["answered", answered, { type: "ended", cause: "stopped" }, "ended"],
  ["answered, DTMF sent", dtmfSent, { type: "dtmf-sent" }, null],
  ["answered, DTMF sent", dtmfSent, { type: "ended", cause: "stopped" }, "ended"],
  ["ended", ended, { type: "ringing" }, null],
  ["ended", ended, { type: "answered" }, null],
  ["ended", ended, { type: "dtmf-sent" }, null],
  ["ended", ended, { type: "ended", cause: "again" }, null],
];

describe("the state machine of a call", () => {
  it.each(TABLE)("from %s, takes %o, %o to %s", (_name, call, event, expected) => {
    const next = advance(call, event, 9);
    if (expected === null) expect(next).toBe(call);
    else expect(next.state).toBe(expected);
  });

  it("keeps the time of each state, and the cause of the end", () => {
    const call = advance(dtmfSent, { type: "ended", cause: "remote hang-up" }, 5);
    expect(call).toEqual({
      state: "ended",
      times: { dialing: 1, ringing: 2, answered: 3, dtmfSent: 4, ended: 5 },
      cause: "remote hang-up",
      warnings: [],
    });
  });

  it("has no time of ringing for a far end that answers without ringing", () => {
    expect(advance(dialing, { type: "answered" }, 7).times).toEqual({ dialing: 1, answered: 7 });
  });

  it("is live in every state but the last", () => {
    expect([dialing, ringing, answered, dtmfSent, ended].map(isLive)).toEqual([true, true, true, true, false]);
  });

  it("whatever happens in whatever order: never goes back, ends once, and its times never decrease", () => {
    const event = fc.oneof(
      fc.constantFrom<CallEvent>({ type: "ringing" }, { type: "answered" }, { type: "dtmf-sent" }),
      fc.string().map((cause): CallEvent => ({ type: "ended", cause })),
    );
    const order = ["dialing", "ringing", "answered", "ended"];
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let call = newCall(0);
        events.forEach((each, index) => {
          const next = advance(call, each, index + 1);
          expect(order.indexOf(next.state)).toBeGreaterThanOrEqual(order.indexOf(call.state));
          if (call.state === "ended") expect(next).toBe(call);
          expect(next.cause === null).toBe(isLive(next));
          call = next;
        });
        const { dialing: first, ringing: second, answered: third, dtmfSent: fourth, ended: fifth } = call.times;
        const times = [first, second, third, fourth, fifth].filter((time) => time !== undefined);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        if (fourth !== undefined) expect(third).toBeDefined();
      }),
    );
  });
});
