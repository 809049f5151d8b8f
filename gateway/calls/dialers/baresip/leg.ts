import { noLineFree } from "../../../errors.js";
import { END_CAUSE } from "../../causes.js";
import type { Leg, LegListener } from "../../dialer.js";
import { keyPresses } from "../../dtmf.js";
import type { Announcement } from "./announcement.js";
import { Attempt, type Closed } from "./attempt.js";
import { negotiatedOf } from "./negotiated.js";
import { playAnnouncement } from "./play-announcement.js";
import { pressKeys } from "./press-keys.js";
import type { BaresipProcess } from "./process.js";
import { MediaTail } from "./tail.js";
import type { SipTarget } from "./target.js";

/** One way to the far end. */
export interface Way {
  /** As people know it: the trunk's name, or none. */
  readonly name: string | undefined;
  readonly uri: string;
  /** Takes a place among the calls of this way; see `SipTarget`. */
  readonly isReachable: SipTarget["isReachable"];
  readonly takePlace: SipTarget["takePlace"];
  /** Starts the baresip that goes this way; rejects when none can be started. */
  readonly start: () => Promise<Started>;
}

export interface Started {
  readonly process: BaresipProcess;
  /** Resolves, if so, to why its messages do not leave this machine. */
  readonly trouble: Promise<string> | undefined;
}

export interface LegParts {
  readonly ways: readonly [Way, ...Way[]];
  readonly announcement: Announcement | undefined;
  /** Milliseconds that the far end may take to confirm a hang-up. */
  readonly goodByeMs: number;
  readonly listener: LegListener;
}

export const TAKES_NO_KEYS =
  "The far end does not take keys (its answer has no telephone-event), so it will not hear the DTMF.";

export const NO_SOUND = "The far end took none of the encodings that it was offered, so nothing can be said or heard.";

/** One call: by the first way that takes it. */
export class BaresipLeg implements Leg {
  readonly #parts: LegParts;
  readonly #listener: LegListener;
  readonly #over = new AbortController();
  #attempt: Attempt | undefined;
  #tail: MediaTail | undefined;
  /** What is being done with the call's sound, one after the other: keys, announcement, keys. */
  #jobs: Promise<void> = Promise.resolve();
  /** Settles when the way that is being tried is on its way, or cannot be. */
  #trying: Promise<void> = Promise.resolve();
  #hangingUp = false;
  #announcementFailed = false;
  #ended = false;
  /** Settles when the end has been told. */
  #ending: Promise<void> | undefined;
  /** Settles when nothing of the latest attempt is left. */
  #cleaned: Promise<void> = Promise.resolve();
  /** When nothing of the call is left on this machine. */
  readonly gone: Promise<void>;
  #setGone: () => void = () => {};

  constructor(parts: LegParts) {
    this.#parts = parts;
    this.#listener = parts.listener;
    this.gone = new Promise((resolve) => {
      this.#setGone = resolve;
    });
  }

  /** Dials; rejects when nothing was dialled. */
  async dial(): Promise<void> {
    this.#trying = this.#try(0);
    try {
      await this.#trying;
    } catch (error) {
      this.#ended = true;
      void this.#cleaned.then(() => this.#setGone());
      throw error;
    }
  }

  async hangUp(): Promise<void> {
    this.#hangingUp = true;
    await this.#trying.catch(() => undefined);
    try {
      // Also what has ended in the meantime may not be down yet.
      await this.#attempt?.hangUp();
    } finally {
      await this.#ending;
    }
  }

