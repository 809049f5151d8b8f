import { BlockList, isIP } from "node:net";

/** What counts as this machine alone. Pure. */

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether an IP address is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  // An IPv4 client of an IPv6 socket.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  const family = isIP(plain);
  return family !== 0 && loopback.check(plain, family === 4 ? "ipv4" : "ipv6");
}

/** Whether a host name or address, with or without brackets, is this machine's own. */
export function isLoopbackHost(host: string): boolean {
  const plain = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return plain === "localhost" || isLoopbackAddress(plain);
}

/** The host of a `Host` header, without its port; `undefined` when the header is none. */
export function hostName(header: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(header ?? "");
  return match?.[1];
}

const FORWARDING_HEADERS = ["forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"];

/** Whether a request came through a proxy or a tunnel, so that its sender is not who the socket says. */
export function isForwarded(headers: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(headers).some((name) => name.startsWith("x-forwarded-") || FORWARDING_HEADERS.includes(name));
}
