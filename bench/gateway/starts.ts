import { randomUUID } from "node:crypto";
import { Pool } from "undici";
import type { Server } from "./servers.js";

/** What a burst of starts took. */
export interface Burst {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
  /** Milliseconds of the server's processor a start. */
  readonly cpu: number;
}

const START = {
  operation: "start",
  endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#,,1234#" },
  actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
  data: { session: { name: "Daily stand-up" } },
  timezone: "Asia/Tokyo",
  languages: ["en-US"],
};

/** One call to a number. */
export async function startCall(
  { url, token }: Server,
  phoneNumber: string,
): Promise<{ readonly resultWebSocketUrl: string }> {
  const response = await fetch(`${url}/v1/endpoint:connect`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": token },
    body: JSON.stringify({ operation: "start", endpoint: { type: "pstn", phoneNumber } }),
  });
  if (response.status !== 201) throw new Error(`a start was answered with ${response.status}`);
  const { resultWebSocketUrl = "" }: { resultWebSocketUrl?: string } = JSON.parse(await response.text());
  return { resultWebSocketUrl };
}

/** `count` starts, `atOnce` at a time, each with a key of its own; rejects when one is not answered with 201. */
export async function placeStarts(server: Server, count: number, atOnce: number): Promise<Burst> {
  const pool = new Pool(server.url, { connections: atOnce });
  const took: number[] = [];
  const body = JSON.stringify(START);
  let left = count;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const from = performance.now();
      const answer = await pool.request({
        method: "POST",
        path: "/v1/endpoint:connect",
        headers: { "content-type": "application/json", "x-api-key": server.token, "idempotency-key": randomUUID() },
        body,
      });
      const text = await answer.body.text();
      took.push(performance.now() - from);
      if (answer.statusCode !== 201) throw new Error(`a start was answered with ${answer.statusCode}: ${text}`);
    }
  };
  const cpuBefore = server.cpu();
  const from = performance.now();
  try {
    await Promise.all(Array.from({ length: atOnce }, caller));
  } finally {
    await pool.close();
  }
  const seconds = (performance.now() - from) / 1_000;
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? Number.NaN;
  return {
    perSecond: count / seconds,
    median: at(0.5),
    p99: at(0.99),
    cpu: (server.cpu() - cpuBefore) / count,
  };
}
