import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { accountsFile, type CallSetup, configFile } from "./configuration.js";
import { Control } from "./control.js";
import { makeCallFolder, removeCallFolder, writeSecret } from "./folders.js";
import type { Installation } from "./installation.js";
import type { CallPortPool, TakenPorts } from "./ports.js";

/** How long a baresip may take until it can be told what to do; alone on a machine it takes 30 ms. */
const START_MS = 15_000;
/** Ours answers at once; whoever else has the port may never. */
const PROOF_MS = 3_000;
const LOOK_AGAIN_MS = 3;
/** How often other ports are tried. */
const ATTEMPTS = 5;

/**
 * Becomes baresip, without core dumps, which would hold passwords; unless its parent died before setpriv could ask to be told of that.
 * Arguments: the parent's pid, the program, the folder.
 */
const BECOME_BARESIP = '[ "$PPID" = "$1" ] || exit 1; ulimit -c 0; exec "$2" -4 -f "$3"';

export interface ProcessParts {
  readonly installation: Installation;
  readonly ports: Pick<CallPortPool, "take">;
  readonly setup: Omit<CallSetup, "ports" | "folder" | "modules">;
  /** Where folders of calls are made. Default: the system's folder for temporary files. */
  readonly foldersWithin?: string | undefined;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A baresip of one call, under control and idle. */
export class BaresipProcess {
  readonly #child: ChildProcess;
  readonly folder: string;
  readonly control: Control;
  /** When it is gone, and its ports with it; its folder stays until `dispose`. */
  readonly exited: Promise<Exit>;
  #terminating = false;

  constructor(child: ChildProcess, folder: string, control: Control, exited: Promise<Exit>) {
    this.#child = child;
    this.folder = folder;
    this.control = control;
    this.exited = exited;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Lets it hang up and go. A second signal would make it go without waiting for the far end, so there is only one. */
  terminate(): void {
    if (this.#terminating) return;
    this.#terminating = true;
    this.#child.kill("SIGTERM");
  }

  /** It cannot hang up any more. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Removes what it has left; after its exit. */
  dispose(): void {
    this.control.close();
    removeCallFolder(this.folder);
  }
}

/** Starts a baresip that dials nothing yet; rejects when none can be started, and then nothing of it is left. */
export async function startBaresip(parts: ProcessParts): Promise<BaresipProcess> {
  let failure: Error | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const ports = await parts.ports.take(parts.setup.address);
    if (ports === undefined) throw new Error("There are no free ports for another call.");
    try {
      return await startOn(ports, parts);
    } catch (error) {
      // Most likely someone took a port in between.
      failure = error instanceof Error ? error : new Error(String(error));
    }
  }
  throw failure ?? new Error("baresip could not be started.");
}

async function startOn(ports: TakenPorts, parts: ProcessParts): Promise<BaresipProcess> {
  const { installation } = parts;
  let folder: string | undefined;
  let child: ChildProcess;
  try {
    folder = makeCallFolder(parts.foldersWithin);
    const setup: CallSetup = { ...parts.setup, ports, folder, modules: installation.modules };
    writeSecret(folder, "config", configFile(setup));
    writeSecret(folder, "accounts", accountsFile(setup));
    const become = ["sh", "-c", BECOME_BARESIP, "sh", String(process.pid), installation.baresip, folder];
    child = spawn(installation.setpriv, ["--pdeathsig", "TERM", ...become], {
      // Of its own session: an interrupt at the terminal is for the gateway, which then hangs up.
      detached: true,
      cwd: folder,
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: folder, LANG: "C" },
      // It talks of numbers that are called, and of accounts when it does not understand them.
      stdio: "ignore",
    });
  } catch (error) {
    ports.release();
    if (folder !== undefined) removeCallFolder(folder);
    throw error;
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
  void exited.then(() => ports.release());
  try {
    const control = await controlOf(child, folder, ports.control, exited);
    return new BaresipProcess(child, folder, control, exited);
  } catch (error) {
    child.kill("SIGKILL");
    await exited;
    removeCallFolder(folder);
    throw error;
  }
}

/** The control connection, once it is certain that it is this process's: without its port a baresip runs on, and someone else answers there. */
async function controlOf(child: ChildProcess, folder: string, port: number, exited: Promise<Exit>): Promise<Control> {
  let over = false;
  void exited.then(() => {
    over = true;
  });
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (over) throw new Error(`baresip ended as it was started (${child.exitCode ?? child.signalCode ?? "not run"}).`);
    const control = await Control.connect(port).catch(() => undefined);
    if (control === undefined) {
      await delay(LOOK_AGAIN_MS);
      continue;
    }
    const proof = await control.command("config", undefined, PROOF_MS).catch(() => undefined);
    if (proof?.data.split("\n").some((line) => line.startsWith("audio_path") && line.endsWith(folder))) return control;
    control.close();
    throw new Error("Another program answers on the control port.");
  }
  throw new Error("baresip did not come up in time.");
}
