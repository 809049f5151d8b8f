import { createHmac } from "node:crypto";
import { join } from "node:path";
import { SymblError } from "../api/errors.js";
import type { Canonical } from "../session/canonical.js";
import { CANONICAL_VERSION } from "../session/canonical-version.js";
import { hashingKey, writeWhole } from "./directory.js";
import { append, isGone, list, makeFolder, read, remove, rename } from "./files.js";
import { thisProcess } from "./process-identity.js";
import {
  type IntentRecord,
  isSameSession,
  type JournalEntry,
  newsText,
  type RecordNews,
  type RecordState,
  recordText,
  type SessionIdentity,
} from "./record.js";
import { type Locked, lockSession } from "./session-lock.js";

/** What a new intent is about. */
export interface Intent {
  key: string;
  session: SessionIdentity;
  canonical: Canonical;
  apiBaseUrl: string;
  accountFingerprint: string;
  account: string | undefined;
}

/**
 * Intents on disk, a file each. The file's name tells the record's state, so that a change of it is a rename: next to nothing, and never
 * half done.
 */
export interface Journal {
  readonly directory: string;
  /** Durably, before the start is sent. Throws `SYMBL_JOURNAL_UNWRITABLE`: then nothing may be dialled. */
  intend(intent: Intent): Promise<IntentRecord>;
  /** Adds the answer, or gives the record to this process. */
  complete(record: IntentRecord, news: RecordNews): Promise<IntentRecord>;
  /** A state never goes back. */
  mark(key: string, state: "taken" | "confirmed"): Promise<void>;
  /** The intent is settled: no call, or no more. */
  forget(key: string): Promise<void>;
  /** For one process at a time, until it is released. Throws `SYMBL_JOURNAL_UNWRITABLE`. */
  lock(session: SessionIdentity): Promise<Locked>;
  /** All of them, or those of one state. */
  entries(only?: RecordState): Promise<JournalEntry[]>;
  /** Those of one session, as far as they can be read. Each of the others is read once at most, however often this is asked. */
  entriesOf(session: SessionIdentity): Promise<Extract<JournalEntry, { kind: "record" }>[]>;
  /** Keyed hash of inputs, to tell whether a start asked for the same. */
  hmacOf(canonical: Canonical): Promise<string>;
}

const ENDINGS = { open: ".json", taken: ".taken.json", confirmed: ".confirmed.json" } as const satisfies Record<
  RecordState,
  string
>;

/** As they follow one another. */
const STATES = ["open", "taken", "confirmed"] as const satisfies readonly RecordState[];

export function openJournal(directory: string): Journal {
  let key: Promise<Buffer> | undefined;
  /** Whose a record is, by its key: that never changes. */
  const owners = new Map<string, SessionIdentity>();

  async function hmacOf(canonical: Canonical): Promise<string> {
    key ??= makeFolder(directory).then(() => hashingKey(directory));
    try {
      return createHmac("sha256", await key)
        .update(JSON.stringify(canonical))
        .digest("hex");
    } catch (cause) {
      key = undefined;
      throw unwritable(directory, cause);
    }
  }

  const pathOf = (recordKey: string, state: RecordState): string => join(directory, `${recordKey}${ENDINGS[state]}`);

  const write = (record: IntentRecord, durable: boolean): Promise<void> =>
    writeWhole(pathOf(record.key, "open"), recordText(record), durable);

  /** To the record, whatever state it is in by now; `false` when there is none. */
  async function add(recordKey: string, text: string): Promise<boolean> {
    for (const state of STATES) {
      try {
        await append(pathOf(recordKey, state), text);
        return true;
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    }
    return false;
  }

  const inFamily = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw broken(directory, cause);
    }
  };

  return {
    directory,
    hmacOf,
    async intend({ canonical, account, ...intent }) {
      try {
        const record: IntentRecord = {
          version: 1,
          ...intent,
          ...(account === undefined ? {} : { account }),
          inputs: { hmac: await hmacOf(canonical), canonicalVersion: CANONICAL_VERSION },
          process: thisProcess(),
          intendedAt: new Date().toISOString(),
        };
        await write(record, true);
        owners.set(record.key, record.session);
        return record;
      } catch (cause) {
        throw cause instanceof SymblError ? cause : unwritable(directory, cause);
      }
    },
    async complete(record, news) {
      const completed = { ...record, ...news };
      // A record that somebody has cleared away comes back whole.
      if (!(await inFamily(add(record.key, newsText(news))))) await inFamily(write(completed, false));
      return completed;
    },
    async mark(recordKey, state) {
      if (!isKey(recordKey)) return;
      const to = pathOf(recordKey, state);
      const from: RecordState[] = state === "taken" ? ["open"] : ["taken", "open"];
      for (const one of from) await inFamily(unlessGone(rename(pathOf(recordKey, one), to)));
    },
    async forget(recordKey) {
      if (!isKey(recordKey)) return;
      await inFamily(Promise.all(STATES.map((state) => remove(pathOf(recordKey, state)))));
    },
    async lock(session) {
      try {
        await makeFolder(directory);
        return await lockSession(directory, session);
      } catch (cause) {
        // Whoever asks for it has not begun to dial.
        throw unwritable(directory, cause);
      }
    },
    async entries(only) {
      const read = await inFamily(readEntries(directory, ({ state }) => only === undefined || state === only));
      return read.filter((entry) => only === undefined || entry.kind === "torn" || entry.state === only);
    },
    async entriesOf(session) {
      const mayBeOurs = ({ key }: NamedFile): boolean => {
        const owner = owners.get(key);
        return owner === undefined || isSameSession(owner, session);
      };
      const read = (await inFamily(readEntries(directory, mayBeOurs))).filter((entry) => entry.kind === "record");
      for (const { record } of read) owners.set(record.key, record.session);
      return read.filter(({ record }) => isSameSession(record.session, session));
    },
  };
}

