import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { accountsFile, type CallSetup, configFile } from "../../gateway/calls/dialers/baresip/configuration.js";
import { Control } from "../../gateway/calls/dialers/baresip/control.js";
import { makeCallFolder, removeCallFolder, writeSecret } from "../../gateway/calls/dialers/baresip/folders.js";
import type { Installation } from "../../gateway/calls/dialers/baresip/installation.js";
import { CallPortPool } from "../../gateway/calls/dialers/baresip/ports.js";

/** Milliseconds until a baresip that nobody supervises can be told something: what any way of starting one takes. */
export async function bareStart(installation: Installation, folders: string): Promise<number> {
  const ports = await new CallPortPool([15_000, 15_899]).take("127.0.0.1");
  if (ports === undefined) throw new Error("no ports are free");
  const folder = makeCallFolder(folders);
  const setup: CallSetup = {
    ...{ ports, folder, address: "127.0.0.1", modules: installation.modules, target: { uri: "sip:nobody@127.0.0.1" } },
    ...{ rtpPorts: [20_000, 29_999], mediaTimeout: 300, codecs: ["pcmu", "pcma"] },
  };
  writeSecret(folder, "config", configFile(setup));
  writeSecret(folder, "accounts", accountsFile(setup));
  const began = performance.now();
  const child: ChildProcess = spawn(installation.baresip, ["-4", "-f", folder], { stdio: "ignore" });
  const exited = once(child, "exit");
  try {
    for (;;) {
      const control = await Control.connect(ports.control).catch(() => undefined);
      if (control !== undefined) {
        const took = performance.now() - began;
        control.close();
        return took;
      }
      await delay(1);
    }
  } finally {
    child.kill("SIGKILL");
    await exited;
    ports.release();
    removeCallFolder(folder);
  }
}

export interface Usage {
  /** Seconds of processor time so far. */
  readonly seconds: number;
  /** KiB, what is shared counted by its part. */
  readonly memory: number;
}

/** Of all of them together. Source: proc(5). */
export function usageOf(pids: readonly number[]): Usage {
  let [ticks, memory] = [0, 0];
  for (const pid of pids) {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
    memory += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"))?.[1]);
  }
  return { seconds: ticks / 100, memory };
}
