import { describe, expect, it } from "vitest";
import { Readings } from "../../../../gateway/conversation/analysis/readings.js";
import { ADA, BOB, minutes, said } from "../said.js";

const MEETING = said(
  [ADA, "Good morning. Today we talk about the release plan."],
  [BOB, "The release plan depends on the payment service."],
  [ADA, "Is the payment service ready?"],
  [BOB, "Not yet. I will send you the release plan tomorrow."],
  [undefined, "Ada will fix the login page."],
  [ADA, "Carol should call the customer."],
);

describe("the minutes of a conversation", () => {
  it("name as topics what came up twice, the most frequent first, with the messages", () => {
    expect(minutes(MEETING).topics).toMatchObject([
      { text: "release plan", score: 1, messageIds: ["m0", "m1", "m3"] },
      { text: "payment service", score: expect.closeTo(2 / 3), messageIds: ["m1", "m2"] },
    ]);
  });

  it("tell who asked, who promised, and who was named", () => {
    expect(
      minutes(MEETING).insights.map(({ type, messageId, from, assignee }) => ({ type, messageId, from, assignee })),
    ).toEqual([
      { type: "question", messageId: "m2", from: ADA, assignee: undefined },
      { type: "follow_up", messageId: "m3", from: BOB, assignee: BOB },
      { type: "action_item", messageId: "m4", from: undefined, assignee: ADA },
      { type: "follow_up", messageId: "m5", from: ADA, assignee: { name: "Carol" } },
    ]);
  });

  it("do not choose between two of the same name", () => {
    const other = { id: "c", name: "Ada Byron", email: "byron@example.com" };
    const { insights } = minutes(MEETING, { conversation: { members: [ADA, BOB, other] } });
    expect(insights.find(({ messageId }) => messageId === "m4")?.assignee).toEqual({ name: "Ada" });
  });

  it("sum up in sentences that were said, in their order, questions left out", () => {
    const { summary } = minutes(MEETING);
    const all = MEETING.map(({ text }) => text).join(" ");
    expect(summary.map(({ text }) => text)).toEqual([
      "Today we talk about the release plan.",
      "The release plan depends on the payment service.",
      "I will send you the release plan tomorrow.",
      "Ada will fix the login page.",
      "Carol should call the customer.",
    ]);
    for (const { text } of summary) expect(all).toContain(text);
  });

  it("are empty when nothing was said, and sum up nothing that stands out in nothing", () => {
    expect(minutes([])).toMatchObject({ topics: [], insights: [], summary: [] });
    expect(minutes(said([ADA, "Yes."], [BOB, "No."])).summary).toEqual([]);
  });

  it("give every insight and topic an id of its own, the same each time", () => {
    const ids = () => [...minutes(MEETING).insights, ...minutes(MEETING).topics].map(({ id }) => id);
    expect(new Set(ids()).size).toBe(6);
    const { conversation: a } = minutes(MEETING);
    const { conversation: b } = minutes(MEETING);
    expect(a.conversationId).not.toBe(b.conversationId);
    expect(minutes(MEETING).insights.map(({ id }) => id)).toEqual(minutes(MEETING).insights.map(({ id }) => id));
  });
});

describe("readings", () => {
  it("are English by default, and of any other language the plain ones", async () => {
    const readings = new Readings();
    const messages = said([ADA, "I will send the report."]);
    const taskIn = async (id: string, languages: readonly (string | { code: string })[] | undefined) =>
      (await readings.of(id, messages, languages === undefined ? undefined : [...languages])).get("m0")?.sentences[0]
        ?.task;
    expect(await taskIn("1", undefined)).toBeDefined();
    expect(await taskIn("2", [{ code: "en-GB" }, "de-DE"])).toBeDefined();
    expect(await taskIn("3", ["de-DE", "en-US"])).toBeUndefined();
    expect(await taskIn("4", ["enm"])).toBeUndefined();
  });

  it("take in what was said since, let others have their turn, and are forgotten", async () => {
    const readings = new Readings();
    const messages = said(...Array.from({ length: 30 }, (_, index) => [ADA, `Message ${index}.`] as const));
    await readings.of("1", messages.slice(0, 10), undefined);
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 0);
    const all = await readings.of("1", messages, undefined);
    clearInterval(ticking);
    expect([...all.keys()]).toEqual(messages.map(({ messageId }) => messageId));
    expect(turns).toBeGreaterThan(0);
    readings.forget("1");
    expect((await readings.of("1", messages.slice(0, 1), undefined)).size).toBe(1);
  });
});
