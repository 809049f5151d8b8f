import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Speech } from "../../../gateway/calls/speech.js";
import { Readings } from "../../../gateway/conversation/analysis/readings.js";
import { Transcripts } from "../../../gateway/sessions/transcripts.js";
import { InsistentStore } from "../../../gateway/store/insistent-store.js";
import { MemoryStore } from "../../../gateway/store/memory-store.js";
import type { NewStart } from "../../../gateway/store/store.js";
import { StoreUnavailable } from "../../../gateway/store/store-unavailable.js";
import { waitFor } from "../../support/gateway.js";
import { newStart } from "../store/new-start.js";

const resultSchema = z.object({
  type: z.string(),
  isFinal: z.boolean().optional(),
  payload: z.object({ content: z.string() }).optional(),
  messages: z.array(z.object({ payload: z.object({ content: z.string() }), from: z.looseObject({}) })).optional(),
});

/** A store that can be away, and can keep a message without saying so. */
class FlakyStore extends MemoryStore {
  away = false;
  speechless = 0;
  override async saveMessage(...args: Parameters<MemoryStore["saveMessage"]>): Promise<void> {
    if (this.away) throw new StoreUnavailable("away");
    await super.saveMessage(...args);
    this.speechless -= 1;
    if (this.speechless >= 0) throw new StoreUnavailable("no answer to commit");
  }
}

describe("the transcripts of live calls", () => {
  let inner: FlakyStore;
  let store: InsistentStore;
  let transcripts: Transcripts;
  let start: NewStart;
  let published: z.output<typeof resultSchema>[];
  let troubles: unknown[];
  beforeEach(async () => {
    inner = new FlakyStore();
    store = new InsistentStore(inner, () => {});
    published = [];
    troubles = [];
    transcripts = new Transcripts({
      store,
      readings: new Readings(),
      publish: async (_id, results) => {
        published.push(...results.map((result) => resultSchema.parse(result)));
      },
      onTrouble: (error) => troubles.push(error),
    });
    start = newStart();
    await store.beginStart(start);
    transcripts.begin(start.connection);
  });
  afterEach(async () => {
    inner.away = false;
    await store.close();
  });

  const id = () => start.connection.connectionId;
  const say = (utterance: number, text: string, change: Partial<Speech> = {}) =>
    transcripts.take(id(), { utterance, text, isFinal: true, startedAt: 1_000, duration: 500, ...change });
  const kept = async () => (await inner.messages(start.conversation.conversationId)).map(({ text }) => text);
  const messages = () =>
    published.flatMap((result) => (result.messages ?? []).map(({ payload: { content } }) => content));

  it("are kept before they are published as messages, in the order in which they were said", async () => {
    for (let utterance = 0; utterance < 20; utterance += 1) say(utterance, `message ${utterance}`);
    await transcripts.end(id());
    expect(await kept()).toEqual(Array.from({ length: 20 }, (_, number) => `message ${number}`));
    expect(messages()).toEqual(await kept());
    expect(troubles).toEqual([]);
  });

  it("are kept once, also when a dialer repeats itself", async () => {
    say(0, "hello");
    say(0, "hello again");
    say(0, "hello aga", { isFinal: false });
    say(1, "bye");
    await transcripts.end(id());
    expect(await kept()).toEqual(["hello", "bye"]);
    expect(published.map(({ type, isFinal }) => `${type} ${isFinal ?? ""}`)).toEqual([
      "transcript_response true",
      "message_response ",
      "transcript_response true",
      "message_response ",
    ]);
  });

  it("of many guesses at once, only the latest goes out, and none after what was said in the end", async () => {
    say(0, "first");
    for (const guess of ["h", "he", "hel"]) say(1, guess, { isFinal: false });
    say(2, "an interruption", { isFinal: false });
    say(1, "hello");
    await transcripts.end(id());
    expect(
      published.filter(({ type }) => type === "transcript_response").map(({ payload }) => payload?.content),
    ).toEqual(["first", "an interruption", "hello"]);
  });

  it("wait for a store that is away, and are then kept and published once and in order", async () => {
    inner.away = true;
    for (const utterance of [0, 1, 2]) say(utterance, `message ${utterance}`);
    await new Promise((resolve) => setImmediate(resolve));
    expect(messages()).toEqual([]);
    inner.away = false;
    await waitFor(messages, ({ length }) => length === 3);
    expect(messages()).toEqual(["message 0", "message 1", "message 2"]);
    expect(await kept()).toEqual(messages());
  });

  it("are published once although the store kept one without saying so", async () => {
    inner.speechless = 1;
    say(0, "hello");
    await waitFor(messages, ({ length }) => length === 1);
    say(1, "bye");
    await transcripts.end(id());
    expect(messages()).toEqual(["hello", "bye"]);
    expect(await kept()).toEqual(["hello", "bye"]);
  });

  it("do not hold up the end of the call while the store is away, and are kept when it is back", async () => {
    inner.away = true;
    for (const utterance of [0, 1, 2]) say(utterance, `message ${utterance}`);
    await transcripts.end(id());
    expect(await kept()).toEqual([]);
    expect(messages(), "what is not kept is not published").toEqual([]);
    inner.away = false;
    await store.settle(id());
    expect(await kept()).toEqual(["message 0", "message 1", "message 2"]);
  });

  it("hold nothing of a call that is over, or never began", async () => {
    transcripts.take("unknown", { utterance: 0, text: "x", isFinal: true, startedAt: 0, duration: 0 });
    await transcripts.end(id());
    say(0, "too late");
    await transcripts.end(id());
    expect(await kept()).toEqual([]);
    expect(published).toEqual([]);
  });

  it("are nothing when nothing was said in them, and are cut when they are beyond all measure", async () => {
    say(0, " \u0000 ");
    say(1, "x".repeat(60_000));
    await transcripts.end(id());
    expect((await kept()).map(({ length }) => length)).toEqual([50_000]);
  });
});
