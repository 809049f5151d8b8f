import { describe, expect, it, onTestFinished } from "vitest";
import { type Authority, type Identity, testAuthority } from "../support/certificates.js";
import { type TlsFront, tlsFront } from "../support/tls-front.js";
import { failureOf, session, testWorld, type World } from "../support/world.js";

const DAY_MS = 24 * 60 * 60 * 1000;

async function authority(): Promise<Authority> {
  const made = await testAuthority();
  onTestFinished(() => made.dispose());
  return made;
}

/** The world's server behind TLS. */
async function secured(world: World, identity: Identity): Promise<TlsFront & { readonly url: string }> {
  const front = await tlsFront(world.server.url, identity);
  onTestFinished(() => front.close());
  return { ...front, url: `https://127.0.0.1:${front.port}` };
}

describe("the certificate of a server", () => {
  it("of an authority of one's own holds when NODE_EXTRA_CA_CERTS names that authority", async () => {
    const world = await testWorld();
    const { file, identityOf } = await authority();
    const { url } = await secured(world, await identityOf("127.0.0.1"));
    const run = await world.run({ SYMBL_BASE_URL: url, NODE_EXTRA_CA_CERTS: file });
    expect(await run.check(session())).toEqual([]);
    const { id, properties } = await run.create(session());
    expect(properties.apiBaseUrl).toBe(url);
    expect((await run.read(id, properties)).properties.status).toBe("live");
    await run.delete(id, properties);
    expect(await world.placed()).toBe(1);
    expect(await world.live()).toEqual([]);
    expect(run.log).toEqual([]);
  });

  it.each([
    ["of an authority that this machine does not know", {}],
    ["of such an authority, with NODE_TLS_REJECT_UNAUTHORIZED=0", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }],
  ])("%s is refused by every operation, before anything is sent", async (_what, env) => {
    const world = await testWorld();
    const { file, identityOf } = await authority();
    const front = await secured(world, await identityOf("127.0.0.1"));
    const trusting = await world.run({ SYMBL_BASE_URL: front.url, NODE_EXTRA_CA_CERTS: file });
    const call = await trusting.create(session());
    const [before, arrived] = [front.handshakes(), world.server.arrived.length];

    const run = await world.run({ SYMBL_BASE_URL: front.url, ...env });
    const start = await failureOf(run.create(session({}, "another")));
    const stop = await failureOf(run.delete(call.id, call.properties));
    const seen = await run.read(call.id, call.properties);
    for (const { message } of [start, stop]) {
      expect(message).toMatch(/^SYMBL_UNREACHABLE: /);
      expect(message).toContain("its certificate is signed by nobody whom this machine trusts");
      expect(message).toContain("let NODE_EXTRA_CA_CERTS name a file with that authority's certificate");
    }
    expect(start.initFailed).toBeUndefined();
    expect(seen).toEqual({ id: call.id, properties: { ...call.properties, status: "unknown" } });
    expect(world.server.arrived).toHaveLength(arrived);
    expect(front.handshakes()).toBe(before);
    expect(await world.live()).toEqual([call.id]);
  });

  it.each([
    ["of another host", "127.0.0.2", undefined, "another host's"],
    ["that has expired", "127.0.0.1", { from: new Date(0), until: new Date(Date.now() - DAY_MS) }, "expired"],
  ])("%s is refused, with NODE_TLS_REJECT_UNAUTHORIZED=0 too", async (_what, host, life, why) => {
    const world = await testWorld();
    const { file, identityOf } = await authority();
    const front = await secured(world, await identityOf(host, life));
    const run = await world.run({
      SYMBL_BASE_URL: front.url,
      NODE_EXTRA_CA_CERTS: file,
      NODE_TLS_REJECT_UNAUTHORIZED: "0",
    });
    const { message } = await failureOf(run.create(session()));
    expect(message).toMatch(new RegExp(`^SYMBL_UNREACHABLE: .*its certificate .*${why}`));
    expect(world.server.arrived).toEqual([]);
  });
});
