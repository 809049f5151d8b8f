import { describe, expect, it } from "vitest";
import { Batches, type BatchOptions } from "../../../gateway/store/sql/batches.js";
import { StoreUnavailable } from "../../../gateway/store/store-unavailable.js";

/** Work that goes on until it is let go, and what it was given. */
function work(
  answer: (items: readonly string[]) => readonly string[] = (items) => items,
  options: Partial<BatchOptions<string, string>> = {},
) {
  const seen: (readonly string[])[] = [];
  const release: (() => void)[] = [];
  const batches = new Batches<string, string>({
    keyOf: (item) => item.slice(0, 1),
    run: async (items) => {
      seen.push(items);
      await new Promise<void>((resolve) => release.push(resolve));
      return answer(items);
    },
    ...options,
  });
  const finish = async (): Promise<void> => {
    while (release.length === 0) await turn();
    release.shift()?.();
    await turn();
  };
  return { batches, seen, finish };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("what is asked for while earlier work is under way", () => {
  it("is done together", async () => {
    const { batches, seen, finish } = work((items) => items.map((item) => `done ${item}`));
    const first = batches.add("a");
    await turn();
    expect(seen).toEqual([["a"]]);
    const all = Promise.all([first, batches.add("b"), batches.add("c")]);
    await finish();
    await finish();
    expect(seen).toEqual([["a"], ["b", "c"]]);
    expect(await all).toEqual(["done a", "done b", "done c"]);
  });

  it("waits for one with the same key, in its order", async () => {
    const { batches, seen, finish } = work();
    const all = Promise.all(["a", "b1", "b2", "c", "b3"].map((item) => batches.add(item)));
    for (let batch = 0; batch < 3; batch += 1) await finish();
    expect(seen).toEqual([["a", "b1", "c"], ["b2"], ["b3"]]);
    expect(await all).toEqual(["a", "b1", "b2", "c", "b3"]);
  });

  it("costs the same however much more is waiting, and waits for nothing once there is enough for a batch", async () => {
    let looked = 0;
    const keyOf = (item: string): string => {
      looked += 1;
      return item;
    };
    const { batches, seen, finish } = work(undefined, { keyOf, isUrgent: () => false });
    const all = Promise.all(Array.from({ length: 1_000 }, (_, index) => batches.add(`item ${index}`)));
    for (let batch = 1; batch <= 5; batch += 1) {
      await finish();
      // By now the next one is on its way, although nothing in it is urgent.
      await turn();
      expect(seen.length).toBe(Math.min(batch + 1, 5));
    }
    await all;
    expect(seen.map(({ length }) => length)).toEqual([200, 200, 200, 200, 200]);
    expect(looked).toBe(1_000);
  });

  it("is over once it is idle", async () => {
    const { batches, seen, finish } = work();
    await batches.idle();
    const all = Promise.all(["a", "b"].map((item) => batches.add(item)));
    let idle = false;
    const over = batches.idle().then(() => {
      idle = true;
    });
    await turn();
    expect([seen.length, idle]).toEqual([1, false]);
    await finish();
    await all;
    await over;
    expect(idle).toBe(true);
  });

  it("goes on after a batch that failed, of which everyone hears", async () => {
    const { batches, seen, finish } = work((items) => {
      if (items.includes("b")) throw new StoreUnavailable("away");
      return items;
    });
    const both = Promise.allSettled(["b", "c"].map((item) => batches.add(item)));
    await finish();
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const again = batches.add("c");
    await finish();
    expect(await again).toBe("c");
    expect(seen).toEqual([["b", "c"], ["c"]]);
  });

  it("is not hindered by one of them that cannot be done", async () => {
    const { batches, seen, finish } = work((items) => {
      if (items.includes("b")) throw new RangeError("b is not to be had");
      return items;
    });
    const all = Promise.allSettled(["a", "b", "c"].map((item) => batches.add(item)));
    for (let batch = 0; batch < 4; batch += 1) await finish();
    const [a, b, c] = await all;
    expect([a?.status, b?.status, c?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(seen).toEqual([["a", "b", "c"], ["a"], ["b"], ["c"]]);
  });
});
