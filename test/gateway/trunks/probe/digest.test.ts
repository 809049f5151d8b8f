import { describe, expect, it } from "vitest";
import { bestChallenge, type Challenge, digestAnswer } from "../../../../gateway/trunks/probe/digest.js";

const RFC_7616 = {
  nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
  opaque: "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
  cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
};
const header = (algorithm: string) =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="${RFC_7616.nonce}", opaque="${RFC_7616.opaque}"`;

function best(...values: readonly string[]): Challenge {
  const challenge = bestChallenge(values);
  if (challenge === undefined) throw new Error("none can be answered");
  return challenge;
}

describe("digest authentication", () => {
  const mufasa = { user: "Mufasa", method: "GET", uri: "/dir/index.html", count: 1 };

  it("answers as RFC 2617's example does", () => {
    const challenge = best(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
    const value = digestAnswer(challenge, { ...mufasa, password: "Circle Of Life", cnonce: "0a4f113b" });
    expect(value).toContain('response="6629fae49393a05397450978507c4ef1"');
    expect(value).toMatch(/qop=auth, nc=00000001, opaque="5ccc069c403ebaf9f0171e9517f40e41"$/);
  });

  it.each([
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ])("answers as RFC 7616's example of %s does", (algorithm, response) => {
    const value = digestAnswer(best(header(algorithm)), {
      ...mufasa,
      password: "Circle of Life",
      cnonce: RFC_7616.cnonce,
    });
    expect(value).toContain(`response="${response}"`);
  });

  it("answers without qop as RFC 2069 has it", () => {
    const value = digestAnswer(best('Digest realm="r",nonce="n"'), { ...mufasa, password: "p", cnonce: "c" });
    // MD5 of MD5("Mufasa:r:p"):n:MD5("GET:/dir/index.html"), by md5sum.
    expect(value).toMatch(
      /^Digest username="Mufasa", realm="r", nonce="n", uri="\/dir\/index\.html", response="9751d92a32ff61a7c3716b4554ed66dd", algorithm=MD5$/,
    );
  });

  it("takes the best that it can answer of several challenges", () => {
    expect(best(header("MD5"), header("SHA-256"), header("SHA-512-256")).algorithm).toBe("SHA-256");
    expect(best('Basic realm="x"', header("md5")).algorithm).toBe("MD5");
    expect(best('Digest realm="a \\"b\\"", nonce="n", stale=TRUE')).toMatchObject({ realm: 'a "b"', stale: true });
  });

  it.each([
    ['Basic realm="x"'],
    ['Digest realm="x"'],
    [header("SHA-512-256")],
    ['Digest realm="x",nonce="n",qop="auth-int"'],
  ])("has no answer to %s", (value) => expect(bestChallenge([value])).toBeUndefined());

  it("does not let a realm leave its quotes", () => {
    const value = digestAnswer(best('Digest realm="a\\", uri=\\"sip:evil", nonce="n"'), {
      ...{ user: "u", password: "p", method: "OPTIONS", uri: "sip:h", cnonce: "c", count: 1 },
    });
    expect(value).toContain('realm="a\\", uri=\\"sip:evil", nonce="n", uri="sip:h"');
  });
});
