import { createHash, createHmac } from "node:crypto";
import { EventEmitter } from "node:events";
import { filesOf } from "./files.js";
import type { Host } from "./host.js";
import type { Machine } from "./machine.js";
import type { Globals } from "./modules.js";

/** What a simulated process sees of the machine, through its globals and through Node's modules. */

export function globalsOf(host: Host): Globals {
  const { machine } = host;
  const { clock } = machine;
  const timers = new Map<number, () => void>();
  return {
    process: {
      pid: host.pid,
      platform: "linux",
      argv: ["node", "host", host.engineAddress],
      env: machine.env,
      on: (name: string, listener: () => void) => host.onSignal(name, listener),
      exit: () => host.kill(),
      removeAllListeners: () => undefined,
      kill: (pid: number, signal?: string | number) => {
        if (typeof signal === "string" && pid === host.pid) return host.kill();
        if (!machine.processes.has(pid)) throw Object.assign(new Error("no such process"), { code: "ESRCH" });
      },
    },
    setTimeout: (act: () => void, milliseconds: number) => {
      const id = timers.size + 1;
      timers.set(id, clock.after(milliseconds, host.whileAlive(act)));
      return id;
    },
    clearTimeout: (id: number) => timers.get(id)?.(),
    performance: { now: () => clock.now() },
    AbortSignal: { timeout: (milliseconds: number) => signalAfter(host, milliseconds) },
    Math: Object.create(Math, { random: { value: machine.random } }),
    Date: dateOf(machine),
  };
}

export function modulesOf(host: Host): ReadonlyMap<string, Record<string, unknown>> {
  const { machine } = host;
  const randomBytes = (count: number): Buffer =>
    Buffer.from(Array.from({ length: count }, () => Math.floor(machine.random() * 256)));
  const log = (kind: string) => async (text: string) => machine.trace(`    ${kind}: ${text}`);
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => machine.clock.after(milliseconds, host.whileAlive(resolve)));
  return new Map<string, Record<string, unknown>>([
    ["journal/files.ts", filesOf(host)],
    ["node:fs", { readFileSync: (path: string) => procFile(machine, path), readlinkSync: () => "pid:[1]" }],
    ["node:os", { hostname: () => "machine", homedir: () => "/nowhere" }],
    ["node:crypto", { createHash, createHmac, randomBytes, randomUUID: () => uuid(randomBytes(16)) }],
    ["node:timers/promises", { setTimeout: sleep }],
    ["node:net", { connect: ({ port }: { port: number }) => probe(machine, `127.0.0.1:${port}`) }],
    ["api/undici.ts", { __esModule: true, ...machine.wire.moduleFor(host) }],
    // Messages go to the engine by gRPC; here they become a part of the story.
    ["host/engine-log.ts", { engineLog: () => ({ warn: log("warning"), note: log("note"), status: () => undefined }) }],
  ]);
}

const TIME_IS_OVER = new Error("the time is over");

function signalAfter(host: Host, milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const over = (): void => controller.abort(TIME_IS_OVER);
  host.machine.clock.after(milliseconds, host.whileAlive(over));
  return controller.signal;
}

function dateOf({ clock }: Machine): new (time?: number | string) => Date {
  return class MachineDate extends Date {
    constructor(time?: number | string) {
      super(time ?? clock.now());
    }
    static override now(): number {
      return clock.now();
    }
  };
}

/** proc(5): a process's state is field 3, and its start field 22. */
function procFile({ processes }: Machine, path: string): string {
  if (path.endsWith("/boot_id")) return "boot\n";
  const pid = /^\/proc\/(\d+)\/stat$/.exec(path)?.[1];
  const startedAt = pid === undefined ? undefined : processes.get(Number(pid));
  if (startedAt === undefined) throw Object.assign(new Error(`no file ${path}`), { code: "ENOENT" });
  return `${pid} (node) S ${Array.from({ length: 18 }, () => "0").join(" ")} ${startedAt} 0`;
}

/** RFC 9562, version 4. */
function uuid(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  const variant = "89ab"[bytes.readUInt8(8) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** A connection to where an engine may listen. */
function probe(machine: Machine, address: string): EventEmitter {
  const socket = new EventEmitter();
  queueMicrotask(() => {
    if (machine.engines.has(address)) socket.emit("connect");
    else socket.emit("error", Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" }));
  });
  return Object.assign(socket, { destroy: () => undefined, setTimeout: () => undefined });
}
