/**
 * The life of a call as a state machine: dialing → ringing → answered → ended, where a call may end from every state and a far end may answer
 * without ringing. Pure.
 */

import type { EndCause } from "./causes.js";

export type CallState = "dialing" | "ringing" | "answered" | "ended";

export interface Call {
  readonly state: CallState;
  readonly times: CallTimes;
  /** Set when the call has ended. */
  readonly cause: EndCause | null;
  /** What a person should know of the call, such as that its far end takes no keys; each once, in the order in which it became known. */
  readonly warnings: readonly string[];
}

/** When each state was reached, in milliseconds since the epoch; `dtmfSent` is when the last key had been pressed. */
export interface CallTimes {
  readonly dialing: number;
  readonly ringing?: number;
  readonly answered?: number;
  readonly dtmfSent?: number;
  readonly ended?: number;
}

export type CallEvent =
  | { readonly type: "ringing" }
  | { readonly type: "answered" }
  | { readonly type: "dtmf-sent" }
  | { readonly type: "warning"; readonly text: string }
  | { readonly type: "ended"; readonly cause: EndCause };

/** A call that has just been dialled. */
export function newCall(at: number): Call {
  return { state: "dialing", times: { dialing: at }, cause: null, warnings: [] };
}

/** The call after `event`; the very same object when the event means nothing in its state, such as ringing after the answer. */
export function advance(call: Call, event: CallEvent, at: number): Call {
  if (call.state === "ended") return call;
  switch (event.type) {
    case "ringing":
      return call.state === "dialing" ? { ...call, state: "ringing", times: { ...call.times, ringing: at } } : call;
    case "answered":
      return call.state === "answered" ? call : { ...call, state: "answered", times: { ...call.times, answered: at } };
    case "dtmf-sent":
      // Keys pressed later through `sendDtmf` do not move the time of the endpoint's own.
      return call.state === "answered" && call.times.dtmfSent === undefined
        ? { ...call, times: { ...call.times, dtmfSent: at } }
        : call;
    case "warning":
      return call.warnings.includes(event.text) ? call : { ...call, warnings: [...call.warnings, event.text] };
    case "ended":
      return { ...call, state: "ended", times: { ...call.times, ended: at }, cause: event.cause };
  }
}

/** The call with what became known of it at its very end, before that is kept. */
export function warned(call: Call, texts: readonly string[]): Call {
  const news = texts.filter((text) => !call.warnings.includes(text));
  return news.length === 0 ? call : { ...call, warnings: [...call.warnings, ...news] };
}

/** Whether the call still counts against the limit and may be stopped. */
export function isLive(call: Call): boolean {
  return call.state !== "ended";
}
