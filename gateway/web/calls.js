import { card, updateCard } from "./card.js";
import { h, reconcile, setText } from "./dom.js";
import { endedList } from "./ended.js";
import { faultsPanel, mailsPanel } from "./panels.js";

/** How many cards there are at most; thousands of live calls are for `/metrics`. */
const CARDS_MAX = 60;
const TICK_MS = 250;

/** The first view: live calls, ended ones, e-mails, faults. */
export function callsView(state) {
  const count = h("span.count", {}, "0");
  const cards = h("ul.cards", { role: "list" });
  const nothing = h(
    "div.empty",
    {},
    h("p.lead", {}, "No call is up."),
    h("p", {}, "A start shows here the moment it is taken: ", h("code", {}, "POST /v1/endpoint:connect")),
  );
  const more = h("p.fine", { hidden: true });
  const ended = endedList(state);
  const panels = [mailsPanel(state), faultsPanel()];
  const element = h(
    "div.view",
    {},
    h(
      "section",
      { "aria-labelledby": "live-title" },
      h("h1", { id: "live-title" }, "Live calls ", count),
      nothing,
      cards,
      more,
    ),
    h("div.columns", {}, ended.element, h("div.side", {}, ...panels.map((panel) => panel.element))),
  );

  const refresh = () => {
    const live = state.live();
    setText(count, String(live.length));
    nothing.hidden = live.length > 0;
    more.hidden = live.length <= CARDS_MAX;
    setText(more, `The latest ${CARDS_MAX} are shown.`);
    reconcile(cards, live.slice(0, CARDS_MAX), {
      key: (call) => call.connectionId,
      make: (call) => card(call),
      update: (each, call) => updateCard(each, call, state),
    });
  };
  refresh();
  const deaf = state.listen(refresh);
  const ticking = setInterval(refresh, TICK_MS);
  return {
    element,
    leave: () => {
      deaf();
      clearInterval(ticking);
      ended.leave();
      for (const panel of panels) panel.leave();
    },
  };
}
