import { randomBytes } from "node:crypto";
import { bestChallenge, digestAnswer } from "./digest.js";
import { answersRequest, optionsRequest, parseResponse, requestUri, type SipResponse } from "./sip-message.js";
import { openWire, type Peer, type Wire } from "./wires.js";

export interface Question {
  readonly peer: Peer;
  /** Host, and port if any, of the URI that is asked. */
  readonly hostPort: string;
  readonly from: { readonly user: string; readonly host: string };
  readonly credentials?: { readonly user: string; readonly password: string };
  readonly userAgent: string;
  /** Milliseconds until the question is given up. */
  readonly waitMs: number;
}

/** What came of asking a server with OPTIONS. */
export type Answer =
  | { readonly kind: "answered"; readonly response: SipResponse; readonly challenge: ChallengeOutcome }
  /** There is no way to it, or nothing came by it. */
  | { readonly kind: "failed"; readonly error: Error; readonly connected: boolean };

/** `refused`: our answer to the challenge was challenged again. */
export type ChallengeOutcome = "none" | "no credentials" | "not understood" | "taken" | "refused";

/** Nothing came within the time. */
export class Silence extends Error {
  override readonly name = "Silence";
}

/** Asks a server what it can, which places no call, and answers its challenge. */
export async function ask(question: Question): Promise<Answer> {
  const { peer, credentials, waitMs } = question;
  const deadline = AbortSignal.timeout(waitMs);
  const over = new AbortController();
  deadline.addEventListener("abort", () => over.abort(new Silence("No answer came.")), { once: true });
  const inbox = new Inbox();
  let wire: Wire | undefined;
  try {
    wire = await openWire(
      peer,
      { onMessage: (text) => inbox.put(text), onEnd: (error) => inbox.end(error) },
      over.signal,
    );
    const call = { callId: randomBytes(12).toString("hex"), tag: randomBytes(6).toString("hex") };
    const first = await exchange(wire, inbox, { ...question, ...call, sequence: 1, local: wire.local });
    if (first.status !== 401 && first.status !== 407) return { kind: "answered", response: first, challenge: "none" };
    if (credentials === undefined) return { kind: "answered", response: first, challenge: "no credentials" };
    let response = first;
    // A second time for a nonce that was too old.
    for (let sequence = 2; sequence <= 3; sequence += 1) {
      const proxy = response.status === 407;
      const values = response.headers.get(proxy ? "proxy-authenticate" : "www-authenticate") ?? [];
      const challenge = bestChallenge(values);
      if (challenge === undefined) return { kind: "answered", response, challenge: "not understood" };
      if (sequence === 3 && !challenge.stale) break;
      const value = digestAnswer(challenge, {
        ...credentials,
        ...{ method: "OPTIONS", uri: requestUri(question), cnonce: randomBytes(12).toString("hex"), count: 1 },
      });
      const authorization = { name: proxy ? ("Proxy-Authorization" as const) : ("Authorization" as const), value };
      response = await exchange(wire, inbox, { ...question, ...call, sequence, local: wire.local, authorization });
      if (response.status !== 401 && response.status !== 407) return { kind: "answered", response, challenge: "taken" };
    }
    return { kind: "answered", response, challenge: "refused" };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    return { kind: "failed", error: failure, connected: wire !== undefined };
  } finally {
    wire?.close();
  }
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 4_000;

type Asked = Question & {
  readonly local: string;
  readonly callId: string;
  readonly tag: string;
  readonly sequence: number;
  readonly authorization?: { readonly name: "Authorization" | "Proxy-Authorization"; readonly value: string };
};

/** Sends a request, by UDP again and again, until its final answer. Source: RFC 3261, section 17.1.2. */
async function exchange(wire: Wire, inbox: Inbox, asked: Asked): Promise<SipResponse> {
  const { peer, hostPort, from, userAgent, local, callId, tag, sequence, authorization } = asked;
  // The cookie says that it is unique. Source: RFC 3261, section 8.1.1.7.
  const branch = `z9hG4bK${randomBytes(12).toString("hex")}`;
  const { transport } = peer;
  const message = optionsRequest({
    ...{ hostPort, transport, local, from, branch, callId, tag, sequence, userAgent, authorization },
  });
  let again: NodeJS.Timeout | undefined;
  const send = (pause: number): void => {
    wire.send(message);
    if (wire.lossy) again = setTimeout(() => send(Math.min(2 * pause, LONGEST_PAUSE_MS)), pause);
  };
  try {
    send(FIRST_PAUSE_MS);
    for (;;) {
      const response = parseResponse(await inbox.take());
      if (response !== undefined && answersRequest(response, { branch, callId, sequence }) && response.status >= 200) {
        return response;
      }
    }
  } finally {
    clearTimeout(again);
  }
}

/** Messages in the order of their arrival, until there are no more. */
class Inbox {
  readonly #messages: string[] = [];
  #error: Error | undefined;
  #wake: () => void = () => {};

  put(message: string): void {
    this.#messages.push(message);
    this.#wake();
  }

  end(error: Error): void {
    this.#error ??= error;
    this.#wake();
  }

  async take(): Promise<string> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#error !== undefined) throw this.#error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
