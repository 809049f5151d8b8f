import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { leftOut } from "../../support/left-out.js";

/**
 * Requests that a fuzzer makes of the document, seeded, some 2,500 of them, and 10,000 in the nightly run: no 5xx, no status that the document does not name, every answer of the type and
 * shape that it says, no operation without its token. Left out are the stream, which never ends, and the reset, which would take the
 * ground away; and the check that whatever fits the schema is taken, for JSON Schema cannot tell a time zone from another word.
 */
const RUN = [
  "--phases=examples,coverage,fuzzing",
  "--checks=all",
  "--exclude-checks=positive_data_acceptance",
  "--exclude-path=/_gateway/stream",
  "--exclude-path=/_gateway/reset",
  "--exclude-path=/_gateway/faults",
  "--continue-on-failure",
  "--generation-database=none",
  "--no-color",
  "--workers=2",
];
const VERSION = "4.32.5";
const SEED = process.env.SYMBL_FUZZ_SEED ?? "1";
/** Examples of each operation, of which there are some 15 that take anything. */
const EXAMPLES = Number(process.env.SYMBL_SCHEMATHESIS_EXAMPLES ?? 140);
const LEAST_REQUESTS = 13 * EXAMPLES;

const VENV = resolve(__dirname, "../../../node_modules/.cache/schemathesis", VERSION);
const COMMAND = join(VENV, "bin/schemathesis");
const why = install();

describe.skipIf(why !== undefined)(`what Schemathesis sends${leftOut(why)}`, () => {
  let gateway: TestGateway;
  let folder: string;
  beforeAll(async () => {
    gateway = await startTestGateway({ maxConnections: 100_000 });
    folder = mkdtempSync(join(tmpdir(), "schemathesis-"));
  });
  afterAll(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
  });

  it("is answered as the document says, request by request", { timeout: 600_000 }, async () => {
    const { output, code } = await run(folder, [
      `--config-file=${resolve(__dirname, "schemathesis.toml")}`,
      "run",
      `${gateway.url}/openapi.json`,
      `--header=X-API-KEY: ${await gateway.token()}`,
      `--seed=${SEED}`,
      `--max-examples=${EXAMPLES}`,
      ...RUN,
    ]);
    expect(code, output.slice(-8_000)).toBe(0);
    const [, requests = "0"] = /([\d,]+) generated/.exec(output) ?? [];
    expect(Number(requests.replaceAll(",", "")), output.slice(-2_000)).toBeGreaterThan(LEAST_REQUESTS);
  });
});

async function run(cwd: string, args: readonly string[]): Promise<{ readonly output: string; readonly code: number }> {
  // Not from this process: it serves what is asked.
  const child = promisify(execFile)(COMMAND, args, { cwd, maxBuffer: 64 * 1_048_576 });
  const code = new Promise<number>((done) => child.child.once("exit", (exit) => done(exit ?? 1)));
  const { stdout, stderr } = await child.catch((error: { readonly stdout: string; readonly stderr: string }) => error);
  return { output: stdout + stderr, code: await code };
}

/** Puts Schemathesis into a cached environment; resolves to why it is not there. */
function install(): string | undefined {
  if (existsSync(COMMAND)) return undefined;
  if (spawnSync("python3", ["-c", "import venv"]).status !== 0) return "no Python with venv here";
  mkdirSync(VENV, { recursive: true });
  const made = spawnSync("python3", ["-m", "venv", VENV]);
  const installed =
    made.status === 0 &&
    spawnSync(join(VENV, "bin/pip"), ["install", "--quiet", `schemathesis==${VERSION}`], { timeout: 120_000 })
      .status === 0;
  if (installed) return undefined;
  rmSync(VENV, { recursive: true, force: true });
  return "pip could not install schemathesis";
}
