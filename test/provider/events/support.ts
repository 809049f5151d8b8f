import { afterEach, beforeEach } from "vitest";
import {
  type ResultMessage,
  type SubscribeOptions,
  type Subscription,
  subscribe,
} from "../../../provider/events/index.js";
import { type OnUpgrade, type ScriptedSocketServer, scriptedSocketServer } from "./scripted-socket-server.js";

/** What the tests of a file share; everything is closed after each test, the youngest first. */
export interface Stage {
  server(...script: OnUpgrade[]): Promise<ScriptedSocketServer>;
  follow(scripted: ScriptedSocketServer, more?: SubscribeOptions): Subscription;
  onEnd(close: () => Promise<unknown>): void;
}

/** Call it once at the top of a file. */
export function stage(): Stage {
  const closers: (() => Promise<unknown>)[] = [];
  beforeEach(() => {
    clearSettings();
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  return {
    async server(...script) {
      const scripted = await scriptedSocketServer(...script);
      closers.push(scripted.close);
      return scripted;
    },
    follow(scripted, more) {
      const subscription = subscribe(scripted.url, optionsFor(scripted, more));
      closers.push(() => subscription.close());
      return subscription;
    },
    onEnd: (close) => void closers.push(close),
  };
}

/** Options for a scripted server, with timings that suit a test. */
export function optionsFor(
  server: Pick<ScriptedSocketServer, "origin">,
  more: SubscribeOptions = {},
): SubscribeOptions {
  return { baseUrl: server.origin, accessToken: "token-given", ...more };
}

/** Everything until the iteration completes. */
export async function all(subscription: AsyncIterable<ResultMessage>): Promise<ResultMessage[]> {
  const messages: ResultMessage[] = [];
  for await (const message of subscription) messages.push(message);
  return messages;
}

/** Everything until the iteration throws, and what it threw. */
export async function allAndError(subscription: Subscription): Promise<{ messages: ResultMessage[]; error: unknown }> {
  const messages: ResultMessage[] = [];
  try {
    for await (const message of subscription) messages.push(message);
  } catch (error) {
    return { messages, error };
  }
  throw new Error(`the iteration completed after ${messages.length} messages`);
}

/** What a transcript says; the type of anything else. */
export function content(message: ResultMessage): string {
  return message.type === "transcript_response" ? message.payload.content : message.type;
}

/** Clears the settings of this machine, so that tests see their own. */
export function clearSettings(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith("SYMBL_")) delete process.env[name];
}
