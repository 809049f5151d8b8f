import { beforeEach, describe, expect, it } from "vitest";
import { advance } from "../../../gateway/calls/call.js";
import { SimulatedDialer } from "../../../gateway/calls/dialers/simulated.js";
import { LiveCalls } from "../../../gateway/calls/live-calls.js";
import { Readings } from "../../../gateway/conversation/analysis/readings.js";
import type { SessionContext } from "../../../gateway/sessions/context.js";
import { endStrays } from "../../../gateway/sessions/strays.js";
import { MemoryStore } from "../../../gateway/store/memory-store.js";
import { NO_PEERS } from "../../../gateway/store/storage.js";
import { newStart, PROCESS_ID } from "../store/new-start.js";

const LATER = 3_600_000;

describe("connections that are live in the store alone", () => {
  let store: MemoryStore;
  let context: SessionContext;
  beforeEach(() => {
    store = new MemoryStore();
    const clock = () => LATER;
    const calls = new LiveCalls({
      ...{ dialer: new SimulatedDialer(), clock },
      onChange: async () => {},
      onSpeech: () => {},
      onError: () => {},
    });
    context = {
      ...{ store, calls, clock, processId: PROCESS_ID, peers: NO_PEERS, mail: undefined, recordings: undefined },
      ...{
        onTrouble: () => {},
        readings: new Readings(),
        transcripts: { begin: () => {}, heard: () => {}, end: async () => {} },
        hashKey: new Uint8Array(32),
        maxConnections: 50,
        retryAfterSeconds: 1,
      },
    };
  });

  it("are ended when their start is long past, and their key answers", async () => {
    const stray = newStart({ key: "k" });
    await store.beginStart(stray);
    expect(await endStrays(context)).toBe(1);
    const { connectionId, answer } = stray.connection;
    expect((await store.connection(connectionId))?.call).toMatchObject({ state: "ended", cause: "gateway restarted" });
    expect(await store.lookUpStart("app", "k", LATER)).toEqual({ kind: "answered", answer });
    expect(await endStrays(context)).toBe(0);
  });

  it("are left alone when the call is up, its start is fresh, it has ended, or another process has it", async () => {
    const up = newStart({});
    const fresh = newStart({ now: LATER - 1_000 });
    const over = newStart({});
    const other = newStart({});
    await store.beginStart(up);
    await context.calls.dial(
      { connectionId: up.connection.connectionId, appId: "app" },
      { type: "pstn", phoneNumber: "14082924837" },
      0,
    );
    await store.beginStart(fresh);
    await store.beginStart(over);
    await store.saveCall(
      over.connection.connectionId,
      advance(over.connection.call, { type: "ended", cause: "stopped" }, 1),
    );
    await store.beginStart({ ...other, connection: { ...other.connection, holder: "another" } });
    expect(await endStrays(context)).toBe(0);
    await context.calls.close("test over");
    expect((await store.connections()).map(({ call }) => call.state)).toEqual([
      "dialing",
      "dialing",
      "ended",
      "dialing",
    ]);
  });
});
