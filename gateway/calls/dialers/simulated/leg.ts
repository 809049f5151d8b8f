import { END_CAUSE, type EndCause } from "../../causes.js";
import type { Leg, LegListener } from "../../dialer.js";
import { type KeyPress, keyPresses } from "../../dtmf.js";
import type { Behaviour } from "./behaviour.js";
import { AT_THE_DOOR, type Entrance, PROMPT, patience, press } from "./meeting.js";
import type { CallPlan } from "./plan.js";
import type { Moment } from "./script.js";
import { Timeline } from "./timeline.js";

/** What all calls of a dialer have in common. */
export interface FarEnd {
  readonly speed: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly script: readonly Moment[];
}

/** How long the line stays up after the last word of a script. */
const HANGS_UP_AFTER_SCRIPT_MS = 1_000;

/** One simulated call. */
export class SimulatedLeg implements Leg {
  readonly #behaviour: Behaviour;
  readonly #farEnd: FarEnd;
  readonly #listener: LegListener;
  readonly #timeline: Timeline;
  /** DTMF strings that wait for the one that is being pressed. */
  #waiting: (readonly KeyPress[])[] | undefined;
  #entrance: Entrance = AT_THE_DOOR;
  #giveUpPatience: () => void = () => {};
  #utterances = 0;
  #ended = false;

  constructor(behaviour: Behaviour, plan: CallPlan, farEnd: FarEnd, listener: LegListener) {
    this.#behaviour = behaviour;
    this.#farEnd = farEnd;
    this.#listener = listener;
    this.#timeline = new Timeline(farEnd.speed);
    const { ringsAt, outcome } = plan;
    const decide = (): void => (outcome.kind === "answered" ? this.#answer() : this.#end(outcome.cause));
    if (ringsAt === undefined) {
      this.#timeline.after(outcome.at, decide);
      return;
    }
    this.#timeline.after(ringsAt, () => {
      listener({ type: "ringing" });
      this.#timeline.after(outcome.at - ringsAt, decide);
    });
  }

  hangUp(): Promise<void> {
    this.#end("local hang-up");
    return Promise.resolve();
  }

  sendDtmf(dtmf: string): void {
    const keys = keyPresses(dtmf);
    if (this.#waiting === undefined) {
      this.#waiting = [];
      this.#press(keys);
    } else {
      this.#waiting.push(keys);
    }
  }

  readonly simulateRemoteHangUp = (): void => this.#end(END_CAUSE.remoteHangUp);

  #press(keys: readonly KeyPress[]): void {
    const of = keys.filter(({ key }) => key !== undefined).length;
    let pressed = 0;
    this.#timeline.walk(
      // Only the last pause is waited for by itself.
      keys.filter(({ key }, index) => key !== undefined || index === keys.length - 1),
      ({ key }) => {
        if (key === undefined) return;
        pressed += 1;
        this.#listener({ type: "dtmf-progress", pressed, of });
        if (this.#behaviour.kind === "meeting") this.#hearKey(key);
      },
      () => {
        this.#listener({ type: "dtmf-sent" });
        const next = this.#waiting?.shift();
        if (next === undefined) this.#waiting = undefined;
        else this.#press(next);
      },
    );
  }

  #answer(): void {
    this.#listener({ type: "answered" });
    switch (this.#behaviour.kind) {
      case "hangs-up-after":
        this.#timeline.after(this.#behaviour.seconds * 1_000, this.simulateRemoteHangUp);
        return;
      case "meeting":
        this.#prompt(PROMPT.id);
        this.#waitForKey();
        return;
      case "conversation":
        this.#talk(this.#behaviour.hangsUp);
        return;
      case "answers":
      case "answers-after":
      // These two never answer.
      case "refuses":
      case "rings-out":
        return;
    }
  }

  #talk(hangsUp: boolean): void {
    const answeredAt = this.#farEnd.clock();
    const { speed, script } = this.#farEnd;
    this.#timeline.walk(
      script,
      ({ at, utterance, cue, text, isFinal }) =>
        this.#listener({
          type: "speech",
          speech: {
            ...{ utterance, text, isFinal },
            ...(cue.speaker === undefined ? {} : { speaker: cue.speaker }),
            startedAt: Math.round(answeredAt + cue.start / speed),
            duration: Math.round((at - cue.start) / speed),
          },
        }),
      () => {
        if (hangsUp) this.#timeline.after(HANGS_UP_AFTER_SCRIPT_MS, this.simulateRemoteHangUp);
      },
    );
  }

  #hearKey(key: string): void {
    const before = this.#entrance;
    this.#entrance = press(before, key);
    if (this.#entrance.stage === "refused") {
      this.#end(this.#entrance.cause);
      return;
    }
    if (this.#entrance.stage === "passcode" && before.stage === "id") this.#prompt(PROMPT.passcode);
    if (this.#entrance.stage === "admitted" && before.stage !== "admitted") this.#prompt(PROMPT.admitted);
    this.#waitForKey();
  }

  #waitForKey(): void {
    this.#giveUpPatience();
    const waits = patience(this.#entrance);
    if (waits !== undefined) {
      this.#giveUpPatience = this.#timeline.after(waits.milliseconds, () => this.#end(waits.cause));
    }
  }

  /** The voice of the bridge. */
  #prompt(text: string): void {
    const utterance = this.#utterances++;
    const startedAt = this.#farEnd.clock();
    this.#listener({ type: "speech", speech: { utterance, text, isFinal: true, startedAt, duration: 0 } });
  }

  #end(cause: EndCause): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#timeline.end();
    this.#listener({ type: "ended", cause });
  }
}
