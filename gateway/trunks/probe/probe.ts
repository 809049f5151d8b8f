import { version } from "../../version.js";
import { callerAt } from "../caller.js";
import type { Trunk } from "../config-schema.js";
import { hostOf, placesOf } from "./addresses.js";
import { ask } from "./ask.js";
import { type Finding, findingsOf, notResolved, resolved } from "./findings.js";

export interface ProbeOptions {
  /** Milliseconds that each server may take. */
  readonly waitMs: number;
  /** PEM of certificates that are trusted besides those of Node.js. */
  readonly ca?: string | undefined;
}

/** More servers behind one name are not asked. */
const PLACES_MAX = 4;

/** Checks a trunk without a call: who is there, and whether the credentials are taken. One server of several that answers is enough. */
export async function probeTrunk(trunk: Trunk, { waitMs, ca }: ProbeOptions): Promise<readonly Finding[]> {
  const { proxy, transport, credentials } = trunk;
  let places: Awaited<ReturnType<typeof placesOf>>;
  try {
    places = await placesOf(proxy, transport);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no reason given";
    return [notResolved(trunk, code)];
  }
  const host = hostOf(proxy);
  const found: Finding[] = [];
  for (const { address, port } of places.slice(0, PLACES_MAX)) {
    const answer = await ask({
      peer: { transport, address, port, host, ca },
      hostPort: proxy,
      from: callerAt(trunk),
      ...(credentials === undefined ? {} : { credentials }),
      userAgent: `symbl-gateway/${version()}`,
      waitMs,
    });
    found.push(...findingsOf(trunk, `${address} port ${port}`, answer));
    if (answer.kind === "answered") break;
  }
  return [resolved(trunk, [...new Set(places.map(({ address }) => address))]), ...found];
}
