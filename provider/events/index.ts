import { accessTo } from "./access.js";
import { type EventOptions, type SubscribeOptions, subscribeLimits, timeoutOf } from "./options.js";
import { type SpeakerEvent, speakerEventFrame } from "./speaker-event.js";
import { ResultSubscription, type Subscription } from "./subscription.js";

/**
 * Speaker events and results of a live call, for programs and scripts. Neither an HTTP client nor a validator loads before one of the
 * functions is called: a Pulumi program imports this too.
 */

export type * from "./messages.js";
export type { CredentialOptions, Duration, EventOptions, ReconnectOptions, SubscribeOptions } from "./options.js";
export type { SpeakerEvent, SpeakerEventType } from "./speaker-event.js";
export type { Subscription } from "./subscription.js";

/**
 * Tells the server who speaks, joins or leaves. Resolves once the server has taken the event. An event says what was so at its own
 * `timestamp`, so saying it twice does no harm: it is repeated, unchanged, on whatever may pass, until `options.timeout` is over.
 *
 * Source: Symbl's SDKs, `SpeakerEvent` and `EventApi`.
 *
 * @param eventUrl The session's output `eventUrl`.
 * @throws {InvalidInputsError} Every mistake in the arguments at once; nothing was sent.
 * @throws {SymblError} `SYMBL_CREDENTIALS_MISSING`, `SYMBL_INVALID_SETTINGS`, `SYMBL_UNTRUSTED_ORIGIN`: nothing was sent. `SYMBL_NOT_FOUND`:
 * most likely the call has ended. `SYMBL_UNAUTHORIZED`, `SYMBL_BAD_REQUEST` and the other codes of an answer; `SYMBL_TIMEOUT`,
 * `SYMBL_UNREACHABLE` and `SYMBL_ANSWER_LOST` where none came.
 */
export async function pushSpeakerEvent(
  eventUrl: string,
  event: SpeakerEvent,
  options: EventOptions = {},
): Promise<void> {
  const frame = speakerEventFrame(event, new Date());
  const timeout = timeoutOf(options);
  const access = accessTo("eventUrl", eventUrl, options);
  const { push } = await import("./push.js");
  await push(access, frame, timeout);
}

/**
 * Reads the results of a live call as they come. It connects at once, reconnects when the connection breaks, and the iteration completes
 * when the call ends, on `close()`, on leaving the loop, or when `options.signal` aborts. What is said while no connection stands is not
 * repeated by the server; `reconnects` tells whether that happened.
 *
 * ```ts
 * for await (const message of subscribe(resultWebSocketUrl)) {
 *   if (message.type === "transcript_response" && message.isFinal) process.stdout.write(`${message.payload.content}\n`);
 * }
 * ```
 *
 * Source: Symbl Telephony API, "WebSocket events".
 *
 * @param resultWebSocketUrl The session's output `resultWebSocketUrl`.
 * @throws {InvalidInputsError} At once: every mistake in the arguments.
 * @throws {SymblError} At once: `SYMBL_CREDENTIALS_MISSING`, `SYMBL_INVALID_SETTINGS`, `SYMBL_UNTRUSTED_ORIGIN`. From the iteration, after
 * the messages that had come: `SYMBL_UNAUTHORIZED`, `SYMBL_NOT_FOUND` (there was no such call from the outset) and the other codes of an
 * answer that will not change; `SYMBL_SUBSCRIPTION_FAILED` when no connection lasts, or when results are taken too slowly.
 */
export function subscribe(resultWebSocketUrl: string, options: SubscribeOptions = {}): Subscription {
  const limits = subscribeLimits(options);
  const access = accessTo("resultWebSocketUrl", resultWebSocketUrl, options);
  return new ResultSubscription(access, limits, options.signal);
}
