import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { assertCompiled } from "../support/compiled-package.js";

/** A package with one source and its compiled twin, each `seconds` old. */
function packageOf(source: number, compiled?: number): string {
  const root = mkdtempSync(join(tmpdir(), "symbl-compiled-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (path: string, seconds: number): void => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), "");
    const at = Date.now() / 1000 - seconds;
    utimesSync(join(root, path), at, at);
  };
  write("provider/session/diff.ts", source);
  if (compiled !== undefined) write("dist/session/diff.js", compiled);
  return root;
}

it("a package that was never compiled is not tested: the message says what to run", () => {
  expect(() => assertCompiled(packageOf(10))).toThrow(/^dist\/session\/diff\.js is missing: run `npm run build` first/);
});

it("nor is one that has changed since", () => {
  expect(() => assertCompiled(packageOf(10, 20))).toThrow(
    /^dist\/session\/diff\.js is older than provider\/session\/diff\.ts: run `npm run build` first/,
  );
});

it("one that is up to date is", () => {
  expect(() => assertCompiled(packageOf(20, 10))).not.toThrow();
});
