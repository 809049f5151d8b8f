import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";

/** Puts the parts of zod that the provider uses into one file of the package, in place of the module that names them, and zod's licence with them. */

const root = join(__dirname, "../..");
const zod = dirname(require.resolve("zod/package.json"));
const licence = readFileSync(join(zod, "LICENSE"), "utf8").trim();

buildSync({
  entryPoints: [join(root, "provider/zod.ts")],
  outfile: join(root, "dist/zod.js"),
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20.19",
  banner: { js: `/*!\nParts of zod.\n\n${licence}\n*/` },
  logLevel: "warning",
});
