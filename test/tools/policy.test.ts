import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildDetail } from "../../tools/engine/build.js";
import { cacheKey, cacheRoot } from "../../tools/engine/cache.js";
import { judgeGo } from "../../tools/engine/go-toolchain.js";
import { forcedSource, planFor } from "../../tools/engine/look.js";
import { clock, progressOn, workLine } from "../../tools/engine/progress.js";
import { compareVersions } from "../../tools/engine/pulumi-version.js";
import { goPrograms, recipe } from "../../tools/engine/recipe.js";

test.each([
  [undefined, { path: true, cached: ["download", "build"], make: ["download", "build"] }],
  ["", { path: true, cached: ["download", "build"], make: ["download", "build"] }],
  ["path", { path: true, cached: [], make: [] }],
  ["cache", { path: false, cached: ["download", "build"], make: [] }],
  ["download", { path: false, cached: ["download"], make: ["download"] }],
  ["build", { path: false, cached: ["build"], make: ["build"] }],
])("SYMBL_ENGINE=%s gives its plan", (setting, plan) => {
  expect(planFor(forcedSource(setting))).toEqual(plan);
});

test("an unknown SYMBL_ENGINE is refused with its choices", () => {
  expect(() => forcedSource("docker")).toThrow(
    expect.objectContaining({
      code: "ENGINE_SETTING_INVALID",
      message: expect.stringContaining("path, cache, download, build"),
    }),
  );
});

test.each([
  [{ XDG_CACHE_HOME: "/x", HOME: "/home/ada" }, "/x/pulumi-symbl-telephony/engine"],
  [{ XDG_CACHE_HOME: "relative", HOME: "/home/ada" }, "/home/ada/.cache/pulumi-symbl-telephony/engine"],
  [{ XDG_CACHE_HOME: "", HOME: "/home/ada" }, "/home/ada/.cache/pulumi-symbl-telephony/engine"],
  [{ HOME: "/home/ada" }, "/home/ada/.cache/pulumi-symbl-telephony/engine"],
])("with %o the cache is %s", (env, root) => {
  expect(cacheRoot(env)).toBe(root);
});

test("the cache key names the versions, the platform and the architecture", () => {
  expect(cacheKey("darwin", "arm64")).toBe(`pulumi-${recipe.pulumi}-nodejs-${recipe.nodejsHost}-r1-darwin-arm64`);
});

test("the recipe's versions are those of the go.mod files", () => {
  const [host, cli] = goPrograms.map(({ directory }) => readFileSync(join(directory, "go.mod"), "utf8"));
  expect(host).toMatch(new RegExp(`github.com/pulumi/pulumi/sdk/v3 v${recipe.nodejsHost}\\b`));
  expect(cli).toMatch(new RegExp(`github.com/pulumi/pulumi/pkg/v3 v${recipe.pulumi}\\b`));
  expect(cli).toMatch(new RegExp(`github.com/pulumi/pulumi/sdk/v3 v${recipe.pulumi}\\b`));
  expect(cli).toMatch(new RegExp(`^go ${recipe.go}$`, "m"));
});

test.each([
  ["1.25.11", "local", "ready"],
  ["1.26", "local", "ready"],
  ["1.25.10", "local", "too-old"],
  ["1.25.10", "auto", "fetches-newer"],
  ["1.24.0", "go1.24.0+auto", "fetches-newer"],
  ["1.24.0", "path", "too-old"],
  ["1.24.0", "go1.24.0", "too-old"],
  ["1.20.14", "auto", "too-old"],
])("Go %s with GOTOOLCHAIN=%s is %s for 1.25.11", (version, toolchain, fit) => {
  expect(judgeGo(version, toolchain, "1.25.11").fit).toBe(fit);
});

test("a Go that may not fetch a newer one says what to set", () => {
  expect(judgeGo("1.24.0", "local", "1.25.11")).toMatchObject({
    why: expect.stringMatching(/Go 1\.24\.0 .* 1\.25\.11 or newer .* GOTOOLCHAIN=local/),
  });
});

test.each([
  ["3.100.0", "3.99.9", 1],
  ["3.99.9", "3.100.0", -1],
  ["3.100.0", "3.100", 0],
  ["3.100.0-dev.0", "3.100.0+build", 0],
])("%s compared with %s is %i", (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});

test.each([
  [0, "0:00"],
  [65_999, "1:05"],
  [3_609_000, "1:00:09"],
])("%i ms read %s", (milliseconds, text) => {
  expect(clock(milliseconds)).toBe(text);
});

test("the line of running work is cut to the width of a terminal", () => {
  expect(workLine("Building", 5000, "7 packages compiled")).toBe("Building … 0:05, 7 packages compiled");
  expect(workLine("Building", 5000, "7 packages compiled", 20)).toHaveLength(19);
});

test("the detail of a build counts only what was seen", () => {
  expect(buildDetail({ downloaded: 0, compiled: 0 })).toBe("");
  expect(buildDetail({ downloaded: 3, compiled: 40 })).toBe("3 modules downloaded, 40 packages compiled");
});

test.each([
  [true, "\r\x1b[2KBuilding … 0:00\r\x1b[2KBuilt (0:00)\n"],
  [false, "Building … 0:00\nBuilt (0:00)\n"],
])("with isTTY %s the progress is written in its way", (isTTY, expected) => {
  const written: string[] = [];
  const progress = progressOn({ isTTY, columns: 80, write: (text) => written.push(text) });
  progress.begin("Building");
  progress.end("Built");
  expect(written.join("")).toBe(expected);
});
