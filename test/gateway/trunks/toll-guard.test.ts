import { beforeAll, describe, expect, it } from "vitest";
import { loadNumberPlan, type NumberPlan } from "../../../gateway/trunks/number-plan.js";
import { judgeNumber, judgePossibleNumber } from "../../../gateway/trunks/toll-guard.js";
import { guard } from "./a-trunk.js";

describe("the toll guard", () => {
  let plan: NumberPlan;
  beforeAll(async () => {
    plan = await loadNumberPlan();
  });
  const judge = (digits: string, written: object = {}, dialled: readonly string[] = []) =>
    judgeNumber({ digits, dialled }, guard(written), plan);

  it.each(["14082924837", "442079460018", "4930123456", "390612345678", "18002924837", "6561234567", "34911234567"])(
    "lets %s pass",
    (digits) => expect(judge(digits)).toBeUndefined(),
  );

  it.each([
    ["19005550123", "premium-rate"],
    ["449098790123", "premium-rate"],
    ["33892123456", "premium-rate"],
    ["12129765551", "premium-rate"],
    ["491801234567", "shared-cost"],
    ["80812345678", "shared-cost"],
    ["447012345678", "personal number"],
    ["15005550006", "personal number"],
    ["881612345678", "satellite"],
    ["870773111632", "satellite"],
    ["19115551234", "emergency"],
    ["1911", "emergency"],
    ["9911", "emergency"],
    ["911", "emergency"],
    ["112", "emergency"],
    ["000", "emergency"],
    ["1408292483", "too short"],
    ["140829248377", "too long"],
    ["9991234567", "no country code"],
    ["4402079460018", "has to be written +442079460018"],
    ["13005551234", "assigned to no network"],
    ["61190123456", "assigned to no network"],
  ])("refuses %s: %s", (digits, why) => expect(judge(digits)).toContain(why));

  it.each([
    ["an international number as it is dialled in its country", "14089110123", ["9110123"]],
    ["a number whose country code a trunk takes off", "33112345678", ["112345678"]],
    ["a number behind an outside line", "14082924837", ["9911"]],
    ["a number that a trunk makes an emergency call of", "14082924837", ["112"]],
  ])("refuses %s", (_what, digits, dialled) => expect(judge(digits, {}, dialled)).toContain("emergency"));

  it("is not afraid of 0112 or 34911, which no switch takes for an emergency", () => {
    expect(judge("33112345678", {}, ["0112345678", "+33112345678", "0033112345678"])).toBeUndefined();
    expect(judge("34911234567", {}, ["911234567"])).toBeUndefined();
  });

  it("dials only what begins with an allowed prefix, where there are some", () => {
    expect(judge("14082924837", { allow: ["+1", "44"] })).toBeUndefined();
    expect(judge("4930123456", { allow: ["+1", "44"] })).toContain("none of the prefixes of guard.allow");
  });

  it("opens what it refuses by default only to whole numbers, not to prefixes", () => {
    expect(judge("19005550123", { allow: ["1900555"] })).toContain("premium-rate");
    expect(judge("19005550123", { allow: ["19005550123"] })).toContain("premium-rate");
    expect(judge("19005550123", { allowExactly: ["+19005550123"] })).toBeUndefined();
    expect(judge("19005550124", { allowExactly: ["19005550123"] })).toContain("premium-rate");
    expect(judge("61190123456", { unassigned: "dial" })).toBeUndefined();
    expect(judge("1408292483", { unassigned: "dial" })).toContain("too short");
    expect(judge("19115551234", { unassigned: "dial" })).toContain("emergency");
  });

  it("denies before it allows", () => {
    expect(judge("18095551234", { deny: ["1809"], allow: ["1809"], allowExactly: ["18095551234"] })).toContain(
      "begins with 1809, which guard.deny refuses",
    );
  });

  it("takes what may be no number at all for one only where that is dangerous", () => {
    const possible = (digits: string, written: object = {}) => judgePossibleNumber(digits, guard(written), plan);
    expect(possible("939293")).toBeUndefined();
    expect(possible("85212345678901")).toBeUndefined();
    expect(possible("101", {})).toBeUndefined();
    expect(possible("4930123456", { allow: ["1"] })).toBeUndefined();
    expect(possible("19005550123")).toContain("premium-rate");
    expect(possible("911")).toContain("emergency");
    expect(possible("18095551234", { deny: ["1809"] })).toContain("guard.deny");
  });
});
