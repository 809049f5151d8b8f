import type { Input } from "@pulumi/pulumi";

/**
 * What a program writes to place a call. Names and shapes are those of the wire, so Symbl's documentation carries over; the fields
 * from `triggers` on are this provider's own. Every value may be a `pulumi.Input`, at any depth. Leaving a field out, `""`, `[]` and `{}` mean the same.
 */
export interface TelephonySessionArgs {
  /** Whom to call. A change redials: hang up first, then dial. Source: Symbl Telephony API, "Endpoint Config". */
  endpoint: Input<EndpointArgs>;
  /** What the server does when the session starts or stops. Default: nothing. A change redials. Source: Symbl Telephony API, "Actions". */
  actions?: Input<Input<ActionArgs>[] | undefined>;
  /** Facts about the session itself. A change redials. Source: Symbl Telephony API, "Data". */
  data?: Input<SessionDataArgs | undefined>;
  /** IANA time zone of the session, such as `Asia/Tokyo`. Default: UTC. A change to another zone redials. Source: Symbl Telephony API, "timezone". */
  timezone?: Input<string | undefined>;
  /** BCP-47 codes such as `en-US`; the first is the session's language. Default: the server's. A change redials. Source: Symbl Telephony API, "languages". */
  languages?: Input<Input<string>[] | undefined>;
  /** Intents to look for in the conversation. Default: none. A change redials. Source: symbl-node, `startEndpoint`. */
  intents?: Input<Input<IntentArgs>[] | undefined>;
  /** `http:` or `https:` URL that is told about the endpoint. Default: none. A change redials. Source: symbl-node, `startEndpoint`. */
  endpointWebhookUrl?: Input<string | undefined>;
  /** `http:` or `https:` URL that is told about results. Default: none. A change redials. Source: symbl-node, `startEndpoint`. */
  callbackUrl?: Input<string | undefined>;
  /** Kinds of insight to detect: `action_item`, `question`, `follow_up`. Default: the server's. A change redials. Source: Symbl's REST samples. */
  insightTypes?: Input<Input<string>[] | undefined>;

  /** Any values; a change of any of them redials. Default: none. */
  triggers?: Input<Input<unknown>[] | undefined>;
  /** How long an operation may take, waiting and retrying included. Default: 60 s each. A change sends nothing. */
  timeouts?: Input<TimeoutsArgs | undefined>;
  /**
   * What the next `pulumi up` does once the call has ended by itself: `"keep"` leaves it ended, `"redial"` places it again.
   * Default: `"keep"`. A change sends nothing.
   */
  onEnded?: Input<OnEnded | undefined>;
  /** Name of the account to use, when a stack has several (letters, digits, `-`, `_`). Default: the unnamed account. A change sends nothing. */
  account?: Input<string | undefined>;
  /**
   * Makes this stack own, and end, a call that was started elsewhere: nothing is dialled, and it fails unless that call is live. Adding or removing it for
   * the call that the session has anyway sends nothing; another call's replaces. Default: none.
   */
  adopt?: Input<AdoptArgs | undefined>;
}

/** A call that was started elsewhere. */
export interface AdoptArgs {
  connectionId: Input<string>;
  conversationId: Input<string>;
}

/** A call to look at without owning it; see `TelephonySession.get`. */
export interface ExistingCallArgs extends AdoptArgs {
  /** The server that placed it. Default: the base URL of the settings. */
  apiBaseUrl?: Input<string | undefined>;
  /** Name of the account, when a stack has several. Default: the unnamed account. */
  account?: Input<string | undefined>;
}

/** What happens after a call has ended by itself. */
export type OnEnded = "keep" | "redial";

/** Whom to call, told apart by `type`. Source: Symbl Telephony API, "Endpoint Config". */
export type EndpointArgs = PstnEndpointArgs | SipEndpointArgs;

/** A telephone number. Source: Symbl Telephony API, "PSTN". */
export interface PstnEndpointArgs extends CommonEndpointArgs {
  type: Input<"pstn">;
  /**
   * E.164 number with its country code, in the way people write it: `+1 (408) 292-4837`, `0014082924837`, `tel:+1-408-292-4837`.
   * Sent as digits. Source: ITU-T E.164, RFC 3966.
   */
  phoneNumber: Input<string>;
}

/** A SIP address. Source: Symbl Telephony API, "SIP". */
export interface SipEndpointArgs extends CommonEndpointArgs {
  type: Input<"sip">;
  /** `sip:` or `sips:` URI, parameters allowed. Source: RFC 3261, section 19.1. */
  uri: Input<string>;
  /** Name of the SIP provider, such as `Symbl` or `AnyMeeting`. Default: none. */
  providerName?: Input<string | undefined>;
  /** How audio is coded. Default: negotiated. */
  audioConfig?: Input<AudioConfigArgs | undefined>;
  /** `;`-separated `key=value` pairs such as `transport=UDP;audioTransport=RTP`. Default: none. Source: symbl-node. */
  transportConfig?: Input<string | undefined>;
}

/** What both kinds of endpoint take. */
export interface CommonEndpointArgs {
  /**
   * Keys to press after the answer: `0-9 * # A-D`, and commas that wait 500 ms each. Default: none.
   * Always kept as a secret, since it carries passcodes. Source: Symbl Telephony API, "DTMF".
   */
  dtmf?: Input<string | undefined>;
  /** Seconds of silence after which the server hangs up; -1 for never. Default: -1. Source: symbl-node. */
  idleTimeout?: Input<number | undefined>;
}

/** How a SIP endpoint's audio is coded. Source: Symbl Telephony API, "SIP". */
export interface AudioConfigArgs {
  encoding?: Input<AudioEncoding | undefined>;
  /** Hz. */
  sampleRate?: Input<number | undefined>;
  /** Bits. */
  sampleSize?: Input<number | undefined>;
}

export type AudioEncoding = "OPUS" | "PCMU" | "SPEEX" | "LINEAR16" | "MULAW";

/** Something the server does when the session starts or stops. Source: Symbl Telephony API, "Actions". */
export interface ActionArgs {
  invokeOn: Input<InvokeOn>;
  /** Only `sendSummaryEmail` is known to the API. */
  name: Input<"sendSummaryEmail">;
  parameters: Input<SummaryEmailParametersArgs>;
}

export type InvokeOn = "start" | "stop";

export interface SummaryEmailParametersArgs {
  /** Addresses that the summary goes to; at least one. */
  emails: Input<Input<string>[]>;
}

/** Facts about the session. Source: Symbl Telephony API, "Data". */
export interface SessionDataArgs {
  session?: Input<SessionNameArgs | undefined>;
}

export interface SessionNameArgs {
  /** Name of the meeting, shown in the conversation and in summary e-mails. */
  name?: Input<string | undefined>;
}

/** An intent to look for. Source: symbl-node. */
export interface IntentArgs {
  intent: Input<IntentName>;
  /** Seconds of silence that end the detection. */
  silenceTimeout?: Input<number | undefined>;
}

export type IntentName = "answering_machine" | "do_not_call" | "not_interested" | "interested";

/** How long an operation may take: milliseconds, or text such as `"30s"`, `"2m"`, `"500ms"`. */
export interface TimeoutsArgs {
  /** For placing the call. Default: 60 s. */
  start?: Input<number | string | undefined>;
  /** For hanging up. Default: 60 s. */
  stop?: Input<number | string | undefined>;
}
