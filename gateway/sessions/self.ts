import type { Logger } from "pino";
import { isLive } from "../calls/call.js";
import { END_CAUSE } from "../calls/causes.js";
import type { LiveCalls } from "../calls/live-calls.js";
import type { EventHub } from "../events/hub.js";
import type { Self } from "../store/storage.js";
import type { Store } from "../store/store.js";
import type { Transcripts } from "./transcripts.js";

/** What this process does when the other gateways of its storage ask it, or tell it something. */
export function selfAmongPeers(parts: {
  readonly calls: LiveCalls;
  readonly store: Store;
  readonly transcripts: Transcripts;
  readonly hub: EventHub;
  readonly log: Logger;
}): Self {
  const { calls, store, transcripts, hub, log } = parts;
  return {
    hangUp: async (connectionId, cause) => {
      if (cause === END_CAUSE.remoteHangUp) await calls.simulateRemoteHangUp(connectionId);
      else await calls.hangUp(connectionId, cause);
      // An earlier attempt may have hung up when the database was away.
      await store.settle(connectionId);
    },
    sendDtmf: (connectionId, dtmf) => calls.sendDtmf(connectionId, dtmf),
    heard: (connectionId) => {
      calls.heard(connectionId);
      transcripts.heard(connectionId);
    },
    publish: (connectionId, message) => hub.publish(connectionId, message),
    ended: (connectionId, cause) => hub.end(connectionId, cause),
    lost: async () => {
      log.error("without its database for too long: the calls of this process are hung up");
      await calls.hangUpAll(END_CAUSE.databaseLost);
    },
    missed: () => endSocketsOfEndedCalls(store, hub),
  };
}

async function endSocketsOfEndedCalls(store: Store, hub: EventHub): Promise<void> {
  for (const connectionId of hub.connectionIds()) {
    const connection = await store.connection(connectionId);
    if (connection === undefined || !isLive(connection.call)) hub.end(connectionId, connection?.call.cause ?? "");
  }
}
