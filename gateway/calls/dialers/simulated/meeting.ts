import { FAR_END_CAUSE } from "../../causes.js";

/**
 * A conference bridge that wants the meeting's id and its passcode, each ended by `#`; between them it takes a participant's id, or `#` for none.
 * Pure. Source of the order: Symbl Telephony API, "dtmf".
 */

/** The one meeting that there is; its numbers are those of Symbl's samples. */
const MEETING = { id: "939293", passcode: "1234" } as const;

/** How long the bridge waits for the next key. */
const PATIENCE_MS = 30_000;
/** How long it waits whether a wrong passcode was a participant's id. */
const SECOND_THOUGHT_MS = 5_000;

export const PROMPT = {
  id: "Welcome. Please enter your meeting ID, followed by the pound key.",
  passcode: "Please enter the meeting passcode, followed by the pound key.",
  admitted: "You are in the meeting now.",
} as const;

/** What the bridge has heard so far. */
export type Entrance =
  | { readonly stage: "id"; readonly keys: string }
  /** `attempts` entries were none. */
  | { readonly stage: "passcode"; readonly keys: string; readonly attempts: 0 | 1 }
  | { readonly stage: "admitted" }
  | { readonly stage: "refused"; readonly cause: string };

export const AT_THE_DOOR: Entrance = { stage: "id", keys: "" };

/** The bridge after one more key. */
export function press(entrance: Entrance, key: string): Entrance {
  if (entrance.stage === "admitted" || entrance.stage === "refused") return entrance;
  if (key !== "#") return { ...entrance, keys: entrance.keys + key };
  if (entrance.stage === "id") {
    return entrance.keys === MEETING.id
      ? { stage: "passcode", keys: "", attempts: 0 }
      : { stage: "refused", cause: FAR_END_CAUSE.wrongMeeting };
  }
  if (entrance.keys === MEETING.passcode) return { stage: "admitted" };
  if (entrance.attempts === 1) return { stage: "refused", cause: FAR_END_CAUSE.wrongPasscode };
  return { stage: "passcode", keys: "", attempts: 1 };
}

/** How long the bridge waits for another key, and why it hangs up when none comes; `undefined` once it waits for none. */
export function patience(entrance: Entrance): { readonly milliseconds: number; readonly cause: string } | undefined {
  switch (entrance.stage) {
    case "id":
      return { milliseconds: PATIENCE_MS, cause: FAR_END_CAUSE.noMeeting };
    case "passcode":
      return entrance.attempts === 0
        ? { milliseconds: PATIENCE_MS, cause: FAR_END_CAUSE.noPasscode }
        : { milliseconds: SECOND_THOUGHT_MS, cause: FAR_END_CAUSE.wrongPasscode };
    case "admitted":
    case "refused":
      return undefined;
  }
}
