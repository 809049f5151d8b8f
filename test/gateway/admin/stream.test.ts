import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { isRecord, start } from "../client.js";

const eventSchema = z.looseObject({ type: z.string() });

/** Follows the stream; `next` skips the events that are not of `type`. */
async function follow(gateway: Pick<TestGateway, "url">) {
  const response = await fetch(`${gateway.url}/_gateway/stream`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  const block = async (): Promise<string | undefined> => {
    while (!rest.includes("\n\n")) {
      const read = await reader?.read();
      if (read === undefined || read.done) return undefined;
      rest += read.value;
    }
    const [first = "", ...others] = rest.split("\n\n");
    rest = others.join("\n\n");
    return first;
  };
  const next = async (type: string): Promise<Record<string, unknown> | undefined> => {
    for (;;) {
      const text = await block();
      if (text === undefined) return undefined;
      const data = text.split("\n").find((line) => line.startsWith("data: "));
      if (data === undefined) continue;
      const event = eventSchema.parse(JSON.parse(data.slice(6)));
      if (event.type === type) return event;
    }
  };
  return { response, next, leave: () => reader?.cancel() };
}

describe("GET /_gateway/stream", () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  it("tells how all is, then every state of a call and every result", async () => {
    await start(gateway);
    const { response, next, leave } = await follow(gateway);
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const snapshot = await next("snapshot");
    expect(snapshot).toMatchObject({ live: [{ state: expect.any(String) }], ended: [] });
    const { connectionId } = await start(gateway);
    const states = new Set<unknown>();
    while (!states.has("answered")) {
      const { call } = (await next("call")) ?? {};
      if (isRecord(call) && call.connectionId === connectionId) states.add(call.state);
    }
    gateway.publish(connectionId, { type: "topic_response", topics: [] });
    expect(await next("result")).toMatchObject({ connectionId, message: { type: "topic_response" } });
    await gateway.hangUp(connectionId);
    for (;;) {
      const { call } = (await next("call")) ?? {};
      if (isRecord(call) && call.connectionId === connectionId && call.state === "ended") break;
    }
    await leave();
  });

  it("shows neither DTMF nor how a start was authenticated", async () => {
    const { next, leave } = await follow(gateway);
    await start(gateway);
    const told = JSON.stringify([await next("snapshot"), await next("call")]);
    expect(told).not.toContain("939293");
    expect(told).toContain('"dtmf":"***"');
    await leave();
  });

  it("ends when the gateway stops", async () => {
    const { next } = await follow(gateway);
    await next("snapshot");
    await gateway.close();
    expect(await next("never")).toBeUndefined();
  });

  it("has room for 64, and for another one when one has left", async () => {
    const readers = await Promise.all(Array.from({ length: 64 }, () => follow(gateway)));
    const refused = await follow(gateway);
    expect(refused.response.status).toBe(503);
    expect(refused.response.headers.get("retry-after")).toBe("5");
    await refused.leave();
    await readers[0]?.leave();
    let status = 503;
    while (status === 503) {
      const another = await follow(gateway);
      status = another.response.status;
      await another.leave();
    }
    expect(status).toBe(200);
    await Promise.all(readers.map(({ leave }) => leave()));
  });
});
