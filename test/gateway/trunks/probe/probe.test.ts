import { once } from "node:events";
import { createServer, type Server } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { probeTrunk } from "../../../../gateway/trunks/probe/probe.js";
import { freePort } from "../../../support/free-port.js";
import { selfSigned } from "../../../support/self-signed.js";
import { provesPassword } from "../../../support/sip/digest.js";
import { closeFarEnds, freeUdpPort, startFarEnd } from "../../../support/sip/far-end.js";
import { isInstalled } from "../../../support/sip/packages.js";
import { config } from "../a-trunk.js";
import { answersOptions, proxyWantsPassword, silent, wantsPassword } from "./options-scenarios.js";

const WITHOUT_SIPP = isInstalled("sipp") ? "" : " [skipped: no sipp here; Debian's package is sip-tester]";
const RIGHT = { user: "gateway", password: "right-password" };

/** The findings as lines. */
async function probe(trunk: object, { waitMs = 5_000, ca }: { waitMs?: number; ca?: string } = {}): Promise<string> {
  const [only] = config({ trunks: [{ name: "t", ...trunk }] }).trunks;
  if (only === undefined) throw new Error("there is no trunk");
  const findings = await probeTrunk(only, { waitMs, ca });
  return findings.map(({ mood, text }) => `${mood}: ${text}`).join("\n");
}

