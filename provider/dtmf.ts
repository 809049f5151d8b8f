import * as pulumi from "@pulumi/pulumi";
import { InvalidInputsError, type Problem } from "./api/errors.js";
import { dtmfProblem, PAUSE_MS } from "./session/formats/keypad.js";

/** The parts of a Zoom invitation by telephone. Zoom's own documents call the participant's number "Participant ID". */
export interface ZoomDtmfArgs {
  /** Digits; spaces and dashes as in the invitation are dropped. */
  meetingId: pulumi.Input<string>;
  /** The passcode for telephones, digits only. Default: the meeting has none. */
  passcode?: pulumi.Input<string | undefined>;
  /** Digits. Default: none is sent. */
  participantId?: pulumi.Input<string | undefined>;
}

/**
 * Builds what `endpoint.dtmf` takes: the keys to press after the answer, and pauses. Results are secrets, since they carry passcodes.
 * Source: Symbl Telephony API, "DTMF".
 */
export const dtmf = { zoom, sequence, pause };

/** The longest pause that one call gives: an hour. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * The keys that enter a Zoom meeting: `,,939293#,,1234#`, with a participant id `,,939293#,,77#,,1234#`.
 *
 * @throws {InvalidInputsError} Anything but digits.
 */
function zoom(args: ZoomDtmfArgs): pulumi.Output<string> {
  const { meetingId, participantId, passcode } = args;
  const parts = { meetingId, participantId, passcode };
  return Object.values(parts).every(isPlain) ? pulumi.secret(zoomKeys(parts)) : pulumi.secret(parts).apply(zoomKeys);
}

function zoomKeys(parts: { meetingId?: unknown; passcode?: unknown; participantId?: unknown }): string {
  const meetingId = digitsOf("meetingId", parts.meetingId);
  const participantId = digitsOf("participantId", parts.participantId);
  const passcode = digitsOf("passcode", parts.passcode);
  const problems = [meetingId, participantId, passcode].flatMap(({ problem }) =>
    problem === undefined ? [] : [problem],
  );
  if (meetingId.problem === undefined && meetingId.digits === "")
    problems.unshift({ path: "dtmf.zoom.meetingId", reason: "is missing: write the number of the meeting" });
  if (problems.length > 0) throw new InvalidInputsError(problems);
  return [meetingId, participantId, passcode].map(({ digits }) => (digits === "" ? "" : `,,${digits}#`)).join("");
}

function digitsOf(name: string, value: unknown): { digits: string; problem?: Problem } {
  if (value === undefined || value === null) return { digits: "" };
  const path = `dtmf.zoom.${name}`;
  if (typeof value !== "string")
    return {
      digits: "",
      problem: { path, reason: `is a ${typeof value}: write it in quotes, since a number loses leading zeros` },
    };
  const digits = value.replace(/[\s\u2010-\u2015\u2212-]/g, "");
  if (/^\d*$/.test(digits)) return { digits };
  const hint =
    name === "passcode"
      ? ": telephones take the numeric passcode, which the invitation lists with the numbers to dial"
      : "";
  return { digits: "", problem: { path, reason: `must be digits${hint}` } };
}

/**
 * The parts, one after the other: keys `0-9 * # A-D`, and pauses.
 *
 * @example dtmf.sequence(dtmf.pause(1000), extension, "#")
 * @throws {InvalidInputsError} Anything that no keypad has.
 */
function sequence(...parts: pulumi.Input<string>[]): pulumi.Output<string> {
  return parts.every(isPlain) ? pulumi.secret(joined(parts)) : pulumi.secret(parts).apply(joined);
}

function joined(parts: readonly unknown[]): string {
  const problems = parts.flatMap((part, index): Problem[] => {
    const reason = typeof part === "string" ? dtmfProblem(part) : "must be text: write it in quotes";
    return reason === undefined ? [] : [{ path: `dtmf.sequence[${index}]`, reason }];
  });
  if (problems.length > 0) throw new InvalidInputsError(problems);
  return parts.join("");
}

/**
 * Commas that wait.
 *
 * @param milliseconds A positive multiple of 500, an hour at most. Default: 500, one comma.
 * @throws {InvalidInputsError} Any other number.
 */
function pause(milliseconds: number = PAUSE_MS): string {
  const valid = milliseconds > 0 && milliseconds <= LONGEST_PAUSE_MS && milliseconds % PAUSE_MS === 0;
  if (!valid) {
    const reason = `must be a positive multiple of ${PAUSE_MS} milliseconds, since that is what a comma waits, and an hour at most`;
    throw new InvalidInputsError([{ path: "dtmf.pause", reason }]);
  }
  return ",".repeat(milliseconds / PAUSE_MS);
}

/** Plain parts are refused where they are written, so that the error's stack names the line; others by way of the output. */
function isPlain(part: unknown): boolean {
  return !pulumi.Output.isInstance(part) && !(part instanceof Promise);
}
