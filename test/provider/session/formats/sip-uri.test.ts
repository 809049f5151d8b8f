import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalSipUri, sipUriProblem } from "../../../../provider/session/formats/sip-uri.js";
import { sipUri } from "../arbitraries.js";
import { reasons } from "../reasons.js";

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
    "sip:bot@example.com:1",
    "sip:-_.!~*'()&=+$,;?/aZ9@example.com",
    "sip:%0a%FF%aF@example.com",
    "sip:bot:@example.com",
    "sip:bot:-_.!~*'()&=+$,aZ9%20@example.com",
    "sip:example.com;[]/:&+$-_.!~*'()aZ9%20=[]/:&+$-_.!~*'()aZ9%20",
    "sip:example.com?[]/?:+$-_.!~*'()aZ9%20=[]/?:+$-_.!~*'()aZ9%20",
    "sip:example.com?a=&b=c",
    "sip:a",
    "sip:bot@example.com;maddr=sip://x",
    "sip:a-b.c-d",
    "sip:1.a.b2",
    "sip:9a.example",
    `sip:bot@example.com;x=${"a".repeat(1978)}`,
  ])("passes: %s", (uri) => {
    expect(sipUriProblem(uri)).toBeUndefined();
  });

  it("passes in all its parts' combinations", () => {
    fc.assert(fc.property(sipUri, (uri) => void expect(sipUriProblem(uri)).toBeUndefined()));
  });

  it("is refused with the reason, and stays as it is", async () => {
    const refused = [
      "bot@example.com",
      "https://example.com",
      "sip",
      "sip+x:bot@example.com",
      "sipx:bot@example.com",
      "isip:bot@example.com",
      "1sip:bot@example.com",
      "tel:+14082924837",
      "TEL:+14082924837",
      "hotel:+14082924837",
      "sip://example.com",
      "SIPS://example.com",
      "<sip:bot@example.com",
      "sip:bot@example.com>",
      'sip:"bot"@example.com',
      "sip:bot @example.com",
      "sip:bot@example.com\n",
      "sip:bot\u0001@example.com",
      "sip:",
      "sip:bot@",
      "sip:bot@:5060",
      "sip:;lr",
      "sip:?a=b",
      "sip:@example.com",
      "sip::word@example.com",
      "sip:bot@a@example.com",
      "sip:bot%zz@example.com",
      "sip:bot%2@example.com",
      "sip:%4g@example.com",
      "sip:bót@example.com",
      "sip:bot[1]@example.com",
      "sip:{bot@example.com",
      "sip:bot}@example.com",
      "sip:bot:pass;word@example.com",
      "sip:bot:pass:word@example.com",
      "sip:bot:{@example.com",
      "sip:exa_mple.com",
      "sip:-example.com",
      "sip:example-.com",
      "sip:example..com",
      "sip:example.com..",
      "sip:.",
      "sip:192.0.2.256",
      "sip:1.2.3",
      "sip:example.1a",
      "sip:bot@::1",
      "sip:2001:db8::1",
      "sip:bot@[::1",
      "sip:bot@[::1]5060",
      "sip:bot@x[::1]",
      "sip:bot@[::g]",
      "sip:bot@[]",
      "sip:bot@[127.0.0.1]",
      "sip:bot@[fe80::1%eth0]",
      "sip:bot@[::1]:x",
      "sip:example.com:0",
      "sip:example.com:65536",
      "sip:example.com:000001",
      "sip:example.com:+80",
      "sip:example.com:1e2",
      "sip:example.com:",
      "sip:example.com:5o60",
      "sip:example.com;",
      "sip:example.com;a;;b",
      "sip:example.com;=tls",
      "sip:example.com;transport=",
      "sip:example.com;a=b=c",
      "sip:example.com;a%b",
      "sip:example.com;a,b",
      "sip:example.com;a=b,c",
      "sip:example.com;a,b=c",
      "sip:example.com;lr;LR",
      "sip:example.com;lr;x;lr=1",
      "sip:example.com;a,b?c=d",
      "sip:example.com?",
      "sip:example.com?subject",
      "sip:example.com?=subject",
      "sip:example.com?a=b&",
      "sip:example.com?a=b=c",
      "sip:example.com?a=b;c",
      "sip:example.com?a,b=c",
      "sip:example.com;lr?a,b=c",
      `sip:bot@example.com;x=${"a".repeat(1979)}`,
      `sip:${"a".repeat(2000)}.com`,
    ];
    await expect(reasons(sipUriProblem, refused)).toMatchFileSnapshot("reasons/sip-uri.txt");
    expect(refused.filter((uri) => canonicalSipUri(uri) !== uri)).toEqual([]);
  });

  it("is never repeated, since it may carry a password", () => {
    for (const uri of ["sip:bot:hunter2;@example.com", "sip:bot:hunter2@exa mple", "sip:bot:hunter2@h:0"])
      expect(sipUriProblem(uri)).not.toContain("hunter2");
  });

  it("is the same whatever the case of its scheme and host, but not of its user and parameters", () => {
    expect(canonicalSipUri("SIP:Bot:Pw@Example.COM:5060;X=Y")).toBe("sip:Bot:Pw@example.com:5060;X=Y");
    expect(canonicalSipUri("sip:EXAMPLE.com?Subject=A")).toBe("sip:example.com?Subject=A");
    expect(canonicalSipUri("SIPS:a@[2001:DB8::1]")).toBe("sips:a@[2001:db8::1]");
    expect(canonicalSipUri("sip:EXAMPLE.com")).toBe("sip:example.com");
  });
});
