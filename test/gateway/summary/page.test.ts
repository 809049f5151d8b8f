import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { advance } from "../../../gateway/calls/call.js";
import { escaped, html } from "../../../gateway/http/html.js";
import { missingPage, PAGE_HEADERS, summaryPage } from "../../../gateway/summary/page.js";
import { ADA, BOB, minutes, said } from "../conversation/said.js";
import { newStart } from "../store/new-start.js";

const NOON = Date.UTC(2026, 2, 8, 12, 0, 5);
const { connection } = newStart({ now: NOON });
const answered = advance(connection.call, { type: "answered" }, NOON + 2_000);
const ended = {
  ...connection,
  details: { timezone: "Asia/Tokyo" },
  call: advance(answered, { type: "ended", cause: "stopped" }, NOON + 194_000),
};

describe("the summary page", () => {
  it("shows the meeting in its time zone, who was there, what was said and what is to be done", () => {
    const messages = said(
      [ADA, "The release plan is ready."],
      [BOB, "Is the release plan public?"],
      [undefined, "I will send the report to the customer."],
    ).map((message) => ({ ...message, startTime: message.startTime + NOON }));
    const page = summaryPage(
      minutes(messages, { connection: ended, conversation: { startTime: NOON, endTime: NOON + 194_000 } }),
      NOON,
    );
    expect(page).toContain("<title>Daily stand-up</title>");
    expect(page).toContain("Sunday, 8 March 2026 at 21:00:05 (Asia/Tokyo)");
    expect(page).toContain("<dd>3 min 12 s</dd>");
    expect(page).toMatch(/<li>Ada Lovelace <span class="quiet">ada@example\.com<\/span><\/li>/);
    expect(page).toMatch(/<time datetime="2026-03-08T12:00:06\.000Z">21:00:06<\/time> <b>Bob<\/b>/);
    expect(page).toContain("<b>Unknown speaker</b>");
    expect(page).toMatch(/Questions<\/h2><ul><li>Is the release plan public\? <span class="quiet">Bob<\/span>/);
    expect(page).toMatch(/Follow-ups<\/h2><ul><li>I will send the report to the customer\.<\/li>/);
    expect(page).toMatch(/Topics<\/h2><ul><li>release plan<\/li>/);
  });

  it("says so when nothing was said, and when the call is still up", () => {
    const page = summaryPage(minutes([], { connection: { ...connection, call: answered } }), NOON + 62_000);
    expect(page).toContain("Nothing was said on this call.");
    expect(page).toContain("1 min 0 s, and the call is still up");
    expect(page).toContain("nobody was named");
    expect(page).not.toContain("Questions");
  });

  it("lets nothing from outside become HTML", () => {
    const evil = `"><script>alert('1')</script>&<img src=x onerror=alert(1)>`;
    const speaker = { id: evil, name: evil, email: `${evil}@example.com` };
    const page = summaryPage(
      minutes(said([speaker, `${evil} is ${evil}. I will send ${evil}. Will you?`]), {
        conversation: { name: evil },
        connection: ended,
      }),
      NOON,
    );
    expect(page).not.toMatch(/<(script|img)/i);
    expect(page.match(/<[a-z]+[^>]*\son\w+=/gi)).toBeNull();
    expect(page).toContain(escaped(evil));
  });

  it("has a policy that allows its own style and nothing else", () => {
    const [, style = ""] = /<style>([\s\S]*)<\/style>/.exec(missingPage()) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(PAGE_HEADERS["content-security-policy"]).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(missingPage()).not.toMatch(/\sstyle=|<script|<link|src=|https?:/);
    expect(style).toContain("prefers-color-scheme: dark");
  });
});

describe("HTML", () => {
  it("escapes what it is given, but HTML", () => {
    expect(html`<p title="${`"'`}">${"<&>"}${1}${undefined}${html`<b>${"<"}</b>`}${[html`<i></i>`]}</p>`.text).toBe(
      '<p title="&quot;&#39;">&lt;&amp;&gt;1<b>&lt;</b><i></i></p>',
    );
  });
});
