import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { advance, type Call } from "../../../gateway/calls/call.js";
import { InsistentStore } from "../../../gateway/store/insistent-store.js";
import { MemoryStore } from "../../../gateway/store/memory-store.js";
import type { NewStart, StartDecision } from "../../../gateway/store/store.js";
import { StoreUnavailable } from "../../../gateway/store/store-unavailable.js";
import { waitFor } from "../../support/gateway.js";
import { newStart } from "./new-start.js";

/** A store that can be out of reach, and can do what it is told and then not say so. */
class FlakyStore extends MemoryStore {
  away = false;
  speechless = false;
  readonly saved: string[] = [];

  override async beginStart(start: NewStart): Promise<StartDecision> {
    this.#reach();
    const decision = await super.beginStart(start);
    if (this.speechless) throw new StoreUnavailable("no answer to commit");
    return decision;
  }
  override async answerStart(connectionId: string): Promise<void> {
    this.#reach();
    await super.answerStart(connectionId);
  }
  override async forgetStart(connectionId: string): Promise<void> {
    this.#reach();
    await super.forgetStart(connectionId);
  }
  override async saveCall(connectionId: string, call: Call): Promise<void> {
    this.#reach();
    this.saved.push(call.state);
    await super.saveCall(connectionId, call);
  }

  #reach(): void {
    if (this.away) throw new StoreUnavailable("away");
  }
}

describe("a store that insists", () => {
  let inner: FlakyStore;
  let store: InsistentStore;
  let troubles: string[];
  let start: NewStart;
  beforeEach(async () => {
    inner = new FlakyStore();
    troubles = [];
    store = new InsistentStore(inner, (error) =>
      troubles.push(error instanceof StoreUnavailable ? error.reason : String(error)),
    );
    start = newStart({ key: "k" });
  });
  afterEach(async () => {
    inner.away = false;
    await store.close();
  });

  const lookUp = async () => (await inner.lookUpStart("app", "k", 0)).kind;
  const id = () => start.connection.connectionId;
  const ringing = () => advance(start.connection.call, { type: "ringing" }, 1);
  const ended = () => advance(ringing(), { type: "ended", cause: "stopped" }, 2);

  it("takes a start back that was kept without a word, and leaves its key free", async () => {
    inner.speechless = true;
    await expect(store.beginStart(start)).rejects.toThrow(StoreUnavailable);
    expect(await inner.connections()).toHaveLength(1);
    await waitFor(
      () => inner.connections(),
      (connections) => connections.length === 0,
    );
    inner.speechless = false;
    expect(await store.beginStart(newStart({ key: "k" }))).toEqual({ kind: "accepted" });
  });

  it("answers a start whose call is up although the store is away, and marks its key later", async () => {
    await store.beginStart(start);
    inner.away = true;
    await store.answerStart(id());
    expect(await lookUp()).toBe("running");
    inner.away = false;
    expect(await waitFor(lookUp, (kind) => kind !== "running")).toBe("answered");
  });

  it("forgets a start later that came to nothing while the store was away", async () => {
    await store.beginStart(start);
    inner.away = true;
    await store.forgetStart(id());
    inner.away = false;
    await waitFor(
      () => inner.connections(),
      (connections) => connections.length === 0,
    );
  });

  it("says that the end of a call is not kept yet, and keeps all of its states later, in order", async () => {
    await store.beginStart(start);
    inner.away = true;
    await expect(store.saveCall(id(), ringing())).rejects.toThrow(StoreUnavailable);
    await expect(store.saveCall(id(), ended())).rejects.toThrow(StoreUnavailable);
    await expect(store.settle(id())).rejects.toThrow(StoreUnavailable);
    expect(troubles[0]).toBe("away");
    inner.away = false;
    await store.settle(id());
    expect(inner.saved).toEqual(["ringing", "ended"]);
    expect((await inner.connection(id()))?.call.state).toBe("ended");
  });

  it("keeps each state once, whoever asks for it meanwhile", async () => {
    await store.beginStart(start);
    inner.away = true;
    await store.saveCall(id(), ended()).catch(() => {});
    inner.away = false;
    await Promise.all([store.settle(id()), store.settle(id()), store.close()]);
    expect(inner.saved).toEqual(["ended"]);
  });

  it("passes on every other failure, and does not insist on it", async () => {
    const broken = new InsistentStore(
      Object.assign(new MemoryStore(), { saveCall: () => Promise.reject(new TypeError("a slip")) }),
      () => {},
    );
    await expect(broken.saveCall(id(), ended())).rejects.toThrow("a slip");
    await broken.settle(id());
  });
});
