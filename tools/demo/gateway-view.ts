import { DemoError } from "./errors.js";
import type { Connection, JournalEntry } from "./gateway-client.js";
import { duration } from "./screen.js";

// What the gateway's JSON says, in words. Pure.

export function calledParty({ endpoint }: Connection): string {
  return endpoint.phoneNumber ?? endpoint.uri ?? "an endpoint";
}

type Mark = keyof Connection["times"];

const marks: readonly { readonly mark: Mark; readonly text: (connection: Connection) => string }[] = [
  { mark: "dialing", text: (connection) => `dialing ${calledParty(connection)}` },
  { mark: "ringing", text: () => "ringing" },
  { mark: "answered", text: () => "answered" },
  { mark: "dtmfSent", text: () => "DTMF sent: meeting ID and passcode" },
  { mark: "ended", text: ({ cause }) => `ended: ${cause}` },
];

/** The life of a call so far, a line for each thing that happened, with the time since it was dialled. */
export function lifeLines(connection: Connection): readonly string[] {
  const { times } = connection;
  return marks.flatMap(({ mark, text }) => {
    const at = times[mark];
    return at === undefined ? [] : [`${duration(between(times.dialing, at)).padStart(7)}  ${text(connection)}`];
  });
}

export function liveText(connections: readonly Connection[]): string {
  const live = connections.filter(({ state }) => state !== "ended");
  const [first] = live;
  if (first === undefined) return `No call is live${placedText(connections)}.`;
  if (live.length === 1) return `1 call is live: ${calledParty(first)}, ${first.state}.`;
  return `${live.length} calls are live: ${live.map(calledParty).join(", ")}.`;
}

function placedText(connections: readonly Connection[]): string {
  switch (connections.length) {
    case 0:
      return "; none was placed";
    case 1:
      return "; the one that was placed has ended";
    default:
      return `; the ${connections.length} that were placed have ended`;
  }
}

/** How the live call was replaced: the lines for people, and how long nobody was on the line. */
export interface Replacement {
  readonly lines: readonly string[];
  /** Milliseconds from the end of the first call to the dialling of the second. */
  readonly gapMs: number;
}

/**
 * Reads the replacement out of the gateway's journal and calls.
 *
 * @throws DemoError DEMO_NOT_AS_PROMISED unless exactly the old call was hung up, and that before the new one was dialled.
 */
export function readReplacement(requests: readonly JournalEntry[], before: Connection, after: Connection): Replacement {
  const calls = requests.filter(({ operation }) => operation === "start" || operation === "stop");
  const order = calls.map(({ operation, status }) => `${operation} ${status}`).join(", ");
  const [, stop, start] = calls;
  if (stop === undefined || start === undefined || order !== "start 201, stop 200, start 201")
    throw new DemoError("DEMO_NOT_AS_PROMISED", `Expected start, stop, start; the gateway's journal has: ${order}.`);
  const ended = before.times.ended;
  const gapMs = ended === undefined ? -1 : between(ended, after.times.dialing);
  if (ended === undefined || gapMs < 0)
    throw new DemoError(
      "DEMO_NOT_AS_PROMISED",
      `${calledParty(after)} was dialled before ${calledParty(before)} was hung up.`,
    );
  return {
    gapMs,
    lines: [
      `${clockTime(stop.at)}  stop   ${stop.status}  hangs up ${calledParty(before)}`,
      `${clockTime(start.at)}  start  ${start.status}  dials ${calledParty(after)}`,
    ],
  };
}

function between(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}

/** `09:49:40.644`, UTC. */
function clockTime(iso: string): string {
  return iso.slice(11, 23);
}
