import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalPhoneNumber, readPhoneNumber } from "../../../../provider/session/formats/phone-number.js";
import { e164, writtenNumber } from "../arbitraries.js";
import { reasons } from "../reasons.js";

describe("a number that people type is read as its digits", () => {
  it.each([
    ["+1 (408) 292-4837", "14082924837"],
    ["0014082924837", "14082924837"],
    ["14082924837", "14082924837"],
    ["1-408-292-4837", "14082924837"],
    ["1 (408) 292 4837", "14082924837"],
    ["tel:+1-408-292-4837", "14082924837"],
    ["TEL:+1.408.292.4837", "14082924837"],
    ["+1/408/292/4837", "14082924837"],
    ["+1\u00a0408\u2011292\u20124837", "14082924837"],
    ["\u202a+1 408 292 4837\u202c", "14082924837"],
    ["\uff0b\uff11 \uff08\uff14\uff10\uff18\uff09 292\u30fc4837", "14082924837"],
    ["(+1) 408 292 4837", "14082924837"],
    ["+ 1 408 292 4837", "14082924837"],
    ["+44 (0)20 7946 0000", "442079460000"],
    ["+44(0)2079460000", "442079460000"],
    ["0044 (0) 20 7946 0000", "442079460000"],
    ["(+44) (0)20 7946 0000", "442079460000"],
    ["+44 [0] 20 7946 0000", "442079460000"],
    ["+49 (0)30/901820", "4930901820"],
    ["(33) 1 23 45 67 89", "33123456789"],
    ["+683 4002", "6834002"],
    ["6834002", "6834002"],
    ["+44 2079 4600 0012 3", "442079460000123"],
    [`+44${" ".repeat(87)}2079460000`, "442079460000"],
    ["tel:+1 (408) 292-4837 ", "14082924837"],
    ["  tel:+1 408 292 4837", "14082924837"],
    ["(0044)(0)20 7946 0000", "442079460000"],
    ["+(44)(0)20 7946 0000", "442079460000"],
    ["+44(0)(20)79460000", "442079460000"],
    ["+353 (0)1 234 5678", "35312345678"],
    ["+49 (30) (901820)", "4930901820"],
    ["33 1 23456789", "33123456789"],
    ["331 234 567", "331234567"],
    ["4082924837", "4082924837"],
    ["\u00ad+\u200b1\u2060 408\u2066 292 4837\ufeff", "14082924837"],
    ["+1\u00b7408\u2024292\u30fb48\u201037", "14082924837"],
    ["+1\u2043408\u2212292\ufe5848\ufe6337", "14082924837"],
    ["+47 12 34 56 78", "4712345678"],
    ["+999 1234 5678", "99912345678"],
  ])("%j", (written, digits) => {
    expect(readPhoneNumber(written)).toEqual({ ok: true, digits });
  });

  it("keeps the 0 of an Italian number, which belongs to it", () => {
    expect(readPhoneNumber("+39 (0)6 69812345")).toEqual({ ok: true, digits: "390669812345" });
    expect(readPhoneNumber("+378 (0549) 886377")).toEqual({ ok: true, digits: "3780549886377" });
  });

  it("is the same whichever way it is written", () => {
    fc.assert(
      fc.property(
        e164.chain((digits) => fc.tuple(fc.constant(digits), writtenNumber(digits))),
        ([digits, written]) => {
          expect(readPhoneNumber(written)).toEqual({ ok: true, digits });
          expect(canonicalPhoneNumber(written)).toBe(digits);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("a number that nobody can call from abroad", () => {
  const refused = [
    "+44 20",
    "911",
    "+4",
    "+683 400",
    "+44 2079 4600 0012 34",
    "+44 2079 4600 0012 3456",
    "1".repeat(101),
    `+44${" ".repeat(88)}2079460000`,
    "1-800-FLOWERS",
    "+44 20 SEVEN",
    "call sip:bot@example.com",
    "1 tel:+14082924837",
    "1 tel:4082924837;isub=1",
    "+1 408 292 4837 x12",
    "+1 408 292 4837x12",
    "+1 (408) 292-4837 ext. 5",
    "+1 (408) 292-4837 ext.: 5",
    "+1 (408) 292-4837 ext:5",
    "+1 (408) 292-4837 extension 5",
    "+1 (408) 292-4837 Extn 5",
    "+1 (408) 292-4837 xt5",
    "+1 (408) 292-(4837) x5",
    "+1 (408) 292-[4837]-x5",
    "+1 (408) 292-4837 exten 5",
    "+1 (408) 292-4837 x",
    "x12 408 292 4837",
    "+14082924837#12",
    "+14082924837,,12",
    "+14082924837;ext=5",
    "tel:+14082924837;ext=5",
    "tel:+14082924837;isub=1; EXT =52",
    "tel:+14082924837;phone-context=+1;ext=5",
    "+14082924837*12",
    "*12",
    "020 7946 0000",
    "(020) 7946 0000",
    "0+44 20",
    "(408) 292-4837",
    "[408] 292-4837",
    "( 408 ) 2924837",
    "tel: (408) 2924837",
    "(4082) 924837",
    "(44) 20",
    "408-292-4837",
    "408.292.4837",
    "408 - 292 - 4837",
    "011 44 20 7946 0000",
    "01144 20 7946 0000",
    "+44 (020) 7946 0000",
    "+44 (02) 07946 0000",
    "+1 408 292 483",
    "+1 408 292 48370",
    "+1 008 292 4837",
    "+1 108 292 4837",
    "+1 408 092 4837",
    "+1 408 192 4837",
    "tel:7042;phone-context=example.com",
    "tel:7042;Phone-Context=example.com",
    "tel:+14082924837;isub=1",
    "tel:",
    "+0 408 292 4837",
    "0000 408 292 4837",
    "+1408+2924837",
    "+ +14082924837",
    "1408+2924837",
    "sip:bot@example.com",
    "SIPS:bot@example.com",
    " sip:bot@example.com",
    "+1 408 292 48½7",
    "+1 408 292 4837!",
    "+1 408 292 4837~",
    "+1 408 292 4837\u007f",
    "+1 408 292 4837☎",
    "+1 408 292 4837 📞",
    "+",
    " ",
    "",
  ];

  it("is refused with the reason", async () => {
    const said = (written: string): string | undefined => {
      const number = readPhoneNumber(written);
      return number.ok ? undefined : number.reason;
    };
    await expect(reasons(said, refused)).toMatchFileSnapshot("reasons/phone-number.txt");
    expect(refused.filter((written) => canonicalPhoneNumber(written) !== written)).toEqual([]);
  });

  it("is never repeated, since it may be a secret", () => {
    for (const written of ["+1 408 292 48377", "020 7946 0001", "+14082924837,,12", "2924837 call me"]) {
      const number = readPhoneNumber(written);
      expect(number.ok || number.reason).not.toMatch(/4837|7946|2924/);
    }
  });
});
