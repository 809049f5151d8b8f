import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { findInstallation } from "../../../../../gateway/calls/dialers/baresip/installation.js";
import { CallPortPool, type TakenPorts } from "../../../../../gateway/calls/dialers/baresip/ports.js";
import { startBaresip } from "../../../../../gateway/calls/dialers/baresip/process.js";
import { leftOut } from "../../../../support/left-out.js";
import { baresipsIn } from "../../../../support/sip/baresips.js";
import { closeCallers, startCaller } from "../../../../support/sip/caller.js";
import { closeEars, startEar } from "../../../../support/sip/ear.js";
import { closeFarEnds, startFarEnd } from "../../../../support/sip/far-end.js";
import { whyNoCalls } from "../../../../support/sip/packages.js";
import { accepts } from "../../../../support/sip/scenarios.js";

const why = whyNoCalls();
const folder = mkdtempSync(join(tmpdir(), "calls-test-"));

afterEach(async () => {
  await closeCallers();
  await closeFarEnds();
  closeEars();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(why !== undefined)(`real calls among strangers${leftOut(why)}`, () => {
  test("a stranger who calls the SIP port of a call is refused, and does not end it", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller({ folder });
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    await caller.until(id, ({ state }) => state === "answered");
    const [pid = 0] = baresipsIn(folder);
    const config = readFileSync(`/proc/${pid}/cwd/config`, "utf8");
    const accounts = readFileSync(`/proc/${pid}/cwd/accounts`, "utf8");
    const port = Number(/^sip_listen 127\.0\.0\.1:(\d+)$/m.exec(config)?.[1]);
    const user = /<sip:([^@]+)@/.exec(accounts)?.[1] ?? "";
    const stranger = createSocket("udp4").bind(0, "127.0.0.1");
    await once(stranger, "listening");
    try {
      const own = `127.0.0.1:${stranger.address().port}`;
      const say = (method: string): void => {
        const head = [
          `${method} sip:${user}@127.0.0.1:${port} SIP/2.0`,
          `Via: SIP/2.0/UDP ${own};branch=z9hG4bKstranger`,
          `From: <sip:stranger@127.0.0.1>;tag=s`,
          `To: <sip:${user}@127.0.0.1:${port}>`,
          ...[
            "Call-ID: stranger",
            `CSeq: 1 ${method}`,
            `Contact: <sip:stranger@${own}>`,
            "Max-Forwards: 70",
            "Content-Length: 0",
          ],
        ];
        stranger.send(`${head.join("\r\n")}\r\n\r\n`, port, "127.0.0.1");
      };
      const answers: string[] = [];
      stranger.on("message", (bytes) => answers.push(bytes.toString("latin1").split("\r\n", 1)[0] ?? ""));
      say("INVITE");
      await ear.until(() => answers.some((answer) => /^SIP\/2\.0 [3-6]/.test(answer)));
      say("CANCEL");
      await ear.until(() => answers.length > 1);
      const before = ear.packets();
      await ear.until(() => ear.packets() > before + 10);
      expect(caller.call(id)).toMatchObject({ state: "answered", warnings: [] });
      await caller.calls.hangUp(id, "stopped");
      await farEnd.done();
    } finally {
      stranger.close();
    }
  });

  test("where another program has got the control port, others are taken before anything is dialled", async () => {
    const foreign = new Set<Socket>();
    const heard: string[] = [];
    const server = createServer((socket) => {
      foreign.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("data", (bytes) => {
        heard.push(bytes.toString("latin1"));
        // As another gateway's baresip would.
        const text = '{"response":true,"ok":true,"data":"audio_path\\t\\t/tmp/another","token":"1"}';
        socket.write(`${text.length}:${text},`);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const taken = typeof address === "object" && address !== null ? address.port : 0;
    const pool = new CallPortPool([15_300, 15_899]);
    let asked = 0;
    const take = async (): Promise<TakenPorts | undefined> => {
      asked += 1;
      const ports = await pool.take("127.0.0.1");
      return asked === 1 && ports !== undefined ? { ...ports, control: taken } : ports;
    };
    const process = await startBaresip({
      installation: findInstallation(),
      ports: { take },
      foldersWithin: folder,
      setup: {
        ...{ target: { uri: "sip:1@127.0.0.1" }, codecs: ["pcmu"], address: "127.0.0.1" },
        ...{ rtpPorts: [20_000, 29_999], mediaTimeout: 300 },
      },
    });
    try {
      expect(asked).toBe(2);
      expect(heard.join("")).not.toContain("dial");
      expect(baresipsIn(folder)).toEqual([process.pid]);
    } finally {
      process.terminate();
      await process.exited;
      process.dispose();
      for (const socket of foreign) socket.destroy();
      server.close();
    }
  });
});
