import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

export const repositoryRoot = join(__dirname, "..", "..");

const found = new Set<string>();

/** Throws unless `dist/` is what `provider/` compiles to: Pulumi's host loads the compiled package, and an old one would test old code. Looks once a process. */
export function assertCompiled(root: string = repositoryRoot): void {
  if (found.has(root)) return;
  const sources = readdirSync(join(root, "provider"), { recursive: true, withFileTypes: true });
  for (const entry of sources) {
    if (!entry.isFile() || !entry.name.endsWith(".ts") || entry.name.endsWith(".d.ts")) continue;
    const source = join(entry.parentPath, entry.name);
    const compiled = join(root, "dist", relative(join(root, "provider"), source).replace(/\.ts$/, ".js"));
    const compiledAt = statSync(compiled, { throwIfNoEntry: false })?.mtimeMs;
    if (compiledAt !== undefined && compiledAt >= statSync(source).mtimeMs) continue;
    const name = relative(root, compiled);
    throw new Error(
      `${name} is ${compiledAt === undefined ? "missing" : `older than ${relative(root, source)}`}: run \`npm run build\` first, or \`npm test\`, which does both`,
    );
  }
  found.add(root);
}
