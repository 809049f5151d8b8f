import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { livenessOf, thisProcess } from "../../../process/identity.js";

/** The folders of calls: they hold passwords and sound, so nobody else may look into them, and none stays. */

const PREFIX = "symbl-gateway-call-";
const OWNER = "owner.json";
const ownerSchema = z.object({ pid: z.int(), started: z.string(), place: z.string() });
/** A folder whose owner cannot be read may be one that is just being made. */
const UNOWNED_FOR_MS = 60_000;

/** Makes the folder of one call, mode 0700. */
export function makeCallFolder(within = tmpdir()): string {
  mkdirSync(within, { recursive: true });
  const folder = mkdtempSync(join(within, PREFIX));
  writeSecret(folder, OWNER, JSON.stringify(thisProcess()));
  return folder;
}

/** Mode 0600. */
export function writeSecret(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o600, flag: "wx" });
  return path;
}

/** What cannot be removed now is removed at the next start: that must not keep a call from its end. */
export function removeCallFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A disk that fails.
  }
}

/** Removes what killed gateways of this user have left. */
export function removeStaleFolders(within = tmpdir(), now = Date.now()): void {
  for (const name of namesIn(within)) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(within, name);
    try {
      const found = lstatSync(folder);
      if (found.isDirectory() && found.uid === process.getuid?.() && isStale(folder, now - found.mtimeMs))
        removeCallFolder(folder);
    } catch {
      // Gone already, or not ours.
    }
  }
}

function isStale(folder: string, age: number): boolean {
  let owner: z.output<typeof ownerSchema>;
  try {
    owner = ownerSchema.parse(JSON.parse(readFileSync(join(folder, OWNER), "utf8")));
  } catch {
    return age > UNOWNED_FOR_MS;
  }
  return livenessOf(owner) === "dead";
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
