import { h, setText } from "./dom.js";
import { clock, STATE_WORDS, spokenDuration, title, whom } from "./format.js";
import { hangUpButtons } from "./hang-up.js";
import { keypad } from "./keypad.js";

/** One live call. The parts that change are found by their class. */
export function card(call) {
  const name = `name-${call.connectionId}`;
  return h(
    "li.card",
    {},
    h(
      "article",
      { "aria-labelledby": name },
      h("div.top", {}, h("span.state", {}, h("span.dot"), h("span.word")), h("time.duration", { role: "timer" })),
      h("h2.name", { id: name }, h("a", { href: `#/conversations/${encodeURIComponent(call.conversationId)}` })),
      h("p.whom", {}),
      steps(),
      warnings(),
      h("ul.said", { role: "list" }),
      keypad(call.connectionId),
      hangUpButtons(call.connectionId),
    ),
  );
}

/** The stations of a call, the last one filling while its keys are pressed. */
export function steps() {
  return h(
    "ol.steps",
    { role: "list" },
    ...["Dialled", "Ringing", "Connected"].map((word) => h("li", {}, h("span.line"), h("span.label", {}, word))),
    h("li.keys", {}, h("span.line", {}, h("span.fill")), h("span.label", {}, "Keys sent")),
  );
}

export function updateCard(element, call, state) {
  const now = state.now();
  const find = (selector) => element.querySelector(selector);
  element.dataset.state = call.state;
  setText(find(".state .word"), STATE_WORDS[call.state]);
  const since = now - Date.parse(call.times.answered ?? call.times.dialing);
  const duration = find(".duration");
  setText(duration, clock(since));
  duration.setAttribute("aria-label", spokenDuration(since));
  duration.setAttribute("datetime", `PT${Math.max(0, Math.floor(since / 1000))}S`);
  setText(find(".name a"), title(call));
  setText(find(".whom"), whom(call.endpoint));
  updateSteps(find(".steps"), call);
  find(".keypad").hidden = call.state !== "answered";
  updateWarnings(find(".warnings"), call);
  updateSaid(find(".said"), (state.lines.get(call.connectionId) ?? []).slice(-2));
}

export function updateSteps(list, call) {
  const { times, endpoint } = call;
  const reached = [true, (times.ringing ?? times.answered) !== undefined, times.answered !== undefined];
  const [dialled, ringing, connected, keys] = list.children;
  [dialled, ringing, connected].forEach((step, index) => {
    step.classList.toggle("done", reached[index]);
    step.classList.toggle("now", reached[index] && !reached[index + 1] && index < 2 && call.state !== "ended");
  });
  keys.hidden = endpoint.dtmf === undefined;
  const sent = times.dtmfSent !== undefined;
  const sending = !sent && times.answered !== undefined && call.state === "answered";
  keys.classList.toggle("done", sent);
  keys.classList.toggle("now", sending);
  setText(keys.querySelector(".label"), sent ? "Keys sent" : sending ? "Sending keys" : "Keys");
  const part = sent ? 1 : sending && call.dtmf ? call.dtmf.pressed / Math.max(1, call.dtmf.of) : 0;
  keys.querySelector(".fill").style.setProperty("--part", part.toFixed(3));
}

/** What a person should know of the call. */
export function warnings() {
  return h("ul.warnings", { role: "list", "aria-label": "Warnings", hidden: true });
}

export function updateWarnings(list, call) {
  list.hidden = call.warnings.length === 0;
  if (list.children.length !== call.warnings.length) {
    list.replaceChildren(...call.warnings.map((text) => h("li", {}, text)));
  }
}

function updateSaid(list, lines) {
  list.hidden = lines.length === 0;
  while (list.children.length > lines.length) list.lastElementChild.remove();
  lines.forEach((line, index) => {
    const item = list.children[index] ?? list.appendChild(h("li", {}, h("b", {}), h("span", {})));
    item.classList.toggle("unfinished", !line.final);
    setText(item.firstElementChild, line.from === "" ? "" : `${line.from}: `);
    setText(item.lastElementChild, line.text);
  });
}
