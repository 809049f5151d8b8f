import { setTimeout as delay } from "node:timers/promises";
import { wavFile } from "../audio/wav.js";
import type { Media, Side } from "../calls/dialer.js";
import type { Speaker, Speech } from "../calls/speech.js";
import type { LiveTranscription } from "../sessions/ears.js";
import type { Connection } from "../store/store.js";
import { Turns } from "../turns.js";
import { type Segment, Segmenter } from "./segmenter.js";
import { pauseAfter, spokenLanguage, type Transcriber, TranscriberError } from "./transcriber.js";

export interface TranscriptionOptions {
  readonly transcriber: Transcriber;
  /** Hears the words of a call, in the order in which they were said. */
  readonly onSpeech: (connectionId: string, speech: Speech) => void;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Tells people something about a call that is up. */
  readonly warn: (connectionId: string, text: string) => void;
  readonly onTrouble: (error: unknown, connectionId: string) => void;
  /** How long the end of a call waits for its last words. Default: 8000. */
  readonly graceMs?: number;
  /** How many segments of a call may wait; the oldest gives way. Default: 40, of up to 15 s each. */
  readonly waitingMax?: number;
}

const GRACE_MS = 8_000;
const WAITING_MAX = 40;
/** Segments that are with the recogniser at a time, of a call and of all. */
const OF_A_CALL = 2;
const OF_ALL = 16;
/** What we say ourselves is no participant's. */
const BOT: Speaker = { name: "Bot" };

interface Job {
  readonly side: Side;
  readonly segment: Segment;
  readonly utterance: number;
  state: "waiting" | "running" | "done";
  text: string;
}

interface LiveCall {
  readonly connectionId: string;
  readonly language: string;
  readonly segmenters: Map<Side, { readonly rate: number; readonly segmenter: Segmenter }>;
  /** In the order of their segments; the first is the next whose words are told. */
  readonly jobs: Job[];
  utterances: number;
  warned: boolean;
  /** Set from the end on, when warnings can no longer be told while the call is up. */
  ending: string[] | undefined;
  readonly over: AbortController;
  /** Called when no job is left. */
  onIdle: () => void;
}

/** Transcribes the calls of this process while they are up: each segment of sound becomes an utterance, both sides in their order. */
export class Transcription implements LiveTranscription {
  readonly #options: TranscriptionOptions;
  readonly #calls = new Map<string, LiveCall>();
  readonly #turns = new Turns(OF_ALL);

  constructor(options: TranscriptionOptions) {
    this.#options = options;
  }

  begin({ connectionId, details: { languages } }: Connection): void {
    this.#calls.set(connectionId, {
      connectionId,
      language: spokenLanguage(languages),
      segmenters: new Map(),
      jobs: [],
      utterances: 0,
      warned: false,
      ending: undefined,
      over: new AbortController(),
      onIdle: () => {},
    });
  }

  take(connectionId: string, { side, sampleRate, samples }: Media): void {
    const call = this.#calls.get(connectionId);
    if (call === undefined || samples.length === 0) return;
    let ear = call.segmenters.get(side);
    if (ear?.rate !== sampleRate) {
      for (const segment of ear?.segmenter.end() ?? []) this.#add(call, side, segment);
      ear = { rate: sampleRate, segmenter: new Segmenter(sampleRate) };
      call.segmenters.set(side, ear);
    }
    for (const segment of ear.segmenter.push(samples, this.#options.clock())) this.#add(call, side, segment);
  }

  async end(connectionId: string): Promise<readonly string[]> {
    const call = this.#calls.get(connectionId);
    if (call === undefined) return [];
    this.#calls.delete(connectionId);
    call.ending = [];
    const last = [...call.segmenters].flatMap(([side, { segmenter }]) =>
      segmenter.end().map((segment) => ({ side, segment })),
    );
    last.sort((a, b) => a.segment.startedAt - b.segment.startedAt);
    for (const { side, segment } of last) this.#add(call, side, segment);
    if (call.jobs.length > 0) {
      const idle = new Promise<void>((resolve) => {
        call.onIdle = resolve;
      });
      const { graceMs = GRACE_MS } = this.#options;
      const late = setTimeout(() => call.over.abort(), graceMs);
      await idle;
      clearTimeout(late);
    }
    return call.ending;
  }

  #add(call: LiveCall, side: Side, segment: Segment): void {
    const { waitingMax = WAITING_MAX } = this.#options;
    const waiting = call.jobs.filter(({ state }) => state === "waiting");
    const [oldest] = waiting;
    if (oldest !== undefined && waiting.length >= waitingMax) {
      this.#warn(call, new TranscriberError("it is too slow, and what waited for longest was left out", false));
      call.jobs.splice(call.jobs.indexOf(oldest), 1);
    }
    call.jobs.push({ side, segment, utterance: call.utterances, state: "waiting", text: "" });
    call.utterances += 1;
    this.#go(call);
  }

  #go(call: LiveCall): void {
    for (const job of call.jobs) {
      if (call.jobs.filter(({ state }) => state === "running").length >= OF_A_CALL) return;
      if (job.state === "waiting") void this.#run(call, job);
    }
  }

  async #run(call: LiveCall, job: Job): Promise<void> {
    job.state = "running";
    try {
      job.text = await this.#transcribe(call, job.segment);
    } catch (error) {
      this.#warn(call, error);
    }
    job.state = "done";
    this.#tell(call);
    this.#go(call);
    if (call.jobs.length === 0) call.onIdle();
  }

  async #transcribe(call: LiveCall, { samples, sampleRate }: Segment): Promise<string> {
    const { signal } = call.over;
    const wav = wavFile(sampleRate, samples);
    for (let failures = 0; ; ) {
      if (signal.aborted) throw new TranscriberError("there was no more time for it", false);
      try {
        return await this.#turns.take(() => this.#options.transcriber.transcribe(wav, call.language, signal), signal);
      } catch (error) {
        // Its turn did not come in time.
        if (error === signal.reason) continue;
        failures += 1;
        const pause = pauseAfter(error, failures, Math.random());
        if (pause === undefined) throw error;
        await delay(pause, undefined, { signal, ref: false }).catch(() => {});
      }
    }
  }

  /** What is done, up to the first that is not. */
  #tell(call: LiveCall): void {
    for (let [job] = call.jobs; job?.state === "done"; [job] = call.jobs) {
      call.jobs.shift();
      if (job.text === "") continue;
      const { samples, sampleRate, startedAt } = job.segment;
      this.#options.onSpeech(call.connectionId, {
        ...{ utterance: job.utterance, text: job.text, isFinal: true, startedAt },
        duration: (samples.length * 1_000) / sampleRate,
        ...(job.side === "near" ? { speaker: BOT } : {}),
      });
    }
  }

  /** Once a call: people need not be told of each word that is missing. */
  #warn(call: LiveCall, error: unknown): void {
    this.#options.onTrouble(error, call.connectionId);
    if (call.warned) return;
    call.warned = true;
    const why = error instanceof TranscriberError ? error.message : "something went wrong";
    const text = `Words are missing in the transcript: the transcriber failed, ${why}.`;
    if (call.ending === undefined) this.#options.warn(call.connectionId, text);
    else call.ending.push(text);
  }
}
