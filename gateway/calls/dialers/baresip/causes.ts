import { END_CAUSE, type EndCause } from "../../causes.js";

/** What the end of a baresip call means. Pure. */
export interface Ending {
  readonly cause: EndCause;
  /** Whether the trunk is to blame and has provably placed nothing, so that another one may be tried. */
  readonly trunkFailed: boolean;
}

/** A far end may say anything; this much of it is kept. */
const MAX_WORDS = 80;

/** Words of baresip and of the C library for calls that reached nobody. */
const UNREACHABLE =
  /^(connection timed out|operation timed out|connection refused|(network|host) is unreachable|no route to host|destination address required|no such host|connection aborted|broken pipe|protocol error|cannot assign requested address|invalid argument|host is down|network is down)\b/i;
const SILENCE = /timed out/i;
const STATUS = /^([3-6]\d\d)(?:\s+(.*))?$/;

/** Reads the `param` of CALL_CLOSED. `answered` says whether the call had been. */
export function endingOf(param: string, answered: boolean): Ending {
  const words = shorten(param);
  if (/^rtp stream error/i.test(words)) return { cause: END_CAUSE.mediaLost, trunkFailed: false };
  if (answered) {
    // Whatever broke the session from outside: the far end is gone.
    return { cause: END_CAUSE.remoteHangUp, trunkFailed: false };
  }
  const [, status = "", reason = ""] = STATUS.exec(words) ?? [];
  if (status === "401" || status === "407") return { cause: END_CAUSE.authenticationFailed, trunkFailed: true };
  if (status !== "") {
    return {
      cause: `${status} ${reason}`.trim(),
      trunkFailed: status === "408" || status.startsWith("5"),
    };
  }
  // Who is silent may have placed the call, and only its answers are lost.
  if (UNREACHABLE.test(words)) return { cause: END_CAUSE.unreachable, trunkFailed: !SILENCE.test(words) };
  return { cause: words === "" ? END_CAUSE.remoteHangUp : words, trunkFailed: false };
}

/** A far end's words on one line, without control characters, and not long. */
export function shorten(words: string): string {
  return words
    .replace(/[\p{C}\p{Z}\s]+/gu, " ")
    .trim()
    .slice(0, MAX_WORDS)
    .trim();
}
