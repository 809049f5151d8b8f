import { timingSafeEqual } from "node:crypto";
import { matchesScrypt, NOBODY, parseScrypt, type ScryptHash, sha256 } from "./secret-hash.js";

/** What an app shows of itself when it asks for a token. */
export interface AppCredentials {
  readonly appId: string;
  readonly appSecret: string;
}

/** An app that may use the API: with its secret, or with a hash of it. */
export type AppEntry =
  | AppCredentials
  | {
      readonly appId: string;
      /** SHA-256, as 64 hexadecimal digits. For secrets that were drawn by chance, such as 32 random bytes. */
      readonly appSecretSha256: string;
    }
  | {
      readonly appId: string;
      /** scrypt, as a PHC string. */
      readonly appSecretScrypt: string;
    };

type Known = { readonly sha256: Buffer } | { readonly scrypt: ScryptHash; sha256?: Buffer };

/** The apps of a gateway. Of their secrets only hashes are held, and compared in constant time. */
export class AppRegistry {
  readonly #apps: ReadonlyMap<string, Known>;
  /** Compared against when the app is unknown, so that both cases take the same time. */
  readonly #nobody = sha256("");
  readonly #anyScrypt: boolean;
  /** scrypt is costly on purpose, so no more than one at a time. */
  #checking: Promise<unknown> = Promise.resolve();

  constructor(apps: readonly AppEntry[]) {
    this.#apps = new Map(apps.map((app) => [app.appId, known(app)]));
    this.#anyScrypt = [...this.#apps.values()].some((app) => "scrypt" in app);
  }

  /** Whether there is such an app. */
  has(appId: string): boolean {
    return this.#apps.has(appId);
  }

  /**
   * Whether the app exists and the secret is its own. Where that takes long, `mayCheck` is asked once more when its turn comes, and nothing is checked when
   * it says no: guesses that were sent all at once are no cheaper than one after the other.
   */
  async verify({ appId, appSecret }: AppCredentials, mayCheck: () => boolean = () => true): Promise<boolean> {
    const app = this.#apps.get(appId);
    const digest = sha256(appSecret);
    const same = timingSafeEqual(app?.sha256 ?? this.#nobody, digest) && app?.sha256 !== undefined;
    if (same) return true;
    // All that is wrong takes as long where some does, or the time would tell which apps there are.
    const slow = app !== undefined && "scrypt" in app ? app.scrypt : this.#anyScrypt ? NOBODY : undefined;
    if (slow === undefined) return false;
    const checked = this.#checking.then(async () => {
      // Whoever was before in the line may have shown the same secret.
      if (app?.sha256?.equals(digest)) return true;
      if (!mayCheck()) return false;
      const right = await matchesScrypt(appSecret, slow);
      if (right && app !== undefined && "scrypt" in app) app.sha256 = digest;
      return right;
    });
    this.#checking = checked.catch(() => {});
    return checked;
  }
}

function known(app: AppEntry): Known {
  if ("appSecret" in app) return { sha256: sha256(app.appSecret) };
  if ("appSecretSha256" in app) return { sha256: Buffer.from(app.appSecretSha256, "hex") };
  const scrypt = parseScrypt(app.appSecretScrypt);
  if (scrypt === undefined) throw new TypeError(`The appSecretScrypt of ${app.appId} is no PHC string of scrypt.`);
  return { scrypt };
}
