import { post } from "./api.js";
import { announce, h, setText } from "./dom.js";

const ASKING_MS = 6_000;

/** The buttons that end a call: the first press asks, the second does it; Escape takes it back. */
export function hangUpButtons(connectionId) {
  const problem = h("p.wrong", { role: "alert" });
  const path = `/_gateway/connections/${encodeURIComponent(connectionId)}`;
  return h(
    "div.choices",
    {},
    twoStep("Hang up", "Really hang up?", "button.danger", () => post(`${path}/stop`), problem),
    twoStep("Far end hangs up", "Really let it?", "button.quiet", () => post(`${path}/hang-up`), problem),
    problem,
  );
}

function twoStep(words, question, style, act, problem) {
  let asking;
  const calm = () => {
    clearTimeout(asking);
    asking = undefined;
    button.classList.remove("asking");
    setText(button, words);
  };
  const button = h(
    `button.${style}`,
    {
      type: "button",
      onclick: async () => {
        if (asking === undefined) {
          setText(button, question);
          setText(problem, "");
          button.classList.add("asking");
          announce(`${question} Press again to confirm, Escape to keep the call.`);
          asking = setTimeout(calm, ASKING_MS);
          return;
        }
        calm();
        button.disabled = true;
        try {
          await act();
        } catch (error) {
          setText(problem, error.message);
        } finally {
          button.disabled = false;
        }
      },
      onkeydown: (event) => {
        if (event.key !== "Escape" || asking === undefined) return;
        event.preventDefault();
        calm();
      },
      onblur: calm,
    },
    words,
  );
  return button;
}
