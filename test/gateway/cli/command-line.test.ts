import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { waitFor } from "../../support/gateway.js";
import { askToken, isRecord, Socket, START, send } from "../client.js";

const ROOT = resolve(__dirname, "../../..");

const readySchema = z.strictObject({
  event: z.literal("ready"),
  url: z.url(),
  appId: z.string().optional(),
  appSecret: z.string().optional(),
});

describe("the command line symbl-gateway", () => {
  /** A build of its own, among the modules that it needs: the real one may be in use. */
  let folder: string;
  const children: ChildProcess[] = [];

  beforeAll(() => {
    const cache = join(ROOT, "node_modules/.cache");
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, "gateway-"));
    copyFileSync(join(ROOT, "gateway/package.json"), join(folder, "package.json"));
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const built = spawnSync(
      process.execPath,
      [tsc, "-p", join(ROOT, "gateway/tsconfig.build.json"), "--outDir", join(folder, "dist")],
      { encoding: "utf8" },
    );
    cpSync(join(ROOT, "gateway/web"), join(folder, "dist/web"), { recursive: true });
    if (built.status !== 0) throw new Error(`tsc failed: ${built.stdout}${built.stderr}`);
  }, 180_000);
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  interface Running {
    readonly child: ChildProcess;
    /** Lines of standard output, as they come. */
    readonly lines: AsyncIterableIterator<string>;
    readonly stderr: () => string;
    /** Exit code, or the signal's name. */
    readonly exit: Promise<number | string | null>;
  }

  function run(args: readonly string[], env: Record<string, string> = {}): Running {
    const child = spawn(process.execPath, [join(folder, "dist/main.js"), ...args], {
      env: { PATH: process.env.PATH ?? "", XDG_STATE_HOME: folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    return {
      child,
      lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
      stderr: () => errors,
      exit: once(child, "close").then(([code, signal]) => code ?? signal),
    };
  }

  async function ready(running: Running): Promise<z.output<typeof readySchema>> {
    const { value } = await running.lines.next();
    if (typeof value !== "string") throw new Error(`no ready line; it said: ${running.stderr()}`);
    return readySchema.parse(JSON.parse(value));
  }

  /** Runs to its end. */
  async function outcome(args: readonly string[], env: Record<string, string> = {}) {
    const running = run(args, env);
    const output: string[] = [];
    for await (const line of running.lines) output.push(line);
    return { exit: await running.exit, stdout: output.join("\n"), stderr: running.stderr() };
  }

  const startCall = async (url: string): Promise<Record<string, unknown> & { token: string }> => {
    const { body: token } = await askToken(
      { url },
      { type: "application", appId: "dev-app-id", appSecret: "dev-app-secret" },
    );
    const accessToken = isRecord(token) ? String(token.accessToken) : "";
    const { body } = await send({ url }, "POST", "/v1/endpoint:connect", { token: accessToken, body: START });
    return { ...(isRecord(body) ? body : {}), token: accessToken };
  };

  it("prints the ready line as JSON, with the development credentials, and nothing else", async () => {
    const running = run(["--port", "0", "--json"]);
    const line = await ready(running);
    expect(line).toEqual({
      event: "ready",
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      appId: "dev-app-id",
      appSecret: "dev-app-secret",
    });
    expect(await send(line, "GET", "/_gateway/health")).toMatchObject({ status: 200, body: { status: "ok" } });
    running.child.kill("SIGTERM");
    expect(await running.exit).toBe(0);
    expect(running.stderr()).toBe("");
    expect((await running.lines.next()).done).toBe(true);
  });

  it("tells a person where it listens and with what credentials", async () => {
    const running = run(["--port", "0"]);
    const { value } = await running.lines.next();
    expect(value).toMatch(/^The gateway listens on http:\/\/127\.0\.0\.1:\d+$/);
    expect((await running.lines.next()).value).toContain("appId dev-app-id, appSecret dev-app-secret");
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "on %s ends the live calls, closes the sockets and exits 0",
    async (signal) => {
      const running = run(["--port", "0", "--json"]);
      const { url } = await ready(running);
      const { resultWebSocketUrl, token } = await startCall(url);
      const socket = await Socket.open(String(resultWebSocketUrl), { "x-api-key": token });
      running.child.kill(signal);
      expect(await socket.closed).toEqual({ code: 1000, reason: "gateway stopped" });
      expect(await running.exit).toBe(0);
    },
  );

  it("takes --speed, --seed and --max-connections", async () => {
    const running = run(["--port", "0", "--json", "--speed", "100000", "--seed", "7", "--max-connections", "1"]);
    const { url } = await ready(running);
    const { token } = await startCall(url);
    const { body } = await waitFor(
      () => send({ url }, "GET", "/_gateway/connections"),
      (answer) => JSON.stringify(answer.body).includes("dtmfSent"),
    );
    const shown = z.object({
      connections: z.tuple([z.object({ times: z.object({ answered: z.coerce.date(), dtmfSent: z.coerce.date() }) })]),
    });
    const [{ times }] = shown.parse(body).connections;
    // At the speed of a telephone network its commas alone take 2000 ms and its keys 2880.
    expect(times.dtmfSent.getTime() - times.answered.getTime()).toBeLessThan(4_880);
    expect((await send({ url }, "POST", "/v1/endpoint:connect", { token, body: START })).status).toBe(429);
  });

  it("takes --faults, whose dice are those of --seed, and --script", async () => {
    const [faults, script] = [join(folder, "faults.json"), join(folder, "talk.vtt")];
    writeFileSync(faults, JSON.stringify({ rules: [{ id: "f", effect: { type: "token-expired" } }] }));
    writeFileSync(script, "WEBVTT\n\n00:00.000 --> 00:00.100\n<v Ada>Hello\n");
    const files = ["--faults", faults, "--script", script, "--idle-limit", "off"];
    const running = run(["--port", "0", "--json", "--seed", "7", ...files]);
    const line = await ready(running);
    const shown = await send(line, "GET", "/_gateway/faults");
    expect(shown.body).toMatchObject({ seed: 7, rules: [{ id: "f", struck: 0 }] });
    expect(await startCall(line.url)).toMatchObject({ message: expect.stringContaining("Token validation failed") });
  });

  it("says that the port is taken, and exits 1", async () => {
    const first = run(["--port", "0", "--json"]);
    const { port } = new URL((await ready(first)).url);
    const { exit, stdout, stderr } = await outcome(["--port", port, "--json"]);
    expect(exit).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      `symbl-gateway: Cannot listen: port ${port} of 127.0.0.1 is taken; stop what listens there, or choose another with --port (0 takes a free one).\n`,
    );
  });

  it("says what installs baresip where it is missing", async () => {
    const { exit, stderr } = run(["--dialer", "baresip"], { PATH: "" });
    expect(await exit).toBe(1);
    expect(stderr()).toBe(
      "symbl-gateway: --dialer baresip needs the program baresip. Install it, on Debian and Ubuntu with: apt-get install baresip-core\n",
    );
  });

  it("says what installs an encoder where calls are to be recorded without one", async () => {
    const { exit, stderr } = run(["--record", "--port", "0"], { PATH: "" });
    expect(await exit).toBe(1);
    expect(stderr()).toMatch(/Recording needs ffmpeg, or else sox, .*: apt-get install ffmpeg/);
  });

  it.each([
    [["--colour"], /unknown option '--colour'/],
    [["serve"], /too many arguments/],
    [["--port"], /argument missing/],
    [["--port", "http"], /whole number from 0 to 65535/],
    [["--port", "70000"], /whole number from 0 to 65535/],
    [["--port", "-1"], /whole number from 0 to 65535/],
    [["--max-connections", "0"], /whole number from 1/],
    [["--seed", "1.5"], /whole number from 0/],
    [["--speed", "0"], /above 0/],
    [["--speed", "fast"], /above 0/],
    [["--dialer", "pigeon"], /simulated, baresip/],
    [["--log-level", "loud"], /Allowed choices/],
    [["--public-url", "gateway.example.com"], /URL such as/],
    [["--database-url", "mysql://ada:hunter2@example.com/db"], /must be such as postgres:\/\//],
    [["--data", "d", "--database-url", "postgres://ada:hunter2@example.com/db"], /cannot be used with/],
    [["--smtp", "mail.example.com"], /must be such as smtps:\/\//],
    [["--smtp", "smtp://ada:hunter2@example.com", "--outbox", "mails"], /cannot be used with/],
    [["--retain", "30"], /minutes, hours or days/],
    [["--retain", "0d"], /minutes, hours or days/],
    [["--faults", "/nowhere/faults.json"], /\/nowhere\/faults\.json cannot be read as JSON/],
    [["--transcriber", "ftp://ada:hunter2@example.com/v1"], /without credentials: SYMBL_GATEWAY_TRANSCRIBER_KEY/],
    [["--transcriber", "https://ada:hunter2@example.com/v1"], /without credentials: SYMBL_GATEWAY_TRANSCRIBER_KEY/],
    [["--announcement", "/nowhere/hello.wav"], /\/nowhere\/hello\.wav cannot be read/],
    [["--announcement", __filename], /Simulated calls have no sound/],
    [["--idle-limit", "0m"], /minutes, hours or days/],
    [["--script", "/nowhere/talk.vtt"], /\/nowhere\/talk\.vtt cannot be read/],
    [["--script", __filename], /line 1: No valid signature/],
    [["--host", "0.0.0.0"], /No apps are configured.*--apps/],
    [["--apps", "/nowhere/apps.json"], /\/nowhere\/apps\.json cannot be read/],
  ])("exits 2 for %j and says why", async (args, reason) => {
    const { exit, stdout, stderr } = await outcome(["--json", ...args]);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toContain("hunter2");
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe("");
    expect(exit).toBe(2);
  });

  it.each([
    ["--help", /--max-connections <number>[\s\S]*SYMBL_GATEWAY_ADMIN_TOKEN/],
    ["--version", /^\d+\.\d+\.\d+$/],
  ])("answers %s and exits 0", async (flag, text) => {
    const { exit, stdout } = await outcome([flag]);
    expect(stdout).toMatch(text);
    expect(exit).toBe(0);
  });

  it("takes the apps from a file or the environment, and then has no development credentials", async () => {
    const apps = JSON.stringify([{ appId: "blue", appSecret: "a-secret-of-some-length" }]);
    const file = join(folder, "apps.json");
    writeFileSync(file, apps);
    for (const [args, env] of [
      [["--apps", file], {}],
      [[], { SYMBL_GATEWAY_APPS: apps }],
    ] as const) {
      const running = run(["--port", "0", "--json", ...args], env);
      const line = await ready(running);
      expect(Object.keys(line)).toEqual(["event", "url"]);
      expect(
        (await askToken(line, { type: "application", appId: "blue", appSecret: "a-secret-of-some-length" })).status,
      ).toBe(200);
      expect(
        (await askToken(line, { type: "application", appId: "dev-app-id", appSecret: "dev-app-secret" })).status,
      ).toBe(401);
    }
  });

  it("hashes a secret that it reads from standard input; an apps file takes the hash", async () => {
    const hashed = spawnSync(process.execPath, [join(folder, "dist/main.js"), "hash-secret"], {
      ...{ input: "a-secret-of-some-length\n", encoding: "utf8" },
    });
    expect(hashed).toMatchObject({ status: 0, stderr: "" });
    const apps = JSON.stringify([{ appId: "blue", ...JSON.parse(hashed.stdout) }]);
    expect(apps).not.toContain("a-secret");
    const running = run(["--port", "0", "--json"], { SYMBL_GATEWAY_APPS: apps });
    const credentials = { type: "application", appId: "blue", appSecret: "a-secret-of-some-length" };
    expect((await askToken(await ready(running), credentials)).status).toBe(200);
  });

  it.each([
    [[], "short\n", /at least 16 characters/],
    [["a-secret-of-some-length"], "", /from standard input/],
  ])("hashes no secret of %j and %j", (args, input, reason) => {
    const hashed = spawnSync(process.execPath, [join(folder, "dist/main.js"), "hash-secret", ...args], {
      ...{ input, encoding: "utf8" },
    });
    expect(hashed).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(reason) });
    expect(hashed.stderr).not.toContain("a-secret");
  });

  it("opens /_gateway to others by SYMBL_GATEWAY_ADMIN_TOKEN; a blank one is none", async () => {
    const env = { SYMBL_GATEWAY_APPS: JSON.stringify([{ appId: "blue", appSecret: "a-secret-of-some-length" }]) };
    for (const [token, status] of [
      ["the-admin-token", 200],
      ["  ", 403],
    ] as const) {
      const running = run(["--host", "0.0.0.0", "--port", "0", "--json"], { ...env, SYMBL_GATEWAY_ADMIN_TOKEN: token });
      const { url } = await ready(running);
      const local = { url: url.replace("0.0.0.0", "127.0.0.1") };
      const headers = { authorization: "Bearer the-admin-token" };
      expect((await send(local, "GET", "/_gateway/requests", { headers })).status).toBe(status);
    }
  });

  it("logs calls as JSON lines to standard error, without what is dialled or pressed", async () => {
    const running = run(["--port", "0", "--json", "--log-level", "info", "--speed", "100000"]);
    const { url } = await ready(running);
    const { connectionId } = await startCall(url);
    running.child.kill("SIGTERM");
    expect(await running.exit).toBe(0);
    const lines = running
      .stderr()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line): unknown => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ connectionId, state: "ended", cause: "gateway stopped" }));
    for (const secret of ["14082924837", "939293", "1234#", "dev-app-secret"])
      expect(running.stderr()).not.toContain(secret);
  });
});
