import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SymblError } from "../../../provider/api/errors.js";
import { MessageQueue } from "../../../provider/events/message-queue.js";
import type { ResultMessage } from "../../../provider/events/messages.js";
import { content } from "./support.js";

const failure = new SymblError("SYMBL_SUBSCRIPTION_FAILED", "no more");

function transcript(words: string, isFinal = true): ResultMessage {
  return { type: "transcript_response", isFinal, payload: { content: words }, raw: {} };
}

async function drain(queue: MessageQueue): Promise<string[]> {
  const taken: string[] = [];
  queue.end();
  for (let next = await queue.take(); next.done !== true; next = await queue.take()) taken.push(content(next.value));
  return taken;
}

describe("the queue of messages", () => {
  it("gives them out in their order, then ends", async () => {
    const queue = new MessageQueue(10);
    for (const words of ["a", "b", "c"]) expect(queue.offer(transcript(words), 1)).toBe(true);
    expect(await drain(queue)).toEqual(["a", "b", "c"]);
  });

  it("serves those who wait in the order in which they came", async () => {
    const queue = new MessageQueue(10);
    const taken = [queue.take(), queue.take(), queue.take()];
    queue.offer(transcript("a"), 1);
    queue.offer(transcript("b"), 1);
    queue.end();
    expect((await Promise.all(taken)).map((next) => next.value && content(next.value))).toEqual(["a", "b", undefined]);
  });

  it("lets interim transcripts give way, the oldest first", async () => {
    const queue = new MessageQueue(3);
    queue.offer(transcript("one", false), 1);
    queue.offer(transcript("done"), 1);
    queue.offer(transcript("two", false), 1);
    expect(queue.offer(transcript("three", false), 1)).toBe(true);
    expect(queue.offer(transcript("end"), 1)).toBe(true);
    expect(queue.skipped).toBe(2);
    expect(await drain(queue)).toEqual(["done", "three", "end"]);
  });

  it("refuses a message rather than lose another, but leaves out an interim transcript", async () => {
    const queue = new MessageQueue(2);
    queue.offer(transcript("a"), 1);
    queue.offer(transcript("b"), 1);
    expect(queue.offer(transcript("c", false), 1)).toBe(true);
    expect(queue.offer(transcript("d"), 1)).toBe(false);
    expect(queue.skipped).toBe(1);
    expect(await drain(queue)).toEqual(["a", "b"]);
  });

  it("is bounded in its size as well as in its number, and takes one message whatever its size", () => {
    const queue = new MessageQueue(1_000);
    expect(queue.offer(transcript("big"), 20 * 1024 * 1024)).toBe(true);
    expect(queue.offer(transcript("small"), 1)).toBe(false);
  });

  it("gives an error after the messages, once", async () => {
    const queue = new MessageQueue(10);
    queue.offer(transcript("a"), 1);
    queue.fail(failure);
    expect(await queue.take()).toMatchObject({ done: false });
    await expect(queue.take()).rejects.toBe(failure);
    expect(await queue.take()).toEqual({ done: true, value: undefined });
  });

  it("gives an error to one of those who wait; the others are done", async () => {
    const queue = new MessageQueue(10);
    const first = queue.take();
    const second = queue.take();
    queue.fail(failure);
    await expect(first).rejects.toBe(failure);
    expect(await second).toEqual({ done: true, value: undefined });
    expect(await queue.take()).toEqual({ done: true, value: undefined });
  });

  it("forgets messages and errors when nobody wants them", async () => {
    const queue = new MessageQueue(10);
    queue.offer(transcript("a"), 1);
    queue.fail(failure);
    queue.discard();
    expect(queue.length).toBe(0);
    expect(await queue.take()).toEqual({ done: true, value: undefined });
  });

  it("never holds more than its limit, loses no final message that it took, and keeps the order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.record({ isFinal: fc.boolean(), take: fc.boolean() }), { maxLength: 40 }),
        async (most, steps) => {
          const queue = new MessageQueue(most);
          const accepted: string[] = [];
          const taken: string[] = [];
          for (const [index, { isFinal, take }] of steps.entries()) {
            const words = `${index}`;
            if (queue.offer(transcript(words, isFinal), 1) && isFinal) accepted.push(words);
            expect(queue.length).toBeLessThanOrEqual(most);
            if (!take || queue.length === 0) continue;
            const next = await queue.take();
            if (next.done !== true) taken.push(content(next.value));
          }
          taken.push(...(await drain(queue)));
          expect(taken.filter((words) => accepted.includes(words))).toEqual(accepted);
          expect(taken).toEqual([...taken].sort((a, b) => Number(a) - Number(b)));
        },
      ),
    );
  });
});
