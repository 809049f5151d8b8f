import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Deadline, deadlineIn } from "../../../provider/api/deadline.js";
import type { Exchange } from "../../../provider/api/http.js";
import { repeatUntilFinal, waitAfter } from "../../../provider/api/repeat.js";

const answer = (status: number, retryAfter?: string): Exchange => ({
  kind: "answer",
  status,
  retryAfter,
  text: "{}",
  complete: true,
});
const overTime: Exchange = { kind: "lost", cause: new Error("over"), timedOut: true };

const unsentInTime: Exchange = { kind: "not-sent", cause: new Error("over"), timedOut: true, retryable: false };

/** Sends what it is given, one after the other. */
function sending(...exchanges: Exchange[]): { send: () => Promise<Exchange>; left: () => number } {
  const rest = [...exchanges];
  return {
    send: async () => {
      const next = rest.shift();
      if (next === undefined) throw new Error("sent once too often");
      return next;
    },
    left: () => rest.length,
  };
}

const withLeft = (milliseconds: number): Deadline => ({ ...deadlineIn(60_000), remaining: () => milliseconds });

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0.008);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("a request that may be repeated", () => {
  it("is repeated until what came of it is final, each time after a longer wait, of which is told", async () => {
    const waiting = vi.fn();
    const { send, left } = sending(answer(503), answer(429), answer(200));
    expect(await repeatUntilFinal(send, deadlineIn(60_000), waiting)).toEqual(answer(200));
    expect(left()).toBe(0);
    expect(waiting.mock.calls).toEqual([
      ["503, something went wrong on the server", 2],
      ["429, too many concurrent calls for this account", 4],
    ]);
  });

  it("is repeated after an answer that never came", async () => {
    const waiting = vi.fn();
    const cutOff: Exchange = { kind: "lost", cause: Object.assign(new Error("x"), { code: "EPIPE" }), timedOut: false };
    const { send, left } = sending(cutOff, answer(200));
    expect(await repeatUntilFinal(send, deadlineIn(60_000), waiting)).toEqual(answer(200));
    expect(left()).toBe(0);
    expect(waiting.mock.calls).toEqual([["connection reset", 2]]);
  });

  it("is repeated as long as its sender calls nothing final", async () => {
    const { send, left } = sending(answer(404), answer(200));
    const isFinal = (result: Exchange): boolean => result.kind === "answer" && result.status === 200;
    expect(await repeatUntilFinal(send, deadlineIn(60_000), undefined, isFinal)).toEqual(answer(200));
    expect(left()).toBe(0);
  });

  it.each([
    ["once it was sent", overTime],
    ["before it was sent", unsentInTime],
  ])("comes to what was the matter before the time was over %s", async (_when, over) => {
    const { send } = sending(answer(503), over);
    expect(await repeatUntilFinal(send, deadlineIn(60_000))).toEqual(answer(503));
  });

  it("comes to a time that is over, when nothing else was the matter", async () => {
    const { send, left } = sending(overTime, answer(200));
    expect(await repeatUntilFinal(send, deadlineIn(60_000))).toEqual(overTime);
    expect(left()).toBe(1);
  });

  it.each([2, 1, 0])("is not repeated, and nobody is told of a wait, when %i ms are left", async (left) => {
    const waiting = vi.fn();
    const { send } = sending(answer(503));
    expect(await repeatUntilFinal(send, withLeft(left), waiting)).toEqual(answer(503));
    expect(waiting).not.toHaveBeenCalled();
  });
});

describe("the wait after an exchange", () => {
  it("is as long as the server asks, or longer", () => {
    expect(waitAfter(answer(503, "7"), 0)).toBe(7_000);
    expect(waitAfter(answer(503, "0"), 3)).toBe(16);
    expect(waitAfter(answer(503), 3)).toBe(16);
    expect(waitAfter(overTime, 3)).toBe(16);
  });

  it("is until the time that the server names", () => {
    vi.useFakeTimers({ now: Date.parse("2026-01-01T00:00:00Z") });
    expect(waitAfter(answer(503, "Thu, 01 Jan 2026 00:00:05 GMT"), 0)).toBe(5_000);
  });
});
