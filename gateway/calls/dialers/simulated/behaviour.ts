import type { Endpoint } from "../../../wire/endpoint.js";
import { parseSipUri } from "../../../wire/sip-uri.js";
import { FAR_END_CAUSE } from "../../causes.js";

/** What the far end of a simulated call does, by the number or the SIP user that is dialled. Pure. The table stands in the gateway's README. */

export type Behaviour =
  /** Rings, answers, and stays up in silence. */
  | { readonly kind: "answers" }
  | { readonly kind: "refuses"; readonly cause: string; readonly rings: boolean }
  | { readonly kind: "rings-out" }
  /** Seconds from the dialling on. */
  | { readonly kind: "answers-after"; readonly seconds: number }
  /** Seconds from the answer on. */
  | { readonly kind: "hangs-up-after"; readonly seconds: number }
  /** A conference bridge that asks for the meeting's id and its passcode. */
  | { readonly kind: "meeting" }
  /** People talk, as the script has it. */
  | { readonly kind: "conversation"; readonly hangsUp: boolean };

/** Area code 500, exchange 555: a range that no subscriber has, and that telephony sandboxes use for the same end. */
const RANGE = /^\+?1500555(\d{4})$/;

const ANSWERS: Behaviour = { kind: "answers" };
const UNALLOCATED: Behaviour = { kind: "refuses", cause: FAR_END_CAUSE.unallocated, rings: false };

/** By the last four digits of the number, and the user of the SIP URI. */
export const AGREED: readonly { readonly digits: string; readonly user: string; readonly behaviour: Behaviour }[] = [
  { digits: "0000", user: "answer", behaviour: ANSWERS },
  { digits: "0001", user: "busy", behaviour: { kind: "refuses", cause: FAR_END_CAUSE.busy, rings: false } },
  { digits: "0002", user: "no-answer", behaviour: { kind: "rings-out" } },
  { digits: "0003", user: "reject", behaviour: { kind: "refuses", cause: FAR_END_CAUSE.rejected, rings: true } },
  { digits: "0004", user: "unallocated", behaviour: UNALLOCATED },
  { digits: "0005", user: "meeting", behaviour: { kind: "meeting" } },
  { digits: "0010", user: "conversation", behaviour: { kind: "conversation", hangsUp: false } },
  { digits: "0011", user: "conversation-then-hang-up", behaviour: { kind: "conversation", hangsUp: true } },
];

/** Most seconds that a SIP user may name. */
const SECONDS_MAX = 86_400;

/** Who is not in the table answers and stays up; what the table leaves free of its range is not allocated. */
export function behaviourOf(endpoint: Endpoint): Behaviour {
  switch (endpoint.type) {
    case "pstn":
      return ofNumber(endpoint.phoneNumber) ?? ANSWERS;
    case "sip":
      return ofUser(parseSipUri(endpoint.uri)?.user ?? "") ?? ANSWERS;
  }
}

function ofNumber(number: string): Behaviour | undefined {
  const digits = RANGE.exec(number)?.[1];
  if (digits === undefined) return undefined;
  const seconds = Number(digits.slice(1));
  if (digits.startsWith("1")) return { kind: "answers-after", seconds };
  if (digits.startsWith("2")) return { kind: "hangs-up-after", seconds };
  return AGREED.find((entry) => entry.digits === digits)?.behaviour ?? UNALLOCATED;
}

function ofUser(user: string): Behaviour | undefined {
  const [, verb, count] = /^(answer|hang-up)-after-(\d{1,5})$/.exec(user) ?? [];
  const seconds = Math.min(Number(count), SECONDS_MAX);
  if (verb === "answer") return { kind: "answers-after", seconds };
  if (verb === "hang-up") return { kind: "hangs-up-after", seconds };
  // A trunk is dialled with the number as the user.
  return AGREED.find((entry) => entry.user === user)?.behaviour ?? ofNumber(user);
}
