import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { PROVIDER_VERSION } from "../../provider/version.js";
import { assertCompiled, repositoryRoot } from "../support/compiled-package.js";
import type { HostOptions } from "../support/host.js";
import { json, placed } from "../support/scripted-server.js";
import { accountAt, failureOf, session, testHost, testServer, urnOf } from "./support.js";

const PACKAGE = "pulumi-symbl-telephony";

/** A directory that is removed after the test. */
function directory(...parts: string[]): string {
  const root = mkdtempSync(join(tmpdir(), "symbl-resolution-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const path = join(root, ...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

function link(target: string, path: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  symlinkSync(target, path, "dir");
}

/** Puts the package into `modules` as npm would: what it publishes and nothing else, beside its dependencies. */
function install(modules: string): string {
  assertCompiled();
  const packed = directory();
  const arguments_ = ["pack", "--ignore-scripts", "--json", "--pack-destination", packed];
  const [{ filename }] = JSON.parse(
    execFileSync("npm", arguments_, { cwd: repositoryRoot, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
  const target = join(modules, PACKAGE);
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", join(packed, filename), "-C", target, "--strip-components=1"]);
  for (const name of ["@pulumi/pulumi", "undici", "zod", "luxon"])
    link(join(repositoryRoot, "node_modules", name), join(modules, name));
  return target;
}

/** A host in which everything that the package loads is found: a call lives and dies, and the engine is told what it should be. */
async function expectWhole(options: HostOptions, version = PROVIDER_VERSION): Promise<void> {
  const server = await testServer({ start: [json(201, placed())], stop: [json(200, placed())] });
  const host = await testHost({ ...options, env: { ...accountAt(server), ...options.env } });
  const program = session({ languages: ["en-us"], timezone: "US/Pacific" });
  expect((await host.check({}, program)).failures).toEqual([]);
  const { id, properties } = await host.create(program);
  expect(properties.providerVersion).toBe(version);
  await host.diff(id, properties, session({ ...program, data: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }));
  expect(host.warnings()).toMatchObject([
    { urn: urnOf("standup"), message: expect.stringMatching(/^May redial: data/) },
  ]);
  await host.delete(id, properties);
  expect(server.to("stop")).toHaveLength(1);
  expect(host.stderr()).toBe("");
}

describe("the package is found by the host", () => {
  it("from a program deep inside its own repository, which installs nothing", async () => {
    await expectWhole({ cwd: join(repositoryRoot, "examples", "zoom-pstn") });
  });

  it("where it is linked, as `npm link` does", async () => {
    const cwd = directory("program");
    link(repositoryRoot, join(cwd, "node_modules", PACKAGE));
    await expectWhole({ cwd });
  });

  it("where what npm publishes is installed above the program, and then that very copy runs", async () => {
    const root = directory();
    const cwd = join(root, "stacks", "meetings");
    mkdirSync(cwd, { recursive: true });
    const copy = install(join(root, "node_modules"));
    const loaded = join(copy, "dist", "dynamic-provider.js");
    writeFileSync(loaded, readFileSync(loaded, "utf8").replace(`"${PROVIDER_VERSION}"`, '"0.1.0-copy"'));
    await expectWhole({ cwd }, "0.1.0-copy");
  });

  it("through NODE_PATH, where the program's own folders do not lead to it", async () => {
    const modules = directory("elsewhere");
    link(repositoryRoot, join(modules, PACKAGE));
    await expectWhole({ cwd: directory("program"), env: { NODE_PATH: modules } });
  });
});

it("a package that is not there is named in the error", async () => {
  const host = await testHost({ cwd: directory("program") });
  expect((await failureOf(host.create(session()))).message).toContain(`Cannot find module '${PACKAGE}/provider'`);
});
