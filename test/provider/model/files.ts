import type * as journalFiles from "../../../provider/journal/files.js";
import { type FileSystem, systemError } from "./file-system.js";
import type { Host } from "./host.js";

/** Whether what is written gets to the disk. */
export type Disk = "fine" | "full" | "read-only";

/**
 * The journal's file operations as one simulated process sees them, each a step at which the process may be killed. `sync` does nothing: processes die here, not
 * machines.
 */
export function filesOf(host: Host): typeof journalFiles {
  const { machine } = host;
  const { files } = machine;
  const step = <T>(name: string, act: () => T): Promise<T> => host.step(name, act);
  const change = <T>(name: string, act: () => T): Promise<T> =>
    step(name, () => {
      if (machine.disk === "read-only") throw systemError("EROFS");
      return act();
    });
  return {
    create: (path) => change("create", () => newFile(host, files.create(path))),
    append: (path, text) =>
      change("append", () => {
        const file = files.open(path);
        if (machine.disk !== "fine") {
          file.append(text.slice(0, text.length / 2));
          throw systemError("ENOSPC");
        }
        machine.written(text);
        file.append(text);
      }),
    makeFolder: (path) => change("make folder", () => files.makeFolder(path)),
    syncFolder: (path) => step("sync folder", () => files.access(path)),
    list: (folder) => step("list", () => files.list(folder)),
    read: (path) => step("read", () => files.read(path)),
    exists: (path) => step("exists", () => files.has(path)),
    rename: (from, to) => change("rename", () => files.rename(from, to)),
    link: (from, to) => change("link", () => files.link(from, to)),
    remove: (path) => change("remove", () => files.remove(path)),
    isGone: (error) => error instanceof Error && "code" in error && error.code === "ENOENT",
  };
}

function newFile(host: Host, file: ReturnType<FileSystem["create"]>): journalFiles.NewFile {
  return {
    write: (text) =>
      host.step("write", () => {
        if (host.machine.disk !== "fine") {
          file.append(text.slice(0, text.length / 2));
          throw systemError("ENOSPC");
        }
        host.machine.written(text);
        file.append(text);
      }),
    sync: () => host.step("sync", () => undefined),
    close: () => host.step("close", () => undefined),
  };
}
