import { setTimeout as delay } from "node:timers/promises";
import type { Call } from "../../../gateway/calls/call.js";
import type { Media } from "../../../gateway/calls/dialer.js";
import { BaresipDialer, type BaresipDialerOptions } from "../../../gateway/calls/dialers/baresip.js";
import { LiveCalls, type LiveCallsOptions } from "../../../gateway/calls/live-calls.js";
import type { Endpoint } from "../../../gateway/wire/endpoint.js";
import { direct } from "./direct.js";

/** A gateway's calls over real SIP, without the gateway around them. */
export interface Caller {
  readonly calls: LiveCalls;
  readonly dialer: BaresipDialer;
  /** Dials; resolves to the call's id when it is on its way. */
  dial(endpoint: Partial<Endpoint> & { readonly uri?: string }): Promise<string>;
  call(id: string): Call | undefined;
  media(id: string): readonly Media[];
  until(id: string, condition: (call: Call) => boolean, withinMs?: number): Promise<Call>;
  ended(id: string, withinMs?: number): Promise<Call>;
  errors(): readonly unknown[];
  close(): Promise<void>;
}

const open = new Set<Caller>();

/** Hangs up what is left; after each test. */
export async function closeCallers(): Promise<void> {
  await Promise.all([...open].map((caller) => caller.close()));
}

export function startCaller(
  options: Partial<BaresipDialerOptions> = {},
  limits: LiveCallsOptions["limits"] = {},
): Caller {
  const dialer = new BaresipDialer({ route: direct, address: "127.0.0.1", ...options });
  const known = new Map<string, Call>();
  const media = new Map<string, Media[]>();
  const errors: unknown[] = [];
  let count = 0;
  const calls = new LiveCalls({
    dialer,
    limits,
    clock: Date.now,
    onChange: (id, call) => {
      known.set(id, call);
      return Promise.resolve();
    },
    onSpeech: () => {},
    onMedia: (id, piece) => media.set(id, [...(media.get(id) ?? []), piece]),
    onError: (error) => errors.push(error),
  });
  const caller: Caller = {
    calls,
    dialer,
    dial: async (endpoint) => {
      count += 1;
      const id = `call-${count}`;
      const whole: Endpoint =
        endpoint.type === "pstn"
          ? { type: "pstn", phoneNumber: "14082924837", ...endpoint }
          : { uri: "sip:bot@127.0.0.1", ...endpoint, type: "sip" };
      await calls.dial({ connectionId: id, appId: "blue" }, whole, Date.now());
      return id;
    },
    call: (id) => known.get(id),
    media: (id) => media.get(id) ?? [],
    until: async (id, condition, withinMs = 20_000) => {
      const deadline = Date.now() + withinMs;
      for (;;) {
        const call = known.get(id);
        if (call !== undefined && condition(call)) return call;
        if (Date.now() > deadline) throw new Error(`It did not happen: ${condition}; ${JSON.stringify(call)}`);
        await delay(5);
      }
    },
    ended: (id, withinMs) => caller.until(id, ({ state }) => state === "ended", withinMs),
    errors: () => errors,
    close: async () => {
      open.delete(caller);
      await calls.close("test over");
      await dialer.close();
    },
  };
  open.add(caller);
  return caller;
}
