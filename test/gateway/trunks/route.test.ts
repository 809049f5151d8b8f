import { beforeAll, describe, expect, it } from "vitest";
import type { RouteCall } from "../../../gateway/calls/dialers/baresip/target.js";
import { ApiError } from "../../../gateway/errors.js";
import { loadNumberPlan, type NumberPlan } from "../../../gateway/trunks/number-plan.js";
import { routesOf } from "../../../gateway/trunks/route.js";
import { config } from "./a-trunk.js";

const US = { name: "us", proxy: "us.example.com", prefixes: ["1"] };
const ANY = { name: "any", proxy: "any.example.com:5061", transport: "tls", user: "gw", password: "p@ss:word" };

describe("where calls go", () => {
  let plan: NumberPlan;
  beforeAll(async () => {
    plan = await loadNumberPlan();
  });
  const routes = (written: object): RouteCall => routesOf(config(written), plan);
  const call = (route: RouteCall, phoneNumber: string) => route({ type: "pstn", phoneNumber }, "app");
  function refusal(act: () => unknown): readonly { readonly path: string; readonly message: string }[] {
    try {
      act();
    } catch (error) {
      if (error instanceof ApiError && error.status === 400) return error.body.errors ?? [];
      throw error;
    }
    return [];
  }

  it("goes to the trunk with the longest prefix of the number, and falls back to the others in the file's order", () => {
    const sf = { name: "sf", proxy: "sf.example.com", prefixes: ["44", "1408"] };
    const route = routes({ trunks: [ANY, US, { ...US, name: "us2" }, sf] });
    const names = (number: string) => call(route, number).map(({ trunk }) => trunk);
    expect(names("14082924837")).toEqual(["sf", "us", "us2", "any"]);
    expect(names("+12122924837")).toEqual(["us", "us2", "any"]);
    expect(names("442079460018")).toEqual(["sf", "any"]);
    expect(names("4930123456")).toEqual(["any"]);
  });

  it("says as whom it calls, and by which way", () => {
    const callerId = { number: "+14085550100", displayName: "Stand-up (bot)" };
    const [target] = call(routes({ trunks: [{ ...ANY, callerId, fromDomain: "example.com" }] }), "14082924837");
    expect(target).toEqual({
      uri: "sip:+14082924837@any.example.com:5061",
      trunk: "any",
      transport: "tls",
      proxy: "any.example.com:5061",
      from: { user: "+14085550100", host: "example.com", displayName: "Stand-up (bot)" },
      credentials: { user: "gw", password: "p@ss:word" },
    });
    expect(call(routes({ trunks: [ANY] }), "14082924837")[0].from).toEqual({ user: "gw", host: "any.example.com" });
    expect(call(routes({ trunks: [US] }), "14082924837")[0].from).toEqual({
      user: "anonymous",
      host: "us.example.com",
    });
  });

  it.each([
    ["e164", "14082924837", "+14082924837"],
    ["digits", "14082924837", "14082924837"],
    [{ style: "digits", strip: "1", prefix: "9" }, "14082924837", "94082924837"],
    [{ style: "e164", strip: "+", prefix: "1234#" }, "14082924837", "1234%2314082924837"],
    [{ style: "national", countryCode: "44", trunkPrefix: "0" }, "442079460018", "02079460018"],
    [{ style: "national", countryCode: "44", trunkPrefix: "0" }, "14082924837", "0014082924837"],
    [{ style: "national", countryCode: "1", internationalPrefix: "011" }, "442079460018", "011442079460018"],
    [{ style: "national", countryCode: "1", trunkPrefix: "1" }, "14082924837", "14082924837"],
  ])("writes numbers as the trunk wants them: %j", (numberFormat, number, user) => {
    const [target] = call(routes({ trunks: [{ ...US, prefixes: ["1", "44"], numberFormat }] }), number);
    expect(target.uri).toBe(`sip:${user}@us.example.com`);
  });

  it("calls SIP endpoints as they are given, by their own host alone", () => {
    const uri = "sips:standup@meet.example.com:5071;transport=tls";
    expect(routes({ trunks: [ANY] })({ type: "sip", uri }, "app")).toEqual([
      { uri, proxy: "meet.example.com:5071", transport: "tls" },
    ]);
    expect(routes({})({ type: "sip", uri: "sip:a@meet.example.com" }, "app")).toEqual([
      { uri: "sip:a@meet.example.com", proxy: "meet.example.com" },
    ]);
    expect(refusal(() => routes({})({ type: "sip", uri: "sip:911@meet.example.com" }, "app"))).toEqual([
      { path: "endpoint.uri", message: expect.stringContaining("emergency number") },
    ]);
  });

  it("says how to set a trunk up where there is none, and which prefixes there are where none takes the number", () => {
    expect(refusal(() => call(routes({}), "14082924837"))).toEqual([
      { path: "endpoint.phoneNumber", message: expect.stringMatching(/--trunk-config.*docs\/sip-trunk\.md/) },
    ]);
    expect(refusal(() => call(routes({ trunks: [US] }), "4930123456"))).toEqual([
      { path: "endpoint.phoneNumber", message: expect.stringMatching(/No trunk takes it.*--trunk-config/) },
    ]);
  });

  it("dials no number that the guard refuses, as it is or as a trunk would dial it", () => {
    const strip = { ...US, name: "strip", numberFormat: { style: "digits", strip: "1408" } };
    expect(refusal(() => call(routes({ trunks: [US] }), "19005550123"))[0]?.message).toContain("premium-rate");
    expect(call(routes({ trunks: [US] }), "14089110123")).toHaveLength(1);
    expect(refusal(() => call(routes({ trunks: [US, strip] }), "14089110123"))[0]?.message).toContain("emergency");
  });
});
