import { setTimeout as delay } from "node:timers/promises";
import type { Speaker, Speech } from "../calls/speech.js";
import type { Readings } from "../conversation/analysis/readings.js";
import { derivedId } from "../conversation/ids.js";
import { messageResponse, transcriptResponse } from "../conversation/results.js";
import { floorOf } from "../conversation/speakers.js";
import { attribute, byId, type SaidMessage } from "../conversation/transcript.js";
import type { Connection, SessionDetails, Store } from "../store/store.js";
import { StoreUnavailable } from "../store/store-unavailable.js";
import type { Message, SpeakerMark } from "../store/transcript-store.js";
import type { Member } from "../wire/conversation.js";
import type { LiveAnalysis } from "./live-analysis.js";
import { speakerMember } from "./members.js";

export interface TranscriptsOptions {
  readonly store: Store;
  readonly readings: Readings;
  /** Sends results, in their order, to all who listen to the connection, wherever; resolves when they are on their way, whatever became of them. */
  readonly publish: (connectionId: string, results: readonly object[]) => Promise<void>;
  readonly onTrouble: (error: unknown, connectionId: string) => void;
}

/** The transcripts of calls that this process has up, as the operations on sessions see them. */
export interface LiveTranscripts {
  /** The call is about to be dialled. */
  begin(connection: Connection): void;
  /** Someone was heard by speaker events: who speaks has to be looked up again. */
  heard(connectionId: string): void;
  /** The call is over: resolves when all that was said is kept and published, or will be kept when the store is back. */
  end(connectionId: string): Promise<unknown>;
}

/** What has to be known of a call to keep what is said on it, whether the store is there or not. */
export interface LiveSession {
  readonly connectionId: string;
  readonly conversationId: string;
  /** When it was dialled. */
  readonly startTime: number;
  readonly insightTypes: SessionDetails["insightTypes"];
  readonly languages: SessionDetails["languages"];
}

/** What was said on one call and is yet to be kept and published. */
interface LiveTranscript {
  readonly session: LiveSession;
  readonly waiting: Speech[];
  /** The latest utterances that are finished. */
  readonly finished: Set<number>;
  analysis: LiveAnalysis | undefined;
  /** How many messages there are. */
  sequence: number;
  /** As of the latest look; none is fresh once someone was heard. */
  marks: readonly SpeakerMark[] | undefined;
  members: readonly Member[];
  working: Promise<void> | undefined;
  /** The call is over: a store that is away is not waited for. */
  readonly over: AbortController;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** How long the end of a call waits for what was said last. */
const END_GRACE_MS = 3_000;
/** Characters of an utterance. */
const TEXT_MAX = 50_000;
/** Speaker events that are looked at for one utterance: the latest. */
const MARKS_MAX = 1_000;
/** Utterances that wait for a store that is away; beyond them memory would run out. */
const WAITING_MAX = 10_000;
const FINISHED_MAX = 1_000;

/** Turns what is said on this process's calls into messages: each is kept before it is published as one, in its order, once. */
export class Transcripts implements LiveTranscripts {
  readonly #options: TranscriptsOptions;
  readonly #sessions = new Map<string, LiveSession>();
  /** Of those on which something was said. */
  readonly #live = new Map<string, LiveTranscript>();

  constructor(options: TranscriptsOptions) {
    this.#options = options;
  }

  begin({ connectionId, conversationId, call, details: { insightTypes, languages } }: Connection): void {
    const startTime = call.times.dialing;
    this.#sessions.set(connectionId, { connectionId, conversationId, startTime, insightTypes, languages });
  }

  take(connectionId: string, speech: Speech): void {
    const session = this.#sessions.get(connectionId);
    if (session === undefined) return;
    const live = this.#of(session);
    if (live.finished.has(speech.utterance)) return;
    // A later guess takes the place of one that nobody has seen yet.
    const before = live.waiting.findIndex(({ utterance, isFinal }) => utterance === speech.utterance && !isFinal);
    if (before !== -1) live.waiting.splice(before, 1);
    if (live.waiting.length >= WAITING_MAX) {
      this.#options.onTrouble(new Error("too much waits for the store: an utterance is lost"), connectionId);
      return;
    }
    if (speech.isFinal) finish(live, speech.utterance);
    live.waiting.push(speech);
    live.working ??= this.#work(live);
  }

  heard(connectionId: string): void {
    const live = this.#live.get(connectionId);
    if (live !== undefined) live.marks = undefined;
  }

  async end(connectionId: string): Promise<void> {
    this.#sessions.delete(connectionId);
    const live = this.#live.get(connectionId);
    if (live === undefined) return;
    this.#live.delete(connectionId);
    live.over.abort();
    const patience = new AbortController();
    await Promise.race([
      live.working,
      delay(END_GRACE_MS, undefined, { signal: patience.signal, ref: false }).catch(() => {}),
    ]);
    patience.abort();
  }

