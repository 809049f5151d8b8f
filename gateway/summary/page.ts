import { createHash } from "node:crypto";
import type { Insight } from "../conversation/analysis/insights.js";
import type { Minutes } from "../conversation/minutes.js";
import { Html, html } from "../http/html.js";
import { STYLE } from "./style.js";
import { callDuration, clockTime, fullTime, zoneOf } from "./times.js";

/** The summary page of a conversation: plain HTML, without scripts and without anything from elsewhere. Pure. */

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  // The link is all that it takes to read the page.
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-robots-tag": "noindex, nofollow",
} as const;

/** `now` stands for the end of a call that is up. */
export function summaryPage(minutes: Minutes, now: number): string {
  const { conversation, connection, messages } = minutes;
  const zone = zoneOf(connection);
  const name = conversation.name;
  return document(
    name,
    html`<h1>${name}</h1>
<dl>
  <dt>Started</dt><dd><time datetime="${new Date(conversation.startTime).toISOString()}">${fullTime(conversation.startTime, zone)}</time></dd>
  ${connection === undefined ? undefined : html`<dt>Duration</dt><dd>${callDuration(connection, now)}${conversation.endTime === undefined ? ", and the call is still up" : ""}</dd>`}
  <dt>Members</dt><dd>${membersOf(minutes)}</dd>
</dl>
<section aria-labelledby="summary"><h2 id="summary">Summary</h2>${summaryOf(minutes)}</section>
${list(
  "Topics",
  minutes.topics.map(({ text }) => html`<li>${text}</li>`),
)}
${insights("Questions", minutes, "question")}
${insights("Action items", minutes, "action_item")}
${insights("Follow-ups", minutes, "follow_up")}
<section aria-labelledby="transcript"><h2 id="transcript">Transcript</h2>${
      messages.length === 0
        ? html`<p>Nothing was said on this call.</p>`
        : html`<ol class="transcript">${messages.map(
            ({ text, speaker, startTime }) =>
              html`<li><time datetime="${new Date(startTime).toISOString()}">${clockTime(startTime, zone)}</time> <b>${speaker?.name ?? "Unknown speaker"}</b> <p>${text}</p></li>`,
          )}</ol>`
    }</section>
<footer>Times are in ${zone}. Summary, topics, questions and tasks are picked out of the transcript by rules; nothing is put in other words.</footer>`,
  );
}

export function missingPage(): string {
  return document(
    "Not found",
    html`<h1>There is nothing here</h1><p>The link is not complete or has expired, or the conversation was deleted.</p>`,
  );
}

function membersOf({ conversation: { members } }: Minutes): Html {
  if (members.length === 0) return html`nobody was named`;
  return html`<ul>${members.map(({ name, email }) =>
    email === "" || email === name
      ? html`<li>${name}</li>`
      : html`<li>${name} <span class="quiet">${email}</span></li>`,
  )}</ul>`;
}

function summaryOf({ summary, messages }: Minutes): Html {
  if (messages.length === 0) return html`<p>Nothing was said on this call.</p>`;
  if (summary.length === 0) return html`<p>No sentence stands out; see the transcript.</p>`;
  return html`<ul>${summary.map(
    ({ text, message }) =>
      html`<li>${message.speaker === undefined ? undefined : html`<b>${message.speaker.name}:</b> `}${text}</li>`,
  )}</ul>`;
}

function insights(title: string, { insights: all }: Minutes, type: Insight["type"]): Html {
  const found = all.filter((insight) => insight.type === type);
  return list(
    title,
    found.map(({ text, from, assignee }) => {
      const who = assignee?.name ?? (type === "question" ? from?.name : undefined);
      return html`<li>${text}${who === undefined ? undefined : html` <span class="quiet">${who}</span>`}</li>`;
    }),
  );
}

/** Nothing when there is none. */
function list(title: string, items: readonly Html[]): Html {
  const id = title.toLowerCase().replaceAll(" ", "-");
  return items.length === 0
    ? new Html("")
    : html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><ul>${items}</ul></section>`;
}

function document(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>${body}</main>
</body>
</html>
`.text;
}
