import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { atLeast, type Deadline, deadlineIn, waitWithin } from "../../../provider/api/deadline.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const withLeft = (milliseconds: number, quit?: AbortSignal): Deadline => ({
  ...deadlineIn(60_000, quit),
  remaining: () => milliseconds,
});

describe("a deadline", () => {
  it("knows what was allowed, and what is left of it", () => {
    const deadline = deadlineIn(100);
    expect([deadline.allowed, deadline.remaining()]).toEqual([100, 100]);
    vi.advanceTimersByTime(40);
    expect([deadline.allowed, deadline.remaining()]).toEqual([100, 60]);
    vi.advanceTimersByTime(100);
    expect([deadline.allowed, deadline.remaining()]).toEqual([100, 0]);
  });

  it("is not over before its time, even by a part of a millisecond", () => {
    const timeout = vi.spyOn(AbortSignal, "timeout");
    deadlineIn(0.25);
    expect(timeout).toHaveBeenCalledWith(1);
  });

  it("aborts its signal when its time is over", async () => {
    const { signal } = deadlineIn(1);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    expect(signal.reason).toHaveProperty("name", "TimeoutError");
  });

  it("has a signal to begin nothing more only where it was given one", () => {
    const { signal } = new AbortController();
    expect(deadlineIn(1, signal).quit).toBe(signal);
    expect(deadlineIn(1)).not.toHaveProperty("quit");
  });
});

describe("a deadline of some time at least", () => {
  it("is the same one while as much is left", () => {
    const deadline = withLeft(500);
    expect(atLeast(deadline, 500)).toBe(deadline);
    expect(atLeast(deadline, 499)).toBe(deadline);
  });

  it("is a later one when less is left, and ends as soon when nothing more is to be begun", () => {
    const { signal } = new AbortController();
    const later = atLeast(withLeft(499, signal), 500);
    expect(later).toMatchObject({ allowed: 500, quit: signal });
    expect(later.remaining()).toBe(500);
  });
});

describe("waiting", { timeout: 5_000 }, () => {
  it("takes its time, and no longer", async () => {
    const waited = vi.fn();
    void waitWithin(deadlineIn(1_000), 400).then(waited);
    await vi.advanceTimersByTimeAsync(399);
    expect(waited).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(waited).toHaveBeenCalledWith(true);
  });

  it("does not begin when it would outlast the deadline", async () => {
    expect(await waitWithin(withLeft(400), 400)).toBe(false);
    expect(await waitWithin(withLeft(400), 401)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not begin when nothing more is to be begun", async () => {
    expect(await waitWithin(deadlineIn(1_000, AbortSignal.abort()), 400)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends at once when nothing more is to be begun", async () => {
    const quit = new AbortController();
    const ended = vi.fn();
    void waitWithin(deadlineIn(1_000, quit.signal), 400).then(ended);
    quit.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toHaveBeenCalledWith(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves nothing behind on the signal, which outlives it", async () => {
    const { signal } = new AbortController();
    const ended = vi.fn();
    void waitWithin(deadlineIn(1_000, signal), 400).then(ended);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(400);
    expect(ended).toHaveBeenCalledWith(true);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });
});
