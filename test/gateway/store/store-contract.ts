import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { advance } from "../../../gateway/calls/call.js";
import type { CallQuery } from "../../../gateway/store/call-list.js";
import { IDEMPOTENCY_TTL_MS, type NewStart, type Store } from "../../../gateway/store/store.js";
import { mailContract } from "./mail-contract.js";
import { newStart, PROCESS_ID } from "./new-start.js";
import { recordingContract } from "./recording-contract.js";
import { transcriptContract } from "./transcript-contract.js";

/** What every store keeps to. `open` gives an empty one, of a process that lives. */
export function storeContract(
  name: string,
  { open, propertyRuns }: { readonly open: () => Promise<Store>; readonly propertyRuns: number },
): void {
  describe(name, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    async function answered(options: Parameters<typeof newStart>[0]): Promise<NewStart> {
      const start = newStart(options);
      expect(await store.beginStart(start)).toEqual({ kind: "accepted" });
      await store.answerStart(start.connection.connectionId);
      return start;
    }

    it("keeps what a person should know of a call, live and ended", async () => {
      const start = newStart();
      await store.beginStart(start);
      const { connectionId, call } = start.connection;
      const warned = advance(call, { type: "warning", text: 'no "keys"' }, 1);
      await store.saveCall(connectionId, warned);
      expect((await store.connection(connectionId))?.call).toEqual(warned);
      const ended = advance(advance(warned, { type: "warning", text: "é\n" }, 2), { type: "ended", cause: "x" }, 3);
      await store.saveCall(connectionId, ended);
      expect((await store.connection(connectionId))?.call).toEqual(ended);
    });

    it("finds calls by state, by words in any case, page by page, the latest first", async () => {
      const named = async (name: string, phoneNumber: string) => {
        const start = newStart();
        const { connection, conversation } = start;
        await store.beginStart({
          ...start,
          connection: { ...connection, endpoint: { type: "pstn", phoneNumber } },
          conversation: { ...conversation, name },
        });
        return connection;
      };
      const first = await named("Stand-up of 100% heroes_", "14082924837");
      const second = await named("Stand-up", "442071838750");
      const third = await named("Straße 7", "14082924837");
      await store.saveCall(second.connectionId, advance(second.call, { type: "ended", cause: "486 Busy Here" }, 5));
      const find = async (query: Partial<CallQuery>) =>
        (await store.calls({ limit: 10, ...query })).map(({ connection: { connectionId } }) => connectionId);
      expect(await find({})).toEqual([third, second, first].map(({ connectionId }) => connectionId));
      expect(await find({ live: true })).toEqual([third.connectionId, first.connectionId]);
      expect(await find({ live: false, text: "busy" })).toEqual([second.connectionId]);
      expect(await find({ text: "STAND-UP 1408" })).toEqual([first.connectionId]);
      // Words, not patterns.
      expect(await find({ text: "100% heroes_" })).toEqual([first.connectionId]);
      expect(await find({ text: "stand%" })).toEqual([]);
      expect(await find({ text: "straße" })).toEqual([third.connectionId]);
      expect(await find({ limit: 1, before: third.connectionId })).toEqual([second.connectionId]);
      expect(await find({ before: "unknown" })).toEqual([]);
      expect(await find({ conversationId: first.conversationId })).toEqual([first.connectionId]);
      expect(await store.calls({ connectionId: third.connectionId, limit: 1 })).toMatchObject([{ name: "Straße 7" }]);
    });

    it("answers when asked whether it is there", async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    it("repeats the answer of a key while it is younger than 24 hours", async () => {
      const { connection } = await answered({ key: "k" });
      const repeated = newStart({ key: "k", now: IDEMPOTENCY_TTL_MS - 1 });
      expect(await store.beginStart(repeated)).toEqual({ kind: "replay", answer: connection.answer });
      expect(await store.connections()).toHaveLength(1);
    });

    it("repeats it from the moment it is given, before anybody knows that it is kept", async () => {
      const { connection, ...start } = newStart({ key: "k" });
      await store.beginStart({ connection, ...start });
      const kept = store.answerStart(connection.connectionId);
      expect(await store.lookUpStart("app", "k", 0)).toEqual({ kind: "answered", answer: connection.answer });
      await kept;
      const later = newStart({ key: "l" });
      await store.beginStart(later);
      const both = [store.answerStart(later.connection.connectionId), store.beginStart(newStart({ key: "l" }))];
      expect(await Promise.all(both)).toEqual([undefined, { kind: "replay", answer: later.connection.answer }]);
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
          await store.clear();
          const fresh = store;
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
        { numRuns: propertyRuns },
      );
    });

    it("gives a connection back as it was kept, the answer's fields in their order", async () => {
      const { connection, conversation } = await answered({ key: "k", now: 1_700_000_000_123 });
      expect(await store.connection(connection.connectionId)).toEqual(connection);
      expect(await store.conversation(connection.conversationId)).toEqual(conversation);
      const replayed = await store.lookUpStart("app", "k", 1_700_000_000_123);
      expect(JSON.stringify(replayed)).toBe(JSON.stringify({ kind: "answered", answer: connection.answer }));
      const events = [{ type: "ringing" }, { type: "answered" }, { type: "dtmf-sent" }] as const;
      const call = events.reduce(
        (before, event, index) => advance(before, event, 1_700_000_001_000 + index),
        connection.call,
      );
      await store.saveCall(connection.connectionId, call);
      expect((await store.connection(connection.connectionId))?.call).toEqual(call);
    });

    it("shows connections in the order of their starts", async () => {
      const ids: string[] = [];
      for (let started = 0; started < 5; started += 1) ids.push((await answered({})).connection.connectionId);
      expect((await store.connections()).map(({ connectionId }) => connectionId)).toEqual(ids);
    });

    it("names the live connections of a process, of the starts before a time", async () => {
      const [first, second, later] = [
        await answered({ now: 1 }),
        await answered({ now: 2 }),
        await answered({ now: 10 }),
      ];
      await store.saveCall(
        second.connection.connectionId,
        advance(second.connection.call, { type: "ended", cause: "x" }, 3),
      );
      expect(await store.liveBefore(PROCESS_ID, 10)).toEqual([first.connection.connectionId]);
      expect(await store.liveBefore(PROCESS_ID, 11)).toEqual(
        [first, later].map((each) => each.connection.connectionId),
      );
      expect(await store.liveBefore("another", 11)).toEqual([]);
    });

    it("leaves a call that has ended as it is", async () => {
      const { connection } = await answered({});
      const ended = advance(connection.call, { type: "ended", cause: "x" }, 9);
      await store.saveCall(connection.connectionId, ended);
      await store.saveCall(connection.connectionId, advance(connection.call, { type: "ringing" }, 10));
      await store.saveCall(connection.connectionId, advance(connection.call, { type: "ended", cause: "y" }, 11));
      expect((await store.connection(connection.connectionId))?.call).toEqual(ended);
      expect(await store.conversation(connection.conversationId)).toMatchObject({ endTime: 9 });
    });

    it("of many starts at once with one key, lets one in; and of many without, as many as the limit", async () => {
      const kinds = async (starts: readonly NewStart[]) =>
        (await Promise.all(starts.map((start) => store.beginStart(start)))).map(({ kind }) => kind).sort();
      const sameKey = Array.from({ length: 8 }, () => newStart({ key: "k" }));
      expect(await kinds(sameKey)).toEqual(["accepted", ...Array.from({ length: 7 }, () => "running")]);
      const limited = Array.from({ length: 8 }, () => newStart({ appId: "other", max: 3 }));
      expect(await kinds(limited)).toEqual([
        ...Array.from({ length: 3 }, () => "accepted"),
        ...Array.from({ length: 5 }, () => "too-many"),
      ]);
    });

    it("a start and a look-up at once agree on whether the key may start", async () => {
      for (const key of ["k1", "k2", "k3", "k4"]) {
        const [found, started] = await Promise.all([
          store.lookUpStart("app", key, 0),
          store.beginStart(newStart({ key })),
        ]);
        expect([found.kind, started.kind]).toEqual(
          started.kind === "accepted" ? ["running", "accepted"] : ["not-found", "burned"],
        );
      }
    });

    it("forgets what ended before a time, with its conversation; live calls and later ends stay", async () => {
      const [old, recent, live] = [await answered({ key: "k" }), await answered({}), await answered({})];
      await store.saveCall(
        old.connection.connectionId,
        advance(old.connection.call, { type: "ended", cause: "x" }, 99),
      );
      await store.saveCall(
        recent.connection.connectionId,
        advance(recent.connection.call, { type: "ended", cause: "x" }, 100),
      );
      expect(await store.forgetOld(1_000, undefined)).toBe(0);
      expect(await store.forgetOld(1_000, 100)).toBe(1);
      expect(await store.connection(old.connection.connectionId)).toBeUndefined();
      expect(await store.conversation(old.connection.conversationId)).toBeUndefined();
      for (const { connection } of [recent, live]) {
        expect(await store.connection(connection.connectionId)).toBeDefined();
        expect(await store.conversation(connection.conversationId)).toBeDefined();
      }
      expect(await store.lookUpStart("app", "k", 1_000), "a key is kept for its 24 hours").toMatchObject({
        kind: "answered",
      });
    });

    mailContract(() => store);
    transcriptContract(() => store);
    recordingContract(() => store);

    it("forgets everything when it is cleared", async () => {
      const { connection } = await answered({ key: "k", max: 1 });
      await store.clear();
      expect(await store.connections()).toEqual([]);
      expect(await store.conversation(connection.conversationId)).toBeUndefined();
      expect(await store.beginStart(newStart({ key: "k", max: 1 }))).toEqual({ kind: "accepted" });
    });
  });
}
