import { type SymblClient, symblClient } from "./api/client.js";
import { SymblError } from "./api/errors.js";
import type { SavedSession } from "./saved-session.js";
import { assertTrusted, type ConfigReader, resolveSettings, type Settings } from "./settings.js";

/** The accounts of one stack: its settings, and one client each, whose token all its sessions share. */
export interface Accounts {
  /** Throws `SYMBL_INVALID_SETTINGS`. */
  settings(account: string | undefined): Settings;
  /** For a new call. Throws `SYMBL_CREDENTIALS_MISSING` and `SYMBL_INVALID_SETTINGS`. */
  forDialling(account: string | undefined): SymblClient;
  /** For a call that was placed before, at the server that dialled. Throws `SYMBL_UNTRUSTED_ORIGIN` too. */
  forSaved(saved: Pick<SavedSession, "account" | "apiBaseUrl">): SymblClient;
}

/** The environment is read anew each time; clients are kept as long as their settings stay the same. */
export function stackAccounts(config: ConfigReader): Accounts {
  const clients = new Map<string, SymblClient>();

  function client(settings: Settings, baseUrl: string): SymblClient {
    if (settings.credentials === undefined) throw new SymblError("SYMBL_CREDENTIALS_MISSING", settings.missing);
    const key = JSON.stringify([baseUrl, settings.credentials]);
    const existing = clients.get(key);
    if (existing !== undefined) return existing;
    const created = symblClient(baseUrl, settings.credentials);
    clients.set(key, created);
    return created;
  }

  const settings = (account: string | undefined): Settings => resolveSettings(process.env, config, account);
  return {
    settings,
    forDialling(account) {
      const today = settings(account);
      return client(today, today.baseUrl);
    },
    forSaved(saved) {
      const today = settings(saved.account);
      const baseUrl = saved.apiBaseUrl ?? today.baseUrl;
      assertTrusted(baseUrl, today, process.env);
      return client(today, baseUrl);
    },
  };
}
