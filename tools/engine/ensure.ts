import { buildEngine } from "./build.js";
import { Cache } from "./cache.js";
import { cachedEngine } from "./cached-engine.js";
import { downloadEngine } from "./download.js";
import { EngineError, notFound, titles } from "./errors.js";
import { type LockOwner, withLock } from "./lock.js";
import { forcedSource, planFor } from "./look.js";
import { type Maker, makeEngine } from "./maker.js";
import { engineOnPath } from "./on-path.js";
import { type Progress, silent } from "./progress.js";
import type { Engine, Origin, Source } from "./types.js";

export interface EnsureEngineOptions {
  /** PATH, HOME, XDG_CACHE_HOME and SYMBL_ENGINE are read from here. Default: `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Stops the search, the download or the build, and everything they started. */
  readonly signal?: AbortSignal;
  /** Default: nothing is shown. */
  readonly progress?: Progress;
  /** Ways to make an engine. Default: the official download, and the build from Go modules. */
  readonly makers?: Readonly<Record<Origin, Maker>>;
}

const realMakers: Readonly<Record<Origin, Maker>> = { download: (job) => downloadEngine(job), build: buildEngine };

/**
 * Finds a Pulumi engine or makes one, once a machine, however many ask at the same time.
 *
 * @throws EngineError ENGINE_SETTING_INVALID, ENGINE_NOT_FOUND (its message tells what to do), ENGINE_INTERRUPTED
 */
export async function ensureEngine(options: EnsureEngineOptions = {}): Promise<Engine> {
  const { env = process.env, signal, progress = silent, makers = realMakers } = options;
  const forced = forcedSource(env.SYMBL_ENGINE);
  const plan = planFor(forced);
  const cache = new Cache(env);
  const tried = new Map<Source, string>();

  const attempt = async (source: Source, find: () => Promise<Engine>): Promise<Engine | undefined> => {
    try {
      const engine = await find();
      tried.delete(source);
      const passedOver = [...tried].map(([other, why]) => `${titles[other]}: ${why}`);
      return { ...engine, why: [engine.why, ...passedOver].join("; ") };
    } catch (error) {
      if (!(error instanceof EngineError && error.code === "ENGINE_SOURCE_FAILED")) throw error;
      tried.set(source, error.message);
      return undefined;
    }
  };

  const fromCache = (): Promise<Engine | undefined> =>
    attempt("cache", () => cachedEngine(cache, plan.cached, env, signal));

  const make = async (): Promise<Engine | undefined> => {
    cache.sweep();
    // Whoever held the lock before us may have made what we came for.
    const meanwhile = await fromCache();
    if (meanwhile) return meanwhile;
    for (const origin of plan.make) {
      const engine = await attempt(origin, () => makeEngine(cache, origin, makers[origin], { env, signal, progress }));
      if (engine) return engine;
      progress.say(`Not by ${titles[origin]}: ${tried.get(origin) ?? ""}`);
    }
    return undefined;
  };

  const makeOnce = async (): Promise<Engine | undefined> => {
    const obstacle = cache.prepare();
    if (obstacle !== undefined) {
      tried.set("cache", obstacle);
      return undefined;
    }
    let waited = false;
    const onWait = (owner: LockOwner | undefined): void => {
      waited = true;
      progress.begin(`Waiting for ${owner ? `process ${owner.pid}` : "another process"}, which is getting an engine`);
    };
    try {
      return await withLock(cache.lockFile, { signal, onWait }, () => {
        if (waited) progress.end("Waited for another process");
        waited = false;
        return make();
      });
    } finally {
      if (waited) progress.end("Waited in vain");
    }
  };

  const engine =
    (plan.path ? await attempt("path", () => engineOnPath(env, signal)) : undefined) ??
    (plan.cached.length > 0 ? await fromCache() : undefined) ??
    (plan.make.length > 0 ? await makeOnce() : undefined);
  if (!engine) throw notFound(tried, forced !== undefined);
  return engine;
}
