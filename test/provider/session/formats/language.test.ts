import { describe, expect, it } from "vitest";
import { canonicalLanguage, languageProblem } from "../../../../provider/session/formats/language.js";

describe("a language code", () => {
  it("that is taken without asking Intl is one that Intl knows", () => {
    const languages = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
    const regions = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
    const letters = [..."abcdefghijklmnopqrstuvwxyz"];
    const pairs = letters.flatMap((first) => letters.map((second) => first + second));
    const taken = (code: string): boolean => languageProblem(code) === undefined;
    const known = pairs.filter(taken);
    expect(known.length).toBeGreaterThan(25);
    for (const language of known) expect(languages.of(language), language).toBeDefined();
    for (const pair of pairs.map((both) => both.toUpperCase()).filter((region) => taken(`en-${region}`)))
      expect(regions.of(pair), pair).toBeDefined();
  });

  it.each([
    "en-US",
    "en",
    "EN-us",
    "zh-Hant-TW",
    "es-419",
    "cmn-Hans-CN",
    "sr-Latn-RS",
    "haw",
    "nb-NO",
    "en-GB-oxendict",
    "de-DE-u-co-phonebk",
  ])("passes: %s", (code) => {
    expect(languageProblem(code)).toBeUndefined();
  });

  it.each([
    ["en_US", /underscore.*"en-US"/],
    ["zh_hant_tw", /underscore.*"zh-Hant-TW"/],
    ["english", /name of a language.*"en"/],
    ["German", /name of a language.*"de"/],
    ["xx", /no language that is registered/],
    ["klingonish", /no BCP-47/],
    ["en-UK", /"en-GB"/],
    ["en-XX", /no region that is registered/],
    ["en-ZZ", /no region that is registered/],
    ["en US", /no BCP-47/],
    ["*", /no BCP-47/],
    ["e", /no BCP-47/],
    ["", /leave it out/],
    ["und", /no language/],
    ["a".repeat(100_000), /too long/],
    ["_", /no BCP-47/],
  ])("is refused: %s", (code, reason) => {
    expect(languageProblem(code)).toMatch(reason);
  });

  it.each([
    ["EN-us", "en-US"],
    ["ZH-HANT-tw", "zh-Hant-TW"],
    ["ES-419", "es-419"],
    ["DE-de-U-CO-PHONEBK", "de-DE-u-co-phonebk"],
    ["iw", "iw"],
  ])("has one case: %s is %s", (code, usual) => {
    expect(canonicalLanguage(code)).toBe(usual);
  });
});
