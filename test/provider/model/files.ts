import { constants } from "node:fs";
import { type FileSystem, systemError } from "./file-system.js";
import type { Host } from "./host.js";

/** Whether what is written gets to the disk. */
export type Disk = "fine" | "full" | "read-only";

/**
 * `node:fs/promises` as one simulated process sees it, each call a step at which the process may be killed. `sync` does nothing: processes die here, not
 * machines.
 */
export function filesOf(host: Host): Record<string, unknown> {
  const { machine } = host;
  const { files } = machine;
  const step = <T>(name: string, act: () => T): Promise<T> => host.step(name, act);
  const write = <T>(name: string, act: () => T): Promise<T> =>
    step(name, () => {
      if (machine.disk === "read-only") throw systemError("EROFS");
      return act();
    });
  return {
    access: (path: string) => step("access", () => files.access(path)),
    chmod: (path: string) => write("chmod", () => files.access(path)),
    link: (from: string, to: string) => write("link", () => files.link(from, to)),
    mkdir: (path: string) => write("mkdir", () => files.makeFolder(path)),
    readFile: (path: string) => step("readFile", () => files.read(path)),
    rename: (from: string, to: string) => write("rename", () => files.rename(from, to)),
    rm: (path: string, { force = false }: { force?: boolean } = {}) =>
      write("rm", () => {
        if (!force) files.access(path);
        files.remove(path);
      }),
    readdir: (path: string) => step("readdir", () => files.list(path)),
    open: (path: string, flags: string | number) =>
      flags === "r"
        ? step("open folder", () => {
            files.access(path);
            return folderHandle(host);
          })
        : write("open", () => fileHandle(host, files, path, flags)),
  };
}

function folderHandle(host: Host): Record<string, unknown> {
  return {
    sync: () => host.step("sync", () => undefined),
    close: () => host.step("close", () => undefined),
  };
}

function fileHandle(host: Host, files: FileSystem, path: string, flags: string | number): Record<string, unknown> {
  if (flags !== (constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL)) throw systemError("EINVAL");
  const file = files.create(path);
  return {
    ...folderHandle(host),
    writeFile: (text: string) =>
      host.step("write", () => {
        if (host.machine.disk !== "fine") {
          file.append(text.slice(0, text.length / 2));
          throw systemError("ENOSPC");
        }
        host.machine.written(text);
        file.append(text);
      }),
  };
}
