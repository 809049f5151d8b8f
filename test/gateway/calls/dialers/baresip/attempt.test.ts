import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Attempt, type Closed } from "../../../../../gateway/calls/dialers/baresip/attempt.js";
import { Control } from "../../../../../gateway/calls/dialers/baresip/control.js";
import { encodeNetstring, NetstringDecoder } from "../../../../../gateway/calls/dialers/baresip/netstring.js";
import { BaresipProcess, type Exit } from "../../../../../gateway/calls/dialers/baresip/process.js";

describe("an attempt at a call", () => {
  let child: ChildProcess;
  let server: Server;
  let control: Control;
  const sockets = new Set<Socket>();
  afterEach(() => {
    child.kill("SIGKILL");
    control.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    server.close();
  });

  /** A process that is controlled by what the test does with each command. */
  async function begin(onCommand: (token: string, socket: Socket) => void) {
    child = spawn("sleep", ["60"], { stdio: "ignore" });
    const exited = new Promise<Exit>((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    server = createServer((socket) => {
      sockets.add(socket);
      const decoder = new NetstringDecoder();
      socket.on("error", () => undefined);
      socket.on("data", (chunk) => {
        for (const text of decoder.push(chunk)) onCommand(String(Object(JSON.parse(text)).token), socket);
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    control = await Control.connect(typeof address === "object" && address !== null ? address.port : 0);
    let tell: (closed: Closed) => void = () => {};
    const closed = new Promise<Closed>((resolve) => {
      tell = resolve;
    });
    const attempt = new Attempt(new BaresipProcess(child, "/nonexistent", control, exited), 2_000, {
      onRinging: () => {},
      onAnswered: () => {},
      onClosed: (each) => tell(each),
    });
    return { attempt, closed };
  }

  it("counts as dialled when baresip dies before it has said so: nobody may place the call again", async () => {
    const { attempt, closed } = await begin((_token, socket) => {
      socket.destroy();
    });
    await attempt.dial("sip:bot@127.0.0.1");
    expect(await closed).toMatchObject({ cause: "dialer crashed", trunkFailed: false });
    expect((await closed).mayBeUp).toMatch(/may ring until its own time-out/);
  });

  it("was not dialled when baresip refuses, or is gone before it is told to", async () => {
    const { attempt } = await begin((token, socket) => {
      socket.write(encodeNetstring(JSON.stringify({ response: true, ok: false, data: "", token })));
    });
    await expect(attempt.dial("sip:bot@127.0.0.1")).rejects.toThrow("baresip did not dial.");
    control.close();
    await once(child, "exit");
    await expect(attempt.dial("sip:bot@127.0.0.1")).rejects.toThrow("gone before it dialled");
  });
});
