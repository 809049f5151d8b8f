import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { compileFunction } from "node:vm";
import ts from "typescript";

/**
 * Loads the provider's own sources once more for every simulated process, so that each has module state of its own and sees a machine of the test's making
 * through its globals and through Node's modules. What is pure is loaded once for all.
 */

const requireReal = createRequire(__filename);
const SOURCES = resolve(__dirname, "../../../provider");

/** Names that a source may use as globals, and that are a process's own. */
const GLOBALS = ["process", "setTimeout", "clearTimeout", "performance", "AbortSignal", "Math", "Date"] as const;
export type Globals = Readonly<Record<(typeof GLOBALS)[number], unknown>>;

/** Pure modules: no state, no clock, no machine. Schemas are the costly ones. */
const SHARED =
  /^(?:frozen|version|outputs|saved-session|zod|session\/(?!dial|hang-up|observe|look-up).*|api\/(?:wire|json|errors|redact|retry|small-answers|call-answers|server-message|url-encoded)|journal\/(?:record|stored)|host\/(?:errors|plain-json))\.ts$/;

type Exports = Record<string, unknown>;
const pureSources = new Map<string, boolean>();
const compiled = new Map<string, ReturnType<typeof compileFunction>>();
const shared = new Map<string, Exports>();

export interface Surroundings {
  globals: Globals;
  /** By the name that is imported, or by the source's path such as `host/engine-log.ts`. */
  modules: ReadonlyMap<string, Exports>;
}

/** The exports of a source, such as `dynamic-provider.ts`, in a process of its own. */
export function loadFresh(source: string, surroundings: Surroundings): Exports {
  return load(source, new Map(), surroundings);
}

function load(source: string, own: Map<string, Exports>, surroundings: Surroundings | undefined): Exports {
  const isShared = isPure(source);
  if (!isShared && surroundings === undefined)
    throw new Error(`${source} is no pure module, but a pure one imports it`);
  const cache = isShared ? shared : own;
  const existing = cache.get(source);
  if (existing !== undefined) return existing;
  const module: { exports: Exports } = { exports: {} };
  cache.set(source, module.exports);
  const within = isShared ? undefined : surroundings;
  const require = (name: string): unknown => {
    const path = name.startsWith(".") ? sourceOf(source, name) : name;
    const given = within?.modules.get(path);
    if (given !== undefined) return given;
    return name.startsWith(".") ? load(path, own, within) : requireReal(name);
  };
  const globals = GLOBALS.map((name) => (within === undefined ? Reflect.get(globalThis, name) : within.globals[name]));
  try {
    Reflect.apply(functionOf(source), undefined, [module.exports, require, module, ...globals]);
  } catch (error) {
    // Half of a module must not pass for the whole.
    cache.delete(source);
    throw error;
  }
  return module.exports;
}

function isPure(source: string): boolean {
  const known = pureSources.get(source) ?? SHARED.test(source);
  pureSources.set(source, known);
  return known;
}

const sources = new Map<string, Map<string, string>>();

function sourceOf(importer: string, name: string): string {
  const known = sources.get(importer) ?? new Map<string, string>();
  sources.set(importer, known);
  const existing = known.get(name);
  if (existing !== undefined) return existing;
  const path = join(dirname(join(SOURCES, importer)), name.replace(/\.js$/, ".ts"));
  const source = relative(SOURCES, path).split(sep).join("/");
  known.set(name, source);
  return source;
}

function functionOf(source: string): ReturnType<typeof compileFunction> {
  const existing = compiled.get(source);
  if (existing !== undefined) return existing;
  const path = join(SOURCES, source);
  const { outputText } = ts.transpileModule(readFileSync(path, "utf8"), {
    fileName: path,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      inlineSourceMap: true,
    },
  });
  const made = compileFunction(outputText, ["exports", "require", "module", ...GLOBALS], { filename: path });
  compiled.set(source, made);
  return made;
}
