import type { Trunk } from "./config-schema.js";

/** As whom a trunk is asked: user and host of the From header. Pure. */
export function callerAt({ callerId, credentials, fromDomain, proxy }: Trunk): {
  readonly user: string;
  readonly host: string;
} {
  return {
    user: callerId?.number ?? credentials?.user ?? "anonymous",
    host: fromDomain ?? proxy.replace(/:\d+$/, ""),
  };
}
