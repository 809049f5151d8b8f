import { readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";

/**
 * Makes one file each of what Pulumi's host loads in every command, in place of what the compiler made of it: the provider's own modules, and the parts of
 * undici and of zod that they use. A hundred small files take longer to load than what is in them takes to run.
 */

const root = join(__dirname, "../..");
const source = join(root, "provider");
const ENTRY = "dynamic-provider.ts";
/** Modules that name the parts of a library, and that library. */
const PARTS: Readonly<Record<string, string>> = { "zod.ts": "zod", "api/undici.ts": "undici" };

const common = (module: string): BuildOptions => ({
  entryPoints: [join(source, module)],
  outfile: join(root, "dist", module.replace(/\.ts$/, ".js")),
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20.19",
  // As the compiler does it: Node's own takes tens of milliseconds when it is used for the first time.
  supported: { "dynamic-import": false },
  logLevel: "warning",
});

/** Their files stay on their own: some commands need one of them, some none. */
const partsStayApart: Plugin = {
  name: "parts stay apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, importer }) => {
      const module = relative(source, resolve(importer, "..", path))
        .split(sep)
        .join("/");
      return module.replace(/\.js$/, ".ts") in PARTS ? { path: `./${module}`, external: true } : undefined;
    });
  },
};

function licence(library: string): string {
  return `/*!\nParts of ${library}.\n\n${readFileSync(join(root, "node_modules", library, "LICENSE"), "utf8").trim()}\n*/`;
}

async function bundle(): Promise<void> {
  for (const [module, library] of Object.entries(PARTS)) {
    await build({ ...common(module), banner: { js: licence(library) } });
  }
  await build({ ...common(ENTRY), packages: "external", plugins: [partsStayApart] });
}

void bundle();
