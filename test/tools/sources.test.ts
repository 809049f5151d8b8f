import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Cache } from "../../tools/engine/cache.js";
import { sourceFailed } from "../../tools/engine/errors.js";
import { engineEnvironment, ensureEngine } from "../../tools/engine/index.js";
import type { Maker } from "../../tools/engine/maker.js";
import { engineOnPath } from "../../tools/engine/on-path.js";
import { pulumiVersion } from "../../tools/engine/pulumi-version.js";
import { barePath, executable, fakeEngine, sleepsForEver } from "./scripts.js";
import { cleanUpAfterEach, temporaryDirectory, untilGone } from "./support.js";

cleanUpAfterEach();

const makesEngine: Maker = async ({ directory }) => fakeEngine(join(directory, "bin"));
const unreachable: Maker = () => Promise.reject(sourceFailed("the net is closed"));
const noGo: Maker = () => Promise.reject(sourceFailed("no Go on PATH"));

function home(settings: NodeJS.ProcessEnv = {}) {
  const directory = temporaryDirectory();
  const env: NodeJS.ProcessEnv = { PATH: barePath, HOME: directory, ...settings };
  return { directory, env, cache: new Cache(env) };
}

test("a `pulumi` on PATH with its language host comes first, and is named by its absolute path", async () => {
  const { directory, env } = home();
  fakeEngine(join(directory, "bin"), "3.200.1");
  const engine = await ensureEngine({ env: { ...env, PATH: `${directory}/bin:${barePath}` } });
  expect(engine).toEqual({
    kind: "path",
    command: join(directory, "bin", "pulumi"),
    binDirectory: join(directory, "bin"),
    version: "3.200.1",
    why: "it is on PATH",
  });
});

test("the language host may lie elsewhere on PATH, or beside the file that `pulumi` links to", async () => {
  const { directory, env } = home();
  const version = executable(join(directory, "cellar"), "pulumi", "echo v3.200.1");
  const host = executable(join(directory, "hosts"), "pulumi-language-nodejs", "exit 0");
  mkdirSync(join(directory, "links"));
  symlinkSync(version, join(directory, "links", "pulumi"));
  const found = (path: string) => engineOnPath({ ...env, PATH: path }, undefined);

  await expect(found(`${directory}/links`)).rejects.toThrow("has no Node.js language host");
  expect((await found(`${directory}/links:${directory}/hosts:${barePath}`)).binDirectory).toBe(
    join(directory, "links"),
  );
  symlinkSync(host, join(directory, "cellar", "pulumi-language-nodejs"));
  expect((await found(`${directory}/links:${barePath}`)).kind).toBe("path");
});

test.each([
  ["that fails", "echo broken pipe dream >&2; exit 3", /code 3: broken pipe dream/],
  ["that says something else", "echo hello", /code 0: hello/],
  ["that is too old", "echo v3.50.2", /is Pulumi 3\.50\.2, and 3\.100\.0 or newer is needed/],
])("a `pulumi` %s is passed over with the reason", async (_, body, why) => {
  const { directory, env } = home();
  fakeEngine(join(directory, "bin"));
  executable(join(directory, "bin"), "pulumi", body);
  const engine = await ensureEngine({
    env: { ...env, PATH: `${directory}/bin:${barePath}` },
    makers: { download: makesEngine, build: noGo },
  });
  expect(engine.kind).toBe("download");
  expect(engine.why).toMatch(why);
});

test("a `pulumi` that never answers is given up, and so is what it started", async () => {
  const { directory, env } = home();
  const pidFile = join(directory, "pid");
  const command = executable(join(directory, "bin"), "pulumi", `${sleepsForEver} & echo $! > ${pidFile}; wait`);
  expect(await pulumiVersion(command, env, undefined, 3000)).toEqual({
    ok: false,
    why: "`pulumi version` did not answer within 3 s",
  });
  await untilGone(Number(readFileSync(pidFile, "utf8")));
});

