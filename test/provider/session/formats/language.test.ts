import { describe, expect, it } from "vitest";
import { canonicalLanguage, languageProblem } from "../../../../provider/session/formats/language.js";
import { reasons } from "../reasons.js";

/** A code of as many characters, of private subtags. */
const codeOf = (length: number): string => `en-x-${"abcdefgh-".repeat(8)}`.slice(0, length);

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
    "sl-rozaj-biske",
    "en-x-uk",
    // Serbian of Montenegro by its own code: the region is the registry's, and `nu` is none.
    "cnr",
    "cnr-u-nu-latn",
    codeOf(64),
  ])("passes: %s", (code) => {
    expect(languageProblem(code)).toBeUndefined();
  });

  it("is refused with the reason, and with the code that was probably meant", async () => {
    const refused = [
      "en_US",
      "EN_us",
      "zh_hant_tw",
      "cmn_Hans_CN",
      "es_419",
      "en_UK",
      "xx_YY",
      "en_",
      "_en_US",
      "en_US-",
      "e_US",
      "engl_US",
      "english",
      "German",
      "Thai",
      "Norwegian Bokmål",
      "Western Frisian",
      "xx",
      "klingonish",
      "en-UK",
      "EN-uk",
      "sr-Latn-YU",
      "de-DD-u-co-phonebk",
      "en-XX",
      "en-ZZ",
      "en US",
      "*",
      "e",
      "",
      "und",
      "_",
      codeOf(65),
      "a".repeat(100_000),
    ];
    await expect(reasons(languageProblem, refused)).toMatchFileSnapshot("reasons/language.txt");
  });

  it.each([
    ["EN-us", "en-US"],
    ["ZH-HANT-tw", "zh-Hant-TW"],
    ["ES-419", "es-419"],
    ["EN-gb-OXENDICT", "en-GB-oxendict"],
    ["SL-ROZAJ", "sl-rozaj"],
    ["DE-de-1996", "de-DE-1996"],
    ["DE-de-U-CO-PHONEBK-KN-TRUE", "de-DE-u-co-phonebk-kn-true"],
    ["iw", "iw"],
  ])("has one case: %s is %s", (code, usual) => {
    expect(canonicalLanguage(code)).toBe(usual);
  });
});
