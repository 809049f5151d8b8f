import { afterEach, describe, expect, it, vi } from "vitest";
import { whatToCheck, whyNoAnswer } from "../../../provider/api/connecting.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** An error as Node or undici throws it. */
function failing(code: string, message = "it failed"): Error {
  return Object.assign(new Error(message), { code });
}

describe("why there was no answer", () => {
  it.each([
    ["ECONNREFUSED", "connection refused"],
    ["ENOTFOUND", "no such host, or no name server"],
    ["EAI_AGAIN", "no such host, or no name server"],
    ["UND_ERR_CONNECT_TIMEOUT", "no connection in time"],
    ["ETIMEDOUT", "no connection in time"],
    ["ECONNRESET", "connection reset"],
    ["UND_ERR_SOCKET", "connection reset"],
    ["EPIPE", "connection reset"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "its certificate is signed by nobody whom this machine trusts"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "its certificate is signed by nobody whom this machine trusts"],
    ["UNABLE_TO_GET_ISSUER_CERT", "its certificate is signed by nobody whom this machine trusts"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "its certificate is signed by nobody whom this machine trusts"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "its certificate is signed by nobody whom this machine trusts"],
    ["CERT_UNTRUSTED", "its certificate is signed by nobody whom this machine trusts"],
    ["CERT_HAS_EXPIRED", "its certificate has expired, or is not valid yet"],
    ["CERT_NOT_YET_VALID", "its certificate has expired, or is not valid yet"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "its certificate is another host's"],
    ["EHOSTUNREACH", "EHOSTUNREACH: it failed"],
  ])("%s is told as: %s", (code, words) => {
    expect(whyNoAnswer(failing(code))).toBe(words);
  });

  it("is the proxy's answer, where a proxy refuses a tunnel", () => {
    const refusal = (status: number): Error =>
      failing("UND_ERR_ABORTED", `Proxy response (${status}) !== 200 when HTTP Tunneling`);
    expect(whyNoAnswer(refusal(503))).toBe("the proxy answered 503");
    expect(whyNoAnswer(refusal(407))).toBe("the proxy answered 407, it wants a user and a password");
  });

  it("is no more than that there was none, where nothing is known", () => {
    expect(whyNoAnswer(undefined)).toBe("no connection");
    expect(whyNoAnswer("it failed")).toBe("no connection");
    expect(whyNoAnswer(new Error("it failed"))).toBe("it failed");
    expect(whyNoAnswer(new Error("The Proxy response (503) was odd"))).toBe("The Proxy response (503) was odd");
    expect(whyNoAnswer(new Error("Proxy response (odd)"))).toBe("Proxy response (odd)");
  });
});

describe("what to check", () => {
  const server = "https://api.example.com";

  it("is the certificate, where that does not hold", () => {
    expect(whatToCheck(server, failing("SELF_SIGNED_CERT_IN_CHAIN"))).toBe(
      "If its authority is your own, let NODE_EXTRA_CA_CERTS name a file with that authority's certificate (PEM) before pulumi starts. Certificates are always verified, whatever NODE_TLS_REJECT_UNAUTHORIZED says",
    );
    expect(whatToCheck(server, failing("CERT_HAS_EXPIRED"))).toBe(
      "Check this machine's clock, or have the certificate renewed",
    );
    expect(whatToCheck(server, failing("ERR_TLS_CERT_ALTNAME_INVALID"))).toBe(
      "Check the base URL (SYMBL_BASE_URL or symbl:baseUrl): its host must be one that the certificate names",
    );
  });

  it("is the proxy first, where requests go through one", () => {
    vi.stubEnv("https_proxy", undefined);
    vi.stubEnv("HTTPS_PROXY", "http://proxy.example.com:3128");
    expect(whatToCheck(server, failing("ECONNREFUSED"))).toBe(
      "Requests to it go through the proxy that HTTPS_PROXY names, unless NO_PROXY lists its host: check that the proxy runs, lets them through, and is given a user and a password in its URL if it wants them. Check that the server runs, and the base URL (SYMBL_BASE_URL or symbl:baseUrl)",
    );
  });

  it("is the server and its URL for all else", () => {
    expect(whatToCheck("http://127.0.0.1:1", failing("ECONNREFUSED"))).toBe(
      "Check that the server runs, and the base URL (SYMBL_BASE_URL or symbl:baseUrl)",
    );
  });
});
