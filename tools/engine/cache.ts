import { randomUUID } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { isExecutableFile } from "./find-on-path.js";
import { livenessOf, thisProcess } from "./process-identity.js";
import { executables, recipe } from "./recipe.js";
import type { Origin } from "./types.js";

// <root>/<key>/lock                 see lock.ts
// <root>/<key>/download, …/build    finished entries: bin/ and engine.json
// <root>/<key>/build.partial-…      work in progress, its process in its name

/** What an entry knows of itself; written last. */
interface Manifest {
  readonly origin: Origin;
  readonly version: string;
  /** ISO time. */
  readonly madeAt: string;
  /** Bytes of each file in `bin`. */
  readonly sizes: Readonly<Record<string, number>>;
}

export type Entry =
  | { readonly state: "whole"; readonly directory: string; readonly manifest: Manifest }
  | { readonly state: "missing" }
  | { readonly state: "damaged"; readonly directory: string; readonly why: string };

/** `$XDG_CACHE_HOME` (relative ones do not count, XDG Base Directory Specification) or `~/.cache`, one place a machine. */
export function cacheRoot(env: NodeJS.ProcessEnv): string {
  const xdg = env.XDG_CACHE_HOME;
  const base = xdg !== undefined && isAbsolute(xdg) ? xdg : join(env.HOME || homedir(), ".cache");
  return join(base, "pulumi-symbl-telephony", "engine");
}

export function cacheKey(platform: string = process.platform, arch: string = process.arch): string {
  return `pulumi-${recipe.pulumi}-nodejs-${recipe.nodejsHost}-r${recipe.revision}-${platform}-${arch}`;
}

export class Cache {
  readonly directory: string;
  readonly lockFile: string;

  constructor(env: NodeJS.ProcessEnv) {
    this.directory = join(cacheRoot(env), cacheKey());
    this.lockFile = join(this.directory, "lock");
  }

  /** Makes the directory. Returns why nothing can be kept there, if so. */
  prepare(): string | undefined {
    try {
      mkdirSync(this.directory, { recursive: true });
      accessSync(this.directory, constants.W_OK);
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return `nothing can be kept (${reason}); set XDG_CACHE_HOME to a directory that can be written`;
    }
  }

  /** Reads an entry without running it. */
  entry(origin: Origin): Entry {
    const directory = join(this.directory, origin);
    if (!existsSync(directory)) return { state: "missing" };
    const manifest = readManifest(join(directory, "engine.json"));
    if (!manifest) return { state: "damaged", directory, why: "its engine.json is missing or torn" };
    for (const name of Object.values(executables)) {
      const file = join(directory, "bin", name);
      if (!isExecutableFile(file)) return { state: "damaged", directory, why: `${name} is missing or not executable` };
      if (statSync(file).size !== manifest.sizes[name])
        return { state: "damaged", directory, why: `${name} has another size than it was made with` };
    }
    return { state: "whole", directory, manifest };
  }

  /** A new empty directory to make an engine in, on the file system of the finished entry. */
  newPartial(origin: Origin): string {
    const { pid, start, host } = thisProcess();
    const directory = join(this.directory, `${origin}.partial-${host}-${pid}-${start}-${randomUUID().slice(0, 8)}`);
    mkdirSync(join(directory, "bin"), { recursive: true });
    mkdirSync(join(directory, "tmp"));
    return directory;
  }

  /** Moves a finished partial into place in one step; whatever stood there before is replaced. */
  publish(partial: string, origin: Origin, version: string): string {
    rmSync(join(partial, "tmp"), { recursive: true, force: true });
    const bin = join(partial, "bin");
    const sizes = Object.fromEntries(readdirSync(bin).map((name) => [name, statSync(join(bin, name)).size]));
    const manifest: Manifest = { origin, version, madeAt: new Date().toISOString(), sizes };
    writeFileSync(join(partial, "engine.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    // After a power cut the name must not be there without the bytes.
    for (const file of [
      ...Object.keys(sizes).map((name) => join(bin, name)),
      join(partial, "engine.json"),
      bin,
      partial,
    ])
      sync(file);
    const target = join(this.directory, origin);
    if (existsSync(target)) renameSync(target, `${target}.partial-${randomUUID()}`);
    renameSync(partial, target);
    sync(this.directory);
    return target;
  }

  /** Removes what crashed processes left. Call it while holding the lock. */
  sweep(): void {
    for (const name of readdirSync(this.directory)) {
      const tag = /\.partial-(.*)$/.exec(name)?.[1];
      if (tag === undefined) continue;
      const [, host, pid, start] = /^([0-9a-f]+)-(\d+)-(\w*)-[0-9a-f]+$/.exec(tag) ?? [];
      const path = join(this.directory, name);
      if (host !== undefined && pid !== undefined && start !== undefined) {
        const liveness = livenessOf({ host, pid: Number(pid), start });
        if (liveness === "alive") continue;
        // Another host's pid says nothing here; no engine takes a day.
        if (liveness === "elsewhere" && Date.now() - statSync(path).mtimeMs < 24 * 3600 * 1000) continue;
      }
      rmSync(path, { recursive: true, force: true });
    }
  }
}

function readManifest(file: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value !== "object" || value === null) return undefined;
    if (!("origin" in value && "version" in value && "madeAt" in value && "sizes" in value)) return undefined;
    const { origin, version, madeAt, sizes } = value;
    if (origin !== "download" && origin !== "build") return undefined;
    if (typeof version !== "string" || typeof madeAt !== "string" || typeof sizes !== "object" || sizes === null)
      return undefined;
    const numbers = Object.entries(sizes).filter((pair): pair is [string, number] => typeof pair[1] === "number");
    return { origin, version, madeAt, sizes: Object.fromEntries(numbers) };
  } catch {
    return undefined;
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
