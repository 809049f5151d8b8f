import { join } from "node:path";
import { sourceFailed } from "./errors.js";
import { findGo, type Go } from "./go-toolchain.js";
import type { MakeJob } from "./maker.js";
import { type GoProgram, goPrograms } from "./recipe.js";
import { run } from "./run.js";

/** Builds the CLI and its Node.js language host from Go modules, pinned by the `go.mod` and `go.sum` files beside. */
export async function buildEngine(job: MakeJob): Promise<void> {
  const go = await findGo(job.env, job.signal);
  for (const program of goPrograms) await buildProgram(go, program, job);
}

async function buildProgram(go: Go, program: GoProgram, job: MakeJob): Promise<void> {
  const { directory, env, progress, signal } = job;
  const seen = { downloaded: 0, compiled: 0 };
  const count = (line: string): void => {
    // With -v, go names every package it compiles, and it always names what it downloads. `#` heads a compiler's errors.
    if (line.startsWith("go: downloading ")) seen.downloaded++;
    else if (/^[\w.-]+(\/[\w.~@+-]+)*$/.test(line)) seen.compiled++;
    progress.detail(buildDetail(seen));
  };

  progress.begin(`Building ${program.title} with Go ${go.version}`);
  const arguments_ = [
    "build",
    "-v",
    "-mod=readonly",
    "-buildvcs=false",
    "-o",
    join(directory, "bin", program.output),
    ...program.flags,
    program.package,
  ];
  let outcome = "given up";
  try {
    const result = await run(go.command, arguments_, {
      cwd: program.directory,
      env: {
        ...env,
        // Settings of a person's other Go work that would change what is built here.
        GOWORK: "off",
        GO111MODULE: "on",
        GOOS: undefined,
        GOARCH: undefined,
        // Go's scratch files go with the partial entry, however the build ends.
        GOTMPDIR: join(directory, "tmp"),
      },
      signal,
      onLine: count,
    });
    if (result.code !== 0) {
      outcome = "failed";
      throw sourceFailed(`\`go build\` of ${program.title} failed:\n${indent(result.tail)}`);
    }
    outcome = "done";
  } finally {
    progress.end(`Building ${program.title} with Go ${go.version}: ${outcome}`);
  }
}

export function buildDetail(seen: { readonly downloaded: number; readonly compiled: number }): string {
  const parts: string[] = [];
  if (seen.downloaded > 0) parts.push(`${plural(seen.downloaded, "module")} downloaded`);
  if (seen.compiled > 0) parts.push(`${plural(seen.compiled, "package")} compiled`);
  return parts.join(", ");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "      ");
}
