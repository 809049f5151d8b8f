import { h } from "./dom.js";
import { clock, hue, initials } from "./format.js";

/** What is kept, and behind it what was told and is not kept yet. */
export function linesOf(messages, told) {
  if (messages.length === 0) return told;
  const kept = messages.map(({ text, from, startTime }) => ({
    text,
    from: from?.name ?? "",
    at: Date.parse(startTime),
    final: true,
  }));
  const known = new Map();
  for (const { text } of kept) known.set(text, (known.get(text) ?? 0) + 1);
  const news = told.filter(({ text, final }) => {
    const left = known.get(text) ?? 0;
    if (final && left > 0) known.set(text, left - 1);
    return !final || left === 0;
  });
  return [...kept, ...news];
}

/** A line of the transcript; `playFrom`, where the call was recorded, plays what was said at a time. */
export function spoken({ text, from, at, final }, call, playFrom) {
  const name = from === "" ? "Unknown speaker" : from;
  const offset = at === undefined ? "" : clock(at - Date.parse(call.times.answered ?? call.times.dialing));
  const time =
    playFrom === undefined || at === undefined
      ? h("span.fine", {}, offset)
      : h(
          "button.from-here",
          { type: "button", "aria-label": `Play from ${offset}`, onclick: () => playFrom(at) },
          offset,
        );
  return h(
    final ? "li" : "li.unfinished",
    {},
    avatar(name),
    h("div", {}, h("p.who", {}, h("b", {}, name), " ", time), h("p.words", {}, text)),
  );
}

export function avatar(name) {
  return h(`span.avatar.hue-${hue(name)}`, { "aria-hidden": "true" }, initials(name));
}
