import { readdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Cache } from "../../tools/engine/cache.js";
import { type DownloadOptions, downloadEngine } from "../../tools/engine/download.js";
import { sourceFailed } from "../../tools/engine/errors.js";
import { ensureEngine } from "../../tools/engine/index.js";
import { barePath } from "./scripts.js";
import { cleanUpAfterEach, temporaryDirectory, untilGone, untilWritten } from "./support.js";

cleanUpAfterEach();

const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Where the installer would be fetched from: a server that answers every request with this status. */
async function site(status: number): Promise<string> {
  const server: Server = createServer((_, response) => response.writeHead(status).end());
  servers.push({ close: () => server.close().closeAllConnections() });
  return listen(server);
}

function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address) resolve(`http://127.0.0.1:${address.port}/install.sh`);
    });
  });
}

/** An installer with the arguments of the real one: SDK directory, target, version. */
function installer(body: string): string {
  const file = join(temporaryDirectory(), "installer.cjs");
  writeFileSync(
    file,
    `const fs = require("node:fs"), path = require("node:path"), { spawn } = require("node:child_process");
     const [sdk, root, version] = process.argv.slice(2);
     ${body}`,
  );
  return file;
}

function download(options: DownloadOptions, signal?: AbortSignal) {
  const home = temporaryDirectory();
  const env = { PATH: barePath, HOME: home, SYMBL_ENGINE: "download" };
  const engine = ensureEngine({
    env,
    ...(signal ? { signal } : {}),
    makers: {
      download: (job) => downloadEngine(job, options),
      build: () => Promise.reject(sourceFailed("not asked for")),
    },
  });
  return { engine, home, kept: () => readdirSync(new Cache(env).directory) };
}

test("what the installer brings becomes the engine", async () => {
  const script = installer(`
    const write = (name, text) => fs.writeFileSync(path.join(root, "bin", name), "#!/bin/sh\\n" + text, { mode: 0o755 });
    write("pulumi", "echo v" + version);
    write("pulumi-language-nodejs", "");
    fs.writeFileSync(path.join(process.env.TMPDIR, "left-over.tar.gz"), "x");
    fs.accessSync(path.join(sdk, "automation"));`);
  const { engine, kept } = download({ probeUrl: await site(200), installer: script });
  expect(await engine).toMatchObject({ kind: "download", version: "3.250.0" });
  expect(kept()).toEqual(["download"]);
  expect(readdirSync(join((await engine).binDirectory, "..")).sort()).toEqual(["bin", "engine.json"]);
});

test("a closed port is given up before any installer runs", async () => {
  const url = await site(200);
  for (const server of servers.splice(0)) server.close();
  const { engine, kept } = download({ probeUrl: url, installer: "/nonexistent" });
  await expect(engine).rejects.toThrow(/127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED.*\)/);
  expect(kept()).toEqual([]);
});

test("a server that accepts and never answers is given up after the time for it", async () => {
  const server = createTcpServer();
  const sockets = new Set<{ destroy(): unknown }>();
  server.on("connection", (socket) => sockets.add(socket));
  servers.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  const { engine } = download({ probeUrl: await listen(server), probeMs: 200 });
  await expect(engine).rejects.toThrow(/did not answer within 0\.2 s/);
});

test("a server without the installer is given up", async () => {
  await expect(download({ probeUrl: await site(404) }).engine).rejects.toThrow("answered 404 for the installer");
});

test("a failing installer ends the attempt with its last words", async () => {
  const script = installer(`process.stderr.write("no such version\\n"); process.exit(1);`);
  const { engine, kept } = download({ probeUrl: await site(200), installer: script });
  await expect(engine).rejects.toThrow("the official installer failed: no such version");
  expect(kept()).toEqual([]);
});

const hanging = `
  const child = spawn("/bin/sleep", ["1000"], { stdio: "inherit" });
  fs.writeFileSync(path.join(process.env.HOME, "pid"), child.pid + "\\n");`;

test("a download that brings no byte more is given up, with the processes of its installer", async () => {
  const { engine, home, kept } = download({ probeUrl: await site(200), stallMs: 1500, installer: installer(hanging) });
  await expect(engine).rejects.toThrow("brought nothing more for 1.5 s");
  await untilGone(Number(await untilWritten(join(home, "pid"))));
  expect(kept()).toEqual([]);
});

test("an interrupted download leaves neither files nor processes", async () => {
  const stop = new AbortController();
  const { engine, home, kept } = download({ probeUrl: await site(200), installer: installer(hanging) }, stop.signal);
  const interrupted = expect(engine).rejects.toMatchObject({ code: "ENGINE_INTERRUPTED" });
  const pid = Number(await untilWritten(join(home, "pid")));
  stop.abort();
  await interrupted;
  await untilGone(pid);
  expect(kept()).toEqual([]);
});
