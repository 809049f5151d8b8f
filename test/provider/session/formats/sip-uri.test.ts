import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalSipUri, sipUriProblem } from "../../../../provider/session/formats/sip-uri.js";
import { sipUri } from "../arbitraries.js";

describe("a SIP URI", () => {
  // The first seven are the examples of RFC 3261, section 19.1.3.
  it.each([
    "sip:alice@atlanta.com",
    "sip:alice:secretword@atlanta.com;transport=tcp",
    "sips:alice@atlanta.com?subject=project%20x&priority=urgent",
    "sip:+1-212-555-1212:1234@gateway.com;user=phone",
    "sips:1212@gateway.com",
    "sip:alice@192.0.2.4",
    "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com",
    "sip:alice;day=tuesday@atlanta.com",
    "SIPS:bot@[2001:db8::1]:5061;transport=tls;lr",
    "sip:localhost",
    "sip:example.com.",
    "sip:bot@example.com:65535",
  ])("passes: %s", (uri) => {
    expect(sipUriProblem(uri)).toBeUndefined();
  });

  it("passes in all its parts' combinations", () => {
    fc.assert(fc.property(sipUri, (uri) => void expect(sipUriProblem(uri)).toBeUndefined()));
  });

  it.each([
    ["bot@example.com", /start with sip:/],
    ["https://example.com", /start with sip:/],
    ["sip", /start with sip:/],
    ["tel:+14082924837", /"pstn"/],
    ["sip://example.com", /\/\//],
    ['"Bot" <sip:bot@example.com>', /angle brackets/],
    ["sip:bot @example.com", /white space/],
    ["sip:bot@example.com\n", /white space/],
    ["sip:bot\u0001@example.com", /control character/],
    ["sip:", /no host/],
    ["sip:bot@", /no host/],
    ["sip:bot@:5060", /no host/],
    ["sip:@example.com", /nothing before/],
    ["sip:bot@a@example.com", /more than one @/],
    ["sip:bot%zz@example.com", /%XX/],
    ["sip:bót@example.com", /user/],
    ["sip:bot:pass;word@example.com", /password/],
    ["sip:exa_mple.com", /no host name/],
    ["sip:-example.com", /no host name/],
    ["sip:example..com", /no host name/],
    ["sip:192.0.2.256", /neither/],
    ["sip:1.2.3", /neither/],
    ["sip:bot@::1", /square brackets/],
    ["sip:bot@[::1", /square brackets/],
    ["sip:bot@[::g]", /IPv6/],
    ["sip:bot@[127.0.0.1]", /IPv6/],
    ["sip:bot@[fe80::1%eth0]", /IPv6/],
    ["sip:example.com:0", /port/],
    ["sip:example.com:65536", /port/],
    ["sip:example.com:", /port/],
    ["sip:example.com:5o60", /port/],
    ["sip:example.com;", /parameter without/],
    ["sip:example.com;transport=", /parameter without/],
    ["sip:example.com;a=b=c", /%XX/],
    ["sip:example.com;lr;LR", /twice/],
    ["sip:example.com?", /header/],
    ["sip:example.com?subject", /header/],
    ["sip:example.com?a=b=c", /%XX/],
    [`sip:${"a".repeat(2000)}.com`, /2000/],
  ])("is refused: %j", (uri, reason) => {
    expect(sipUriProblem(uri)).toMatch(reason);
    expect(canonicalSipUri(uri)).toBe(uri);
  });

  it("is never repeated, since it may carry a password", () => {
    for (const uri of ["sip:bot:hunter2;@example.com", "sip:bot:hunter2@exa mple", "sip:bot:hunter2@h:0"])
      expect(sipUriProblem(uri)).not.toContain("hunter2");
  });

  it("is the same whatever the case of its scheme and host, but not of its user and parameters", () => {
    expect(canonicalSipUri("SIP:Bot:Pw@Example.COM:5060;X=Y")).toBe("sip:Bot:Pw@example.com:5060;X=Y");
    expect(canonicalSipUri("sip:EXAMPLE.com?Subject=A")).toBe("sip:example.com?Subject=A");
    expect(canonicalSipUri("SIPS:a@[2001:DB8::1]")).toBe("sips:a@[2001:db8::1]");
  });
});
