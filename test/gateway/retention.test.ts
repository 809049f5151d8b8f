import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { advance } from "../../gateway/calls/call.js";
import { Housekeeping } from "../../gateway/store/housekeeping.js";
import { MemoryStore } from "../../gateway/store/memory-store.js";
import { newStart } from "./store/new-start.js";

const DAY = 86_400_000;

describe("what a gateway retains", () => {
  let store: MemoryStore;
  const errors: unknown[] = [];
  beforeEach(() => {
    vi.useFakeTimers({ now: 100 * DAY });
    store = new MemoryStore();
    errors.length = 0;
  });
  afterEach(() => vi.useRealTimers());

  const housekeeping = (retainMs: number | undefined) =>
    new Housekeeping({
      ...{ store, clock: Date.now, retainMs },
      endStrays: async () => {},
      onError: (error) => errors.push(error),
    });

  async function endedCall(): Promise<void> {
    const start = newStart({ now: Date.now() });
    await store.beginStart(start);
    const end = advance(start.connection.call, { type: "ended", cause: "x" }, Date.now());
    await store.saveCall(start.connection.connectionId, end);
  }

  it("is forgotten soon after its time, and what is younger or live is not", async () => {
    await endedCall();
    await store.beginStart(newStart({ now: Date.now() }));
    const keeping = housekeeping(30 * DAY);
    keeping.start();
    await vi.advanceTimersByTimeAsync(15 * DAY);
    await endedCall();
    await vi.advanceTimersByTimeAsync(15 * DAY - 1);
    expect(await store.connections()).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(DAY);
    expect((await store.connections()).map(({ call }) => call.state)).toEqual(["dialing", "ended"]);
    keeping.stop();
    await vi.advanceTimersByTimeAsync(100 * DAY);
    expect(await store.connections()).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  it("is everything without a time", async () => {
    await endedCall();
    const keeping = housekeeping(undefined);
    keeping.start();
    await vi.advanceTimersByTimeAsync(1_000 * DAY);
    keeping.stop();
    expect(await store.connections()).toHaveLength(1);
  });

  it("is tidied again after a failure", async () => {
    await endedCall();
    const forgetOld = vi.spyOn(store, "forgetOld").mockRejectedValueOnce(new Error("away"));
    const keeping = housekeeping(DAY);
    keeping.start();
    await vi.advanceTimersByTimeAsync(2 * DAY);
    keeping.stop();
    expect(errors).toEqual([new Error("away")]);
    expect(forgetOld.mock.calls.length).toBeGreaterThan(2);
    expect(await store.connections()).toEqual([]);
  });
});
