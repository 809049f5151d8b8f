import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { livenessOf, type ProcessIdentity, thisProcess } from "../process/identity.js";
import { PART } from "./encode.js";
import { MIXED_FILES } from "./encoder.js";

const identitySchema = z.object({ pid: z.int(), started: z.string(), place: z.string() });
const noteSchema = z.object({ startedAt: z.number(), owner: identitySchema.nullable() });
/** What stands beside the sound while it is being recorded: when it began, and which process is at it; `null` once that has left it. */
export type RecordingNote = z.output<typeof noteSchema>;

const peaksSchema = z.object({
  duration: z.number(),
  far: z.array(z.number()).readonly(),
  near: z.array(z.number()).readonly(),
});
/** The waveform; its file is written last, so that a folder that has it is complete. */
export type RecordingPeaks = z.output<typeof peaksSchema>;

export interface RecordingFile {
  readonly path: string;
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly bytes: number;
}

const NOTE = "recording.json";
const PEAKS = "peaks.json";
/** Folders of storages that end with their process begin with it. */
const PASSING = "memory-";
const PASSING_FOLDER = new RegExp(`^${PASSING}[0-9a-f]{16}$`);
const FOLDER_MODE = { recursive: true, mode: 0o700 } as const;

/** The files of all recordings of one storage, a folder each. */
export class RecordingFolder {
  readonly root: string;
  readonly #isLasting: boolean;

  private constructor(root: string, isLasting: boolean) {
    this.root = root;
    this.#isLasting = isLasting;
  }

  /**
   * Storages that are given the same folder do not meet in it. What a storage in memory has forgotten with its process is removed: nobody could
   * tell whose it was, nor delete it when asked to.
   */
  static async open(
    folder: string,
    {
      signingKey,
      isLasting,
      create,
    }: { readonly signingKey: Uint8Array; readonly isLasting: boolean; readonly create: boolean },
  ): Promise<RecordingFolder> {
    const id = createHash("sha256").update("recordings").update(signingKey).digest("hex").slice(0, 16);
    const root = join(folder, isLasting ? id : `${PASSING}${id}`);
    if (create) await mkdir(root, FOLDER_MODE);
    if (create && !isLasting) await writeNote(root, { startedAt: 0, owner: thisProcess() });
    // Where nothing is recorded, a folder that cannot be read is nobody's trouble.
    for (const name of await namesIn(folder).catch((error: unknown) => (create ? Promise.reject(error) : []))) {
      const other = join(folder, name);
      if (!PASSING_FOLDER.test(name) || other === root) continue;
      if (isGone((await readNote(other))?.owner)) await rm(other, { recursive: true, force: true });
    }
    return new RecordingFolder(root, isLasting);
  }

  of(conversationId: string): string {
    if (!isId(conversationId)) throw new Error("no conversation has such an id");
    return join(this.root, conversationId);
  }

  sideOf(conversationId: string, side: "far" | "near"): string {
    return join(this.of(conversationId), `${side}.wav`);
  }

  async create(conversationId: string, startedAt: number): Promise<void> {
    await mkdir(this.of(conversationId), FOLDER_MODE);
    await writeNote(this.of(conversationId), { startedAt, owner: thisProcess() });
  }

  /** This process has nothing more to do with it, though it is not complete. */
  async leave(conversationId: string): Promise<void> {
    const note = await this.note(conversationId);
    if (note !== undefined) await writeNote(this.of(conversationId), { ...note, owner: null });
  }

  note(conversationId: string): Promise<RecordingNote | undefined> {
    return readNote(this.of(conversationId));
  }

  async conversations(): Promise<readonly string[]> {
    return (await namesIn(this.root)).filter(isId);
  }

  async remove(conversationId: string): Promise<void> {
    await rm(this.of(conversationId), { recursive: true, force: true, maxRetries: 3 });
  }

  /** Takes away what an encoder was making when it was killed. */
  async dropParts(conversationId: string): Promise<void> {
    const folder = this.of(conversationId);
    for (const name of await readdir(folder)) if (name.endsWith(PART)) await rm(join(folder, name), { force: true });
  }

  async file(conversationId: string, which: "far" | "near" | "mixed"): Promise<RecordingFile | undefined> {
    if (!isId(conversationId)) return undefined;
    const names: Readonly<Record<string, string>> = which === "mixed" ? MIXED_FILES : { [`${which}.wav`]: "audio/wav" };
    for (const [name, type] of Object.entries(names)) {
      const path = join(this.of(conversationId), name);
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile()) return { path, name, type, bytes: found.size };
    }
    return undefined;
  }

  async savePeaks(conversationId: string, peaks: RecordingPeaks): Promise<void> {
    await writeWhole(this.of(conversationId), PEAKS, JSON.stringify(peaks));
  }

  async peaks(conversationId: string): Promise<RecordingPeaks | undefined> {
    if (!isId(conversationId)) return undefined;
    return read(join(this.of(conversationId), PEAKS), peaksSchema);
  }

  /** Whether anything of it is in this folder. */
  async isThere(conversationId: string): Promise<boolean> {
    return stat(this.of(conversationId)).then(
      () => true,
      () => false,
    );
  }

  async isComplete(conversationId: string): Promise<boolean> {
    return stat(join(this.of(conversationId), PEAKS)).then(
      () => true,
      () => false,
    );
  }

  /** When its files were written to last, in milliseconds since the epoch. */
  async touchedAt(conversationId: string): Promise<number> {
    const folder = this.of(conversationId);
    const times = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).mtimeMs);
    return Math.max(0, ...(await Promise.all(times)));
  }

  async close(): Promise<void> {
    if (!this.#isLasting) await rm(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Whether nobody is at work on it any more, as far as that is certain. */
export function isGone(owner: ProcessIdentity | null | undefined): boolean {
  return owner === null || owner === undefined || livenessOf(owner) === "dead";
}

function isId(name: string): boolean {
  return /^\d{1,40}$/.test(name);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function readNote(folder: string): Promise<RecordingNote | undefined> {
  return read(join(folder, NOTE), noteSchema);
}

function writeNote(folder: string, note: RecordingNote): Promise<void> {
  return writeWhole(folder, NOTE, JSON.stringify(note));
}

async function read<Value>(path: string, schema: z.ZodType<Value>): Promise<Value | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}

async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const part = join(folder, `${randomUUID()}${PART}`);
  try {
    await writeFile(part, text, { mode: 0o600, flag: "wx" });
    await rename(part, join(folder, name));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
