import type { ShownConnection, TestGateway } from "../support/gateway.js";

/** What the server's own ledger says of one session: all calls to the numbers that belong to it, in the order of their starts. */
export async function callsTo(gateway: TestGateway, numbers: readonly string[]): Promise<readonly ShownConnection[]> {
  const all = await gateway.connections();
  return all.filter(({ endpoint }) => numbers.includes(String(endpoint.phoneNumber)));
}

export function live(calls: readonly ShownConnection[]): ShownConnection[] {
  return calls.filter(({ state }) => state !== "ended");
}

/** Pairs of calls that were up at the same instant, each in a few words; must be none. */
export function overlaps(calls: readonly ShownConnection[]): string[] {
  const lives = calls
    .map(({ connectionId, times }) => ({ connectionId, from: time(times.dialing), to: time(times.ended) }))
    .sort((one, other) => one.from - other.from);
  return lives.flatMap(({ connectionId, from, to }, index) =>
    lives
      .slice(index + 1)
      .filter((later) => later.from < to && from < later.to)
      .map((later) => `${connectionId} was live until ${to}, ${later.connectionId} from ${later.from}`),
  );
}

/** Milliseconds since the epoch; what has no time is still to come. */
function time(text: string | undefined): number {
  return text === undefined ? Number.POSITIVE_INFINITY : Date.parse(text);
}
