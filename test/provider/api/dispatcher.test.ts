import { createServer as createTlsServer } from "node:https";
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { directDispatcher, namesProxy, newDispatcher, proxyVariable } from "../../../provider/api/dispatcher.js";
import { exchange } from "../../../provider/api/http.js";
import { type ForwardProxy, forwardProxy } from "../../support/forward-proxy.js";
import { listening } from "../../support/listening.js";
import { json, scriptedServer } from "../../support/scripted-server.js";
import { selfSigned } from "../../support/self-signed.js";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

describe("the proxy of a server", () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ["https://api.example.com", {}, undefined],
    ["https://api.example.com", { HTTPS_PROXY: "http://p:1" }, "HTTPS_PROXY"],
    ["https://api.example.com", { HTTPS_PROXY: "http://p:1", https_proxy: "http://p:2" }, "https_proxy"],
    ["https://api.example.com", { HTTPS_PROXY: "http://p:1", https_proxy: "" }, undefined],
    ["https://api.example.com", { HTTP_PROXY: "http://p:1" }, "HTTP_PROXY"],
    ["https://api.example.com", { HTTPS_PROXY: " ", http_proxy: "http://p:1" }, "http_proxy"],
    ["wss://api.example.com", { HTTPS_PROXY: "http://p:1", HTTP_PROXY: "http://p:2" }, "HTTPS_PROXY"],
    ["http://api.example.com", { HTTPS_PROXY: "http://p:1" }, undefined],
    ["http://api.example.com", { HTTPS_PROXY: "http://p:1", HTTP_PROXY: "http://p:2" }, "HTTP_PROXY"],
    ["http://127.0.0.1:8787", { HTTP_PROXY: "http://p:2" }, undefined],
    ["https://localhost", { HTTPS_PROXY: "http://p:2" }, undefined],
    ["http://[::1]:8787", { HTTP_PROXY: "http://p:2" }, undefined],
  ])("%s, where the environment has %o, is in %s", (baseUrl, env, variable) => {
    expect(proxyVariable(baseUrl, env)).toBe(variable);
  });

  it.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ http_proxy: "http://p:1" }, true],
    [{ HTTP_PROXY: "http://p:1" }, true],
    [{ https_proxy: "http://p:1" }, true],
    [{ HTTPS_PROXY: "http://p:1" }, true],
    [{ HTTP_PROXY: "http://p:1", http_proxy: " " }, false],
    [{ ALL_PROXY: "http://p:1", NO_PROXY: "*" }, false],
  ])("may be there, where the environment has %o: %s", (env, named) => {
    expect(namesProxy(env)).toBe(named);
  });

  it.each([
    "http://proxy.example.com:3128",
    "https://proxy.example.com",
    "socks5://proxy.example.com:1080",
    "socks://proxy.example.com:1080",
    " http://me:hidden@proxy.example.com:3128 ",
    "proxy.example.com:3128",
    "proxy.example.com",
  ])("may be %s", (value) => {
    closers.push(() => dispatcher.destroy());
    const dispatcher = newDispatcher({ Agent, EnvHttpProxyAgent }, { https_proxy: value });
    expect(dispatcher).toBeInstanceOf(EnvHttpProxyAgent);
  });

  it.each([
    "ftp://me:hidden@proxy.example.com",
    "xhttp://me:hidden@proxy.example.com",
    "httpx://me:hidden@proxy.example.com",
    "socks4://me:hidden@proxy.example.com",
    "http://me:hidden@",
    "://hidden",
    "no proxy: hidden",
  ])("cannot be %s, which the error does not repeat", (value) => {
    expect(() => newDispatcher({ Agent, EnvHttpProxyAgent }, { HTTPS_PROXY: value })).toThrow(
      expect.objectContaining({
        code: "SYMBL_INVALID_SETTINGS",
        message:
          "The environment variable HTTPS_PROXY is no proxy's URL. Set it to one such as http://proxy.example.com:3128, or unset it",
      }),
    );
  });
});

/** A server that answers 200, known to the proxy alone as api.example.test, and to everybody as 127.0.0.1. */
async function behindProxy(): Promise<{ proxy: ForwardProxy; url: string; port: number }> {
  const server = await scriptedServer({ "/": [json(200, {})] });
  closers.push(server.close);
  const port = Number(new URL(server.url).port);
  const proxy = await forwardProxy({ routes: { "api.example.test:80": port, [`127.0.0.1:${port}`]: port } });
  closers.push(proxy.close);
  return { proxy, url: `http://127.0.0.1:${proxy.port}`, port };
}

function dispatcherFor(env: Record<string, string>): Dispatcher {
  const dispatcher = newDispatcher({ Agent, EnvHttpProxyAgent }, env);
  closers.push(() => dispatcher.destroy());
  return dispatcher;
}

