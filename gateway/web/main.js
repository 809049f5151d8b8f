import { follow, keepToken, onTokenWanted } from "./api.js";
import { callsView } from "./calls.js";
import { conversationView } from "./conversation.js";
import { announce, setText } from "./dom.js";
import { STATE_WORDS, title } from "./format.js";
import { State } from "./state.js";

const state = new State();
const main = document.getElementById("content");
let leave = () => {};

/** `#/` shows the calls, `#/conversations/<id>` one conversation. */
function show() {
  leave();
  const [, id] = /^#\/conversations\/([^/]+)$/.exec(location.hash) ?? [];
  const view = id === undefined ? callsView(state) : conversationView(state, decoded(id));
  main.replaceChildren(view.element);
  leave = view.leave;
  scrollTo(0, 0);
}

/** As it stands when it is not encoded rightly: there is no such conversation then. */
function decoded(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

addEventListener("hashchange", () => {
  show();
  main.focus({ preventScroll: true });
});

addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !typing) {
    const search = document.getElementById("search");
    if (search === null) return;
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape" && !typing && !event.defaultPrevented && location.hash.startsWith("#/conv")) {
    location.hash = "#/";
  }
});

onTokenWanted(async (wrong) => {
  const dialog = document.getElementById("token-dialog");
  const form = document.getElementById("token-form");
  // Several requests may want it at once.
  if (!dialog.open) {
    setText(document.getElementById("token-wrong"), wrong ? "The gateway does not take this token." : "");
    dialog.showModal();
  }
  await new Promise((resolve) => {
    form.addEventListener("submit", resolve, { once: true });
    dialog.addEventListener("cancel", (event) => event.preventDefault());
  });
  const field = document.getElementById("token-field");
  if (field.value !== "") keepToken(field.value.trim());
  field.value = "";
});

const link = document.getElementById("link");
const linkText = document.getElementById("link-text");

state.listen((event) => {
  const count = state.live().length;
  document.title = count === 0 ? "Telephony gateway" : `(${count}) Telephony gateway`;
  if (event.type !== "call" || event.known?.state === event.call.state) return;
  announce(`${title(event.call)}: ${STATE_WORDS[event.call.state]}`);
});

show();
follow({
  onEvent: (event) => state.take(event),
  onState: (now, why) => {
    if (link.dataset.state === now && why === undefined) return;
    link.dataset.state = now;
    document.body.dataset.link = now;
    setText(linkText, now === "live" ? "Live" : "Reconnecting");
    if (why !== undefined) link.title = why;
    else if (now === "live") link.removeAttribute("title");
  },
});
