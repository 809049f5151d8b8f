import { StartupError } from "../errors.js";
import { isLoopbackHost } from "../http/loopback.js";
import type { AppCredentials, AppEntry } from "./app-registry.js";

/** Published credentials, so that a first try needs no set-up. They exist only where nobody else can use them and no call costs money. */
export const DEVELOPMENT_APP: AppCredentials = { appId: "dev-app-id", appSecret: "dev-app-secret" };

/** Which apps a gateway has: those configured, else the development one where it is allowed. Pure. */
export function chooseApps(options: {
  readonly configured: readonly AppEntry[];
  readonly host: string;
  readonly dialer: { readonly name: string; readonly placesRealCalls: boolean };
}): { readonly apps: readonly AppEntry[]; readonly development: boolean } {
  if (options.configured.length > 0) return { apps: options.configured, development: false };
  const reason = !isLoopbackHost(options.host)
    ? `the gateway would listen on ${options.host}, which others may reach`
    : options.dialer.placesRealCalls
      ? `the dialer ${options.dialer.name} places real calls`
      : undefined;
  if (reason === undefined) return { apps: [DEVELOPMENT_APP], development: true };
  throw new StartupError(
    "NO_APPS",
    `No apps are configured, and ${reason}: the published development credentials would let anyone place calls. ` +
      "Name the apps with --apps FILE or SYMBL_GATEWAY_APPS.",
  );
}
