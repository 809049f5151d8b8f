import { EngineError, ensureEngine, progressOn } from "./index.js";

const usage = `Gets a Pulumi engine and says which one it took: the one on PATH, the one kept from an earlier time, the official
download, or one built from Go modules, in this order.

  npm run engine [-- --json]

  --json   print the engine as one line of JSON on standard output (progress stays on standard error)
  --help   print this

SYMBL_ENGINE=path|cache|download|build takes that one source only. The engine is kept in $XDG_CACHE_HOME or ~/.cache.
`;

// To be started as `node --import tsx tools/engine/main.ts`: on Ctrl-C under npm the `tsx` command gets the signal twice
// (from the terminal and from npm) and then kills its program, which could clean nothing up.

// Shells report 128 + the signal's number.
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((argument) => !["--json", "--help"].includes(argument));
  if (unknown !== undefined || args.includes("--help")) {
    (unknown === undefined ? process.stdout : process.stderr).write(
      unknown === undefined ? usage : `Unknown argument ${unknown}.\n\n${usage}`,
    );
    return unknown === undefined ? 0 : 2;
  }
  const stop = new AbortController();
  let interruptedWith = 1;
  for (const [name, code] of Object.entries(signals))
    process.on(name, () => {
      interruptedWith = code;
      stop.abort();
    });
  try {
    const engine = await ensureEngine({ signal: stop.signal, progress: progressOn(process.stderr) });
    process.stdout.write(
      args.includes("--json")
        ? `${JSON.stringify(engine)}\n`
        : `Pulumi ${engine.version} (${engine.kind}): ${engine.command}\n  because ${engine.why}\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.code === "ENGINE_INTERRUPTED" ? interruptedWith : 1;
  }
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