async function statusOf(url: string, dispatcher: Dispatcher): Promise<number> {
  const { statusCode, body } = await request(url, { dispatcher });
  await body.dump();
  return statusCode;
}

describe("a request", () => {
  const THERE = "http://api.example.test/";
  /** A name that nobody knows: who asks no proxy for it comes nowhere. */
  const NOWHERE = "http://api.example.invalid/";

  it("goes through the proxy of the environment, with or without a scheme in its URL", async () => {
    const { proxy, url } = await behindProxy();
    expect(await statusOf(THERE, dispatcherFor({ http_proxy: url }))).toBe(200);
    expect(await statusOf(THERE, dispatcherFor({ HTTP_PROXY: ` ${new URL(url).host} ` }))).toBe(200);
    expect(proxy.asked).toEqual(["api.example.test:80", "api.example.test:80"]);
  });

  it("does not go through the proxy that is for servers with TLS, when its own has none", async () => {
    const { proxy, url } = await behindProxy();
    vi.stubEnv("http_proxy", url);
    await expect(statusOf(NOWHERE, dispatcherFor({ https_proxy: url }))).rejects.toThrow();
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    [{ NO_PROXY: "example.invalid" }, false],
    [{ no_proxy: "a.example.com,.example.invalid" }, false],
    [{ no_proxy: " * " }, false],
    [{ no_proxy: "*" }, false],
    [{ no_proxy: "", NO_PROXY: "example.invalid" }, true],
    [{ no_proxy: "other.invalid", NO_PROXY: "example.invalid" }, true],
    [{}, true],
  ])("with %o goes through the proxy: %s", async (noProxy, through) => {
    const { proxy, url } = await behindProxy();
    vi.stubEnv("no_proxy", "example.invalid");
    // The proxy does not know the name either.
    await expect(statusOf(NOWHERE, dispatcherFor({ http_proxy: url, ...noProxy }))).rejects.toThrow();
    expect(proxy.asked).toEqual(through ? ["api.example.invalid:80"] : []);
  });

  it("to this machine asks no proxy", async () => {
    const { proxy, url, port } = await behindProxy();
    const dispatcher = dispatcherFor({ http_proxy: url, NO_PROXY: "api.example.com" });
    expect(await statusOf(`http://127.0.0.1:${port}/`, dispatcher)).toBe(200);
    // Whether these lead to the server is the machine's business.
    for (const host of ["localhost", "[::1]"]) await statusOf(`http://${host}:${port}/`, dispatcher).catch(() => 0);
    expect(proxy.asked).toEqual([]);
  });

  it("goes straight where the environment names no proxy", async () => {
    const { proxy, port } = await behindProxy();
    expect(await statusOf(`http://127.0.0.1:${port}/`, dispatcherFor({ http_proxy: "" }))).toBe(200);
    expect(proxy.asked).toEqual([]);
    expect(dispatcherFor({ http_proxy: "" })).toBeInstanceOf(Agent);
  });

  it("that is one exchange goes through the proxy of this process", async () => {
    const { proxy, url } = await behindProxy();
    vi.stubEnv("http_proxy", url);
    for (const ownConnection of [true, false]) {
      const sent = await exchange({ method: "GET", url: THERE, headers: {}, ownConnection }, deadlineIn(5_000));
      expect(sent).toMatchObject({ kind: "answer", status: 200, text: "{}" });
    }
    expect(proxy.asked).toEqual(["api.example.test:80", "api.example.test:80"]);
  });
});

it("credentials go to nobody who cannot show who he is, though certificates are not verified elsewhere", async () => {
  let requests = 0;
  const server = createTlsServer({ ...selfSigned() }, (_request, response) => {
    requests += 1;
    response.end("{}");
  });
  server.on("tlsClientError", () => undefined);
  const { port, close } = await listening(server);
  closers.push(close);
  const proxy = await forwardProxy({ routes: { "api.example.test:443": port } });
  closers.push(proxy.close);
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const direct = directDispatcher({ Agent });
  closers.push(() => direct.destroy());

  await expect(statusOf(`https://127.0.0.1:${port}/`, direct)).rejects.toHaveProperty(
    "code",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
  );
  const through = dispatcherFor({ https_proxy: `http://127.0.0.1:${proxy.port}` });
  await expect(statusOf("https://api.example.test/", through)).rejects.toHaveProperty(
    "code",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
  );
  const proxied = dispatcherFor({ https_proxy: `https://127.0.0.1:${port}` });
  await expect(statusOf("https://api.example.test/", proxied)).rejects.toHaveProperty(
    "code",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
  );
  expect(proxy.asked).toEqual(["api.example.test:443"]);
  expect(requests).toBe(0);
});
