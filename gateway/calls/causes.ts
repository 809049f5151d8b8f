/** Why calls end. The words are what people, logs and clients see, whichever dialer placed the call. Pure. */

/** One of those below, or the far end's own words such as `486 Busy Here`. */
export type EndCause = string;

/** Ends that come from this side. */
export const END_CAUSE = {
  /** `stop` through the API. */
  stopped: "stopped",
  /** By a person at the gateway. */
  operator: "stopped by operator",
  remoteHangUp: "remote hang-up",
  /** Nobody took the call before the ring time-out. */
  noAnswer: "no answer",
  idleTimeout: "idle timeout",
  longestDuration: "longest duration",
  gatewayStopped: "gateway stopped",
  /** The process that had the call up is gone. */
  gatewayRestarted: "gateway restarted",
  /** Without its database for long, a process hangs up: the others take it for gone. */
  databaseLost: "database lost",
  /** What placed the call is gone without having hung up: the far leg may stay up until its own time-out. */
  dialerCrashed: "dialer crashed",
  /** No SIP peer answers where the call goes. */
  unreachable: "unreachable",
  /** The trunk does not take our credentials. */
  authenticationFailed: "authentication failed",
  /** No sound arrives any more, not even silence. */
  mediaLost: "media lost",
  /** What the far end has to hear first could not be played. */
  announcementFailed: "announcement failed",
  reset: "reset",
} as const;

/** Words of the far end for calls that came to nothing; the numbers are SIP's. Source: RFC 3261, section 21. */
export const FAR_END_CAUSE = {
  busy: "486 Busy Here",
  rejected: "603 Decline",
  unallocated: "404 Not Found",
  wrongMeeting: "wrong meeting id",
  wrongPasscode: "wrong passcode",
  noMeeting: "no meeting id",
  noPasscode: "no passcode",
} as const;
