import * as fs from "node:fs";
import type { Host } from "./host.js";

/** Whether what is written gets to the disk. */
export type Disk = "fine" | "full" | "read-only";

/**
 * `node:fs/promises` as one simulated process sees it: real files, each call a step at which the process may be killed. Calls go straight to the system,
 * without the detour by threads, so that the same seed gives the same run. `sync` is left out: processes die here, not machines.
 */
export function filesOf(host: Host): Record<string, unknown> {
  const { machine } = host;
  const step = <T>(name: string, act: () => T): Promise<T> => host.step(name, act);
  const write = <T>(name: string, act: () => T): Promise<T> =>
    step(name, () => {
      if (machine.disk === "read-only") throw systemError("EROFS");
      return act();
    });
  return {
    access: (path: string) => step("access", () => fs.accessSync(path)),
    chmod: (path: string, mode: number) => write("chmod", () => fs.chmodSync(path, mode)),
    link: (from: string, to: string) => write("link", () => fs.linkSync(from, to)),
    mkdir: (path: string, options: fs.MakeDirectoryOptions) => write("mkdir", () => void fs.mkdirSync(path, options)),
    readFile: (path: string) => step("readFile", () => fs.readFileSync(path, "utf8")),
    rename: (from: string, to: string) => write("rename", () => fs.renameSync(from, to)),
    rm: (path: string, options: fs.RmOptions) => write("rm", () => fs.rmSync(path, options)),
    // In one order, whatever the file system's own is.
    readdir: (path: string) => step("readdir", () => fs.readdirSync(path).sort()),
    open: (path: string, flags: string | number, mode?: number) =>
      flags === "r"
        ? step("open folder", () => handle(host, fs.openSync(path, flags)))
        : write("open", () => handle(host, fs.openSync(path, flags, mode))),
  };
}

function handle(host: Host, descriptor: number): Record<string, unknown> {
  let open = true;
  const close = (): void => {
    if (open) fs.closeSync(descriptor);
    open = false;
  };
  // The system closes what a killed process had open.
  void host.died.then(close);
  return {
    writeFile: (text: string) =>
      host.step("write", () => {
        if (host.machine.disk !== "fine") {
          fs.writeSync(descriptor, text.slice(0, text.length / 2));
          throw systemError("ENOSPC");
        }
        host.machine.written(text);
        fs.writeSync(descriptor, text);
      }),
    sync: () => host.step("sync", () => undefined),
    close: () => host.step("close", close),
  };
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