test("a `pulumi` that is no executable file, and relative entries of PATH, do not count", async () => {
  const { directory, env } = home();
  fakeEngine(join(directory, "bin"));
  chmodSync(join(directory, "bin", "pulumi"), 0o644);
  await expect(engineOnPath({ ...env, PATH: `bin:.:${directory}/bin` }, undefined)).rejects.toThrow(
    "no `pulumi` on PATH",
  );
});

test("where the download is closed, the build is next, and its result is kept for the next time", async () => {
  const { env } = home();
  const said: string[] = [];
  const progress = { say: (text: string) => void said.push(text), begin() {}, detail() {}, end() {} };
  const built = await ensureEngine({ env, progress, makers: { download: unreachable, build: makesEngine } });
  expect(built).toMatchObject({ kind: "built", version: "3.250.0" });
  expect(said).toEqual(["Not by the official download: the net is closed"]);

  const again = await ensureEngine({ env, makers: { download: unreachable, build: noGo } });
  expect(again).toMatchObject({ kind: "cache", command: built.command });
  expect(again.why).toMatch(/^it was built from Go modules on \d{4}-\d\d-\d\d and kept/);
});

test("the dynamic provider's plugin is added to an engine that comes without it", async () => {
  const { env } = home();
  const { binDirectory } = await ensureEngine({ env, makers: { download: makesEngine, build: noGo } });
  expect(readFileSync(join(binDirectory, "pulumi-resource-pulumi-nodejs"), "utf8")).toContain("dynamic-provider");
});

test.each<[string, (entry: string) => void, RegExp]>([
  ["whose executable is torn", (entry) => writeFileSync(join(entry, "bin", "pulumi"), "#!/bin/sh\n"), /another size/],
  ["without the language host", (entry) => rmSync(join(entry, "bin", "pulumi-language-nodejs")), /missing or not exec/],
  ["without its manifest", (entry) => rmSync(join(entry, "engine.json")), /engine\.json is missing or torn/],
  ["with half a manifest", (entry) => writeFileSync(join(entry, "engine.json"), '{"origin": "bu'), /missing or torn/],
  ["that is only a directory", (entry) => rmSync(join(entry, "bin"), { recursive: true }), /missing or not exec/],
])("a kept engine %s is not taken, and is replaced", async (_, damage, why) => {
  const { env, cache } = home();
  const makers = { download: unreachable, build: makesEngine };
  await ensureEngine({ env, makers });
  damage(join(cache.directory, "build"));

  await expect(ensureEngine({ env: { ...env, SYMBL_ENGINE: "cache" } })).rejects.toThrow(why);
  expect(await ensureEngine({ env, makers })).toMatchObject({ kind: "built" });
  expect(await ensureEngine({ env, makers })).toMatchObject({ kind: "cache" });
  await ensureEngine({ env: { ...env, SYMBL_ENGINE: "download" }, makers: { download: makesEngine, build: noGo } });
  expect(readdirSync(cache.directory).sort()).toEqual(["build", "download"]);
});

test("a kept engine that no longer runs here is not taken", async () => {
  const { env, cache } = home();
  const answersOnce: Maker = async ({ directory }) => {
    fakeEngine(join(directory, "bin"));
    executable(join(directory, "bin"), "pulumi", `[ -e ${env.HOME}/moved ] && exit 126; echo v3.250.0`);
  };
  await ensureEngine({ env, makers: { download: answersOnce, build: noGo } });
  appendFileSync(join(env.HOME ?? "", "moved"), "");
  await expect(ensureEngine({ env: { ...env, SYMBL_ENGINE: "cache" } })).rejects.toThrow("ended with code 126");
  expect(readdirSync(cache.directory)).toEqual(["download"]);
});

test("what a maker makes is tried before it is kept", async () => {
  const { env, cache } = home();
  const broken: Maker = async ({ directory }) => fakeEngine(join(directory, "bin"), "not a version");
  const engine = await ensureEngine({ env, makers: { download: broken, build: makesEngine } });
  expect(engine.kind).toBe("built");
  expect(engine.why).toContain("what came out does not work");
  expect(readdirSync(cache.directory)).toEqual(["build"]);
});

