import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../support/free-port.js";
import { buildByHand, instructions, type Stage } from "./dockerfile.js";

const ROOT = resolve(__dirname, "../../..");
const DOCKERFILE = readFileSync(join(ROOT, "gateway/Dockerfile"), "utf8");
const APPS = JSON.stringify([{ appId: "blue", appSecret: "a-secret-of-some-length" }]);
const WANTED = process.env.SYMBL_TEST_IMAGE === "1";
const WHY = WANTED ? "" : " [skipped: it installs all packages twice; SYMBL_TEST_IMAGE=1 runs it]";

describe("the Dockerfile", () => {
  it("ends as a user who is not root, with a health check and without a secret", () => {
    const all = instructions(DOCKERFILE);
    const last = all.slice(all.findLastIndex(([name]) => name === "FROM"));
    expect(last.find(([name]) => name === "USER")?.[1]).toBe("1000:1000");
    expect(last.some(([name]) => name === "HEALTHCHECK")).toBe(true);
    expect(DOCKERFILE).not.toMatch(/secret|password|token/i);
    for (const [name, rest] of all) if (name === "FROM") expect(rest).toMatch(/^node:\d+-\w+-slim( AS \w+)?$/);
  });
});

describe.skipIf(!WANTED)(`what the Dockerfile builds, its steps run by hand${WHY}`, () => {
  let folder: string;
  let stage: Stage;
  const children: ChildProcess[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "gateway-image-"));
    chmodSync(folder, 0o755);
    stage = buildByHand(DOCKERFILE, ROOT, folder);
  }, 600_000);
  afterAll(async () => {
    for (const child of children) {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const identity = () =>
    process.getuid?.() === 0 && stage.user !== undefined ? { uid: stage.user, gid: stage.user } : {};

  it("starts as its user, without the tools of development, and is healthy until it stops", async () => {
    const modules = readdirSync(join(stage.workdir, "node_modules"));
    expect(modules).toContain("fastify");
    for (const tool of ["typescript", "vitest", "playwright-core", "esbuild"]) expect(modules).not.toContain(tool);

    const port = await freePort();
    const [command = "", ...args] = stage.entrypoint.map((each) => (each === "8787" ? String(port) : each));
    const env = { PATH: process.env.PATH ?? "", ...stage.environment, SYMBL_GATEWAY_APPS: APPS };
    const options = { cwd: stage.workdir, env, ...identity() };
    const gateway = spawn(command, [...args, "--data", join(stage.root, "data/db")], {
      ...options,
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(gateway);
    await createInterface({ input: gateway.stdout })[Symbol.asyncIterator]().next();

    const [check = "", ...rest] = stage.healthCheck;
    const healthy = () =>
      spawnSync(check, rest, { ...options, env: { ...env, SYMBL_GATEWAY_HEALTH_PORT: String(port) } }).status;
    expect(healthy()).toBe(0);
    expect((await fetch(`http://127.0.0.1:${port}/reference`)).status).toBe(200);
    gateway.kill("SIGTERM");
    const [code] = await once(gateway, "exit");
    expect(code).toBe(0);
    expect(healthy()).toBe(1);
  }, 60_000);
});
