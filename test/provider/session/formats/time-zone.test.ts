import { afterEach, describe, expect, it, vi } from "vitest";
import { canonicalTimeZone, timeZoneProblem } from "../../../../provider/session/formats/time-zone.js";
import { reasons } from "../reasons.js";

/** Names without a `/`, which the tz database has and `Intl` does not list. */
const SHORT_NAMES =
  "CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel Jamaica " +
  "Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal " +
  "W-SU WET Zulu";

const ABBREVIATIONS =
  "ACST AEDT AEST AKST AST AWST BRT BST CDT CEST CST CT EDT EEST ET HKT IST JST KST MDT MSK MT NZDT NZST PDT PST PT SAST SGT WEST";

describe("a time zone", () => {
  it.each([
    "Asia/Tokyo",
    "US/Pacific",
    "America/Argentina/Buenos_Aires",
    "Europe/Kyiv",
    "Europe/Kiev",
    "Asia/Kolkata",
    "Asia/Calcutta",
    "Etc/GMT+5",
    "America/Port-au-Prince",
    "America/Knox_IN",
    ...SHORT_NAMES.split(" "),
  ])("passes: %s", (zone) => {
    expect(timeZoneProblem(zone)).toBeUndefined();
  });

  it("passes, every one that the engine lists", () => {
    expect(Intl.supportedValuesOf("timeZone").filter((zone) => timeZoneProblem(zone) !== undefined)).toEqual([]);
  });

  it("is refused with the reason, and with the zone that was probably meant", async () => {
    const refused = [
      "Asia/Tokio",
      "America/New_Yrok",
      "Tokyo",
      "tokyo",
      " Tokyo ",
      "Los  Angeles",
      "Asia/Los Angeles",
      "Europe/ Berlin",
      "Kolkata",
      "Asia/Kolkatta",
      "Kyiv",
      "Ho Chi Minh",
      "Kathmandu",
      "Yangon",
      "Nuuk",
      "asia/kolkata",
      "europe/kyiv",
      "asia/ho_chi_minh",
      "asia/kathmandu",
      "asia/yangon",
      "america/nuuk",
      "asia/tokyo",
      "Asia/tokyo",
      "ASIA/TOKYO",
      "us/pacific",
      "US/pacific",
      "utc",
      "gmt0",
      "zulu",
      "Singapor",
      "SystemV/PST8",
      "systemv/pst8",
      "My/SystemV/PST8",
      "Mars/Olympus",
      "Asia/",
      "/",
      "constructor",
      "x".repeat(64),
      "x".repeat(65),
      "x".repeat(100_000),
    ];
    await expect(reasons(timeZoneProblem, refused)).toMatchFileSnapshot("reasons/time-zone.txt");
  });

  it("is refused as an abbreviation, in either case, with the zone that it most often stands for", async () => {
    const refused = ["jst", ...ABBREVIATIONS.split(" ")];
    await expect(reasons(timeZoneProblem, refused)).toMatchFileSnapshot("reasons/time-zone-abbreviation.txt");
  });

  it("is refused as an offset, with the zone that has that offset where there is one", async () => {
    const refused = [
      "+09:00",
      "+9",
      "+0900",
      "+ 9",
      "-1",
      "+12",
      "+13",
      "+0",
      "+5:30",
      "+5:3",
      "+123",
      "+12345",
      "+9:00x",
      "x+9",
      "UTC-5",
      "utc+1",
      "UTC +1",
      "UTC  - 1:00",
      "GMT+5:30",
      "gmt+0",
      "EST+5",
      "UTC5",
      "UTC+",
      "UTC\u22123",
    ];
    await expect(reasons(timeZoneProblem, refused)).toMatchFileSnapshot("reasons/time-zone-offset.txt");
  });

  it("that the engine lists is its own name for it", () => {
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      const { timeZone } = new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions();
      expect(canonicalTimeZone(zone), zone).toBe(timeZone === "UTC" ? undefined : timeZone);
    }
  });

  it("has one name for all its aliases", () => {
    expect(canonicalTimeZone("US/Pacific")).toBe("America/Los_Angeles");
    expect(canonicalTimeZone("Asia/Kolkata")).toBe(canonicalTimeZone("Asia/Calcutta"));
    expect(canonicalTimeZone("Asia/Tokyo")).not.toBe(canonicalTimeZone("Asia/Seoul"));
    expect(canonicalTimeZone("Mars/Olympus")).toBe("Mars/Olympus");
    expect(canonicalTimeZone("+09:00")).toBe("+09:00");
    expect(canonicalTimeZone("-09:00")).toBe("-09:00");
    expect(canonicalTimeZone("x".repeat(65))).toBe("x".repeat(65));
  });

  it.each(["UTC", "Etc/UTC", "Zulu", "GMT", "Universal", "Etc/GMT0"])("means nothing when it is UTC: %s", (zone) => {
    expect(canonicalTimeZone(zone)).toBeUndefined();
  });
});

describe("the engine", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("is asked once for each alias or unknown zone of the last few hundred, and for none that it lists", async () => {
    vi.resetModules();
    const { canonicalTimeZone } = await import("../../../../provider/session/formats/time-zone.js");
    const Formatter = Intl.DateTimeFormat;
    // A function, since it is called with `new`.
    const asked = vi.spyOn(Intl, "DateTimeFormat").mockImplementation(function formatter(...args) {
      return new Formatter(...args);
    });
    const ask = (): void => {
      expect([canonicalTimeZone("US/Pacific"), canonicalTimeZone("Mars/Olympus")]).toEqual([
        "America/Los_Angeles",
        "Mars/Olympus",
      ]);
    };
    expect(canonicalTimeZone("Asia/Tokyo")).toBe("Asia/Tokyo");
    ask();
    ask();
    expect(asked).toHaveBeenCalledTimes(2);
    // Offsets take a place too, though the engine is not asked for them.
    for (let offset = 0; offset < 497; offset++) canonicalTimeZone(`+${offset}`);
    ask();
    expect(asked).toHaveBeenCalledTimes(2);
    canonicalTimeZone("+497");
    ask();
    expect(asked).toHaveBeenCalledTimes(4);
  });

  it("is not asked for names that no zone has, being longer than any", () => {
    const asked = vi.spyOn(Intl, "DateTimeFormat");
    canonicalTimeZone("y".repeat(65));
    expect(asked).not.toHaveBeenCalled();
    canonicalTimeZone("y".repeat(64));
    expect(asked).toHaveBeenCalledTimes(1);
  });
});
