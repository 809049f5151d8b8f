import { END_CAUSE } from "../../causes.js";
import type { Behaviour } from "./behaviour.js";

/** How a simulated call goes until someone has answered, or nobody has. Pure. */

export interface CallPlan {
  /** Milliseconds after the dialling that the far end rings; `undefined` when it never does. */
  readonly ringsAt: number | undefined;
  /** How it goes on, and when, in milliseconds after the dialling. */
  readonly outcome:
    | { readonly kind: "answered"; readonly at: number }
    | { readonly kind: "ended"; readonly at: number; readonly cause: string };
}

/** How long a telephone rings that nobody answers. */
const RINGS_OUT_MS = 30_000;

/** It rings after 0.2 to 0.8 s, and is answered or declined 1 to 4 s later. */
export function planCall(behaviour: Behaviour, random: () => number): CallPlan {
  const ringsAt = 200 + Math.floor(random() * 600);
  const decidesAt = ringsAt + 1_000 + Math.floor(random() * 3_000);
  switch (behaviour.kind) {
    case "refuses":
      return behaviour.rings
        ? { ringsAt, outcome: { kind: "ended", at: decidesAt, cause: behaviour.cause } }
        : { ringsAt: undefined, outcome: { kind: "ended", at: ringsAt, cause: behaviour.cause } };
    case "rings-out":
      return { ringsAt, outcome: { kind: "ended", at: ringsAt + RINGS_OUT_MS, cause: END_CAUSE.noAnswer } };
    case "answers-after": {
      const at = behaviour.seconds * 1_000;
      return { ringsAt: Math.min(ringsAt, at), outcome: { kind: "answered", at } };
    }
    case "answers":
    case "hangs-up-after":
    case "meeting":
    case "conversation":
      return { ringsAt, outcome: { kind: "answered", at: decidesAt } };
  }
}
