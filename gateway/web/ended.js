import { get } from "./api.js";
import { announce, h, reconcile, setText } from "./dom.js";
import { clock, ending, talkTime, title, when, whom } from "./format.js";

const TYPING_MS = 200;
const PAGE = 50;

/** Ended calls: the latest as they end, or what a search finds among all of them. */
export function endedList(state) {
  /** What a search, or a person who wants more, has fetched; `undefined` while the latest are shown. */
  let found;
  let asked = 0;
  let typing;
  const rows = h("ul.rows", { role: "list" });
  const nothing = h("p.empty", {}, "No call has ended yet.");
  const problem = h("p.wrong", { role: "alert" });
  const search = h("input.search", {
    id: "search",
    type: "search",
    placeholder: "Search name, number, id, cause",
    "aria-label": "Search the calls",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 200,
    oninput: () => {
      clearTimeout(typing);
      typing = setTimeout(look, TYPING_MS);
    },
    onkeydown: (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      if (search.value === "") search.blur();
      search.value = "";
      look();
    },
  });
  const older = h("button.button.quiet", { type: "button", onclick: () => look(true) }, "Show older calls");
  const heading = h("h2", { id: "ended-title" }, "Ended calls");

  async function look(more = false) {
    const text = search.value.trim();
    asked += 1;
    const mine = asked;
    if (text === "" && !more) {
      found = undefined;
      refresh();
      return;
    }
    const shown = more ? listed() : [];
    const query = new URLSearchParams({
      limit: String(PAGE),
      ...(text === "" ? { state: "ended" } : { search: text }),
    });
    if (shown.length > 0) query.set("before", shown.at(-1).connectionId);
    try {
      const { calls } = await get(`/_gateway/calls?${query}`);
      if (mine !== asked) return;
      found = { calls: [...shown, ...calls], more: calls.length === PAGE };
      setText(problem, "");
      if (text !== "") announce(`${found.calls.length} calls found`);
    } catch (error) {
      if (mine === asked) setText(problem, error.message);
    }
    refresh();
  }

  const listed = () =>
    found === undefined ? state.ended() : found.calls.map((call) => state.calls.get(call.connectionId) ?? call);

  function refresh() {
    const calls = listed();
    const searching = search.value.trim() !== "";
    nothing.hidden = calls.length > 0;
    setText(nothing, searching ? "No call fits the search." : "No call has ended yet.");
    setText(heading, searching ? "Found calls" : "Ended calls");
    older.hidden = found === undefined ? calls.length < PAGE : !found.more;
    reconcile(rows, calls, {
      key: (call) => call.connectionId,
      make: row,
      update: (element, call) => updateRow(element, call, state.now()),
    });
  }

  refresh();
  const deaf = state.listen((event) => {
    if (event.type === "call" || event.type === "snapshot") refresh();
  });
  return {
    element: h(
      "section.ended",
      { "aria-labelledby": "ended-title" },
      h("div.head", {}, heading, h("div.searching", {}, search, h("kbd", { "aria-hidden": "true" }, "/"))),
      problem,
      nothing,
      rows,
      older,
    ),
    leave: deaf,
  };
}

function row(call) {
  return h(
    "li.row",
    {},
    h(
      "a",
      { href: `#/conversations/${encodeURIComponent(call.conversationId)}` },
      h("span.mark", { "aria-hidden": "true" }),
      h("span.what", {}, h("span.title"), h("span.whom")),
      h("span.cause"),
      h("time.at"),
      h("span.took"),
    ),
  );
}

function updateRow(element, call, now) {
  const find = (selector) => element.querySelector(selector);
  const { text, calm } = ending(call);
  const live = call.state !== "ended";
  element.dataset.mood = live ? "live" : calm ? "calm" : "bad";
  setText(find(".title"), title(call));
  setText(find(".whom"), whom(call.endpoint));
  setText(find(".cause"), live ? "still up" : text);
  const at = find(".at");
  at.setAttribute("datetime", call.times.dialing);
  setText(at, when(call.times.dialing, now));
  const took = talkTime(call, now);
  setText(find(".took"), took === undefined ? "not answered" : clock(took));
}
