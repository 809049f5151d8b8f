import type { AddressInfo } from "node:net";
import { StartupError } from "../errors.js";

/** Where a gateway listens, or why it cannot. Pure. */

/** Base URL of a listener, by the name that it was given. */
export function listenUrl(host: string, addresses: readonly AddressInfo[]): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${addresses[0]?.port ?? 0}`;
}

export function cannotListen(cause: unknown, host: string, port: number): StartupError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} of ${host} is taken; stop what listens there, or choose another with --port (0 takes a free one).`,
    EACCES: `port ${port} of ${host} needs more rights; choose one above 1023 with --port.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine.`,
    ENOTFOUND: `${host} is not a known host.`,
  };
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new StartupError("CANNOT_LISTEN", `Cannot listen: ${reason}`, { cause });
}
