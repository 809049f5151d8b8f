import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { waitFor } from "../support/gateway.js";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.js";
import { leftOut } from "../support/left-out.js";
import { baresipsIn } from "../support/sip/baresips.js";
import { closeEars, startEar } from "../support/sip/ear.js";
import { closeFarEnds, startFarEnd } from "../support/sip/far-end.js";
import { whyNoCalls } from "../support/sip/packages.js";
import { accepts } from "../support/sip/scenarios.js";
import { type Answer, askToken, send, stop } from "./client.js";

const why = whyNoCalls();
const APP = { appId: "acme", appSecret: "a secret of acme's own" };

describe.skipIf(why !== undefined)(`gateways that place real calls${leftOut(why)}`, () => {
  /** Of the folders of calls. */
  let folder: string;
  const gateways: GatewayProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "real-calls-"));
  });
  afterEach(async () => {
    await Promise.all(gateways.splice(0).map((each) => each.kill("SIGTERM")));
    await closeFarEnds();
    closeEars();
    rmSync(folder, { recursive: true, force: true });
  });

  async function startGateway(...args: readonly string[]): Promise<GatewayProcess> {
    const env = { SYMBL_GATEWAY_APPS: JSON.stringify([APP]), TMPDIR: folder };
    const gateway = await startGatewayProcess(["--dialer", "baresip", ...args], { env });
    gateways.push(gateway);
    return gateway;
  }
  async function token(gateway: GatewayProcess): Promise<string> {
    return String(Object((await askToken(gateway, { type: "application", ...APP })).body).accessToken);
  }
  async function dial(gateway: GatewayProcess, endpoint: object): Promise<Answer> {
    return send(gateway, "POST", "/v1/endpoint:connect", {
      token: await token(gateway),
      body: { operation: "start", endpoint },
    });
  }

  test("kill -9 of a gateway hangs its calls up; the next one removes what they have left", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }), { calls: 2 });
    const gateway = await startGateway();
    for (const dtmf of ["1", "2"]) {
      expect(await dial(gateway, { type: "sip", uri: `sip:bot@127.0.0.1:${farEnd.port}`, dtmf })).toMatchObject({
        status: 201,
      });
    }
    await ear.until(() => [...ear.digits()].sort().join() === "1,2");
    expect(baresipsIn(folder)).toHaveLength(2);
    await gateway.kill("SIGKILL");
    await farEnd.done();
    expect(farEnd.messages().match(/^BYE /gm)).toHaveLength(2);
    await waitFor(
      async () => baresipsIn(folder),
      (pids) => pids.length === 0,
    );
    expect(readdirSync(folder).filter((name) => name.startsWith("symbl-gateway-call-"))).toHaveLength(2);
    await startGateway();
    expect(readdirSync(folder).filter((name) => name.startsWith("symbl-gateway-call-"))).toEqual([]);
  });

  test("SIGTERM of a gateway hangs its calls up, and nothing is left", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const gateway = await startGateway("--log-level", "debug");
    await dial(gateway, { type: "sip", uri: `sip:bot@127.0.0.1:${farEnd.port};transport=udp;user=phone`, dtmf: "4" });
    await ear.until(() => ear.digits().join() === "4");
    await gateway.kill("SIGTERM");
    await farEnd.done();
    expect(farEnd.messages()).toMatch(/^INVITE sip:bot@127\.0\.0\.1:\d+;transport=udp;user=phone SIP/m);
    expect(readdirSync(folder).filter((name) => name.startsWith("symbl-gateway-call-"))).toEqual([]);
    expect(gateway.stderr()).not.toMatch(/Via:|INVITE|m=audio/);
  });

  test("two gateways of one machine do not get into each other's calls", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }), { calls: 12 });
    const both = await Promise.all([startGateway(), startGateway()]);
    const keys = Array.from({ length: 12 }, (_, number) => `${number % 10}${number >= 10 ? "#" : "*"}`);
    const answers = await Promise.all(
      keys.map((dtmf, number) =>
        dial(both[number % 2 === 0 ? 0 : 1], { type: "sip", uri: `sip:bot@127.0.0.1:${farEnd.port}`, dtmf }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 201));
    await ear.until(() => [...ear.digits()].sort().join() === [...keys].sort().join());
    await both[0].kill("SIGKILL");
    const shown = await Promise.all([send(both[1], "GET", "/_gateway/connections")]);
    expect(JSON.stringify(shown[0]?.body).match(/"state":"answered"/g)).toHaveLength(6);
  });

  test("a stop hangs up and says so; what cannot be dialled is a 400 that says why", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const gateway = await startGateway();
    const started = await dial(gateway, { type: "sip", uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    await farEnd.seen(/^ACK /m);
    const connectionId = String(Object(started.body).connectionId);
    expect(await stop(gateway, await token(gateway), connectionId)).toMatchObject({ status: 200 });
    await farEnd.done();
    expect((await gateway.connections())[0]).toMatchObject({ state: "ended", cause: "stopped" });
    for (const [endpoint, path] of [
      [{ type: "pstn", phoneNumber: "14082924837" }, "endpoint."],
      [{ type: "sip", uri: "sip:bot@127.0.0.1?Subject=x" }, "endpoint.uri"],
      [{ type: "sip", uri: "sip:bot@[::1]" }, "endpoint.uri"],
      [{ type: "sip", uri: "sip:bot@127.0.0.1;transport=ws" }, "endpoint.uri"],
      [{ type: "sip", uri: "sip:bot@127.0.0.1", audioConfig: { encoding: "SPEEX" } }, "endpoint.audioConfig.encoding"],
    ] as const) {
      const answer = await dial(gateway, endpoint);
      expect(answer, JSON.stringify(endpoint)).toMatchObject({ status: 400 });
      expect(JSON.stringify(answer.body)).toContain(`"path":"${path}`);
    }
    expect(await gateway.connections()).toHaveLength(1);
  });
});
