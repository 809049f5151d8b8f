import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import type { SipTarget } from "../../../gateway/calls/dialers/baresip/target.js";
import { BaresipDialer } from "../../../gateway/calls/dialers/baresip.js";
import { dialerByTrunks } from "../../../gateway/trunks/open-trunks.js";
import { withReachability } from "../../../gateway/trunks/reachability.js";
import { freePort } from "../../support/free-port.js";
import { startTestGateway, waitFor } from "../../support/gateway.js";
import { leftOut } from "../../support/left-out.js";
import { closeEars, startEar } from "../../support/sip/ear.js";
import { closeFarEnds, startFarEnd } from "../../support/sip/far-end.js";
import { whyNoCalls } from "../../support/sip/packages.js";
import { accepts } from "../../support/sip/scenarios.js";
import { start } from "../client.js";
import { config } from "./a-trunk.js";

const WHY_NOT = whyNoCalls();
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
  await closeFarEnds();
  closeEars();
});

/** A SIP server by UDP that answers each method with a status, or not at all. */
async function server(statuses: Readonly<Record<string, string>>) {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  cleanups.push(() => socket.close());
  const methods: string[] = [];
  socket.on("message", (packet, from) => {
    const text = packet.toString("latin1");
    const [method = ""] = text.split(" ");
    methods.push(method);
    const status = statuses[method];
    if (status === undefined) return;
    const repeated = text.split("\r\n").filter((line) => /^(via|from|to|call-id|cseq):/i.test(line));
    socket.send(`SIP/2.0 ${status}\r\n${repeated.join("\r\n")}\r\nContent-Length: 0\r\n\r\n`, from.port, from.address);
  });
  return { proxy: `127.0.0.1:${socket.address().port}`, methods };
}

describe("whether a trunk can be reached", () => {
  const numberTo = (...proxies: readonly string[]) => {
    const { trunks } = config({ trunks: proxies.map((proxy, index) => ({ name: `t${index}`, proxy })) });
    let now = 0;
    const targets = trunks.map(({ name }): SipTarget => ({ uri: "sip:1@x", trunk: name }));
    const [first, ...others] = targets;
    if (first === undefined) throw new Error("no trunk");
    const route = withReachability(() => [first, ...others], trunks, { waitMs: 300, clock: () => now });
    return {
      ask: () => Promise.all(route({ type: "sip", uri: "sip:1@x" }, "app").map((target) => target.isReachable?.())),
      pass: (milliseconds: number) => {
        now += milliseconds;
      },
    };
  };

  it("is asked of all but the last of a call, whatever they answer", async () => {
    const [a, b, c] = [
      await server({ OPTIONS: "404 Not Found" }),
      await server({}),
      await server({ OPTIONS: "200 OK" }),
    ];
    expect(await numberTo(a.proxy, b.proxy, c.proxy).ask()).toEqual([true, false, undefined]);
    expect(c.methods).toEqual([]);
    expect(await numberTo(c.proxy).ask()).toEqual([undefined]);
    expect(c.methods).toEqual([]);
  });

  it("is remembered: for half a minute of one that was there, for ten seconds of one that was not", async () => {
    const [there, away] = [await server({ OPTIONS: "200 OK" }), `127.0.0.1:${await freePort()}`];
    const { ask, pass } = numberTo(there.proxy, away, "127.0.0.1:9");
    await Promise.all([ask(), ask()]);
    expect(there.methods).toEqual(["OPTIONS"]);
    pass(29_999);
    expect(await ask()).toEqual([true, false, undefined]);
    expect(there.methods).toEqual(["OPTIONS"]);
    pass(1);
    await ask();
    expect(there.methods).toEqual(["OPTIONS", "OPTIONS"]);
  });

  it("is asked again of one that was away", async () => {
    const port = await freePort();
    const { ask, pass } = numberTo(`127.0.0.1:${port}`, "127.0.0.1:9");
    expect(await ask()).toEqual([false, undefined]);
    const socket = createSocket("udp4").bind(port, "127.0.0.1");
    await once(socket, "listening");
    cleanups.push(() => socket.close());
    let asked = 0;
    socket.on("message", () => {
      asked += 1;
    });
    pass(9_999);
    expect(await ask()).toEqual([false, undefined]);
    expect(asked).toBe(0);
    pass(1);
    await ask();
    expect(asked).toBeGreaterThan(0);
  });
});

describe.skipIf(WHY_NOT !== undefined)(`calls where a trunk is silent${leftOut(WHY_NOT)}`, () => {
  async function callBy(trunks: readonly object[]) {
    const dialer = await dialerByTrunks(
      config({ trunks }),
      (route) => new BaresipDialer({ route, address: "127.0.0.1" }),
    );
    const gateway = await startTestGateway({ dialer });
    cleanups.unshift(() => gateway.close());
    await start(gateway, { body: { operation: "start", endpoint: { type: "pstn", phoneNumber: "14082924837" } } });
    return waitFor(
      async () => (await gateway.connections())[0],
      (call) => call?.state === "answered" || call?.state === "ended",
    );
  }

  async function meeting() {
    const { port: rtpPort } = await startEar();
    const { port } = await startFarEnd(accepts({ rtpPort }));
    return { name: "second", proxy: `127.0.0.1:${port}` };
  }

  it("go by the next one, and the silent one never gets the call: it might place it", async () => {
    const silent = await server({});
    const call = await callBy([{ name: "first", proxy: silent.proxy }, await meeting()]);
    expect(call).toMatchObject({
      state: "answered",
      warnings: ["first did not take the call (nobody answers there); second was tried next."],
    });
    expect(new Set(silent.methods)).toEqual(new Set(["OPTIONS"]));
  });

  it("go by no other when the first is there and says no to the call itself", async () => {
    const first = await server({ OPTIONS: "200 OK", INVITE: "486 Busy Here" });
    const call = await callBy([{ name: "first", proxy: first.proxy }, await meeting()]);
    expect(call).toMatchObject({ state: "ended", cause: "486 Busy Here", warnings: [] });
  });

  it("ask nothing of a trunk that is said not to answer", async () => {
    const first = await server({ INVITE: "503 Service Unavailable" });
    const call = await callBy([{ name: "first", proxy: first.proxy, answersOptions: false }, await meeting()]);
    expect(call?.state).toBe("answered");
    expect(first.methods).not.toContain("OPTIONS");
  });
});
