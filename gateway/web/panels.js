import { get } from "./api.js";
import { h, reconcile, setText } from "./dom.js";
import { when } from "./format.js";

const LOOK_MS = 5_000;
const SHOWN = 8;

/** The latest e-mails. */
export function mailsPanel(state) {
  const list = h("ul.mails", { role: "list" });
  const nothing = h("p.empty", {}, "No e-mail yet. A start asks for one with the action sendSummaryEmail.");
  const panel = h(
    "section.panel",
    { "aria-labelledby": "mails-title" },
    h("h2", { id: "mails-title" }, "E-mails"),
    nothing,
    list,
  );
  return repeated(
    panel,
    async () => {
      const { mails } = await get("/_gateway/mails");
      nothing.hidden = mails.length > 0;
      reconcile(list, mails.slice(-SHOWN).reverse(), {
        key: ({ mailId }) => mailId,
        make: (mail) =>
          h(
            "li",
            {},
            h("a", { href: `#/conversations/${encodeURIComponent(mail.conversationId)}` }, mail.subject),
            h("span.fine", {}),
            h("span.badge", {}),
          ),
        update: (element, mail) => {
          const { word, mood } = fate(mail);
          element.dataset.mood = mood;
          setText(element.querySelector(".fine"), `${mail.to.join(", ")} · ${when(mail.queuedAt, state.now())}`);
          setText(element.querySelector(".badge"), word);
        },
      });
    },
    state,
  );
}

/** What became of an e-mail. */
export function fate({ sentAt, dueAt, failure }) {
  if (sentAt !== null) return { word: "sent", mood: "calm" };
  if (failure !== null) return { word: dueAt === null ? "given up" : "tried again later", mood: "bad" };
  return dueAt === null ? { word: "kept here", mood: "calm" } : { word: "on its way", mood: "live" };
}

/** Whether this gateway has faults to set. */
let exists;

/** The faults in force; nothing where the gateway has none to set. */
export function faultsPanel() {
  const list = h("ul.faults", { role: "list" });
  const nothing = h("p.empty", {}, "None: every request is answered as it should be.");
  const panel = h(
    "section.panel",
    { "aria-labelledby": "faults-title", hidden: true },
    h("h2", { id: "faults-title" }, "Faults in force"),
    nothing,
    list,
  );
  return repeated(panel, async () => {
    exists ??= "/_gateway/faults" in (await get("/openapi.json")).paths;
    if (!exists) return "never";
    const { rules = [] } = await get("/_gateway/faults");
    panel.hidden = false;
    nothing.hidden = rules.length > 0;
    list.replaceChildren(...rules.map((rule) => h("li", {}, ...describe(rule))));
  });
}

/** A rule in its own words, its effect's beside them. */
function describe({ id, effect = {}, ...rest }) {
  const pairs = Object.entries({ ...effect, ...rest }).filter(
    ([name, value]) => value !== null && value !== undefined && !(name === "delay" && value === 0),
  );
  return [
    h("b.rule", {}, id ?? "a rule"),
    ...pairs.map(([name, value]) =>
      h("span.pair", {}, `${name} `, h("b", {}, typeof value === "object" ? JSON.stringify(value) : String(value))),
    ),
  ];
}

/** Looks now, every few seconds while the page is seen, and whenever a call has changed. */
function repeated(element, look, state) {
  let over = false;
  let looking = false;
  const attempt = async () => {
    if (over || looking || document.hidden) return;
    looking = true;
    try {
      if ((await look()) === "never") over = true;
    } catch {
      // The line at the top says that the gateway is away.
    }
    looking = false;
  };
  attempt();
  const timer = setInterval(attempt, LOOK_MS);
  const deaf = state?.listen((event) => {
    if (event.type === "call" && event.call.state === "ended") attempt();
  });
  return {
    element,
    leave: () => {
      over = true;
      clearInterval(timer);
      deaf?.();
    },
  };
}
