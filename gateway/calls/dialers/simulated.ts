import { randomOf } from "../../random.js";
import type { Endpoint } from "../../wire/endpoint.js";
import type { Dialer, Leg, LegListener } from "../dialer.js";
import { behaviourOf } from "./simulated/behaviour.js";
import { type FarEnd, SimulatedLeg } from "./simulated/leg.js";
import { planCall } from "./simulated/plan.js";
import { SAMPLE_SCRIPT } from "./simulated/sample-script.js";
import { type Cue, moments } from "./simulated/script.js";
import { parseScript } from "./simulated/webvtt.js";

export interface SimulatedDialerOptions {
  /** The same seed and the same sequence of dials give the same delays and outcomes. Default: 1. */
  readonly seed?: number;
  /** How much faster than a telephone network: 2 halves every delay. Default: 1. */
  readonly speed?: number;
  /** What is said on the numbers of conversations. Default: a sample. */
  readonly script?: readonly Cue[];
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly clock?: () => number;
}

/** A dialer that dials nobody: the number says what the far end does. */
export class SimulatedDialer implements Dialer {
  readonly name = "simulated";
  readonly placesRealCalls = false;
  readonly speed: number;
  readonly #seed: number;
  readonly #farEnd: FarEnd;
  #dials = 0;

  constructor(options: SimulatedDialerOptions = {}) {
    this.#seed = options.seed ?? 1;
    this.speed = options.speed ?? 1;
    this.#farEnd = {
      speed: this.speed,
      clock: options.clock ?? Date.now,
      script: moments(options.script ?? parseScript(SAMPLE_SCRIPT, "the sample script")),
    };
  }

  dial(endpoint: Endpoint, listener: LegListener): Promise<Leg> {
    const behaviour = behaviourOf(endpoint);
    const plan = planCall(behaviour, randomOf(this.#seed, this.#dials++));
    return Promise.resolve(new SimulatedLeg(behaviour, plan, this.#farEnd, listener));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
