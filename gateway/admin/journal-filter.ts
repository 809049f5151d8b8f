import type { JournalQuery } from "../wire/journal.js";
import type { JournalEntry } from "./journal.js";

/** The entries that a query asks for, in the order of their arrival. Pure. */
export function filterJournal(entries: readonly JournalEntry[], query: JournalQuery): readonly JournalEntry[] {
  const { operation, appId, connectionId, method, path, status, fault, limit } = query;
  const since = query.since === undefined ? undefined : new Date(query.since).toISOString();
  const found = entries.filter(
    (entry) =>
      (operation === undefined || entry.operation === operation) &&
      (appId === undefined || entry.appId === appId) &&
      (connectionId === undefined || entry.connectionId === connectionId) &&
      (method === undefined || entry.method === method) &&
      (path === undefined || entry.path.startsWith(path)) &&
      (fault === undefined || entry.fault === fault) &&
      (since === undefined || entry.at >= since) &&
      (status === undefined || hasStatus(entry.status, status)),
  );
  return limit === undefined ? found : found.slice(-limit);
}

function hasStatus(status: number | null, wanted: string): boolean {
  if (status === null) return false;
  return wanted.endsWith("xx") ? Math.floor(status / 100) === Number(wanted[0]) : status === Number(wanted);
}
