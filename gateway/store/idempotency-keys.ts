import type { StartAnswer } from "../wire/connect.js";
import { IDEMPOTENCY_TTL_MS, type StartDecision } from "./store.js";

/** What is known of a key. */
export type KeyState =
  | { readonly kind: "running"; readonly bodyHash: string }
  | { readonly kind: "answered"; readonly answer: StartAnswer; readonly bodyHash: string }
  | { readonly kind: "burned" };

/** What becomes of a start whose key is taken. */
export function decide(known: KeyState, bodyHash: string): StartDecision {
  if (known.kind === "burned") return { kind: "burned" };
  if (known.bodyHash !== bodyHash) return { kind: "other-body" };
  return known.kind === "running" ? { kind: "running" } : { kind: "replay", answer: known.answer };
}

/** Idempotency keys by app, forgotten 24 hours after they were first seen. */
export class IdempotencyKeys {
  /** In the order of `since`, so that the oldest come first. */
  readonly #entries = new Map<string, { state: KeyState; readonly since: number }>();

  find(appId: string, key: string, now: number): KeyState | undefined {
    this.dropExpired(now);
    return this.#entries.get(entryName(appId, key))?.state;
  }

  add(appId: string, key: string, state: KeyState, now: number): void {
    this.#entries.set(entryName(appId, key), { state, since: now });
  }

  answer(appId: string, key: string, answer: StartAnswer): void {
    const entry = this.#entries.get(entryName(appId, key));
    if (entry?.state.kind === "running") {
      entry.state = { kind: "answered", answer, bodyHash: entry.state.bodyHash };
    }
  }

  remove(appId: string, key: string): void {
    this.#entries.delete(entryName(appId, key));
  }

  clear(): void {
    this.#entries.clear();
  }

  dropExpired(now: number): void {
    for (const [name, { state, since }] of this.#entries) {
      if (now - since < IDEMPOTENCY_TTL_MS) return;
      // A start that runs for a day is stuck, but it may still have placed a call.
      if (state.kind !== "running") this.#entries.delete(name);
    }
  }
}

function entryName(appId: string, key: string): string {
  // No app id holds a line break, so no two pairs share a name.
  return `${appId}\n${key}`;
}
