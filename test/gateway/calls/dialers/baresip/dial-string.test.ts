import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dialString, firstHop } from "../../../../../gateway/calls/dialers/baresip/dial-string.js";

describe("the URI that baresip is given", () => {
  test.each([
    [{ uri: "sip:bot@example.com" }, "sip:bot@example.com"],
    [{ uri: "SIP:bot@example.com:5080;user=phone" }, "sip:bot@example.com:5080;user=phone"],
    [{ uri: "sip:bot@example.com;transport=TCP;user=phone" }, "sip:bot@example.com;transport=tcp;user=phone"],
    // baresip would make sip:sips:… of it, and go by UDP.
    [{ uri: "sips:bot@example.com;user=phone" }, "sip:bot@example.com;transport=tls;user=phone"],
    [{ uri: "sips:bot@example.com;transport=tcp" }, "sip:bot@example.com;transport=tls"],
    [{ uri: "sip:1@example.com", transport: "tls" }, "sip:1@example.com;transport=tls"],
    [{ uri: "sip:1@example.com", transport: "tls", proxy: "proxy.example.com" }, "sip:1@example.com"],
  ] as const)("%j is %s", (target, dialled) => {
    expect(dialString(target)).toBe(dialled);
  });

  test.each([
    "",
    "sip:",
    "tel:14082924837",
    "sip:bot@example.com\r\ndial sip:premium@example.com",
    "sip:bot@example.com sip:premium@example.com",
    "sip:bot@example.com?Route=%3Csip:evil%3E",
    "sip:bot@[::1]",
    "sip:bot@example.com;transport=ws",
    "sips:bot@example.com;transport=udp",
    "sip:bot@example.com;x=\\",
    "sip:bot@example.com;x={y}",
    "sip:bot@example.com;x=\u0000",
    "sip:bot@exämple.com",
  ])("%j is not dialled", (uri) => {
    expect(() => dialString({ uri })).toThrow(/endpoint\.uri/);
  });

  test("nothing longer than baresip's buffers is dialled", () => {
    expect(() => dialString({ uri: `sip:${"a".repeat(1_100)}@example.com` })).toThrow(/longer than 1000/);
  });

  test("whatever is asked for, what is dialled is one harmless word", () => {
    const parts = fc.constantFrom(
      "sip:",
      "sips:",
      "bot",
      "@",
      "example.com",
      ";",
      "transport=",
      "tcp",
      "?",
      " ",
      '"',
      "\n",
      "<",
      ":",
      "5060",
      "%41",
      "\\",
      "]",
      "[",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 14 }), (words) => {
        let dialled: string;
        try {
          dialled = dialString({ uri: words.join("") });
        } catch {
          return;
        }
        expect(dialled).toMatch(/^sip:[^\s<>"\\?]+$/);
      }),
      { numRuns: 2_000 },
    );
  });

  test("the first hop is the proxy, or the host of the URI", () => {
    expect(firstHop({ uri: "sip:1@example.com:5070" })).toBe("example.com");
    expect(firstHop({ uri: "sip:1@example.com", proxy: "10.0.0.1:5080" })).toBe("10.0.0.1");
  });
});
