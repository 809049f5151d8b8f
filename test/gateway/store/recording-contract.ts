import { describe, expect, it } from "vitest";
import { advance } from "../../../gateway/calls/call.js";
import type { Recording } from "../../../gateway/store/recording-store.js";
import type { Store } from "../../../gateway/store/store.js";
import { newStart } from "./new-start.js";

/** What every store keeps to about recordings. */
export function recordingContract(open: () => Store): void {
  describe("recordings", () => {
    async function call() {
      const start = newStart();
      await open().beginStart(start);
      return start;
    }
    async function end({ connection }: Awaited<ReturnType<typeof call>>, at = 5) {
      await open().saveCall(connection.connectionId, advance(connection.call, { type: "ended", cause: "x" }, at));
    }
    const recordingOf = (conversationId: string, change: Partial<Recording> = {}): Recording => ({
      conversationId,
      state: "recording",
      startedAt: 1_700_000_000_123,
      duration: 0,
      sizes: { far: 0, near: 0, mixed: 0 },
      failure: null,
      ...change,
    });

    it("are kept as they are now, one a conversation, however large", async () => {
      const { conversation } = await call();
      const { conversationId } = conversation;
      expect(await open().recording(conversationId)).toBeUndefined();
      await open().saveRecording(recordingOf(conversationId));
      expect(await open().recording(conversationId)).toEqual(recordingOf(conversationId));
      const sizes = { far: 4_294_967_295, near: 4_294_967_294, mixed: 123 };
      const finished = recordingOf(conversationId, { state: "finished", duration: 86_400_000, sizes });
      await open().saveRecording(finished);
      expect(await open().recording(conversationId)).toEqual(finished);
      const failed = recordingOf(conversationId, { state: "failed", failure: "no room" });
      await open().saveRecording(failed);
      expect(await open().recording(conversationId)).toEqual(failed);
    });

    it("are not kept of a conversation that is not there, and say which are", async () => {
      const { conversation } = await call();
      await open().saveRecording(recordingOf("404"));
      expect(await open().recording("404")).toBeUndefined();
      expect([...(await open().existing([conversation.conversationId, "404"]))]).toEqual([conversation.conversationId]);
      expect([...(await open().existing([]))]).toEqual([]);
    });

    it("go with their conversation: deleted, retained no longer, or reset", async () => {
      const [deleted, old, reset] = [await call(), await call(), await call()];
      for (const { conversation } of [deleted, old, reset]) {
        await open().saveRecording(recordingOf(conversation.conversationId));
      }
      await end(deleted);
      await open().deleteConversation(deleted.conversation.conversationId);
      expect(await open().recording(deleted.conversation.conversationId)).toBeUndefined();
      await end(old);
      await open().forgetOld(100, 50);
      expect(await open().recording(old.conversation.conversationId)).toBeUndefined();
      expect(await open().recording(reset.conversation.conversationId)).toBeDefined();
      await open().clear();
      expect(await open().recording(reset.conversation.conversationId)).toBeUndefined();
    });
  });
}
