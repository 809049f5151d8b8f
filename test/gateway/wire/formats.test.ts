import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DTMF, isLanguageTag, isTimeZone, PHONE_NUMBER } from "../../../gateway/wire/formats.js";

describe("formats of single values", () => {
  it.each(["14082924837", "+14082924837", "442079460123", "81312345678", "2901234", "999999999999999"])(
    "takes the phone number %s",
    (number) => {
      expect(PHONE_NUMBER.test(number)).toBe(true);
    },
  );

  it.each([
    "",
    "+",
    "123456",
    "0014082924837",
    "1 408 292 4837",
    "(408)2924837",
    "1-408",
    "++14082924837",
    "1408292483x",
    "1234567890123456",
    "tel:+14082924837",
  ])("refuses the phone number %j", (number) => {
    expect(PHONE_NUMBER.test(number)).toBe(false);
  });

  it("takes every string of keys and commas as DTMF, and none with another character", () => {
    const key = fc.constantFrom(..."0123456789*#ABCD,");
    const other = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 1 })
      .filter((each) => !"0123456789*#ABCD,".includes(each));
    fc.assert(fc.property(fc.string({ unit: key }), (dtmf) => DTMF.test(dtmf)));
    fc.assert(
      fc.property(
        fc.string({ unit: key }),
        other,
        fc.string({ unit: key }),
        (before, wrong, after) => !DTMF.test(before + wrong + after),
      ),
    );
  });

  it.each(["UTC", "Asia/Tokyo", "US/Pacific", "Europe/Berlin", "America/Argentina/Buenos_Aires"])(
    "takes the zone %s",
    (zone) => {
      expect(isTimeZone(zone)).toBe(true);
      expect(isTimeZone(zone), "the second time as well").toBe(true);
    },
  );

  it.each(["", "Asia/Tokio", "+09:00", "-05", "9", "Asia", "Asia/", " Asia/Tokyo"])("refuses the zone %j", (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });

  it.each(["en", "en-US", "zh-Hant-TW", "es-419", "en-us"])("takes the language %s", (code) => {
    expect(isLanguageTag(code)).toBe(true);
  });

  it.each(["", "e", "en_US", "english-language-x", "1234", "en-"])("refuses the language %j", (code) => {
    expect(isLanguageTag(code)).toBe(false);
  });
});
