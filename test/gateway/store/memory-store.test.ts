import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { advance, newCall } from "../../../gateway/calls/call.js";
import { MemoryStore } from "../../../gateway/store/memory-store.js";
import { IDEMPOTENCY_TTL_MS, type NewStart } from "../../../gateway/store/store.js";

let count = 0;
function newStart(
  options: { appId?: string; key?: string; bodyHash?: string; now?: number; max?: number } = {},
): NewStart {
  count += 1;
  const { appId = "app", key, bodyHash = "hash", now = 0, max = 1_000 } = options;
  const ids = { connectionId: `connection-${count}`, conversationId: `${count}` };
  return {
    connection: {
      ...ids,
      appId,
      request: { operation: "start", endpoint: { type: "pstn", phoneNumber: "14082924837" } },
      answer: { ...ids, eventUrl: "http://127.0.0.1/e", resultWebSocketUrl: "ws://127.0.0.1/e" },
      call: newCall(now),
      idempotencyKey: key ?? null,
    },
    conversation: { conversationId: ids.conversationId, appId, name: "n", startTime: now, members: [] },
    ...(key === undefined ? {} : { idempotency: { key, bodyHash } }),
    maxConnections: max,
    now,
  };
}

describe("the store in memory", () => {
  let store: MemoryStore;
  beforeEach(() => {
    store = new MemoryStore();
  });

  async function answered(options: Parameters<typeof newStart>[0]): Promise<NewStart> {
    const start = newStart(options);
    expect(await store.beginStart(start)).toEqual({ kind: "accepted" });
    await store.answerStart(start.connection.connectionId);
    return start;
  }

  it("repeats the answer of a key while it is younger than 24 hours", async () => {
    const { connection } = await answered({ key: "k" });
    const repeated = newStart({ key: "k", now: IDEMPOTENCY_TTL_MS - 1 });
    expect(await store.beginStart(repeated)).toEqual({ kind: "replay", answer: connection.answer });
    expect(await store.connections()).toHaveLength(1);
  });

  it("repeats it although the call has ended", async () => {
    const { connection } = await answered({ key: "k" });
    await store.saveCall(connection.connectionId, advance(connection.call, { type: "ended", cause: "x" }, 1));
    expect(await store.beginStart(newStart({ key: "k" }))).toEqual({ kind: "replay", answer: connection.answer });
  });

  it("forgets a key after 24 hours", async () => {
    await answered({ key: "k" });
    expect(await store.lookUpStart("app", "k", IDEMPOTENCY_TTL_MS)).toEqual({ kind: "not-found" });
  });

  it("lets a burned key start again after 24 hours, not before", async () => {
    await store.lookUpStart("app", "k", 0);
    expect(await store.beginStart(newStart({ key: "k", now: IDEMPOTENCY_TTL_MS - 1 }))).toEqual({ kind: "burned" });
    expect(await store.beginStart(newStart({ key: "k", now: IDEMPOTENCY_TTL_MS }))).toEqual({ kind: "accepted" });
  });

  it("holds on to the key of a start that is still running, however long", async () => {
    await store.beginStart(newStart({ key: "k" }));
    expect(await store.lookUpStart("app", "k", 3 * IDEMPOTENCY_TTL_MS)).toEqual({ kind: "running" });
  });

  it("knows keys by app", async () => {
    await answered({ appId: "a", key: "k" });
    expect(await store.lookUpStart("b", "k", 0)).toEqual({ kind: "not-found" });
    expect(await store.beginStart(newStart({ appId: "a", key: "k" }))).toMatchObject({ kind: "replay" });
  });

  it("counts live calls by app, and neither ended nor forgotten ones", async () => {
    const first = await answered({ max: 2 });
    const second = await answered({ max: 2 });
    expect(await store.beginStart(newStart({ max: 2 }))).toEqual({ kind: "too-many" });
    expect(await store.beginStart(newStart({ appId: "other", max: 2 }))).toEqual({ kind: "accepted" });
    const end = advance(first.connection.call, { type: "ended", cause: "x" }, 1);
    await store.saveCall(first.connection.connectionId, end);
    await store.saveCall(first.connection.connectionId, end);
    await store.forgetStart(second.connection.connectionId);
    expect(await store.beginStart(newStart({ max: 2 }))).toEqual({ kind: "accepted" });
    expect(await store.beginStart(newStart({ max: 2 }))).toEqual({ kind: "accepted" });
    expect(await store.beginStart(newStart({ max: 2 }))).toEqual({ kind: "too-many" });
  });

  it("leaves the key of a start that was one too many unused", async () => {
    await answered({ max: 1 });
    expect(await store.beginStart(newStart({ key: "k", max: 1 }))).toEqual({ kind: "too-many" });
    expect(await store.beginStart(newStart({ key: "k", max: 2 }))).toEqual({ kind: "accepted" });
  });

  it("lets the key of a start that was forgotten start again", async () => {
    const start = newStart({ key: "k" });
    await store.beginStart(start);
    await store.forgetStart(start.connection.connectionId);
    expect(await store.beginStart(newStart({ key: "k" }))).toEqual({ kind: "accepted" });
  });

  it("ends the conversation with its call, at the same time", async () => {
    const { connection } = await answered({});
    await store.saveCall(connection.connectionId, advance(connection.call, { type: "ringing" }, 5));
    expect(await store.conversation(connection.conversationId)).not.toHaveProperty("endTime");
    await store.saveCall(connection.connectionId, advance(connection.call, { type: "ended", cause: "x" }, 9));
    expect(await store.conversation(connection.conversationId)).toMatchObject({ endTime: 9 });
  });

  it("whatever is asked in whatever order, one key places at most one call in 24 hours", async () => {
    const step = fc.record({
      what: fc.constantFrom("start", "look up", "answer", "other body"),
      key: fc.constantFrom("k1", "k2"),
      later: fc.integer({ min: 0, max: IDEMPOTENCY_TTL_MS / 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const fresh = new MemoryStore();
        const accepted = new Map<string, NewStart>();
        const denied = new Set<string>();
        let now = 0;
        for (const { what, key, later } of steps) {
          // Never 24 hours in all.
          now += Math.floor(later / 2);
          const before = accepted.get(key);
          if (what === "look up") {
            const found = await fresh.lookUpStart("app", key, now);
            if (found.kind === "not-found") denied.add(key);
            expect(found.kind === "not-found").toBe(before === undefined);
          } else if (what === "answer") {
            if (before !== undefined) await fresh.answerStart(before.connection.connectionId);
          } else {
            const start = newStart({ key, now, bodyHash: what });
            const { kind } = await fresh.beginStart(start);
            if (kind === "accepted") {
              expect(before).toBeUndefined();
              expect(denied.has(key)).toBe(false);
              accepted.set(key, start);
            } else if (before?.idempotency?.bodyHash !== undefined && before.idempotency.bodyHash !== what) {
              expect(kind).toBe("other-body");
            }
          }
        }
        expect(await fresh.connections()).toHaveLength(accepted.size);
      }),
    );
  });
});
