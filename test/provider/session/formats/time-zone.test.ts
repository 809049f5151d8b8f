import { describe, expect, it } from "vitest";
import { canonicalTimeZone, timeZoneProblem } from "../../../../provider/session/formats/time-zone.js";

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
    "UTC",
    "GMT",
    "Japan",
    "EST",
    "PST8PDT",
    "GB-Eire",
    "America/Port-au-Prince",
    "America/Knox_IN",
  ])("passes: %s", (zone) => {
    expect(timeZoneProblem(zone)).toBeUndefined();
  });

  it("passes, every one that the engine lists", () => {
    expect(Intl.supportedValuesOf("timeZone").filter((zone) => timeZoneProblem(zone) !== undefined)).toEqual([]);
  });

  it.each([
    ["Asia/Tokio", /did you mean "Asia\/Tokyo"/],
    ["America/New_Yrok", /did you mean "America\/New_York"/],
    ["Tokyo", /did you mean "Asia\/Tokyo"/],
    ["Asia/Los Angeles", /did you mean "America\/Los_Angeles"/],
    ["asia/tokyo", /capital letters.*"Asia\/Tokyo"/],
    ["us/pacific", /capital letters.*"America\/Los_Angeles"/],
    ["utc", /did you mean "UTC"/],
    ["PST", /abbreviation.*"America\/Los_Angeles"/],
    ["jst", /abbreviation.*"Asia\/Tokyo"/],
    ["+09:00", /offset.*"Etc\/GMT-9"/],
    ["UTC-5", /offset.*"Etc\/GMT\+5"/],
    ["GMT+5:30", /offset.*IANA name of the place, such as "Asia\/Tokyo"$/],
    ["\u22123", /offset/],
    ["SystemV/PST8", /no IANA time zone/],
    ["Mars/Olympus", /no IANA time zone/],
    ["Asia/", /no IANA time zone/],
    ["/", /no IANA time zone/],
    ["constructor", /no IANA time zone/],
    ["x".repeat(100_000), /too long/],
  ])("is refused: %s", (zone, reason) => {
    expect(timeZoneProblem(zone)).toMatch(reason);
  });

  it("that the engine lists is its own name for it", () => {
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      const { timeZone } = new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions();
      expect(canonicalTimeZone(zone), zone).toBe(timeZone === "UTC" ? undefined : timeZone);
    }
  });

  it("has one name for all its aliases", () => {
    expect(canonicalTimeZone("US/Pacific")).toBe(canonicalTimeZone("America/Los_Angeles"));
    expect(canonicalTimeZone("Asia/Kolkata")).toBe(canonicalTimeZone("Asia/Calcutta"));
    expect(canonicalTimeZone("Asia/Tokyo")).not.toBe(canonicalTimeZone("Asia/Seoul"));
    expect(canonicalTimeZone("Mars/Olympus")).toBe("Mars/Olympus");
  });

  it.each(["UTC", "Etc/UTC", "Zulu", "GMT", "Universal", "Etc/GMT0"])("means nothing when it is UTC: %s", (zone) => {
    expect(canonicalTimeZone(zone)).toBeUndefined();
  });
});
