import { describe, expect, it } from "vitest";
import { readEnglish } from "../../../../gateway/conversation/analysis/english.js";
import { readPlainly } from "../../../../gateway/conversation/analysis/reading.js";

const task = (text: string) => readEnglish(text).sentences[0]?.task;

describe("English sentences", () => {
  it.each([
    ["I will send the budget report to Ada by Friday.", "follow_up", "speaker"],
    ["I'll call you back tomorrow.", "follow_up", "speaker"],
    ["Let me follow up with the sales team.", "follow_up", "speaker"],
    ["I must finish the slides tonight.", "action_item", "speaker"],
    ["We're going to migrate the payment service.", "action_item", undefined],
    ["We'll set up a meeting with legal.", "follow_up", undefined],
    ["Please review the pull request.", "action_item", undefined],
    ["Can you please schedule a call with the customer?", "follow_up", undefined],
    ["Don't forget to book the room.", "follow_up", undefined],
    ["We need to fix the login bug.", "action_item", undefined],
    ["You should probably check the database.", "action_item", undefined],
    ["Bob will update the documentation.", "action_item", { name: "Bob" }],
    ["Alan, please open a ticket for the busy signals.", "action_item", { name: "Alan" }],
    ["Carol needs to sign the contract.", "action_item", { name: "Carol" }],
  ])("hold a task: %s", (text, type, doer) => {
    expect(task(text)?.type).toBe(type);
    expect(task(text)?.doer).toEqual(doer);
  });

  it("tell what was promised or asked for from what only should be done", () => {
    expect(task("I will send the report.")).toMatchObject({ score: 1, definitive: true });
    expect(task("Could you send the report?")).toMatchObject({ score: 1, definitive: false });
    expect(task("We should send the report.")).toMatchObject({ score: 0.5, definitive: false });
  });

  it.each([
    "That will be great.",
    "I will be there.",
    "I will not do that.",
    "I won't send it.",
    "We should not ship it.",
    "I was going to send it.",
    "Can you hear me?",
    "I would like to know who owns this.",
    "Bob has the file.",
    "Let's see.",
  ])("hold no task: %s", (text) => {
    expect(task(text)).toBeUndefined();
  });

  it.each([
    ["Where is the file?", 1],
    ["It does not have speakers, right?", 1],
    ["What about the budget", 0.5],
    ["are we ready to ship", 0.5],
    ["What we need is time.", 0],
    ["What a day!", 0],
    ["We are ready", 0],
  ])("are questions or not: %s", (text, score) => {
    expect(readEnglish(text).sentences[0]?.question).toBe(score);
  });

  it("are told apart, abbreviations and prices within them", () => {
    expect(readEnglish("Dr. Smith paid $3.50 for it. Then he left.").sentences.map(({ text }) => text)).toEqual([
      "Dr. Smith paid $3.50 for it.",
      "Then he left.",
    ]);
  });

  it("give their noun phrases, without articles, adjectives, pronouns and times", () => {
    expect(readEnglish("Good morning everyone, let's look at the release plan next week.").phrases).toEqual([
      "release plan",
    ]);
    expect(readEnglish("The customer database is on the new server, and it is slow today.").phrases).toEqual([
      "customer database",
      "server",
    ]);
    expect(readEnglish("Is the payment service ready? Rex and the database server are down.").phrases).toEqual([
      ...["payment service", "rex", "database server"],
    ]);
  });

  it("give the same whenever they are read, and nothing when there are none", () => {
    const text = "I will send the report to Bob. What about the budget? Please review it.";
    expect(readEnglish(text)).toEqual(readEnglish(text));
    for (const nothing of ["", " ", "...", "🦊", "<b>&amp;</b>"]) {
      expect(readEnglish(nothing).sentences.every(({ question, task: any }) => question === 0 && !any)).toBe(true);
    }
  });
});

describe("sentences of any other language", () => {
  it("are told apart, and are questions when they end with a question mark; nothing else is made of them", () => {
    expect(readPlainly("Ich schicke den Bericht. Wann ist das Treffen? Gut!")).toEqual({
      sentences: [
        { text: "Ich schicke den Bericht.", question: 0 },
        { text: "Wann ist das Treffen?", question: 1 },
        { text: "Gut!", question: 0 },
      ],
      phrases: [],
    });
    expect(readPlainly("会議はいつですか？資料を送ります。").sentences.map(({ question }) => question)).toEqual([1, 0]);
  });
});