  sendDtmf(dtmf: string): void {
    const of = keyPresses(dtmf).filter(({ key }) => key !== undefined).length;
    let pressed = 0;
    this.#queue(async () => {
      const control = this.#attempt?.process.control;
      // A lost control connection takes the call down by itself.
      const send = (key: string): void => void control?.command("sndcode", key).catch(() => undefined);
      const onPressed = (): void => {
        pressed += 1;
        this.#tell({ type: "dtmf-progress", pressed, of });
      };
      await pressKeys(dtmf, send, onPressed, this.#over.signal);
      this.#tell({ type: "dtmf-sent" });
    });
  }

  async #try(index: number): Promise<void> {
    const way = this.#parts.ways[index];
    if (way === undefined) throw noLineFree("every trunk that takes it");
    if (this.#parts.ways.length > index + 1 && (await way.isReachable?.()) === false) {
      this.#tellOfFallback(index, "nobody answers there");
      return this.#try(index + 1);
    }
    const leave = way.takePlace === undefined ? () => {} : way.takePlace();
    if (leave === undefined) {
      if (this.#parts.ways.length > index + 1) this.#tellOfFallback(index, "it has all its calls up");
      return this.#try(index + 1);
    }
    const { process, trouble } = await way.start().catch((error: unknown) => {
      leave();
      throw error;
    });
    void process.exited.then(leave);
    const attempt = new Attempt(process, this.#parts.goodByeMs, {
      onRinging: () => this.#tell({ type: "ringing" }),
      onAnswered: () => this.#answer(attempt),
      onClosed: (closed) => this.#closed(attempt, closed, index),
    });
    this.#attempt = attempt;
    this.#cleaned = process.exited.then(() => this.#cleanUp(attempt));
    if (this.#hangingUp) return;
    try {
      await attempt.dial(way.uri);
    } catch (error) {
      // Whatever it has dialled all the same goes down with it.
      await attempt.abandon();
      throw error;
    }
    // Not before: what is given up without having been dialled would be a failed start.
    void trouble?.then((why) => {
      this.#tell({ type: "warning", text: why });
      attempt.giveUp();
    });
  }

  #answer(attempt: Attempt): void {
    const { control } = attempt.process;
    void control.command("mute").catch(() => undefined);
    this.#tail = new MediaTail(attempt.process.folder, (media) => this.#tell({ type: "media", media }));
    this.#tail.start();
    this.#tell({ type: "answered" });
    control.command("callstat").then(
      ({ data }) => {
        const negotiated = negotiatedOf(data);
        if (negotiated?.keys === false) this.#tell({ type: "warning", text: TAKES_NO_KEYS });
        if (negotiated?.sound === false) this.#tell({ type: "warning", text: NO_SOUND });
      },
      () => undefined,
    );
    const { announcement } = this.#parts;
    // The endpoint's own keys come first; whoever presses them hears of the answer in this turn, or once `dial` is done.
    if (announcement !== undefined) {
      void this.#trying.then(() => setImmediate(() => this.#announce(attempt, announcement))).catch(() => undefined);
    }
  }

  #announce(attempt: Attempt, announcement: Announcement): void {
    this.#queue(async () => {
      try {
        const begins = () => this.#tell({ type: "announcing" });
        await playAnnouncement(attempt.process, announcement, begins, this.#over.signal);
      } catch {
        if (this.#over.signal.aborted) return;
        // It may be the law that it is heard.
        this.#tell({ type: "warning", text: "The announcement could not be played, so the call was ended." });
        this.#announcementFailed = true;
        await attempt.hangUp().catch(() => undefined);
      }
    });
  }

  #queue(job: () => Promise<void>): void {
    this.#jobs = this.#jobs.then(job).catch(() => undefined);
  }

  #closed(attempt: Attempt, closed: Closed, index: number): void {
    const next = this.#parts.ways[index + 1];
    if (closed.trunkFailed && !attempt.wasHeard && !this.#hangingUp && next !== undefined) {
      this.#tellOfFallback(index, closed.cause);
      this.#trying = attempt.process.exited.then(() => this.#try(index + 1));
      this.#trying.catch(() => {
        this.#ending ??= this.#end(closed);
      });
      return;
    }
    const ending = this.#announcementFailed ? { ...closed, cause: END_CAUSE.announcementFailed } : closed;
    this.#ending ??= this.#end(ending);
  }

  #tellOfFallback(index: number, why: string): void {
    const nameOf = (at: number): string => this.#parts.ways[at]?.name ?? `way ${at + 1}`;
    this.#tell({
      type: "warning",
      text: `${nameOf(index)} did not take the call (${why}); ${nameOf(index + 1)} was tried next.`,
    });
  }

  async #end(closed: Closed): Promise<void> {
    this.#over.abort();
    await this.#tail?.stop();
    if (closed.mayBeUp !== undefined) this.#tell({ type: "warning", text: closed.mayBeUp });
    this.#tell({ type: "ended", cause: closed.cause });
    this.#ended = true;
    void this.#cleaned.then(() => this.#setGone());
  }

  async #cleanUp(attempt: Attempt): Promise<void> {
    await this.#tail?.stop();
    attempt.process.dispose();
  }

  #tell(event: Parameters<LegListener>[0]): void {
    if (!this.#ended) this.#listener(event);
  }
}
