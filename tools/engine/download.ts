import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { interrupted, sourceFailed } from "./errors.js";
import type { MakeJob } from "./maker.js";
import { pulumiSdkDirectory, recipe } from "./recipe.js";
import { run } from "./run.js";

export interface DownloadOptions {
  /** What the installer fetches first. Asked for before it starts, so that a closed network costs seconds. */
  readonly probeUrl?: string;
  readonly probeMs?: number;
  /** The download is given up when it has brought no byte for so long. */
  readonly stallMs?: number;
  /** The script that installs: arguments SDK directory, target, version. */
  readonly installer?: string;
}

/** The official download of the recipe's Pulumi version, by `PulumiCommand.install` of `@pulumi/pulumi/automation`. */
export async function downloadEngine(job: MakeJob, options: DownloadOptions = {}): Promise<void> {
  const {
    probeUrl = "https://get.pulumi.com/install.sh",
    probeMs = 4000,
    stallMs = 30_000,
    installer = join(__dirname, "install-official.cjs"),
  } = options;
  const { directory, env, progress, signal } = job;
  await probe(probeUrl, probeMs, signal);

  progress.begin(`Downloading Pulumi ${recipe.pulumi}`);
  const stalled = new AbortController();
  const stop = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  let last = { bytes: -1, at: performance.now() };
  const watch = setInterval(() => {
    const bytes = bytesIn(directory);
    if (bytes !== last.bytes) last = { bytes, at: performance.now() };
    else if (performance.now() - last.at > stallMs) stalled.abort();
    progress.detail(`${(bytes / 1e6).toFixed(0)} MB on disk`);
  }, 1000);
  try {
    const result = await run(process.execPath, [installer, pulumiSdkDirectory(), directory, recipe.pulumi], {
      // The installer's temporary files stay inside, so that they go when it is stopped.
      env: { ...env, TMPDIR: join(directory, "tmp"), PULUMI_HOME: join(directory, "tmp", "home") },
      signal: stop,
    });
    if (result.code !== 0) throw sourceFailed(`the official installer failed: ${result.tail.trim().slice(-500)}`);
    progress.end(`Downloaded Pulumi ${recipe.pulumi}`);
  } catch (error) {
    progress.end(`Downloading Pulumi ${recipe.pulumi}: given up`);
    if (signal?.aborted) throw interrupted();
    if (stalled.signal.aborted) throw sourceFailed(`the download brought nothing more for ${stallMs / 1000} s`);
    throw error;
  } finally {
    clearInterval(watch);
  }
}

async function probe(url: string, probeMs: number, signal: AbortSignal | undefined): Promise<void> {
  const { host } = new URL(url);
  const limit = AbortSignal.timeout(probeMs);
  let response: Response;
  try {
    response = await fetch(url, { method: "HEAD", signal: signal ? AbortSignal.any([signal, limit]) : limit });
  } catch (error) {
    if (signal?.aborted) throw interrupted();
    if (limit.aborted) throw sourceFailed(`${host} did not answer within ${probeMs / 1000} s`, error);
    throw sourceFailed(`${host} cannot be reached${reasonOf(error)}`, error);
  }
  await response.body?.cancel();
  if (!response.ok) throw sourceFailed(`${host} answered ${response.status} for the installer`);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? ` (${cause.message || cause.name})` : "";
}

function bytesIn(directory: string): number {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return 0;
  }
  let bytes = 0;
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) bytes += bytesIn(path);
    // Files come and go while the installer works.
    else bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}
