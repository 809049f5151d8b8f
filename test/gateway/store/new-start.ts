import { newCall } from "../../../gateway/calls/call.js";
import type { NewStart } from "../../../gateway/store/store.js";

/** The gateway process of the stores that are tested. */
export const PROCESS_ID = "this process";

let count = 0;
export function newStart(
  options: { appId?: string; key?: string; bodyHash?: string; now?: number; max?: number } = {},
): NewStart {
  count += 1;
  const { appId = "app", key, bodyHash = "hash", now = 0, max = 1_000 } = options;
  const ids = { connectionId: `connection-${count}`, conversationId: `${count}` };
  return {
    connection: {
      ...ids,
      appId,
      holder: PROCESS_ID,
      endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: "***" },
      details: { timezone: "Asia/Tokyo", languages: ["en-US", { code: "ja-JP" }] },
      answer: { ...ids, eventUrl: "http://127.0.0.1/e", resultWebSocketUrl: "ws://127.0.0.1/e" },
      call: newCall(now),
      idempotencyKey: key ?? null,
    },
    conversation: { conversationId: ids.conversationId, appId, name: "n", startTime: now, members: [], metadata: {} },
    ...(key === undefined ? {} : { idempotency: { key, bodyHash } }),
    maxConnections: max,
    now,
  };
}
