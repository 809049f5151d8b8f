import type { SpeakerMark } from "../store/transcript-store.js";

/**
 * Who said what, from the times of speaker events: they come late, out of order, and overlap. Whoever spoke for the longest part of an utterance
 * said it; of two who spoke as long, the one who began last: he took the word while the other had not yet been reported silent. When nobody
 * spoke during it, whoever was nearest to it within `TOLERANCE_MS`, since clocks differ and recognisers lag. Else it is nobody's: nothing is guessed.
 * The order in which events arrived does not matter. Pure.
 */

/** What the clocks of a caller and the gateway may differ by. */
export const TOLERANCE_MS = 1_500;

/** An utterance in time, in milliseconds since the epoch. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** When each member spoke: spans in their order that do not overlap. The last may have no end. */
export type Floor = ReadonlyMap<string, readonly Span[]>;

/** At the same time ends come first, so that whoever stops and starts at once goes on; whoever was silent then stays so, see `floorOf`. */
const RANK = { stopped_speaking: 0, left: 0, stopped: 0, joined: 1, started_speaking: 1 } as const;

export function floorOf(marks: readonly SpeakerMark[]): Floor {
  const inOrder = [...marks].sort((a, b) => a.at - b.at || RANK[a.type] - RANK[b.type]);
  const floor = new Map<string, Span[]>();
  const open = new Map<string, number>();
  /** When a silent member was last said to stop: a start at that very time is already over. */
  const stoppedSilent = new Map<string, number>();
  const close = (memberId: string, end: number): void => {
    const start = open.get(memberId);
    if (start === undefined) {
      stoppedSilent.set(memberId, end);
      return;
    }
    open.delete(memberId);
    const spans = floor.get(memberId) ?? [];
    spans.push({ start, end });
    floor.set(memberId, spans);
  };
  for (const { type, memberId, at } of inOrder) {
    switch (type) {
      case "started_speaking":
        // Said twice, it is the first that counts.
        if (memberId === undefined || open.has(memberId) || stoppedSilent.get(memberId) === at) break;
        open.set(memberId, at);
        break;
      case "stopped_speaking":
      case "left":
        if (memberId !== undefined) close(memberId, at);
        break;
      case "stopped":
        for (const each of memberId === undefined ? [...open.keys()] : [memberId]) close(each, at);
        break;
      case "joined":
        break;
    }
  }
  for (const memberId of [...open.keys()]) close(memberId, Number.POSITIVE_INFINITY);
  return floor;
}

/** The member who said it, if anyone is known to have. */
export function speakerOf(floor: Floor, utterance: Span): string | undefined {
  let best: Claim | undefined;
  for (const [memberId, spans] of floor) {
    const claim = claimOf(memberId, spans, utterance);
    if (claim !== undefined && (best === undefined || compare(claim, best) > 0)) best = claim;
  }
  return best?.memberId;
}

interface Claim {
  readonly memberId: string;
  /** Milliseconds of the utterance during which the member spoke; when none, minus those in between. */
  readonly overlap: number;
  /** When the member began to speak, at last. */
  readonly since: number;
}

function claimOf(memberId: string, spans: readonly Span[], utterance: Span): Claim | undefined {
  let overlap = 0;
  let gap = Number.POSITIVE_INFINITY;
  let since = Number.NEGATIVE_INFINITY;
  for (let index = firstEndingAfter(spans, utterance.start - TOLERANCE_MS); index < spans.length; index += 1) {
    const span = spans[index];
    if (span === undefined || span.start > utterance.end + TOLERANCE_MS) break;
    const shared = Math.min(span.end, utterance.end) - Math.max(span.start, utterance.start);
    overlap += Math.max(0, shared);
    gap = Math.min(gap, Math.max(0, -shared));
    since = span.start;
  }
  if (since === Number.NEGATIVE_INFINITY) return undefined;
  return { memberId, overlap: overlap > 0 ? overlap : -gap, since };
}

/** By number, so that the order of events makes no difference even where all else is equal. */
function compare(a: Claim, b: Claim): number {
  return a.overlap - b.overlap || a.since - b.since || (a.memberId < b.memberId ? 1 : -1);
}

/** The index of the first span that ends at `time` or later. */
function firstEndingAfter(spans: readonly Span[], time: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.end ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
