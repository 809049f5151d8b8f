import { describe, expect, it, onTestFinished } from "vitest";
import { testAuthority } from "../support/certificates.js";
import { deadDoors } from "../support/dead-doors.js";
import { type ForwardProxy, type ForwardProxyOptions, forwardProxy } from "../support/forward-proxy.js";
import { tlsFront } from "../support/tls-front.js";
import { failureOf, session, testWorld, type World } from "../support/world.js";

/** A name that only the proxy knows: a request that does not go through it gets nowhere. */
const HOST = "symbl.example.test";

async function proxyTo(
  routes: ForwardProxyOptions["routes"],
  more: Omit<ForwardProxyOptions, "routes"> = {},
): Promise<ForwardProxy> {
  const proxy = await forwardProxy({ routes, ...more });
  onTestFinished(() => proxy.close());
  return proxy;
}

/** The world's server behind TLS, with a certificate for `HOST`. */
async function secured(world: World): Promise<{ readonly port: number; readonly authorityFile: string }> {
  const authority = await testAuthority();
  onTestFinished(() => authority.dispose());
  const front = await tlsFront(world.server.url, await authority.identityOf(HOST));
  onTestFinished(() => front.close());
  return { port: front.port, authorityFile: authority.file };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

describe("a proxy of the environment", () => {
  it.each(["HTTPS_PROXY", "https_proxy", "HTTP_PROXY"])(
    "in %s takes every request to an https: server, and NODE_EXTRA_CA_CERTS lets that one be trusted",
    async (variable) => {
      const world = await testWorld();
      const { port, authorityFile } = await secured(world);
      const proxy = await proxyTo({ [`${HOST}:443`]: port });
      const run = await world.run({
        SYMBL_BASE_URL: `https://${HOST}`,
        [variable]: `http://127.0.0.1:${proxy.port}`,
        NODE_EXTRA_CA_CERTS: authorityFile,
      });
      expect(await run.check(session())).toEqual([]);
      const { id, properties } = await run.create(session());
      expect(await world.live()).toEqual([id]);
      expect((await run.read(id, properties)).properties.status).toBe("live");
      await run.delete(id, properties);
      expect(await world.live()).toEqual([]);
      expect(world.server.arrived.map(({ kind }) => kind)).toEqual(["token", "start", "conversation", "stop"]);
      // Each start has a connection of its own; all else shares one.
      expect(proxy.asked).toEqual([`${HOST}:443`, `${HOST}:443`]);
    },
  );

  it("in HTTP_PROXY takes every request to an http: server", async () => {
    const world = await testWorld();
    const proxy = await proxyTo({ [`${HOST}:8080`]: portOf(world.server.url) });
    const run = await world.run({
      SYMBL_BASE_URL: `http://${HOST}:8080`,
      HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
    });
    const { id, properties } = await run.create(session());
    await run.delete(id, properties);
    expect(await world.placed()).toBe(1);
    expect(await world.live()).toEqual([]);
    expect(new Set(proxy.asked)).toEqual(new Set([`${HOST}:8080`]));
  });

  it("may be written without a scheme, and with a user and a password that nobody gets to see", async () => {
    const world = await testWorld();
    const proxy = await proxyTo({ [`${HOST}:8080`]: portOf(world.server.url) }, { credentials: "ada:hunter22" });
    const at = { SYMBL_BASE_URL: `http://${HOST}:8080` };
    const known = await world.run({ ...at, HTTP_PROXY: `ada:hunter22@127.0.0.1:${proxy.port}` });
    const { id, properties } = await known.create(session());
    await known.delete(id, properties);
    expect(await world.placed()).toBe(1);

    const unknown = await world.run({ ...at, HTTP_PROXY: `http://ada:hunter23@127.0.0.1:${proxy.port}` });
    const { message, initFailed } = await failureOf(unknown.create(session()));
    expect(message).toMatch(
      /^SYMBL_UNREACHABLE: The call was not placed\. .*\(the proxy answered 407, it wants a user/,
    );
    expect(message).toContain("the proxy that HTTP_PROXY names");
    expect(initFailed).toBeUndefined();
    expect(known.transcript() + unknown.transcript()).not.toMatch(/hunter2|ada:/);
  });

  it("is not asked for hosts that NO_PROXY lists", async () => {
    const world = await testWorld();
    const proxy = await proxyTo({});
    // Leads to this machine too, without being known for it.
    const SYMBL_BASE_URL = `http://0.0.0.0:${portOf(world.server.url)}`;
    const HTTP_PROXY = `http://127.0.0.1:${proxy.port}`;
    const direct = await world.run({ SYMBL_BASE_URL, HTTP_PROXY, NO_PROXY: "example.com,0.0.0.0" });
    const { id } = await direct.create(session());
    expect(await world.live()).toEqual([id]);
    expect(proxy.asked).toEqual([]);

    const through = await world.run({ SYMBL_BASE_URL, HTTP_PROXY, NO_PROXY: "example.com" });
    await failureOf(through.create(session({}, "another")));
    expect(proxy.asked).not.toEqual([]);
    expect(await world.placed()).toBe(1);
  });

  it("is asked neither for a server nor for an engine on this machine", async () => {
    const world = await testWorld();
    const proxy = await proxyTo({});
    const own = `http://127.0.0.1:${proxy.port}`;
    const run = await world.run({ http_proxy: own, https_proxy: own, SYMBL_JOURNAL: "off" });
    const { id } = await run.create(session());
    expect(await world.live()).toEqual([id]);
    expect(run.log.filter(({ severity }) => severity === "warning")).toHaveLength(1);
    expect(proxy.asked).toEqual([]);
  });
});

describe("a proxy that does not do its part", () => {
  it.each([
    ["is not there", undefined, "connection refused"],
    ["refuses", {}, "the proxy answered 403"],
  ])("and %s, lets nothing be placed, and is named", async (_what, routes, why) => {
    const world = await testWorld();
    const doors = await deadDoors();
    onTestFinished(() => doors.close());
    const HTTPS_PROXY = routes === undefined ? doors.refused : `http://127.0.0.1:${(await proxyTo(routes)).port}`;
    const run = await world.run({ SYMBL_BASE_URL: `https://${HOST}`, HTTPS_PROXY });
    const { message, initFailed } = await failureOf(run.create(session()));
    expect(message).toContain(
      `SYMBL_UNREACHABLE: The call was not placed. No access token could be had: https://${HOST}`,
    );
    expect(message).toContain(
      `cannot be reached (${why}); nothing was sent. Requests to it go through the proxy that HTTPS_PROXY`,
    );
    expect(initFailed).toBeUndefined();
    expect(world.records()).toEqual([]);
  });

  it("and is no URL, is named, with what to write", async () => {
    const world = await testWorld();
    const run = await world.run({ HTTPS_PROXY: "ftp://ada:hunter22@proxy.example.com" });
    const { message } = await failureOf(run.create(session()));
    expect(message).toMatch(
      /^SYMBL_INVALID_SETTINGS: The call was not placed\. The environment variable HTTPS_PROXY is no/,
    );
    expect(message).toContain("such as http://proxy.example.com:3128");
    expect(run.transcript()).not.toContain("hunter22");
    expect(world.records()).toEqual([]);
  });

  it("and cuts the tunnel of a start that was carried out, costs no call and no second one: the start is looked up", async () => {
    const world = await testWorld();
    const { port, authorityFile } = await secured(world);
    const proxy = await proxyTo({ [`${HOST}:443`]: port });
    const run = await world.run({
      SYMBL_BASE_URL: `https://${HOST}`,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      NODE_EXTRA_CA_CERTS: authorityFile,
    });
    world.server.misbehave(
      "start",
      async ({ response, carryOut }) => {
        const { status, body } = await carryOut();
        proxy.cutAtNextAnswer();
        response.writeHead(status, { "content-type": "application/json" }).end(body);
      },
      1,
    );
    const { id, properties } = await run.create(session());
    expect(await world.live()).toEqual([id]);
    expect(await world.placed()).toBe(1);
    expect(world.server.arrived.map(({ kind }) => kind)).toEqual(["token", "start", "look-up"]);
    await run.delete(id, properties);
    expect(await world.live()).toEqual([]);
  });
});
