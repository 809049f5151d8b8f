import { canonicalise } from "./canonical.js";
import { DEFAULT_TIMEOUT_MS, parseDuration } from "./duration.js";
import { IN_PLACE_KEYS, type InPlaceKey, REDIAL_KEYS } from "./keys.js";
import { isEmpty, isRecord, property } from "./plain.js";
import { differForCertain, isSame } from "./same.js";
import { hasUnknown, isUnknown } from "./unknown.js";

/** Why a session is dialled again. */
export type RedialReason = "inputs" | "triggers" | "ended" | "cut-short" | "never-started" | "another-call";

/**
 * What a change of the inputs means for the call. `changed` names the input keys that say so, in the order of the documentation; it is never
 * empty.
 */
export type SessionDiff =
  | { kind: "same" }
  /** Ours alone: nothing is sent. */
  | { kind: "update"; changed: string[] }
  /** Depends on values that are not known yet. */
  | { kind: "undecided"; changed: string[] }
  /** Would hang up a call that the program says to own, and could not be dialled again: not to be done. */
  | { kind: "refused"; changed: string[] }
  /** Hang up first, then dial. */
  | { kind: "redial"; changed: string[]; reason: RedialReason };

/**
 * Compares a state with the inputs of today.
 *
 * @param olds The outputs in the state: the inputs of the last create or update, beside `connectionId`, `status` and the other outputs.
 * @param news The checked inputs of the program, values that are not known yet included.
 * @param wasCutShort Whether a run that was cut short hung up the call, which the state does not know.
 */
export function diffSession(
  olds: Readonly<Record<string, unknown>>,
  news: Readonly<Record<string, unknown>>,
  wasCutShort = false,
): SessionDiff {
  const before = canonicalise(olds);
  const after = canonicalise(news);
  const different = REDIAL_KEYS.filter((key) => differForCertain(before[key], after[key]));
  const open = REDIAL_KEYS.filter((key) => hasUnknown(before[key]) || hasUnknown(after[key]));
  const inPlace = IN_PLACE_KEYS.filter((key) => changesInPlace(key, property(olds, key), property(news, key)));

  const reason = redialReason(olds, news, different, wasCutShort);
  // What it adopts is the call that it has: the reason would be another one otherwise.
  if ((reason === "inputs" || reason === "triggers") && adoptedConnection(news) !== undefined)
    return { kind: "refused", changed: different };
  if (reason !== undefined) return { kind: "redial", changed: redialling(reason, different), reason };

  const mayRedialEnded = hasEnded(olds) && isUnknown(property(news, "onEnded"));
  if (open.length > 0 || mayRedialEnded || hasUnknown(property(news, "adopt")))
    return { kind: "undecided", changed: [...open, ...inPlace] };
  return inPlace.length > 0 ? { kind: "update", changed: inPlace } : { kind: "same" };
}

function redialReason(
  olds: Readonly<Record<string, unknown>>,
  news: Readonly<Record<string, unknown>>,
  different: readonly string[],
  wasCutShort: boolean,
): RedialReason | undefined {
  // A start of unknown outcome has no connection either: delete settles it, and only then is dialled again.
  if (isEmpty(property(olds, "connectionId"))) return "never-started";
  const adopted = adoptedConnection(news);
  if (adopted !== undefined && adopted !== property(olds, "connectionId")) return "another-call";
  if (different.some((key) => key !== "triggers")) return "inputs";
  if (different.length > 0) return "triggers";
  if (adopted !== undefined) return undefined;
  if (wasCutShort) return "cut-short";
  if (hasEnded(olds) && property(news, "onEnded") === "redial") return "ended";
  return undefined;
}

/** Some key is named even where the inputs are what they were: an engine that is told of none updates in place. */
function redialling(reason: RedialReason, different: string[]): string[] {
  switch (reason) {
    case "another-call":
      return [...different, "adopt"];
    case "ended":
      return ["onEnded"];
    case "inputs":
    case "triggers":
      return different;
    case "cut-short":
    case "never-started":
      return different.length > 0 ? different : ["endpoint"];
  }
}

/** The connection that a program says to own; `undefined` when it says nothing, or what is not known yet. */
function adoptedConnection(inputs: Readonly<Record<string, unknown>>): string | undefined {
  const adopt = property(inputs, "adopt");
  const connectionId = isRecord(adopt) ? property(adopt, "connectionId") : undefined;
  return typeof connectionId === "string" && !isUnknown(connectionId) ? connectionId : undefined;
}

/** Only a call that is known to have ended; one that nobody could ask about is not. */
function hasEnded(olds: Readonly<Record<string, unknown>>): boolean {
  return property(olds, "status") === "ended";
}

function changesInPlace(key: InPlaceKey, before: unknown, after: unknown): boolean {
  switch (key) {
    case "timeouts":
      return !isSame(timeoutsOf(before), timeoutsOf(after));
    case "onEnded":
      return !isSame(isEmpty(before) ? "keep" : before, isEmpty(after) ? "keep" : after);
    case "adopt":
    case "account":
      return !isSame(isEmpty(before) ? undefined : before, isEmpty(after) ? undefined : after);
  }
}

/** In milliseconds, defaults filled in: `30000` and `"30s"` are the same, and so are `"60s"` and nothing. */
function timeoutsOf(value: unknown): unknown {
  if (isEmpty(value)) return { start: DEFAULT_TIMEOUT_MS, stop: DEFAULT_TIMEOUT_MS };
  if (!isRecord(value)) return value;
  return { start: milliseconds(property(value, "start")), stop: milliseconds(property(value, "stop")) };
}

function milliseconds(value: unknown): unknown {
  if (isEmpty(value)) return DEFAULT_TIMEOUT_MS;
  return typeof value === "string" ? (parseDuration(value) ?? value) : value;
}