test("SYMBL_ENGINE=build passes over a download that is kept, and builds only once", async () => {
  const { env, cache } = home();
  await ensureEngine({ env, makers: { download: makesEngine, build: noGo } });
  const forced = { env: { ...env, SYMBL_ENGINE: "build" }, makers: { download: unreachable, build: makesEngine } };
  expect((await ensureEngine(forced)).kind).toBe("built");
  expect((await ensureEngine(forced)).command).toBe(join(cache.directory, "build", "bin", "pulumi"));
});

test("when nothing works the error lists what was tried and what to do", async () => {
  const { env } = home();
  await expect(ensureEngine({ env, makers: { download: unreachable, build: noGo } })).rejects.toMatchObject({
    code: "ENGINE_NOT_FOUND",
    message: [
      "No Pulumi engine. Tried:",
      "  - `pulumi` on PATH: there is no `pulumi` on PATH",
      "  - an engine kept from earlier: nothing is kept yet",
      "  - the official download: the net is closed",
      "  - a build from Go modules: no Go on PATH",
      "Install Pulumi (https://www.pulumi.com/docs/install/), or Go 1.25.11 or newer (https://go.dev/dl/), put it on PATH, and run the same command again.",
    ].join("\n"),
  });
});

test("a cache directory that cannot be made is named, with the setting that moves it", async () => {
  const { directory, env } = home();
  writeFileSync(join(directory, "file"), "");
  await expect(
    ensureEngine({
      env: { ...env, XDG_CACHE_HOME: join(directory, "file") },
      makers: { download: makesEngine, build: noGo },
    }),
  ).rejects.toThrow(/nothing can be kept .*file.* XDG_CACHE_HOME/);
});

test("without Go the real build says so, and a Go that is too old says which is needed", async () => {
  const { directory, env } = home({ SYMBL_ENGINE: "build" });
  executable(
    join(directory, "old"),
    "go",
    'case "$1" in version) echo go version go1.22.1 linux/amd64;; env) echo local;; esac',
  );
  await expect(ensureEngine({ env: { ...env, PATH: `${directory}/old:${barePath}` } })).rejects.toThrow(
    /Go 1\.22\.1 is installed, 1\.25\.11 or newer is needed, and GOTOOLCHAIN=local/,
  );
});

test("a failing build ends with what Go said, and keeps nothing", async () => {
  const { directory, env, cache } = home({ SYMBL_ENGINE: "build" });
  executable(
    join(directory, "bin"),
    "go",
    'case "$1" in version) echo go version go1.99.0 linux/amd64;; env) echo auto;; *) echo "dial tcp: no route to host" >&2; exit 1;; esac',
  );
  await expect(ensureEngine({ env: { ...env, PATH: `${directory}/bin:${barePath}` } })).rejects.toThrow(
    /`go build` of Pulumi's Node\.js language host 3\.68\.0 failed:\s+dial tcp: no route to host/,
  );
  expect(readdirSync(cache.directory)).toEqual([]);
});

test("the environment for an engine puts it first on PATH and keeps a person's own Pulumi settings out", async () => {
  const { directory, env } = home();
  fakeEngine(join(directory, "bin"));
  const engine = await engineOnPath({ ...env, PATH: `${directory}/bin:${barePath}` }, undefined);
  const environment = engineEnvironment(engine, {
    home: "/h",
    backendUrl: "file:///s",
    passphrase: "",
    extra: { SYMBL_BASE_URL: "http://127.0.0.1:1", LANG: undefined },
    base: { PATH: "/usr/bin", LANG: "C", PULUMI_STACK: "production", PULUMI_ACCESS_TOKEN: "secret" },
  });
  expect(environment).toEqual({
    PATH: expect.stringMatching(new RegExp(`^${directory}/bin:/usr/bin:.*@pulumi/pulumi$`)),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_HOME: "/h",
    PULUMI_BACKEND_URL: "file:///s",
    PULUMI_CONFIG_PASSPHRASE: "",
    SYMBL_BASE_URL: "http://127.0.0.1:1",
  });
});
