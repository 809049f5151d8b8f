import type { Member } from "../../wire/conversation.js";
import type { Span } from "../speakers.js";
import type { SaidMessage } from "../transcript.js";
import { wordsIn } from "./summary.js";

/**
 * How long was spoken and by whom, from the times of the messages. Percentages are of the whole call for silence and talk, of the talk for members and
 * for the overlap, and of what two members have talked for their overlap. Pure. Source: Symbl Conversation API, "analytics".
 */

export interface Metric {
  readonly type: "total_silence" | "total_talk_time" | "total_overlap";
  readonly percent: number;
  readonly seconds: number;
}

export interface MemberAnalytics {
  readonly member: Member;
  /** Words per minute of talk. */
  readonly wpm: number;
  readonly talk: Share;
  readonly listen: Share;
  readonly overlapSeconds: number;
  readonly overlapping: readonly { readonly member: Member; readonly percent: number; readonly seconds: number }[];
}

export interface Share {
  readonly percentage: number;
  readonly seconds: number;
}

export interface Analytics {
  readonly metrics: readonly Metric[];
  /** Those who have spoken, in the order in which they did. */
  readonly members: readonly MemberAnalytics[];
}

/** `call`: from the answer to the end, or to now. */
export function analyticsOf(messages: readonly SaidMessage[], call: Span): Analytics {
  const whole = Math.max(0, call.end - call.start);
  const clipped = messages
    .map((message) => ({ message, span: clip(message, call) }))
    .filter(({ span }) => span.end >= span.start);
  const speakers = new Map<string, { readonly member: Member; readonly spans: Span[]; words: number }>();
  for (const { message, span } of clipped) {
    if (message.speaker === undefined) continue;
    const known = speakers.get(message.speaker.id) ?? { member: message.speaker, spans: [], words: 0 };
    known.spans.push(span);
    known.words += wordsIn(message.text);
    speakers.set(message.speaker.id, known);
  }
  const floors = [...speakers.values()].map((speaker) => ({ ...speaker, spans: union(speaker.spans) }));
  const talked = union(clipped.map(({ span }) => span));
  const talk = lengthOf(talked);
  const overlap = lengthOf(doubled(floors.map(({ spans }) => spans)));
  return {
    metrics: [
      { type: "total_silence", percent: percent(whole - talk, whole), seconds: seconds(whole - talk) },
      { type: "total_talk_time", percent: percent(talk, whole), seconds: seconds(talk) },
      { type: "total_overlap", percent: percent(overlap, talk), seconds: seconds(overlap) },
    ],
    members: floors.map((own) => {
      const ownTalk = lengthOf(own.spans);
      const others = floors.filter(({ member }) => member.id !== own.member.id);
      return {
        member: own.member,
        wpm: ownTalk === 0 ? 0 : Math.round((own.words * 60_000) / ownTalk),
        talk: { percentage: percent(ownTalk, talk), seconds: seconds(ownTalk) },
        listen: { percentage: percent(talk - ownTalk, talk), seconds: seconds(talk - ownTalk) },
        overlapSeconds: seconds(lengthOf(common(own.spans, union(others.flatMap(({ spans }) => spans))))),
        overlapping: others
          .map(({ member, spans }) => {
            const shared = lengthOf(common(own.spans, spans));
            return { member, percent: percent(shared, ownTalk + lengthOf(spans)), seconds: seconds(shared) };
          })
          .filter((each) => each.seconds > 0),
      };
    }),
  };
}

function clip({ startTime, endTime }: SaidMessage, call: Span): Span {
  return { start: Math.max(startTime, call.start), end: Math.min(endTime, call.end) };
}

/** The same time in spans that do not touch, in their order. */
function union(spans: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last === undefined || span.start > last.end) joined.push(span);
    else joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return joined;
}

/** The time that is in both; each in its order. */
function common(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  const shared: Span[] = [];
  for (let i = 0, j = 0; ; ) {
    const [left, right] = [a[i], b[j]];
    if (left === undefined || right === undefined) return shared;
    const span = { start: Math.max(left.start, right.start), end: Math.min(left.end, right.end) };
    if (span.end > span.start) shared.push(span);
    if (left.end < right.end) i += 1;
    else j += 1;
  }
}

/** The time that is in two or more. */
function doubled(floors: readonly (readonly Span[])[]): readonly Span[] {
  const edges = floors
    .flat()
    .flatMap(({ start, end }) => [
      { at: start, step: 1 },
      { at: end, step: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.step - b.step);
  const spans: Span[] = [];
  let speaking = 0;
  for (const [index, { at, step }] of edges.entries()) {
    speaking += step;
    const next = edges[index + 1];
    if (speaking >= 2 && next !== undefined && next.at > at) spans.push({ start: at, end: next.at });
  }
  return spans;
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

function percent(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.round((100_000 * part) / whole) / 1_000;
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1_000;
}
