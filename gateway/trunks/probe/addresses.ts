import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";

/** Where a server is. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

const DNS_TIMEOUT_MS = 1_500;

/** The servers behind `host` or `host:port`: without a port those that its SRV records name, if there are any. Rejects when there are none. Source: RFC 3263. */
export async function placesOf(hostPort: string, transport: "udp" | "tcp" | "tls"): Promise<readonly Place[]> {
  const [, bracketed, name = "", digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(hostPort) ?? [];
  const host = bracketed ?? name;
  const port = digits === undefined ? (transport === "tls" ? 5_061 : 5_060) : Number(digits);
  if (isIP(host) !== 0) return [{ address: host, port }];
  const targets = digits === undefined ? await serviceTargets(host, transport) : [];
  const places: Place[] = [];
  for (const target of targets.length > 0 ? targets : [{ name: host, port }]) {
    const found = await lookup(target.name, { all: true });
    places.push(...found.map(({ address }) => ({ address, port: target.port })));
  }
  return places;
}

/** The host of `host` or `host:port`, as certificates name it. */
export function hostOf(hostPort: string): string {
  return hostPort.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

async function serviceTargets(host: string, transport: "udp" | "tcp" | "tls") {
  const service = transport === "tls" ? "_sips._tcp" : `_sip._${transport}`;
  try {
    const records = await new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 1 }).resolveSrv(`${service}.${host}`);
    return records.filter(({ name }) => name !== "").sort((a, b) => a.priority - b.priority || b.weight - a.weight);
  } catch {
    // Most have none, and some resolvers do not say so.
    return [];
  }
}
