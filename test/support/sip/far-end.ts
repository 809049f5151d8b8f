import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** sipp as the far end of calls, on 127.0.0.1. */
export interface FarEnd {
  readonly port: number;
  /** All SIP messages so far. */
  messages(): string;
  /** Resolves when `pattern` stands in the messages. */
  seen(pattern: RegExp): Promise<void>;
  /** Resolves when all its calls have gone as the scenario says; rejects when one has not. */
  done(): Promise<void>;
  close(): Promise<void>;
}

export interface FarEndOptions {
  /** How many calls come. Default: 1. */
  readonly calls?: number;
  /** Default: `udp`. */
  readonly transport?: "udp" | "tcp";
}

const open = new Set<FarEnd>();

/** Ends those that are left; after each test. */
export async function closeFarEnds(): Promise<void> {
  await Promise.all([...open].map((farEnd) => farEnd.close()));
}

export async function startFarEnd(scenario: string, options: FarEndOptions = {}): Promise<FarEnd> {
  const { calls = 1, transport = "udp" } = options;
  const folder = mkdtempSync(join(tmpdir(), "far-end-"));
  const [file, messageFile, errorFile] = ["scenario.xml", "messages.txt", "errors.txt"].map((name) =>
    join(folder, name),
  );
  writeFileSync(file ?? "", scenario);
  const port = await freeUdpPort();
  const args = [
    ...["-sf", file ?? "", "-i", "127.0.0.1", "-p", String(port), "-m", String(calls), "-nostdin"],
    ...["-t", transport === "udp" ? "u1" : "t1", "-trace_msg", "-message_file", messageFile ?? ""],
    ...["-trace_err", "-error_file", errorFile ?? "", "-max_socket", "100"],
  ];
  const child = spawn("sipp", args, { cwd: folder, stdio: "ignore" });
  const exited = exitOf(child);
  const read = (path = ""): string => (existsSync(path) ? readFileSync(path, "latin1") : "");
  const farEnd: FarEnd = {
    port,
    messages: () => read(messageFile),
    seen: async (pattern) => {
      const deadline = Date.now() + 15_000;
      while (!pattern.test(read(messageFile))) {
        if (Date.now() > deadline) throw new Error(`${pattern} did not come:\n${read(messageFile)}`);
        await delay(10);
      }
    },
    done: async () => {
      const code = await exited;
      if (code !== 0) throw new Error(`sipp ended with ${code}: ${read(errorFile)}`);
    },
    close: async () => {
      open.delete(farEnd);
      child.kill("SIGKILL");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  open.add(farEnd);
  await isListening(port, transport, exited);
  return farEnd;
}

async function exitOf(child: ChildProcess): Promise<number | string> {
  const [code, signal] = await once(child, "exit");
  return code ?? signal;
}

/** sipp says nowhere that it listens; the kernel does. */
async function isListening(port: number, transport: "udp" | "tcp", exited: Promise<number | string>): Promise<void> {
  let over = false;
  void exited.then(() => {
    over = true;
  });
  const wanted = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")} `;
  while (!readFileSync(`/proc/net/${transport}`, "latin1").includes(wanted)) {
    if (over) throw new Error("sipp ended as it was started.");
    await delay(5);
  }
}

export async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}
