import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { MemoryStore } from "../../../gateway/store/memory-store.js";
import { NO_PEERS } from "../../../gateway/store/storage.js";
import type { Store } from "../../../gateway/store/store.js";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { Socket, start } from "../client.js";

/** A store that counts how many speaker events it is given at once. */
class CountingStore extends MemoryStore {
  atOnce = 0;
  most = 0;

  override async saveSpeakerMark(...args: Parameters<Store["saveSpeakerMark"]>): ReturnType<Store["saveSpeakerMark"]> {
    this.atOnce += 1;
    this.most = Math.max(this.most, this.atOnce);
    await setImmediate();
    this.atOnce -= 1;
    return super.saveSpeakerMark(...args);
  }
}

let gateway: TestGateway | undefined;
afterEach(() => gateway?.close());

it("frames of a socket are taken one after the other, however fast they come", async () => {
  const store = new CountingStore();
  gateway = await startTestGateway({
    openStorage: async () => ({ store, signingKey: randomBytes(32), peers: NO_PEERS, isLasting: false }),
  });
  const { resultWebSocketUrl, conversationId } = await start(gateway);
  const socket = await Socket.open(resultWebSocketUrl, { "x-api-key": await gateway.token() });
  const user = { userId: "ada@example.com", name: "Ada" };
  for (let second = 0; second < 400; second += 1) {
    const timestamp = new Date(second * 1_000).toISOString();
    socket.send(JSON.stringify({ topic: "speaker", type: "joined", user, timestamp }));
  }
  socket.send("__PING__");
  expect(await socket.next()).toBe("__PONG__");
  expect(store.most).toBe(1);
  expect(await store.speakerMarks(conversationId)).toHaveLength(400);
});
