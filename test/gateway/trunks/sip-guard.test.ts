import { beforeAll, describe, expect, it } from "vitest";
import { loadNumberPlan, type NumberPlan } from "../../../gateway/trunks/number-plan.js";
import { judgeSipUri } from "../../../gateway/trunks/sip-guard.js";
import { config } from "./a-trunk.js";

const TRUNK = {
  name: "main",
  proxy: "Trunk.example.com:5080",
  fromDomain: "voice.example.org",
  callerId: { number: "+14085550100" },
  numberFormat: { style: "national", countryCode: "44", trunkPrefix: "0", prefix: "77" },
};

describe("the guard of SIP endpoints", () => {
  let plan: NumberPlan;
  beforeAll(async () => {
    plan = await loadNumberPlan();
  });
  const judge = (uri: string, written: object = {}) => judgeSipUri(uri, config({ trunks: [TRUNK], ...written }), plan);

  it.each([
    "sip:standup@meet.example.com",
    "sip:939293@meet.example.com",
    "sip:939293.1234@meet.example.com;transport=tls",
    "sips:85212345678@zoom.example.com",
    "sip:101@pbx.example.com",
    "sip:meet.example.com",
    "sip:+442079460018@meet.example.com;user=phone",
    "sip:board-room@trunk.example.com",
    "sip:+14082924837@trunk.example.com",
    "sip:+919005551234@trunk.example.com",
  ])("lets %s pass", (uri) => expect(judge(uri)).toBeUndefined());

  it.each([
    ["as it is", "sip:19005550123@trunk.example.com"],
    ["with a +", "sip:+19005550123@TRUNK.example.com"],
    ["with a port", "sip:19005550123@trunk.example.com:9999"],
    ["behind the root's dot", "sip:19005550123@trunk.example.com."],
    ["at the From domain", "sip:19005550123@voice.example.org"],
    ["with a password", "sip:19005550123:secret@trunk.example.com"],
    ["escaped", "sip:%31900%35550123@trunk.example.com"],
    ["with dashes", "sip:1-900-555-0123@trunk.example.com"],
    ["with a phone context", "sip:9005550123;phone-context=+1@trunk.example.com"],
    ["inside a country", "sip:9005550123@trunk.example.com"],
    ["inside another country", "sip:09098790123@trunk.example.com"],
    ["behind an outside line", "sip:919005550123@trunk.example.com"],
    ["behind an international prefix", "sip:01119005550123@trunk.example.com"],
    ["behind the trunk's own prefix", "sip:7719005550123@trunk.example.com"],
    ["in full-width digits", `sip:${encodeURIComponent("１９００5550123")}@trunk.example.com`],
    ["with commas behind it", "sip:19005550123,,@trunk.example.com"],
    ["with letters behind it", "sip:19005550123abc@trunk.example.com"],
    ["with maddr", "sip:19005550123@meet.example.com;maddr=trunk.example.com"],
    ["by way of a stranger", "sip:19005550123@gateway.example.net"],
    ["nationally, at another name of a host that knows us by address", "sip:9005550123@203.0.113.7"],
    ["behind a stranger's 00", "sip:0019005550123@gateway.example.net"],
    ["for a phone", "sip:+1-900-555-0123@gateway.example.net;user=phone"],
  ])("refuses a premium number written %s", (_how, uri) => expect(judge(uri)).toContain("premium-rate"));

  it.each([
    ["sip:911@trunk.example.com", "emergency"],
    ["sip:9112@trunk.example.com", "emergency"],
    ["sip:101@trunk.example.com", "emergency"],
    ["sip:112@meet.example.com", "emergency"],
    ["sip:2001@trunk.example.com", "so there is no such number. At a trunk write numbers in E.164"],
    ["sip:*21@trunk.example.com", "switches are steered"],
    ["sip:%2321@trunk.example.com", "switches are steered"],
    ["sip:a@meet.example.com?Route=%3Csip:trunk.example.com%3E", "headers behind a question mark"],
    ["sip:%ff@meet.example.com", "cannot be read"],
  ])("refuses %s: %s", (uri, why) => expect(judge(uri)).toContain(why));

  it("lets an extension of one's own switch pass when it is named", () => {
    const named = { guard: { allowExactly: ["101", "2001"] } };
    expect(judge("sip:101@trunk.example.com", named)).toBeUndefined();
    expect(judge("sip:2001@trunk.example.com", named)).toBeUndefined();
    expect(judge("sip:2001@trunk.example.com", { guard: { allowExactly: ["2001"], deny: ["20"] } })).toContain("deny");
  });

  it("keeps to the hosts that are listed, maddr included", () => {
    const listed = { sip: { hosts: ["meet.example.com", "*.rooms.example.com"] } };
    expect(judge("sip:a@MEET.example.com:5070", listed)).toBeUndefined();
    expect(judge("sip:a@b.rooms.example.com", listed)).toBeUndefined();
    for (const uri of [
      "sip:a@rooms.example.com",
      "sip:a@evilmeet.example.com",
      "sip:a@meet.example.com.evil.org",
      "sip:a@meet.example.com;maddr=10.0.0.1",
    ]) {
      expect(judge(uri, listed)).toContain("which sip.hosts does not list");
    }
  });
});
