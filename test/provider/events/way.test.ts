import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createProxy } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { subscribe } from "../../../provider/events/index.js";
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
    const asked: string[] = [];
    const proxy = createProxy();
    proxy.on("connect", (request, line, head) => {
      asked.push(request.url ?? "");
      const { hostname, port } = new URL(`http://${request.url}`);
      const onward = connect(Number(port), hostname, () => {
        line.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        onward.write(head);
        line.pipe(onward).pipe(line);
      });
      for (const [one, other] of [
        [line, onward],
        [onward, line],
      ] as const) {
        one.on("error", () => other.destroy());
        one.on("close", () => other.destroy());
      }
    });
    vi.stubEnv("http_proxy", `http://${await listen(proxy)}`);
    vi.stubEnv("no_proxy", "");

    const messages = await all(subscribe(results.url, optionsFor(results)));
    expect(messages.map(content)).toEqual(["a"]);
    expect(asked).toEqual([new URL(results.origin).host]);
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
