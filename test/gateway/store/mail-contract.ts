import { beforeEach, describe, expect, it } from "vitest";
import { advance } from "../../../gateway/calls/call.js";
import type { Mail } from "../../../gateway/mail/mail.js";
import type { NewStart, Store } from "../../../gateway/store/store.js";
import { newStart } from "./new-start.js";

/** What every store does with mails. */
export function mailContract(open: () => Store): void {
  describe("its mails", () => mailTests(open));
}

function mailTests(open: () => Store): void {
  let talk: NewStart["connection"];
  beforeEach(async () => {
    const start = newStart();
    await open().beginStart(start);
    talk = start.connection;
  });

  const mail = (mailId: string, conversationId = talk.conversationId): Mail => ({
    ...{ mailId, appId: "app", conversationId, to: ["ada@example.com"] },
    ...{ subject: "Summary", text: "Hello\n", queuedAt: 1_000 },
  });

  it("gives each mail out once, the longest due first, and again when nobody has said what became of it", async () => {
    const store = open();
    await store.queueMail(mail("b"), 20);
    await store.queueMail(mail("a"), 10);
    await store.queueMail({ ...mail("a"), subject: "again" }, 10);
    await store.queueMail(mail("kept"), undefined);
    expect(await store.claimMail(9, 100)).toBeUndefined();
    expect(await store.claimMail(50, 100)).toEqual({ ...mail("a"), attempts: 1, dueAt: 100 });
    const claims = await Promise.all([1, 2, 3].map(() => store.claimMail(50, 101)));
    expect(claims.map((claimed) => claimed?.mailId ?? "").sort()).toEqual(["", "", "b"]);
    expect(await store.claimMail(100, 200)).toEqual({ ...mail("a"), attempts: 2, dueAt: 200 });
  });

  it("knows what became of each mail", async () => {
    const store = open();
    for (const id of ["sent", "again", "never"]) await store.queueMail(mail(id), 0);
    for (let claimed = 0; claimed < 3; claimed += 1) await store.claimMail(1, 1_000);
    await store.mailFailed("sent", "busy", 5);
    await store.mailSent("sent", 7);
    await store.mailFailed("again", "busy", 5);
    await store.mailFailed("never", "no such user", undefined);
    expect(await store.mails()).toEqual([
      { ...mail("sent"), attempts: 1, sentAt: 7 },
      { ...mail("again"), attempts: 1, failure: "busy", dueAt: 5 },
      { ...mail("never"), attempts: 1, failure: "no such user" },
    ]);
    expect(await store.claimMail(10_000, 20_000)).toMatchObject({ mailId: "again" });
    expect(await store.claimMail(10_000, 20_000)).toBeUndefined();
  });

  it("forgets mails with their conversation, and takes none of it afterwards", async () => {
    const store = open();
    const other = newStart();
    await store.beginStart(other);
    await store.queueMail(mail("a"), 0);
    await store.queueMail(mail("b", other.conversation.conversationId), 0);
    await store.saveCall(talk.connectionId, advance(talk.call, { type: "ended", cause: "x" }, 5));
    await store.forgetOld(1_000, 100);
    expect((await store.mails()).map(({ mailId }) => mailId)).toEqual(["b"]);
    await store.queueMail(mail("late"), 0);
    expect((await store.mails()).map(({ mailId }) => mailId)).toEqual(["b"]);
  });
}
