import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSipUri } from "../../../gateway/wire/sip-uri.js";

describe("SIP URIs", () => {
  it.each([
    [
      "sip:standup@sip.example.com",
      { scheme: "sip", user: "standup", hostPort: "sip.example.com", parameters: "", headers: "" },
    ],
    [
      "SIPS:ada:pw%21@[2001:db8::1]:5061;transport=tcp;lr?subject=x",
      {
        scheme: "sips",
        user: "ada",
        password: "pw%21",
        hostPort: "[2001:db8::1]:5061",
        parameters: ";transport=tcp;lr",
        headers: "?subject=x",
      },
    ],
    ["sip:127.0.0.1:5060", { scheme: "sip", hostPort: "127.0.0.1:5060", parameters: "", headers: "" }],
    [
      "sip:+14082924837;phone-context=x@gw.example.com",
      { scheme: "sip", user: "+14082924837;phone-context=x", hostPort: "gw.example.com", parameters: "", headers: "" },
    ],
    ["sip:99:@h", { scheme: "sip", user: "99", password: "", hostPort: "h", parameters: "", headers: "" }],
  ])("takes %s apart", (uri, parts) => {
    expect(parseSipUri(uri)).toEqual(parts);
  });

  it.each([
    "",
    "standup@example.com",
    "http://example.com",
    "tel:+14082924837",
    "sip:",
    "sip:@example.com",
    "sip:ada@",
    "sip:ada@exa mple.com",
    "sip:ada@example.com:port",
    "sip:ada lovelace@example.com",
    "sip:ada@example.com;a b",
    "sip:ada:p w@example.com",
    "sip:ada@-x",
    `sip:${"a".repeat(3_000)}@example.com`,
  ])("refuses %j", (uri) => {
    expect(parseSipUri(uri)).toBeUndefined();
  });

  it("answers for any string at all, quickly", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, behind) => {
        const parts = parseSipUri(`sip:${before}@${behind}`);
        if (parts !== undefined) expect(`sip:${before}@${behind}`).toContain(parts.hostPort);
      }),
    );
  });
});
