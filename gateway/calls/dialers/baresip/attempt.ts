import { END_CAUSE } from "../../causes.js";
import { type Ending, endingOf } from "./causes.js";
import type { ControlEvent } from "./control.js";
import type { BaresipProcess } from "./process.js";

export interface AttemptListener {
  readonly onRinging: () => void;
  readonly onAnswered: () => void;
  /** Once, last; by then nothing is up any more, except where `mayBeUp` says so. */
  readonly onClosed: (closed: Closed) => void;
}

export interface Closed extends Ending {
  /** Why the far end may have its side of the call up still. */
  readonly mayBeUp?: string;
}

type Phase = "dialing" | "ringing" | "answered" | "closed";

/** One attempt at a call: one baresip, one INVITE. */
export class Attempt {
  readonly process: BaresipProcess;
  /** How long baresip may take to go: so long the far end may leave a BYE without answer. */
  readonly #goodByeMs: number;
  readonly #listener: AttemptListener;
  #phase: Phase = "dialing";
  #rang = false;
  #answered = false;
  #hangingUp = false;
  #down: Promise<void> | undefined;
  #mayBeUp: string | undefined;
  #killed = false;

  constructor(process: BaresipProcess, goodByeMs: number, listener: AttemptListener) {
    this.process = process;
    this.#goodByeMs = goodByeMs;
    this.#listener = listener;
    process.control.onEvent = (event) => this.#hear(event);
    // Out of control it must not stay up.
    process.control.onLost = () => {
      void this.#takeDown();
    };
    void process.exited.then(() => this.#exit());
  }

  /** Whether anybody has answered the INVITE with more than a refusal. */
  get wasHeard(): boolean {
    return this.#rang || this.#answered;
  }

  /** Resolves when the INVITE is on its way, or may be; rejects when it provably is not, and then nothing will be. */
  async dial(uri: string): Promise<void> {
    const { control } = this.process;
    if (control.isLost) throw new Error("baresip was gone before it dialled.");
    const answer = await control.command("dial", uri).catch(() => undefined);
    // What ended at once may be gone before its answer.
    if (this.#phase === "closed") return;
    if (answer === undefined) {
      // It may have dialled before it fell silent: were that a failed start, it would be repeated, and the call placed twice.
      void this.#takeDown();
      return;
    }
    if (!answer.ok && this.#phase === "dialing") throw new Error("baresip did not dial.");
  }

  /** For what is known never to have left this machine. */
  giveUp(): void {
    if (this.#phase === "closed" || this.wasHeard) return;
    this.#phase = "closed";
    this.process.kill();
    this.#close({ cause: END_CAUSE.unreachable, trunkFailed: true });
  }

  /** Lets go of what was not dialled. */
  async abandon(): Promise<void> {
    this.#phase = "closed";
    await this.#takeDown();
  }

  /** Resolves when the call is down; rejects when it may be up. */
  async hangUp(): Promise<void> {
    this.#hangingUp = true;
    if (this.#phase !== "closed") {
      await this.process.control.command("hangup").catch(() => undefined);
    }
    await this.#takeDown();
    if (this.#mayBeUp !== undefined) throw new Error(this.#mayBeUp);
  }

  #hear({ type, param }: ControlEvent): void {
    switch (type) {
      case "CALL_PROGRESS":
      case "CALL_RINGING":
        if (this.#phase !== "dialing") return;
        this.#phase = "ringing";
        this.#rang = true;
        this.#listener.onRinging();
        return;
      case "CALL_ESTABLISHED":
        if (this.#answered || this.#phase === "closed") return;
        this.#phase = "answered";
        this.#answered = true;
        this.#listener.onAnswered();
        return;
      case "CALL_CLOSED": {
        if (this.#phase === "closed") return;
        const ending = endingOf(param, this.#answered);
        this.#phase = "closed";
        const down = this.#takeDown();
        // What we ask for ourselves is done when the far end has confirmed it.
        if (this.#hangingUp) void down.then(() => this.#close(ending));
        else this.#close(ending);
        return;
      }
      default:
        return;
    }
  }

  /** Lets the process go; resolves when it has gone, also by force. */
  #takeDown(): Promise<void> {
    this.#down ??= this.#goodBye();
    return this.#down;
  }

  async #goodBye(): Promise<void> {
    const { process } = this;
    process.terminate();
    const impatience = setTimeout(() => {
      this.#killed = true;
      if (this.wasHeard) {
        this.#mayBeUp = this.#answered
          ? "The far end did not confirm the hang-up; its side of the call may stay up until its own time-out."
          : "The far end did not confirm that the call was cancelled; it may ring on until its own time-out.";
      }
      process.kill();
    }, this.#goodByeMs);
    await process.exited;
    clearTimeout(impatience);
  }

  async #exit(): Promise<void> {
    const { code, signal } = await this.process.exited;
    if (this.#phase !== "closed") {
      this.#phase = "closed";
      // Of its own will it says so before, by CALL_CLOSED.
      const crashed = !this.#killed && (signal !== null || code !== 0);
      if (crashed) {
        this.#mayBeUp = this.wasHeard
          ? "The dialer crashed without hanging up; the far end's side of the call may stay up until its own time-out."
          : "The dialer crashed while it dialled; the far end may ring until its own time-out.";
      }
      this.#close({ cause: END_CAUSE.dialerCrashed, trunkFailed: false });
    }
  }

  #close(ending: Ending): void {
    this.#listener.onClosed({ ...ending, ...(this.#mayBeUp === undefined ? {} : { mayBeUp: this.#mayBeUp }) });
  }
}
