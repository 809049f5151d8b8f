import { describe, expect, it } from "vitest";
import { advance } from "../../../gateway/calls/call.js";
import type { SaidMessage } from "../../../gateway/conversation/transcript.js";
import { summaryMail } from "../../../gateway/mail/summary-mail.js";
import type { Connection, Conversation } from "../../../gateway/store/store.js";
import { ADA, BOB, minutes, said } from "../conversation/said.js";
import { newStart } from "../store/new-start.js";

const NOON = Date.UTC(2026, 2, 8, 12, 0, 5);

function written(
  change: {
    connection?: Partial<Connection>;
    conversation?: Partial<Conversation>;
    invokeOn?: "start" | "stop";
    messages?: readonly SaidMessage[];
  } = {},
) {
  const { connection, conversation } = newStart({ now: NOON });
  const answered = advance(connection.call, { type: "answered" }, NOON + 2_000);
  return summaryMail({
    connection: {
      ...connection,
      connectionId: "c",
      details: {},
      call: advance(answered, { type: "ended", cause: "stopped" }, NOON + 2_000 + 3 * 60_000 + 12_000),
      ...change.connection,
    },
    conversation: { ...conversation, name: "Daily stand-up", ...change.conversation },
    minutes:
      change.invokeOn === "start"
        ? undefined
        : minutes(
            change.messages ?? [],
            change.conversation === undefined ? {} : { conversation: change.conversation },
          ),
    action: 1,
    to: ["ada@example.com"],
    url: "https://gateway.example.com/summary/1.0.x",
    now: NOON,
  });
}

describe("the mail of sendSummaryEmail", () => {
  it("tells of the meeting, when it began, how long it took from the answer on, who was there, and where to look", () => {
    const members = [
      { id: "1", name: "Ada", email: "ada@example.com" },
      { id: "2", name: "bob@example.com", email: "bob@example.com" },
    ];
    const mail = written({ conversation: { members } });
    expect(mail).toMatchObject({ mailId: "c.stop.1", subject: "Summary of Daily stand-up", to: ["ada@example.com"] });
    expect(mail.text).toBe(
      [
        "Meeting: Daily stand-up",
        "Started: Sunday, 8 March 2026 at 12:00:05 (UTC)",
        "Duration: 3 min 12 s",
        "Members: Ada <ada@example.com>, bob@example.com",
        "Summary: nothing was said on this call.",
        "",
        "https://gateway.example.com/summary/1.0.x",
        "",
      ].join("\n"),
    );
  });

  it.each([
    [{ timezone: "Asia/Tokyo" }, "Sunday, 8 March 2026 at 21:00:05 (Asia/Tokyo)"],
    // Its clocks went forward that morning.
    [{ timezone: "US/Pacific" }, "Sunday, 8 March 2026 at 05:00:05 (US/Pacific)"],
    [
      { data: { session: { location: { timeZone: { name: "Pacific/Kiritimati" } } } } },
      "Monday, 9 March 2026 at 02:00:05 (Pacific/Kiritimati)",
    ],
  ])("gives the start in the session's time zone: %j", (details, expected) => {
    expect(written({ connection: { details } }).text).toContain(`Started: ${expected}\n`);
  });

  it("sums up in sentences that were said, and lists what is to be done", () => {
    const messages = said(
      [ADA, "The release plan\r\n is ready."],
      [BOB, "I will send the release plan to Carol. Is that fine?"],
      [undefined, "Please review the login page."],
    );
    const { text } = written({ messages });
    expect(text.split("\n").slice(3, -3)).toEqual([
      "Members: Ada Lovelace <ada@example.com>, Bob <bob@example.com>",
      "",
      "Summary, in sentences of the transcript:",
      "- Ada Lovelace: The release plan is ready.",
      "- Bob: I will send the release plan to Carol.",
      "- Please review the login page.",
      "",
      "To be done:",
      "- Bob: I will send the release plan to Carol.",
      "- Please review the login page.",
    ]);
  });

  it("says so when no sentence stands out", () => {
    expect(written({ messages: said([ADA, "Yes."]) }).text).toContain("\nNo sentence stands out; ");
  });

  it("says only what is known when the call starts", () => {
    const mail = written({ invokeOn: "start" });
    expect(mail).toMatchObject({ mailId: "c.start.1", subject: "Daily stand-up has started" });
    expect(mail.text).not.toContain("Duration");
  });

  it("lets no name break out of its line", () => {
    const mail = written({ conversation: { name: "a\r\nBcc: eve@example.com\u2028\u0000b" } });
    expect(mail.subject).toBe("Summary of a Bcc: eve@example.com b");
    expect(mail.text.split("\n")[0]).toBe("Meeting: a Bcc: eve@example.com b");
  });
});
