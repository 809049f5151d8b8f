import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRecord } from "../../provider/journal/stored.js";

/** A record of the journal, as far as its file tells. */
export interface JournalFile {
  readonly key: string;
  readonly state: "open" | "taken" | "confirmed";
  readonly connectionId: string | undefined;
}

/** Makes the folder of the journal in `parent`, so that it can be watched before the first record; `SYMBL_JOURNAL_DIR` is `parent`. */
export function makeJournalFolder(parent: string): string {
  const folder = join(parent, "pulumi-symbl-telephony");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The records in a journal's folder at this instant. */
export function journalFiles(folder: string): JournalFile[] {
  return readdirSync(folder).flatMap((name) => {
    const [, key, state = "open"] = /^([0-9a-f-]{36})(?:\.(taken|confirmed))?\.json$/.exec(name) ?? [];
    if (key === undefined) return [];
    const connectionId = connectionIn(join(folder, name));
    return [{ key, state: state === "taken" || state === "confirmed" ? state : "open", connectionId }];
  });
}

function connectionIn(path: string): string | undefined {
  try {
    return readRecord(readFileSync(path, "utf8"))?.call?.connectionId;
  } catch {
    // Renamed or removed since the folder was listed.
    return undefined;
  }
}
