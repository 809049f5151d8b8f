import { join } from "node:path";
import { writeWhole } from "./directory.js";
import { exists, list, makeFolder, read, remove } from "./files.js";

/**
 * Notes of hang-ups, a file each: that a call was about to be ended which a state may have. A run that is cut short just then leaves a state that calls it
 * live; by the note the next diff knows that it has to ask. At the normal end of a run its notes go.
 */
export interface Endings {
  /** Outlives the death of any process. */
  note(key: string): Promise<void>;
  has(key: string): Promise<boolean>;
  forget(key: string): Promise<void>;
  /** Forgets those that nobody has asked for in a month: the state never had their calls. */
  forgetOld(): Promise<void>;
}

const ENDING = ".ending";
const OLD_MS = 30 * 24 * 60 * 60 * 1_000;

/** The notes in a journal's folder. Keys must be those of records. */
export function endingsIn(directory: string): Endings {
  const pathOf = (key: string): string => join(directory, `${key}${ENDING}`);
  const notedAt = async (path: string): Promise<number> =>
    read(path).then(
      (text) => Date.parse(text),
      () => Number.NaN,
    );
  return {
    async note(key) {
      await makeFolder(directory);
      await writeWhole(pathOf(key), new Date().toISOString(), false);
    },
    // One that a power cut has emptied still says that somebody was about to hang up.
    has: (key) => exists(pathOf(key)),
    forget: (key) => remove(pathOf(key)),
    async forgetOld() {
      for (const name of await list(directory).catch(() => [])) {
        if (!name.endsWith(ENDING)) continue;
        const path = join(directory, name);
        if (Date.now() - (await notedAt(path)) > OLD_MS) await remove(path);
      }
    },
  };
}