  #of(session: LiveSession): LiveTranscript {
    const known = this.#live.get(session.connectionId);
    if (known !== undefined) return known;
    const live: LiveTranscript = {
      session,
      waiting: [],
      finished: new Set(),
      analysis: undefined,
      sequence: 0,
      marks: undefined,
      members: [],
      working: undefined,
      over: new AbortController(),
    };
    this.#live.set(session.connectionId, live);
    return live;
  }

  async #work(live: LiveTranscript): Promise<void> {
    for (let speech = live.waiting.shift(); speech !== undefined; speech = live.waiting.shift()) {
      try {
        if (speech.isFinal) await this.#finish(live, speech);
        else await this.#guess(live, speech);
      } catch (error) {
        this.#options.onTrouble(error, live.session.connectionId);
      }
    }
    live.working = undefined;
  }

  async #guess(live: LiveTranscript, speech: Speech): Promise<void> {
    const { connectionId, conversationId } = live.session;
    const message = messageOf(conversationId, speech, live.sequence);
    if (message.text === "") return;
    const speaker =
      speech.speaker === undefined
        ? await this.#attribute(live, message, live.marks === undefined)
        : { speaker: speakerMember(conversationId, speech.speaker) };
    await this.#options.publish(connectionId, [transcriptResponse(message.text, false, speaker.speaker)]);
  }

  async #finish(live: LiveTranscript, speech: Speech): Promise<void> {
    const { connectionId, conversationId, startTime } = live.session;
    const speaker = speech.speaker === undefined ? undefined : speakerMember(conversationId, speech.speaker);
    const message = messageOf(conversationId, speech, live.sequence, speech.speaker);
    if (message.text === "") return;
    live.sequence += 1;
    await this.#keep(live, message, speaker);
    const said: SaidMessage =
      speaker === undefined ? await this.#attribute(live, message, true) : { ...message, speaker };
    if (speaker !== undefined && !live.members.some(({ id }) => id === speaker.id)) {
      live.members = [...live.members, speaker];
    }
    const results: object[] = [transcriptResponse(said.text, true, said.speaker), messageResponse(said, startTime)];
    try {
      // Loaded by the first who speaks.
      live.analysis ??= new (await import("./live-analysis.js")).LiveAnalysis(live.session, this.#options.readings);
      results.push(...(await live.analysis.resultsOf(said, live.members)));
    } catch (error) {
      this.#options.onTrouble(error, connectionId);
    }
    await this.#options.publish(connectionId, results);
  }

  async #keep(live: LiveTranscript, message: Message, speaker: Member | undefined): Promise<void> {
    const { store } = this.#options;
    const { connectionId } = live.session;
    try {
      await store.saveMessage(connectionId, message, speaker);
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || live.over.signal.aborted) throw error;
      // The store goes on trying; what is left is to wait for it.
      await this.#insist(live, () => store.settle(connectionId));
    }
  }

  async #attribute(live: LiveTranscript, message: Message, look: boolean): Promise<SaidMessage> {
    const { store } = this.#options;
    const { conversationId } = message;
    if (look) {
      const marks = await this.#insist(live, () => store.speakerMarks(conversationId, MARKS_MAX));
      if (marks.length > 0) {
        live.members = (await this.#insist(live, () => store.conversation(conversationId)))?.members ?? [];
      }
      live.marks = marks;
    }
    return attribute(message, floorOf(live.marks ?? []), byId(live.members));
  }

  /** Tries until the store is there, unless the call is over. */
  async #insist<Result>(live: LiveTranscript, action: () => Promise<Result>): Promise<Result> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
      try {
        return await action();
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || live.over.signal.aborted) throw error;
        await delay(pause, undefined, { signal: live.over.signal, ref: false }).catch(() => {});
      }
    }
  }
}

function messageOf(conversationId: string, speech: Speech, sequence: number, speaker?: Speaker): Message {
  const startTime = Math.round(speech.startedAt);
  return {
    messageId: derivedId(conversationId, `utterance ${speech.utterance}`),
    conversationId,
    sequence,
    text: cleaned(speech.text),
    startTime,
    endTime: startTime + Math.max(0, Math.round(speech.duration)),
    ...(speaker === undefined ? {} : { speakerId: speakerMember(conversationId, speaker).id }),
  };
}

/** As every store can keep it. */
function cleaned(text: string): string {
  return Buffer.from(text.replaceAll("\u0000", "").trim().slice(0, TEXT_MAX)).toString();
}

function finish(live: LiveTranscript, utterance: number): void {
  live.finished.add(utterance);
  if (live.finished.size <= FINISHED_MAX) return;
  const [oldest] = live.finished;
  if (oldest !== undefined) live.finished.delete(oldest);
}