interface NamedFile {
  key: string;
  state: RecordState;
}

async function readEntries(directory: string, wanted: (file: NamedFile) => boolean): Promise<JournalEntry[]> {
  const names = await list(directory).catch((error: unknown) => {
    if (isGone(error)) return [];
    throw error;
  });
  // A record that is renamed meanwhile may be listed under both names.
  const files = new Map<string, RecordState>();
  for (const named of names.map(nameParts)) {
    if (named === undefined || !wanted(named)) continue;
    const known = files.get(named.key) ?? "open";
    files.set(named.key, STATES.indexOf(named.state) > STATES.indexOf(known) ? named.state : known);
  }
  const found = await Promise.all([...files].map(([key, state]) => readEntry(directory, { key, state })));
  return found.filter((entry) => entry !== undefined);
}

/** Key and state of a record's file; the longest ending first, since one ends another. */
function nameParts(name: string): NamedFile | undefined {
  for (const state of ["confirmed", "taken", "open"] as const) {
    if (name.endsWith(ENDINGS[state])) return { key: name.slice(0, -ENDINGS[state].length), state };
  }
  return undefined;
}

async function readEntry(directory: string, { key, state }: NamedFile): Promise<JournalEntry | undefined> {
  // Since the folder was listed another process may have moved it on, and a record that is not seen is a call that is placed twice.
  for (const now of STATES.slice(STATES.indexOf(state))) {
    try {
      const text = await read(join(directory, `${key}${ENDINGS[now]}`));
      // zod is loaded only where there is something to check.
      const record = (await import("./stored.js")).readRecord(text);
      return record === undefined || record.key !== key
        ? { kind: "torn", key }
        : { kind: "record", record, state: now };
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  // Settled by another process.
  return undefined;
}

/** Keys come from states too, and become file names. */
export function isKey(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

async function unlessGone(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

/** For a journal that fails when a call may have been placed already. */
function broken(directory: string, cause: unknown): SymblError {
  return new SymblError(
    "SYMBL_JOURNAL_UNWRITABLE",
    `The journal in ${directory} cannot be read or written (${codeOf(cause)}), so what became of its calls cannot be noted. ` +
      "Mend that and run the command again: what it keeps is settled then",
    { cause },
  );
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
}

function unwritable(directory: string, cause: unknown): SymblError {
  return new SymblError(
    "SYMBL_JOURNAL_UNWRITABLE",
    `The call was not placed: the journal in ${directory} cannot be written (${codeOf(cause)}), and without it a call could be placed twice or left behind. ` +
      "Set SYMBL_JOURNAL_DIR to a folder that can be written and that stays, or SYMBL_JOURNAL=off to give that promise up",
    { cause },
  );
}
