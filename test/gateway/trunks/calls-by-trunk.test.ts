import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { BaresipDialer } from "../../../gateway/calls/dialers/baresip.js";
import { dialerByTrunks } from "../../../gateway/trunks/open-trunks.js";
import { freePort } from "../../support/free-port.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { type GatewayProcess, startGatewayProcess } from "../../support/gateway-process.js";
import { leftOut } from "../../support/left-out.js";
import { provesPassword } from "../../support/sip/digest.js";
import { closeEars, startEar } from "../../support/sip/ear.js";
import { closeFarEnds, startFarEnd } from "../../support/sip/far-end.js";
import { whyNoCalls } from "../../support/sip/packages.js";
import { accepts, refuses } from "../../support/sip/scenarios.js";
import { askToken, send, start, stop, wrongPaths } from "../client.js";
import { config } from "./a-trunk.js";
import { wantsPasswordOfCalls } from "./trunk-scenarios.js";

const WHY_NOT = whyNoCalls();
const APP = { appId: "blue", appSecret: "a-secret-of-16-or-more" };
const NUMBER = "14082924837";
const body = (phoneNumber = NUMBER, dtmf?: string) => ({
  operation: "start",
  endpoint: { type: "pstn", phoneNumber, ...(dtmf === undefined ? {} : { dtmf }) },
});

