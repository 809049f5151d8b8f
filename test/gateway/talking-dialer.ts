import type { Dialer, Leg, LegEvent, LegListener } from "../../gateway/calls/dialer.js";
import type { Speech } from "../../gateway/calls/speech.js";
import type { Endpoint } from "../../gateway/wire/endpoint.js";

/** A dialer whose calls are answered at once, and on which the test speaks. */
export class TalkingDialer implements Dialer {
  readonly name = "talking";
  readonly placesRealCalls = false;
  readonly #legs: { readonly tell: LegListener; utterances: number }[] = [];

  async dial(_endpoint: Endpoint, listener: LegListener): Promise<Leg> {
    let ended = false;
    const end = (cause: string) => {
      if (ended) return;
      ended = true;
      listener({ type: "ended", cause });
    };
    this.#legs.push({ tell: listener, utterances: 0 });
    listener({ type: "answered" });
    return {
      hangUp: async () => end("stopped"),
      sendDtmf: () => listener({ type: "dtmf-sent" }),
      simulateRemoteHangUp: () => end("remote hang-up"),
    };
  }

  async close(): Promise<void> {}

  tell(event: LegEvent, call = -1): void {
    this.#legs.at(call)?.tell(event);
  }

  /** Says something on a call, by default the latest; a finished utterance unless told otherwise. */
  say(text: string, change: Partial<Speech> = {}, call = -1): void {
    const leg = this.#legs.at(call);
    if (leg === undefined) throw new Error("there is no such call");
    const speech: Speech = {
      utterance: leg.utterances,
      text,
      isFinal: true,
      startedAt: Date.now(),
      duration: 1_000,
      ...change,
    };
    if (speech.isFinal) leg.utterances += 1;
    leg.tell({ type: "speech", speech });
  }
}

export const ADA = { name: "Ada", userId: "ada@example.com" };
export const BOB = { name: "Bob", userId: "bob@example.com" };
