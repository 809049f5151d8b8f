import { join } from "node:path";
import { StartupError } from "../../errors.js";
import { type FolderLock, FolderLocked, type FolderLockOptions, lockFolder } from "../../process/folder-lock.js";
import { InsistentStore } from "../insistent-store.js";
import { NO_PEERS, type OpenStorage } from "../storage.js";
import { StoreUnavailable } from "../store-unavailable.js";
import { embeddedDatabase } from "./embedded-database.js";
import { Membership } from "./membership.js";
import { signingKey } from "./signing-key.js";
import { SqlStore } from "./sql-store.js";

/** Keeps everything in a folder, in a PostgreSQL that runs inside this process. */
export function openEmbedded(folder: string, lockOptions: FolderLockOptions = {}): OpenStorage {
  return async (processId, { onTrouble }) => {
    const lock = await takeFolder(folder, lockOptions);
    try {
      const database = await embeddedDatabase(join(folder, "database"), () => {
        if (lock.isLost()) throw new StoreUnavailable("another gateway has taken the data folder over");
      });
      const membership = new Membership({ database, processId, leaseMs: "alone", clock: Date.now });
      return {
        store: new InsistentStore(new SqlStore({ database, onClosed: lock.release }), onTrouble),
        signingKey: await signingKey(database),
        isLasting: true,
        peers: {
          ...NO_PEERS,
          join: async () => {
            await membership.join();
          },
        },
      };
    } catch (cause) {
      lock.release();
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new StartupError("NO_STORAGE", `The database in ${folder} cannot be opened: ${reason}`, { cause });
    }
  };
}

async function takeFolder(folder: string, options: FolderLockOptions): Promise<FolderLock> {
  try {
    return await lockFolder(folder, options);
  } catch (cause) {
    const reason =
      cause instanceof FolderLocked
        ? `another gateway has it: ${cause.message}. Stop that one, choose another folder, or share a PostgreSQL with --database-url.`
        : cause instanceof Error
          ? cause.message
          : String(cause);
    throw new StartupError("NO_STORAGE", `The data folder ${folder} cannot be used: ${reason}`, { cause });
  }
}
