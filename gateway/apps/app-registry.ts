import { createHash, timingSafeEqual } from "node:crypto";

/** An app that may use the API. */
export interface AppCredentials {
  readonly appId: string;
  readonly appSecret: string;
}

/** The apps of a gateway. Secrets are held as SHA-256 digests and compared in constant time. */
export class AppRegistry {
  readonly #digests: ReadonlyMap<string, Buffer>;
  /** Compared against when the app is unknown, so that both cases take the same time. */
  readonly #nobody = digest("");

  constructor(apps: readonly AppCredentials[]) {
    this.#digests = new Map(apps.map(({ appId, appSecret }) => [appId, digest(appSecret)]));
  }

  /** Whether there is such an app. */
  has(appId: string): boolean {
    return this.#digests.has(appId);
  }

  /** Whether the app exists and the secret is its own. */
  verify({ appId, appSecret }: AppCredentials): boolean {
    const expected = this.#digests.get(appId);
    const same = timingSafeEqual(expected ?? this.#nobody, digest(appSecret));
    return expected !== undefined && same;
  }
}

function digest(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
