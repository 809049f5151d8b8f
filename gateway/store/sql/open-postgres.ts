import { StartupError } from "../../errors.js";
import { InsistentStore } from "../insistent-store.js";
import type { OpenStorage } from "../storage.js";
import { Bus, END_NOTICES } from "./bus.js";
import { unavailable } from "./failures.js";
import { Membership } from "./membership.js";
import { postgresDatabase } from "./postgres-database.js";
import { PostgresPeers } from "./postgres-peers.js";
import { signingKey } from "./signing-key.js";
import { SqlStore } from "./sql-store.js";

export interface PostgresOptions {
  /** How long other processes wait for a sign of this one. Default: 30000. */
  readonly leaseMs?: number;
  /** How long another process may take to hang up. Default: 15000. */
  readonly answerMs?: number;
  /** How long an answer of the database may take. Default: 10000. */
  readonly timeoutMs?: number;
}

/** Keeps everything in a PostgreSQL, which several gateway processes may share. */
export function openPostgres(url: string, options: PostgresOptions = {}): OpenStorage {
  return async (processId, { onTrouble }) => {
    const { leaseMs = 30_000, timeoutMs = 10_000, answerMs } = options;
    try {
      const { database, pool, connection } = await postgresDatabase({ url, timeoutMs, onTrouble });
      const bus = new Bus({ connection, pool, onTrouble });
      const announceEnds = bus.announceEnds.bind(bus);
      const membership = new Membership({ database, processId, leaseMs, clock: Date.now, announceEnds });
      const store = new InsistentStore(new SqlStore({ database, endNotices: END_NOTICES }), onTrouble);
      const key = await signingKey(database);
      return {
        store,
        signingKey: key,
        isLasting: true,
        peers: new PostgresPeers({ processId, leaseMs, answerMs, store, bus, membership, signingKey: key, onTrouble }),
      };
    } catch (cause) {
      // Not the URL, which holds a password.
      const reason = unavailable(cause)?.reason ?? (cause instanceof Error ? cause.message : String(cause));
      throw new StartupError("NO_STORAGE", `The database at ${placeOf(url)} cannot be used: ${reason}`, { cause });
    }
  };
}

function placeOf(url: string): string {
  if (!URL.canParse(url)) return "--database-url";
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
