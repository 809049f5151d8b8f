import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { subscribe } from "../../../provider/events/index.js";
import { forwardProxy } from "../../support/forward-proxy.js";
import { said, scriptedSocketServer, tell } from "./scripted-socket-server.js";
import { all, allAndError, clearSettings, content, optionsFor } from "./support.js";

const closers: (() => unknown)[] = [];
beforeEach(() => {
  clearSettings();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  vi.unstubAllEnvs();
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  return `127.0.0.1:${address.port}`;
}

describe("the way to the results", () => {
  it("leads through the proxy of the environment", async () => {
    const results = await scriptedSocketServer(tell([said("a")], 1000));
    closers.push(results.close);
    const { port } = new URL(results.origin);
    // A name that only the proxy knows: what goes to this machine asks no proxy.
    const host = `results.example.test:${port}`;
    const there = (url: string): string => url.replace(new URL(url).host, host);
    const proxy = await forwardProxy({ routes: { [host]: Number(port) } });
    closers.push(proxy.close);
    vi.stubEnv("http_proxy", `http://127.0.0.1:${proxy.port}`);
    vi.stubEnv("no_proxy", "");

    const messages = await all(subscribe(there(results.url), optionsFor({ origin: there(results.origin) })));
    expect(messages.map(content)).toEqual(["a"]);
    expect(proxy.asked).toEqual([host]);
  });

  it("ends at a certificate that is not trusted, at once and before the token is sent", async () => {
    const folder = mkdtempSync(join(tmpdir(), "events-tls-"));
    closers.push(() => rmSync(folder, { recursive: true, force: true }));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=127.0.0.1", "-days", "2"];
    const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert];
    execFileSync("openssl", ["req", "-x509", ...made, ...subject], { stdio: "ignore" });
    let requests = 0;
    let handshakes = 0;
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, () => requests++);
    server.on("connection", () => handshakes++);
    server.on("tlsClientError", () => undefined);
    const authority = await listen(server);

    const { error } = await allAndError(
      subscribe(`wss://${authority}/events/c-1`, optionsFor({ origin: `https://${authority}` })),
    );
    expect(error).toMatchObject({ code: "SYMBL_UNREACHABLE", cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    expect({ requests, handshakes }).toEqual({ requests: 0, handshakes: 1 });
  });
});
