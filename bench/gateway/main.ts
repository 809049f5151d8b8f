import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres, whyNoPostgres } from "../../test/support/postgres.js";
import { holdCalls } from "./live.js";
import { type Figures, judge, type Round, report } from "./report.js";
import { type Server, type ServerPlan, STORAGES, type Storage, startServer } from "./servers.js";
import { type Burst, placeStarts } from "./starts.js";
import { tellListeners } from "./subscribers.js";

const USAGE = `Compares the gateway's starts with those of a bare route that validates, answers the same and does one insert; then holds many calls up, and tells many
listeners what is said on one.

  npm run bench:gateway -- [--rounds 5] [--starts 4000] [--at-once 32] [--live 10000] [--listeners 1000] [--json FILE]
`;
/** So that a server has compiled what it runs before it is measured. */
const WARM_UP = 8_000;

async function main(): Promise<void> {
  const number = (text: string): number => {
    if (!/^\d{1,6}$/.test(text)) throw new RangeError(`"${text}" is no whole number\n\n${USAGE}`);
    return Number(text);
  };
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "5" },
      starts: { type: "string", default: "4000" },
      "at-once": { type: "string", default: "32" },
      live: { type: "string", default: "10000" },
      listeners: { type: "string", default: "1000" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const missing = whyNoPostgres();
  if (missing !== undefined) throw new Error(missing);
  const postgres = await startPostgres({ durable: true });
  const withServer = async <Result>(
    plan: ServerPlan,
    measure: (server: Server) => Promise<Result>,
  ): Promise<Result> => {
    const folder = mkdtempSync(join(tmpdir(), "bench-gateway-"));
    const server = await startServer(plan, { folder, databaseUrl: await postgres.createDatabase() });
    try {
      return await measure(server);
    } finally {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  };
  try {
    const burst = (server: ServerPlan["server"], storage: Storage): Promise<Burst> =>
      withServer({ server, storage }, async (running) => {
        await placeStarts(running, WARM_UP, number(values["at-once"]));
        return placeStarts(running, number(values.starts), number(values["at-once"]));
      });
    const rounds: Round[] = [];
    for (let round = 1; round <= number(values.rounds); round += 1) {
      process.stderr.write(`round ${round}\n`);
      // In turn, so that what slows the machine down for a while slows both of a pair down.
      const pair = async (storage: Storage) => ({
        baseline: await burst("baseline", storage),
        gateway: await burst("gateway", storage),
      });
      rounds.push({ memory: await pair("memory"), embedded: await pair("embedded"), postgres: await pair("postgres") });
    }
    const live: Figures["live"][number][] = [];
    const fanout: Figures["fanout"][number][] = [];
    for (const storage of STORAGES) {
      process.stderr.write(`live calls and listeners: ${storage}\n`);
      if (number(values.live) > 0) {
        live.push(
          await withServer({ server: "gateway", storage }, async (server) => ({
            storage,
            ...(await holdCalls(server, number(values.live))),
          })),
        );
      }
      if (number(values.listeners) > 0) {
        fanout.push(
          await withServer({ server: "gateway", storage }, async (server) => ({
            storage,
            ...(await tellListeners(server, number(values.listeners))),
          })),
        );
      }
    }
    const figures = { rounds, live, fanout };
    process.stdout.write(
      `${report(figures)}\n\nLoad average: ${loadavg()
        .map((load) => load.toFixed(1))
        .join(", ")}\n`,
    );
    if (values.json !== undefined)
      writeFileSync(values.json, JSON.stringify({ ...figures, goals: judge(figures) }, null, 2));
  } finally {
    await postgres.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
