import { get, Refused } from "./api.js";
import { steps, updateSteps, updateWarnings, warnings } from "./card.js";
import { h, setText } from "./dom.js";
import { clock, ending, STATE_WORDS, talkTime, title, when, whom } from "./format.js";
import { hangUpButtons } from "./hang-up.js";
import { keypad } from "./keypad.js";
import { fate } from "./panels.js";
import { recordingPanel } from "./recording.js";
import { avatar, linesOf, spoken } from "./transcript.js";

const TICK_MS = 250;
const AGAIN_MS = 700;
const ENCODING_MS = 1_500;

/** One conversation: its call, what was said, who took part, its e-mails. */
export function conversationView(state, conversationId) {
  const body = h("div.body", {}, h("p.empty", {}, "Looking it up …"));
  const element = h("div.view.conversation", {}, h("a.back", { href: "#/" }, "← All calls"), body);
  let shown;
  let again;
  let left = false;

  async function load() {
    try {
      const conversation = await get(`/_gateway/conversations/${encodeURIComponent(conversationId)}`);
      if (left) return;
      if (shown === undefined) {
        shown = build(conversation);
        body.replaceChildren(...shown.parts);
      }
      shown.update(conversation);
      tick();
      // Nothing tells of the end of it.
      if (conversation.recording?.state === "encoding") again = setTimeout(load, ENCODING_MS);
    } catch (error) {
      if (left || shown !== undefined) return;
      const text = error instanceof Refused && error.status === 404 ? "There is no such conversation." : error.message;
      body.replaceChildren(h("h1", {}, "Not found"), h("p.empty", {}, text));
    }
  }

  /** The call as the stream knows it, which may be further on than what was read. */
  const callNow = () => state.calls.get(shown?.connectionId) ?? shown?.call;

  function tick() {
    const call = callNow();
    if (call !== undefined && call !== null) shown.tick(call, state);
  }

  load();
  const ticking = setInterval(tick, TICK_MS);
  const deaf = state.listen((event) => {
    const id = event.type === "call" ? event.call.conversationId : undefined;
    const about = event.type === "snapshot" || id === conversationId || event.connectionId === shown?.connectionId;
    if (!about) return;
    tick();
    if (event.type === "dtmf") return;
    // What was said is kept a moment after it is told.
    clearTimeout(again);
    again = setTimeout(load, AGAIN_MS);
  });
  return {
    element,
    leave: () => {
      left = true;
      shown?.leave();
      deaf();
      clearInterval(ticking);
      clearTimeout(again);
    },
  };
}

