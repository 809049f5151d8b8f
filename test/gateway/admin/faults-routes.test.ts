import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SimulatedDialer } from "../../../gateway/calls/dialers/simulated.js";
import { readFaultsFile } from "../../../gateway/faults/faults-file.js";
import { startGateway } from "../../../gateway/server.js";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { askToken, send, wrongPaths } from "../client.js";

const PATH = "/_gateway/faults";
const APPS = [{ appId: "blue", appSecret: "a-secret-of-some-length" }];

describe("/_gateway/faults", () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway({ seed: 3 });
  });
  afterEach(() => gateway.close());

  it("shows the rules in force with their defaults and how often each has struck", async () => {
    expect((await send(gateway, "GET", PATH)).body).toEqual({ seed: 3, rules: [] });
    const body = { seed: 4, rules: [{ operation: "token", count: 3, effect: { type: "status", status: 500 } }] };
    const rule = { id: "rule-1", operation: "token", count: 3, probability: 1, delay: 0 };
    const effect = { type: "status", status: 500, when: "before" };
    const put = await send(gateway, "PUT", PATH, { body });
    expect(put.body).toEqual({ seed: 4, rules: [{ ...rule, effect, matched: 0, struck: 0 }] });
    await askToken(gateway, {});
    expect((await send(gateway, "GET", PATH)).body).toEqual({
      seed: 4,
      rules: [{ ...rule, effect, matched: 1, struck: 1 }],
    });
  });

  it("takes all rules away by DELETE, and so does a reset of the gateway", async () => {
    for (const take of [() => send(gateway, "DELETE", PATH), () => send(gateway, "POST", "/_gateway/reset")]) {
      await send(gateway, "PUT", PATH, { body: { rules: [{ effect: { type: "reset" } }] } });
      expect((await take()).status).toBe(200);
      expect((await send(gateway, "GET", PATH)).body).toMatchObject({ rules: [] });
    }
  });

  it.each([
    [{}, ["rules"]],
    [{ rules: [{}] }, ["rules[0].effect"]],
    [{ rules: [{ effect: { type: "explode" } }], colour: 1 }, ["colour", "rules[0].effect.type"]],
    [
      {
        rules: [
          { operation: "sing", probability: 2, count: 0, delay: -1, id: "a b", effect: { type: "reset", when: "now" } },
        ],
      },
      ["count", "delay", "effect.when", "id", "operation", "probability"].map((field) => `rules[0].${field}`),
    ],
    [{ rules: [{ effect: { type: "status", status: 700 } }] }, ["rules[0].effect.status"]],
    [{ rules: [{ effect: { type: "status", status: 101 } }] }, ["rules[0].effect.status"]],
    [{ rules: [{ effect: { type: "delay" } }] }, ["rules[0].delay"]],
    [{ rules: [{ operation: "stop", effect: { type: "hang-up", after: 1 } }] }, ["rules[0].effect.type"]],
    [{ rules: [{ operation: "token", effect: { type: "token-expired" } }] }, ["rules[0].effect.type"]],
    [
      { rules: [{ operation: "websocket", effect: { type: "status", status: 500, when: "after" } }] },
      ["rules[0].effect.type"],
    ],
    [
      {
        rules: [
          { id: "a", effect: { type: "reset" } },
          { id: "a", effect: { type: "reset" } },
        ],
      },
      ["rules[1].id"],
    ],
    [
      { rules: [{ effect: { type: "status", status: 500, headers: { "content-length": "5", x: "a\r\nb: c" } } }] },
      ["rules[0].effect.headers.x", 'rules[0].effect.headers["content-length"]'],
    ],
  ])("refuses %j and names %j", async (body, paths) => {
    const answer = await send(gateway, "PUT", PATH, { body });
    expect(answer.status).toBe(400);
    expect(wrongPaths(answer)).toEqual(paths);
    expect((await send(gateway, "GET", PATH)).body).toMatchObject({ rules: [] });
  });

  it("is refused to pages of other origins, to forwarded requests and to an app's token", async () => {
    const token = await gateway.token();
    const body = { rules: [{ effect: { type: "reset" } }] };
    for (const headers of [
      { origin: "https://example.com" },
      { "x-forwarded-for": "127.0.0.1" },
      { "x-forwarded-for": "127.0.0.1", authorization: `Bearer ${token}` },
    ]) {
      for (const method of ["GET", "PUT", "DELETE"]) {
        const options = method === "PUT" ? { headers, body } : { headers };
        expect((await send(gateway, method, PATH, options)).status).toBe(403);
      }
    }
    expect((await send(gateway, "GET", PATH)).body).toMatchObject({ rules: [] });
  });

  it("wants the admin token from elsewhere", async () => {
    const open = await startTestGateway({ host: "0.0.0.0", apps: APPS, adminToken: "the-admin-token" });
    try {
      const local = { url: open.url.replace("0.0.0.0", "127.0.0.1") };
      expect((await send(local, "GET", PATH)).status).toBe(401);
      const headers = { authorization: "Bearer the-admin-token" };
      expect((await send(local, "PUT", PATH, { headers, body: { rules: [] } })).status).toBe(200);
    } finally {
      await open.close();
    }
  });

  it("plays with no real calls", async () => {
    const inner = new SimulatedDialer();
    const dialer = { name: "trunk", placesRealCalls: true, dial: inner.dial.bind(inner), close: () => inner.close() };
    const faults = { rules: [] };
    await expect(startGateway({ dialer, apps: APPS, faults })).rejects.toMatchObject({ code: "BAD_OPTION" });
    const real = await startGateway({ dialer, apps: APPS });
    try {
      const answer = await send(real, "PUT", PATH, { body: { rules: [] } });
      expect(answer).toMatchObject({ status: 409, body: { code: "NOT_SIMULATED" } });
    } finally {
      await real.close();
    }
  });

  it("are in force from the beginning when a file says so; a reset brings them back", async () => {
    const folder = mkdtempSync(join(tmpdir(), "faults-"));
    try {
      const file = join(folder, "faults.json");
      writeFileSync(file, JSON.stringify({ rules: [{ id: "f", effect: { type: "reset" } }] }));
      await gateway.close();
      gateway = await startTestGateway({ faults: readFaultsFile(file) });
      await send(gateway, "DELETE", PATH);
      await send(gateway, "POST", "/_gateway/reset");
      expect((await send(gateway, "GET", PATH)).body).toMatchObject({ rules: [{ id: "f" }] });
      writeFileSync(file, JSON.stringify({ rules: [{ effect: { type: "hush" } }] }));
      expect(() => readFaultsFile(file)).toThrow(/faults\.json: rules\[0\]\.effect\.type: /);
      writeFileSync(file, "{");
      expect(() => readFaultsFile(file)).toThrow(/cannot be read as JSON/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
