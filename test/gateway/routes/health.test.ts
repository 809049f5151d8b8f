import { describe, expect, it } from "vitest";
import { openMemory } from "../../../gateway/store/storage.js";
import { StoreUnavailable } from "../../../gateway/store/store-unavailable.js";
import { startTestGateway } from "../../support/gateway.js";
import { send } from "../client.js";

describe("GET /_gateway/ready", () => {
  it("is open to all, and 200 while calls can be started", async () => {
    const gateway = await startTestGateway();
    try {
      const headers = { "x-forwarded-for": "192.0.2.7" };
      const answer = await send(gateway, "GET", "/_gateway/ready", { headers });
      expect(answer).toMatchObject({ status: 200, body: { status: "ok" } });
    } finally {
      await gateway.close();
    }
  });

  it("is 503 while the storage is away, and health is not", async () => {
    let away = true;
    const gateway = await startTestGateway({
      openStorage: async (...args) => {
        const storage = await openMemory(...args);
        storage.store.ping = async () => {
          if (away) throw new StoreUnavailable("the test took it away");
        };
        return storage;
      },
    });
    try {
      expect((await send(gateway, "GET", "/_gateway/ready")).status).toBe(503);
      expect((await send(gateway, "GET", "/_gateway/health")).status).toBe(200);
      away = false;
      expect((await send(gateway, "GET", "/_gateway/ready")).status).toBe(200);
    } finally {
      await gateway.close();
    }
  });
});
