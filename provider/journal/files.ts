import * as fs from "node:fs";

/**
 * The few file operations of the journal. All but the waiting for the disk are done at once: in a small local file each takes a few microseconds, and ten
 * times that by way of Node's thread pool, twenty times for every start. They are asynchronous all the same, so that a test may stop a process at each.
 */

/** A file that was made to be written. */
export interface NewFile {
  write(text: string): Promise<void>;
  /** Resolves when what was written outlives a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a file that must not be there yet, for its owner only. */
export async function create(path: string): Promise<NewFile> {
  const file = fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL, 0o600);
  return {
    write: async (text) => fs.writeFileSync(file, text),
    sync: () => synced(file),
    close: async () => fs.closeSync(file),
  };
}

/** Adds to the end of a file that must be there. */
export async function append(path: string, text: string): Promise<void> {
  const file = fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_APPEND);
  try {
    fs.writeFileSync(file, text);
  } finally {
    fs.closeSync(file);
  }
}

/** Makes a folder and those above it, for their owner only. */
export async function makeFolder(path: string): Promise<void> {
  fs.mkdirSync(path, { recursive: true, mode: 0o700 });
  // An older folder may be open to others.
  fs.chmodSync(path, 0o700);
}

/** Makes the names in a folder outlive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = fs.openSync(path, "r");
  try {
    await synced(folder);
  } finally {
    fs.closeSync(folder);
  }
}

function synced(file: number): Promise<void> {
  return new Promise((resolve, reject) => fs.fsync(file, (error) => (error === null ? resolve() : reject(error))));
}

/** The names in a folder. */
export async function list(folder: string): Promise<string[]> {
  return fs.readdirSync(folder);
}

export async function read(path: string): Promise<string> {
  return fs.readFileSync(path, "utf8");
}

export async function exists(path: string): Promise<boolean> {
  return fs.existsSync(path);
}

export async function rename(from: string, to: string): Promise<void> {
  fs.renameSync(from, to);
}

export async function link(from: string, to: string): Promise<void> {
  fs.linkSync(from, to);
}

/** That there is none is no error. */
export async function remove(path: string): Promise<void> {
  try {
    fs.unlinkSync(path);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Whether an error says that there is no such file. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