function build(conversation) {
  const heading = h("h1", {}, "");
  const stateLine = h("span.state", {}, h("span.dot"), h("span.word"));
  const facts = h("dl.facts");
  const track = steps();
  const warned = warnings();
  const choices = h("div");
  const transcript = h("ol.transcript", { role: "list", "aria-label": "Transcript" });
  const silent = h("p.empty", {});
  const sentences = h("div.sentences");
  const chips = h("ul.chips", { role: "list", "aria-label": "Topics" });
  const insights = h("ul.insights", { role: "list", "aria-label": "Questions and tasks" });
  const summaryLink = h("a.fine", { target: "_blank", rel: "noreferrer" }, "The page that people are sent");
  const summary = h(
    "section.panel",
    { "aria-labelledby": "summary-title" },
    h("h2", { id: "summary-title" }, "Summary"),
    sentences,
    chips,
    insights,
    summaryLink,
  );
  const recording = recordingPanel();
  const members = h("ul.members", { role: "list" });
  const nobody = h("p.empty", {}, "Nobody was named.");
  const mails = h("div.letters");
  const noMail = h("p.empty", {}, "None.");
  let read = conversation;
  let saidBefore = "";

  return {
    connectionId: conversation.call?.connectionId,
    call: conversation.call,
    parts: [
      h(
        "header.title",
        {},
        h("div.top", {}, stateLine),
        heading,
        h("p.fine", {}, `Conversation ${conversation.conversationId}`),
      ),
      h("section.panel.call", { "aria-label": "Call" }, facts, track, warned, choices),
      recording.element,
      h(
        "div.columns",
        {},
        h(
          "section.panel",
          { "aria-labelledby": "said-title" },
          h("h2", { id: "said-title" }, "Transcript"),
          silent,
          transcript,
        ),
        h(
          "div.side",
          {},
          summary,
          h(
            "section.panel",
            { "aria-labelledby": "members-title" },
            h("h2", { id: "members-title" }, "Members"),
            nobody,
            members,
          ),
          h(
            "section.panel",
            { "aria-labelledby": "letters-title" },
            h("h2", { id: "letters-title" }, "E-mails"),
            noMail,
            mails,
          ),
        ),
      ),
    ],
    update: (next) => {
      read = next;
      setText(heading, title(next.call ?? { name: next.name, conversationId: next.conversationId }));
      nobody.hidden = next.members.length > 0;
      members.replaceChildren(
        ...next.members.map(({ name, email }) =>
          h("li", {}, avatar(name), h("span", {}, h("b", {}, name), email === name ? null : h("span.fine", {}, email))),
        ),
      );
      noMail.hidden = next.mails.length > 0;
      replaceTold(mails, next.mails, letter);
      replaceTold(sentences, next.summary, (sentence) => h("p", {}, sentence));
      if (next.summary.length === 0) sentences.replaceChildren(h("p.empty", {}, "Nothing to sum up yet."));
      replaceTold(chips, next.topics, (topic) => h("li", {}, topic));
      replaceTold(insights, next.insights, ({ type, text }) => h("li", {}, h("b", {}, INSIGHTS[type]), " ", text));
      summaryLink.href = next.summaryPage;
      recording.update(next.recording);
    },
    leave: recording.leave,
    tick: (call, state) => {
      const live = call.state !== "ended";
      stateLine.dataset.state = call.state;
      setText(stateLine.querySelector(".word"), STATE_WORDS[call.state]);
      updateFacts(facts, call, state.now());
      updateSteps(track, call);
      updateWarnings(warned, call);
      track.hidden = !live;
      if (!live) choices.replaceChildren();
      else if (choices.children.length === 0)
        choices.append(keypad(call.connectionId), hangUpButtons(call.connectionId));
      for (const keys of choices.querySelectorAll(".keypad")) keys.hidden = call.state !== "answered";
      const lines = linesOf(read.messages ?? [], state.lines.get(call.connectionId) ?? []);
      const playFrom = recording.isPlayable() ? recording.playFrom : undefined;
      const told = JSON.stringify([lines, playFrom !== undefined]);
      if (told !== saidBefore) {
        saidBefore = told;
        transcript.replaceChildren(...lines.map((line) => spoken(line, call, playFrom)));
      }
      silent.hidden = lines.length > 0;
      setText(silent, live ? "Nothing has been said yet." : "There is no transcript of this call.");
    },
  };
}

const INSIGHTS = { question: "Asked", action_item: "To do", follow_up: "To follow up" };

/** Makes the children anew only where what they show has changed. */
function replaceTold(parent, items, make) {
  const told = JSON.stringify(items);
  if (parent.dataset.told === told) return;
  parent.dataset.told = told;
  parent.hidden = items.length === 0 && !parent.classList.contains("sentences");
  parent.replaceChildren(...items.map(make));
}

function letter(mail) {
  const { word, mood } = fate(mail);
  return h(
    "details.letter",
    { "data-mood": mood },
    h("summary", {}, h("span.subject", {}, mail.subject), h("span.badge", {}, word)),
    h("p.fine", {}, `To ${mail.to.join(", ")} · ${when(mail.sentAt ?? mail.queuedAt)}`),
    mail.failure === null ? null : h("p.wrong", {}, mail.failure),
    h("pre", { tabindex: "0" }, mail.text),
  );
}

function updateFacts(list, call, now) {
  const took = talkTime(call, now);
  const facts = [
    ["Called", whom(call.endpoint)],
    ["Started", when(call.times.dialing, now)],
    [call.state === "ended" ? "Duration" : "Connected for", took === undefined ? "–" : clock(took)],
    ...(call.state === "ended" ? [["Ended", ending(call).text]] : []),
    ["App", call.appId],
    ["Connection", call.connectionId],
  ];
  while (list.children.length > facts.length) list.lastElementChild.remove();
  facts.forEach(([name, value], index) => {
    const pair = list.children[index] ?? list.appendChild(h("div", {}, h("dt"), h("dd")));
    setText(pair.firstElementChild, name);
    setText(pair.lastElementChild, value);
  });
}
