import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Environment } from "../settings.js";
import { create, isGone, link, read, remove, rename, syncFolder } from "./files.js";

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

/**
 * Writes a file that is there whole or not at all, readable by its owner only. With `durable` it outlives a power cut too; without, the
 * death of any process.
 */
export async function writeWhole(path: string, text: string, durable: boolean): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    const file = await create(temporary);
    try {
      await file.write(text);
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await remove(temporary).catch(() => undefined);
    throw error;
  }
  if (durable) await syncFolder(dirname(path));
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
    await remove(temporary);
  }
}

async function readKey(path: string): Promise<Buffer | undefined> {
  try {
    const key = Buffer.from((await read(path)).trim(), "hex");
    return key.length === 32 ? key : undefined;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
