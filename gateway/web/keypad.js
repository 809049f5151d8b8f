import { post } from "./api.js";
import { announce, h, setText } from "./dom.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const NAMES = { "*": "Star", "#": "Pound" };

/** Keys for a call that is answered: by pointer, or typed while one of them has the focus. Which were pressed is not shown, since they may be a passcode. */
export function keypad(connectionId) {
  const path = `/_gateway/connections/${encodeURIComponent(connectionId)}/dtmf`;
  const told = h("p.fine", { "aria-hidden": "true" });
  const problem = h("p.wrong", { role: "alert" });
  let sent = 0;
  // One after the other: keys that overtake each other are other keys.
  let sending = Promise.resolve();
  const press = (key) => {
    setText(problem, "");
    sending = sending
      .then(() => post(path, { dtmf: key }))
      .then(() => {
        sent += 1;
        setText(told, sent === 1 ? "1 key pressed" : `${sent} keys pressed`);
        announce(told.textContent);
      })
      .catch((error) => setText(problem, error.message));
  };
  const flash = (key) => {
    const button = [...keys.children].find((each) => each.dataset.press === key);
    button?.classList.add("down");
    setTimeout(() => button?.classList.remove("down"), 150);
  };
  const keys = h(
    "div.keys-grid",
    {
      role: "group",
      "aria-label": "Keys, pressed or typed",
      onkeydown: (event) => {
        // A key that is held down is pressed once.
        if (event.repeat && KEYS.includes(event.key)) return event.preventDefault();
        if (event.ctrlKey || event.metaKey || event.altKey || !KEYS.includes(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
        flash(event.key);
        press(event.key);
      },
    },
    ...KEYS.map((key) =>
      h("button.key", { type: "button", "data-press": key, "aria-label": NAMES[key], onclick: () => press(key) }, key),
    ),
  );
  return h("details.keypad", {}, h("summary", {}, "Keypad"), keys, told, problem);
}
