import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { chmod, link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Environment } from "../settings.js";

/** Where intents are kept: `SYMBL_JOURNAL_DIR`, else `$XDG_STATE_HOME` or `~/.local/state`, and in there `pulumi-symbl-telephony`. */
export function journalDirectory(env: Environment): string {
  const own = filled(env.SYMBL_JOURNAL_DIR);
  if (own !== undefined) return join(own, "pulumi-symbl-telephony");
  const state = filled(env.XDG_STATE_HOME) ?? join(filled(env.HOME) ?? homedir(), ".local", "state");
  return join(state, "pulumi-symbl-telephony");
}

function filled(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value;
}

/** Makes the folder, readable by its owner only; each time, since somebody may have cleared it away meanwhile. */
export async function makeDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // An older folder may be open to others.
  await chmod(directory, 0o700);
}

/**
 * Writes a file that is there whole or not at all, readable by its owner only. With `durable` it outlives a power cut too; without, the
 * death of any process.
 */
export async function writeWhole(path: string, text: string, durable: boolean): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      await file.writeFile(text);
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  if (durable) await syncDirectory(dirname(path));
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const KEY_FILE = "hmac.key";

/** The key that inputs are hashed with; made once per folder. When two make it at once, the first wins. */
export async function hashingKey(directory: string): Promise<Buffer> {
  const path = join(directory, KEY_FILE);
  const existing = await readKey(path);
  if (existing !== undefined) return existing;
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  const key = randomBytes(32);
  await writeWhole(temporary, key.toString("hex"), true);
  try {
    await link(temporary, path);
    return key;
  } catch (error) {
    const other = await readKey(path);
    if (other !== undefined) return other;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readKey(path: string): Promise<Buffer | undefined> {
  try {
    const key = Buffer.from((await readFile(path, "utf8")).trim(), "hex");
    return key.length === 32 ? key : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