describe.skipIf(WITHOUT_SIPP !== "")(`a check of a trunk that is sipp${WITHOUT_SIPP}`, () => {
  afterEach(closeFarEnds);

  it.each(["udp", "tcp"] as const)("finds one that answers over %s", async (transport) => {
    const { port, done } = await startFarEnd(answersOptions("200 OK", "Server: Switch é 1.0"), { transport });
    const found = await probe({ proxy: `127.0.0.1:${port}`, transport });
    expect(found).toContain(`ok: 127.0.0.1:${port} is 127.0.0.1.`);
    expect(found).toContain("ok: It answers: 200 OK, says Switch ? 1.0.");
    expect(found).toContain("note: It asks for no password here; whether it knows this machine");
    await done();
  });

  it("finds one that takes the credentials after a 401", async () => {
    const { port, done, messages } = await startFarEnd(wantsPassword(RIGHT));
    expect(await probe({ proxy: `127.0.0.1:${port}`, ...RIGHT })).toContain("ok: It takes the credentials: 200 OK.");
    await done();
    expect(messages()).not.toContain(RIGHT.password);
  });

  it("finds one that takes the credentials after a 407", async () => {
    const { port, done, messages } = await startFarEnd(proxyWantsPassword("200 OK"));
    expect(await probe({ proxy: `127.0.0.1:${port}`, ...RIGHT })).toContain("ok: It takes the credentials: 200 OK.");
    await done();
    expect(provesPassword(messages(), "OPTIONS", RIGHT)).toBe(true);
    expect(provesPassword(messages(), "OPTIONS", { ...RIGHT, password: "wrong-password" })).toBe(false);
  });

  it.each([401, 407] as const)("finds one that does not take them after a %d", async (status) => {
    const { port } = await startFarEnd(status === 401 ? wantsPassword(RIGHT) : proxyWantsPassword(407));
    const found = await probe({ proxy: `127.0.0.1:${port}`, ...RIGHT, password: "wrong-password" });
    expect(found).toMatch(/problem: It does not take the credentials \(40[17] /);
    expect(found).not.toContain("wrong-password");
  });

  it("finds one that wants credentials where there are none", async () => {
    const { port } = await startFarEnd(proxyWantsPassword(407));
    expect(await probe({ proxy: `127.0.0.1:${port}` })).toContain("problem: It asks for a user and a password");
  });

  it.each([
    ["403 Forbidden", "problem: It refuses this machine (403 Forbidden)"],
    ["405 Method Not Allowed", "note: It is there, but has no answer to OPTIONS (405 Method Not Allowed)"],
    ["503 Service Unavailable", "problem: It is there, but not well (503 Service Unavailable)"],
    ["302 Moved Temporarily", "problem: It sends elsewhere (302 Moved Temporarily)"],
  ])("says what %s means", async (status, expected) => {
    const { port } = await startFarEnd(answersOptions(status));
    expect(await probe({ proxy: `127.0.0.1:${port}` })).toContain(expected);
  });

  it("asks again by UDP, and gives one up that is silent", async () => {
    const { port, messages } = await startFarEnd(silent());
    expect(await probe({ proxy: `127.0.0.1:${port}` }, { waitMs: 800 })).toMatch(
      /problem: Nothing comes back from 127\.0\.0\.1 port \d+ over UDP\. Check port and transport/,
    );
    expect(messages().match(/^OPTIONS /gm)).toHaveLength(2);
  });
});

describe("a check of a trunk", () => {
  const servers = new Set<Server>();
  afterEach(() => {
    for (const server of servers) server.close();
    servers.clear();
  });

  /** A TLS server that answers OPTIONS, after a challenge by SHA-256 of which the right answer is checked elsewhere. */
  async function tlsServer(): Promise<{ readonly port: number; readonly cert: string; heard(): string }> {
    const identity = selfSigned();
    let heard = "";
    const server = createServer(identity, (socket) => {
      socket.on("error", () => {});
      socket.on("data", (chunk: Buffer) => {
        const request = chunk.toString("latin1");
        heard += request;
        const same = request.split("\r\n").filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/.test(line));
        const answer = request.includes("\r\nAuthorization:")
          ? ["SIP/2.0 200 OK", ...same]
          : [
              "SIP/2.0 401 Unauthorized",
              ...same,
              'WWW-Authenticate: Digest realm="r",nonce="n",algorithm=SHA-256,qop="auth"',
            ];
        socket.write(`${answer.join("\r\n")}\r\nContent-Length: 0\r\n\r\n`);
      });
    }).listen(0, "127.0.0.1");
    servers.add(server);
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return { port, cert: identity.cert, heard: () => heard };
  }

  it("trusts no certificate of an unknown authority, and sends it nothing", async () => {
    const { port, heard } = await tlsServer();
    expect(await probe({ proxy: `127.0.0.1:${port}`, transport: "tls", ...RIGHT })).toMatch(
      /problem: The certificate of 127\.0\.0\.1 port \d+ is signed by nobody whom this machine trusts \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Name the file of its authority in NODE_EXTRA_CA_CERTS/,
    );
    expect(heard()).toBe("");
  });

  it("trusts no certificate of another host", async () => {
    const { port, cert } = await tlsServer();
    expect(await probe({ proxy: `localhost:${port}`, transport: "tls" }, { ca: cert })).toContain(
      `is not of localhost:${port}. Name the host as the provider writes it`,
    );
  });

  it("goes over TLS and answers a challenge by SHA-256", async () => {
    const { port, cert, heard } = await tlsServer();
    const found = await probe({ proxy: `127.0.0.1:${port}`, transport: "tls", ...RIGHT }, { ca: cert });
    expect(found).toContain(
      "ok: Its certificate is trusted and is of that host.\nok: It takes the credentials: 200 OK.",
    );
    expect(heard()).toMatch(/Authorization: Digest username="gateway", .*algorithm=SHA-256/);
  });

  it.each(["udp", "tcp", "tls"] as const)("says that nobody listens there, over %s", async (transport) => {
    const port = transport === "udp" ? await freeUdpPort() : await freePort();
    expect(await probe({ proxy: `127.0.0.1:${port}`, transport })).toMatch(
      /problem: Nobody listens at 127\.0\.0\.1 port \d+ over (?:UDP|TCP|TLS)\. Check port and transport/,
    );
  });

  it("says that a name leads nowhere", async () => {
    expect(await probe({ proxy: "no-such-host.invalid:5060" })).toMatch(
      /^problem: The name of no-such-host\.invalid:5060 cannot be resolved \(E[A-Z_]+\)\. Check how proxy is spelt/,
    );
  });
});