describe.skipIf(WHY_NOT !== undefined)(`calls by trunks${leftOut(WHY_NOT)}`, () => {
  let folder: string | undefined;
  const gateways = new Set<{ close(): Promise<unknown> }>();
  afterEach(async () => {
    await Promise.all([...gateways].map((gateway) => gateway.close()));
    gateways.clear();
    await closeFarEnds();
    closeEars();
    if (folder !== undefined) rmSync(folder, { recursive: true });
    folder = undefined;
  });

  async function gatewayWith(written: object): Promise<TestGateway> {
    const dialer = await dialerByTrunks(config(written), (route) => new BaresipDialer({ route, address: "127.0.0.1" }));
    const gateway = await startTestGateway({ dialer });
    gateways.add(gateway);
    return gateway;
  }

  /** The gateway's command, with a real dialer and this file of trunks. */
  async function commandWith(
    written: object | undefined,
  ): Promise<GatewayProcess & { readonly token: () => Promise<string> }> {
    folder = mkdtempSync(join(tmpdir(), "calls-by-trunk-"));
    const file = join(folder, "trunks.json");
    if (written !== undefined) writeFileSync(file, JSON.stringify(written), { mode: 0o600 });
    const gateway = await startGatewayProcess(
      ["--dialer", "baresip", ...(written === undefined ? [] : ["--trunk-config", file]), "--log-level", "debug"],
      { env: { SYMBL_GATEWAY_APPS: JSON.stringify([APP]), TRUNK_PASSWORD: "the-trunks-password" } },
    );
    gateways.add({ close: () => gateway.kill("SIGTERM") });
    return {
      ...gateway,
      token: async () => {
        const { body: answer } = await askToken(gateway, { type: "application", ...APP });
        return typeof answer === "object" && answer !== null && "accessToken" in answer
          ? String(answer.accessToken)
          : "";
      },
    };
  }

  async function trunk(name: string, more: object = {}, calls = 10) {
    const { port: rtpPort } = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort }), { calls });
    // sipp does what its scenario says, and nothing else.
    return { farEnd, written: { name, proxy: `127.0.0.1:${farEnd.port}`, answersOptions: false, ...more } };
  }

  const up = (gateway: Pick<TestGateway, "connections">, connectionId: string) =>
    waitFor(
      async () => (await gateway.connections()).find((each) => each.connectionId === connectionId),
      (shown) => shown?.state === "answered" || shown?.state === "ended",
    );

  it("places a telephone call through a trunk that asks for a password, as whom the trunk knows, and hangs up", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(wantsPasswordOfCalls(ear.port));
    const gateway = await commandWith({
      trunks: [
        {
          ...{ name: "main", proxy: `127.0.0.1:${farEnd.port}`, user: "gw", passwordEnv: "TRUNK_PASSWORD" },
          ...{ callerId: { number: "+14085550100", displayName: "Stand-up" }, fromDomain: "voice.example.com" },
        },
      ],
    });
    const token = await gateway.token();
    const started = await send(gateway, "POST", "/v1/endpoint:connect", { token, body: body(NUMBER, "12#") });
    expect(started.status).toBe(201);
    await ear.until(() => ear.digits().includes("12#"));
    const [shown] = await gateway.connections();
    expect((await stop(gateway, token, shown?.connectionId ?? "")).status).toBe(200);
    await farEnd.done();
    expect(provesPassword(farEnd.messages(), "INVITE", { user: "gw", password: "the-trunks-password" })).toBe(true);
    expect(farEnd.messages()).toContain(`INVITE sip:+${NUMBER}@127.0.0.1:${farEnd.port}`);
    expect(farEnd.messages()).toMatch(/^From: "Stand-up" ?<sip:\+14085550100@voice\.example\.com>/m);
    expect(gateway.stderr()).not.toContain("the-trunks-password");
  });

  it("says how to set a trunk up where there is none, and leaves nothing behind", async () => {
    const gateway = await commandWith(undefined);
    const token = await gateway.token();
    const refused = await send(gateway, "POST", "/v1/endpoint:connect", { token, body: body() });
    expect([refused.status, wrongPaths(refused)]).toEqual([400, ["endpoint.phoneNumber"]]);
    expect(JSON.stringify(refused.body)).toMatch(/--trunk-config.*docs\/sip-trunk\.md/);
    expect(await gateway.connections()).toEqual([]);
  });

  it("goes by the next trunk where the first is dead", async () => {
    const dead = { name: "dead", proxy: `127.0.0.1:${await freePort()}`, transport: "tcp" };
    const { farEnd, written } = await trunk("living");
    const gateway = await gatewayWith({ trunks: [dead, written] });
    const token = await gateway.token();
    const { connectionId } = await start(gateway, { token, body: body() });
    expect((await up(gateway, connectionId))?.state).toBe("answered");
    await stop(gateway, token, connectionId);
    await farEnd.seen(/^BYE /m);
    expect(farEnd.messages().match(/^INVITE /gm)).toHaveLength(1);
  });

  it("dials nothing that the guard refuses, and the start's key is free again", async () => {
    const { farEnd, written } = await trunk("main");
    const gateway = await gatewayWith({ trunks: [written], guard: { deny: ["1809"] } });
    const token = await gateway.token();
    const headers = { "Idempotency-Key": "once" };
    const sip = (uri: string) => ({ operation: "start", endpoint: { type: "sip", uri } });
    for (const [refused, path] of [
      [body("18095551234"), "endpoint.phoneNumber"],
      [body("19005550123"), "endpoint.phoneNumber"],
      [body("1408292483"), "endpoint.phoneNumber"],
      [sip(`sip:19005550123@127.0.0.1:${farEnd.port}`), "endpoint.uri"],
      [sip(`sip:911@127.0.0.1:${farEnd.port}`), "endpoint.uri"],
    ] as const) {
      const answer = await send(gateway, "POST", "/v1/endpoint:connect", { token, headers, body: refused });
      expect([answer.status, wrongPaths(answer)]).toEqual([400, [path]]);
    }
    expect(await gateway.connections()).toEqual([]);
    expect(farEnd.messages()).toBe("");
    const { connectionId } = await start(gateway, { token, headers, body: body() });
    await up(gateway, connectionId);
    await stop(gateway, token, connectionId);
  });

  it("does not follow a far end to another number, nor to another host", async () => {
    const { farEnd: premium } = await trunk("premium");
    const elsewhere = `Contact: <sip:19005550123@127.0.0.1:${premium.port}>`;
    const mover = await startFarEnd(refuses("302 Moved Temporarily", elsewhere), { calls: 100 });
    const gateway = await gatewayWith({});
    const token = await gateway.token();
    const endpoint = { type: "sip", uri: `sip:bob@127.0.0.1:${mover.port}` };
    const { connectionId } = await start(gateway, { token, body: { operation: "start", endpoint } });
    await mover.seen(/^SIP\/2\.0 302 /m);
    // It asks the same host again, which sends it away again.
    await mover.seen(/^INVITE sip:19005550123@/m);
    expect((await stop(gateway, token, connectionId)).status).toBe(200);
    expect(premium.messages()).toBe("");
  });

  it("lets an app start only so many calls a minute", async () => {
    const { written } = await trunk("main");
    const gateway = await gatewayWith({ trunks: [written], limits: { callsPerMinutePerApp: 2 } });
    const token = await gateway.token();
    for (let count = 0; count < 2; count += 1) {
      const { connectionId } = await start(gateway, { token, body: body() });
      await up(gateway, connectionId);
      await stop(gateway, token, connectionId);
    }
    const refused = await send(gateway, "POST", "/v1/endpoint:connect", { token, body: body() });
    expect([refused.status, refused.body]).toMatchObject([429, { code: "TOO_MANY_STARTS" }]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await gateway.connections()).toHaveLength(2);
  });

  it("goes by another trunk where one has all its calls up, and refuses a call when all have", async () => {
    const [small, large] = [await trunk("small", { maxCalls: 1 }), await trunk("large", { maxCalls: 1 })];
    const gateway = await gatewayWith({ trunks: [small.written, large.written] });
    const token = await gateway.token();
    const ids = [];
    for (let count = 0; count < 2; count += 1) {
      const { connectionId } = await start(gateway, { token, body: body() });
      ids.push(connectionId);
      await up(gateway, connectionId);
    }
    await Promise.all([small, large].map(({ farEnd }) => farEnd.seen(/^ACK /m)));
    const headers = { "Idempotency-Key": "once" };
    const refused = await send(gateway, "POST", "/v1/endpoint:connect", { token, headers, body: body() });
    expect([refused.status, refused.body]).toMatchObject([429, { code: "NO_LINE_FREE" }]);
    expect(refused.headers.get("retry-after")).toBe("5");
    await stop(gateway, token, ids[0] ?? "");
    const again = await waitFor(
      () => send(gateway, "POST", "/v1/endpoint:connect", { token, headers, body: body() }),
      ({ status }) => status === 201,
    );
    expect(again.status).toBe(201);
    await small.farEnd.seen(/^INVITE [\s\S]*^INVITE /m);
  });
});
