/** All that a program may import. Nothing here loads an HTTP client or a validator: `pulumi up` imports it before it does anything else. */
export { sendSummaryEmail } from "./actions.js";
export {
  InvalidInputsError,
  type Problem,
  SymblError,
  type SymblErrorCode,
} from "./api/errors.js";
export { dtmf } from "./dtmf.js";
export {
  type CredentialOptions,
  type EventOptions,
  type InsightResponse,
  type IntentResponse,
  type MessageResponse,
  type OtherMessage,
  pushSpeakerEvent,
  type ReconnectOptions,
  type ResultMessage,
  type SpeakerEvent,
  type SpeakerEventType,
  type SubscribeOptions,
  type Subscription,
  subscribe,
  type TopicResponse,
  type TranscriptResponse,
} from "./events/index.js";
export type * from "./inputs.js";
export type { SessionStatus } from "./outputs.js";
export { TelephonySession } from "./telephony-session.js";
