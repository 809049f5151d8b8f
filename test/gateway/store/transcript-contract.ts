import { expect, it } from "vitest";
import { advance } from "../../../gateway/calls/call.js";
import type { Store } from "../../../gateway/store/store.js";
import type { Message, SpeakerMark } from "../../../gateway/store/transcript-store.js";
import type { Member } from "../../../gateway/wire/conversation.js";
import { newStart } from "./new-start.js";

/** What every store keeps to with what was said; a part of the suite of `store-contract.ts`. */
export function transcriptContract(open: () => Store): void {
  const ada: Member = { id: "a", name: "Ada", email: "ada@example.com" };
  const bob: Member = { id: "b", name: "Bob", email: "bob@example.com" };

  async function conversation() {
    const { connection, ...start } = newStart();
    await open().beginStart({ connection, ...start });
    const { conversationId, connectionId, call } = connection;
    const message = (sequence: number, change: Partial<Message> = {}): Message => ({
      messageId: `${conversationId}-${sequence}`,
      conversationId,
      sequence,
      text: `message ${sequence}`,
      startTime: 1_700_000_000_123 + sequence,
      endTime: 1_700_000_001_456 + sequence,
      ...change,
    });
    return {
      connectionId,
      conversationId,
      message,
      say: (sequence: number, change: Partial<Message> = {}, speaker?: Member) =>
        open().saveMessage(connectionId, message(sequence, change), speaker),
      end: () => open().saveCall(connectionId, advance(call, { type: "ended", cause: "x" }, 5)),
    };
  }

  it("gives messages back as they were kept, in the order in which they were said", async () => {
    const said = await conversation();
    const other = await conversation();
    await other.say(0);
    for (const sequence of [1, 0, 10, 2]) await said.say(sequence);
    await said.say(3, { speakerId: ada.id, text: "“Grüße”, said 🦊 \\ ' \"\n" }, ada);
    expect(await open().messages(said.conversationId)).toEqual([
      ...[said.message(0), said.message(1), said.message(2)],
      said.message(3, { speakerId: ada.id, text: "“Grüße”, said 🦊 \\ ' \"\n" }),
      said.message(10),
    ]);
    expect(await open().messages("unknown")).toEqual([]);
  });

  it("keeps a message once, however often it is told of it", async () => {
    const said = await conversation();
    await Promise.all([said.say(0), said.say(0), said.say(0)]);
    await said.say(0, { text: "something else" });
    expect(await open().messages(said.conversationId)).toEqual([said.message(0)]);
  });

  it("takes speakers and users for members, in the order in which they came, and renames one by its id", async () => {
    const said = await conversation();
    await open().saveSpeakerMark(said.conversationId, { type: "joined", memberId: "b", at: 1 }, bob);
    await said.say(0, { speakerId: "a" }, ada);
    await open().saveSpeakerMark(
      said.conversationId,
      { type: "joined", memberId: "b", at: 2 },
      { ...bob, name: "Robert" },
    );
    expect((await open().conversation(said.conversationId))?.members).toEqual([{ ...bob, name: "Robert" }, ada]);
  });

  it("gives speaker events back by their times, or the latest of them", async () => {
    const said = await conversation();
    const marks: readonly SpeakerMark[] = [
      { type: "started_speaking", memberId: "a", at: 1_700_000_000_003 },
      { type: "left", memberId: "b", at: 1_700_000_000_001 },
      { type: "stopped", at: 1_700_000_000_004 },
      { type: "stopped_speaking", memberId: "a", at: 1_700_000_000_002 },
    ];
    for (const mark of marks) await open().saveSpeakerMark(said.conversationId, mark, undefined);
    const inOrder = [marks[1], marks[3], marks[0], marks[2]];
    expect(await open().speakerMarks(said.conversationId)).toEqual(inOrder);
    expect(await open().speakerMarks(said.conversationId, 2)).toEqual(inOrder.slice(2));
    expect(await open().speakerMarks("unknown")).toEqual([]);
  });

  it("keeps nothing of a conversation that is gone", async () => {
    const said = await conversation();
    await open().forgetStart(said.connectionId);
    await said.say(0, {}, ada);
    await open().saveSpeakerMark(said.conversationId, { type: "joined", memberId: "a", at: 1 }, ada);
    expect(await open().messages(said.conversationId)).toEqual([]);
    expect(await open().speakerMarks(said.conversationId)).toEqual([]);
    expect(await open().saveMetadata(said.conversationId, { a: 1 })).toBe(false);
  });

  it("replaces metadata as a whole, and gives them back as they came", async () => {
    const said = await conversation();
    const metadata = { z: "1", a: { nested: [1, null, true, "\u0000\ud800"] }, "": 0.1 };
    expect(await open().saveMetadata(said.conversationId, { gone: true })).toBe(true);
    expect(await open().saveMetadata(said.conversationId, metadata)).toBe(true);
    const kept = (await open().conversation(said.conversationId))?.metadata;
    expect(JSON.stringify(kept)).toBe(JSON.stringify(metadata));
  });

  it("finds the call of a conversation", async () => {
    const said = await conversation();
    await conversation();
    expect((await open().connectionOf(said.conversationId))?.connectionId).toBe(said.connectionId);
    expect(await open().connectionOf("unknown")).toBeUndefined();
  });

  it("deletes a conversation with all that it has, but no other, and none that is live", async () => {
    const [said, other] = [await conversation(), await conversation()];
    for (const each of [said, other]) {
      await each.say(0, { speakerId: "a" }, ada);
      await open().saveSpeakerMark(each.conversationId, { type: "joined", memberId: "b", at: 1 }, bob);
      await open().queueMail(
        {
          ...{ mailId: `mail ${each.conversationId}`, appId: "app", conversationId: each.conversationId },
          ...{ to: ["ada@example.com"], subject: "s", text: "t", queuedAt: 1 },
        },
        1,
      );
    }
    expect(await open().deleteConversation(said.conversationId)).toBe("live");
    expect(await open().messages(said.conversationId)).toHaveLength(1);
    await said.end();
    expect(await open().deleteConversation(said.conversationId)).toBe("deleted");
    expect(await open().deleteConversation(said.conversationId)).toBe("not-found");
    expect(await open().conversation(said.conversationId)).toBeUndefined();
    expect(await open().connection(said.connectionId)).toBeUndefined();
    expect(await open().connectionOf(said.conversationId)).toBeUndefined();
    expect(await open().messages(said.conversationId)).toEqual([]);
    expect(await open().speakerMarks(said.conversationId)).toEqual([]);
    expect((await open().mails()).map(({ mailId }) => mailId)).toEqual([`mail ${other.conversationId}`]);
    expect(await open().messages(other.conversationId)).toHaveLength(1);
    expect((await open().conversation(other.conversationId))?.members).toEqual([ada, bob]);
  });

  it.each([
    ["of what is old", (store: Store) => store.forgetOld(1_000, 100)],
    ["everything", (store: Store) => store.clear()],
  ])("forgets what was said when it forgets %s", async (_name, forget) => {
    const said = await conversation();
    await said.say(0, {}, ada);
    await open().saveSpeakerMark(said.conversationId, { type: "joined", memberId: "b", at: 1 }, bob);
    await said.end();
    await forget(open());
    expect(await open().messages(said.conversationId)).toEqual([]);
    expect(await open().speakerMarks(said.conversationId)).toEqual([]);
  });
}
