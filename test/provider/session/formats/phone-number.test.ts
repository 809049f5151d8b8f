import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalPhoneNumber, readPhoneNumber } from "../../../../provider/session/formats/phone-number.js";
import { e164, writtenNumber } from "../arbitraries.js";

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

describe("a number that nobody can call from abroad is refused with the reason", () => {
  it.each([
    ["+44 20", /too short: 4 digits/],
    ["911", /too short: 3 digits/],
    ["+44 2079 4600 0012 3456", /too long: 18 digits.*at most 15/],
    ["1".repeat(101), /too long for a telephone number/],
    ["1-800-FLOWERS", /letters/],
    ["+44 20 SEVEN", /letters/],
    ["+1 408 292 4837 x12", /extension.*endpoint\.dtmf/],
    ["+1 408 292 4837x12", /extension.*endpoint\.dtmf/],
    ["+1 (408) 292-4837 ext. 5", /extension.*endpoint\.dtmf/],
    ["+1 (408) 292-4837 extension 5", /extension.*endpoint\.dtmf/],
    ["+14082924837#12", /extension.*endpoint\.dtmf/],
    ["+14082924837,,12", /extension.*endpoint\.dtmf/],
    ["+14082924837;ext=5", /extension.*endpoint\.dtmf/],
    ["tel:+14082924837;ext=5", /extension.*endpoint\.dtmf/],
    ["+14082924837*12", /\*.*endpoint\.dtmf/],
    ["020 7946 0000", /starts with 0/],
    ["(020) 7946 0000", /starts with 0/],
    ["(408) 292-4837", /no country code/],
    ["408-292-4837", /no country code/],
    ["408.292.4837", /no country code/],
    ["011 44 20 7946 0000", /011.*write \+/],
    ["+44 (020) 7946 0000", /leave that 0 out/],
    ["+1 408 292 483", /10 digits after the country code 1.*has 9/],
    ["+1 408 292 48370", /10 digits after the country code 1.*has 11/],
    ["+1 108 292 4837", /area code that starts with 0 or 1/],
    ["+1 408 092 4837", /exchange.*starts with 0 or 1/],
    ["tel:7042;phone-context=example.com", /phone-context/],
    ["tel:+14082924837;isub=1", /parameters/],
    ["+0 408 292 4837", /country code that starts with 0/],
    ["0000 408 292 4837", /country code that starts with 0/],
    ["+1408+2924837", /more than one \+/],
    ["1408+2924837", /\+ in the middle/],
    ["sip:bot@example.com", /SIP URI.*"sip"/],
    ["+1 408 292 48½7", /U\+00BD/],
    ["+1 408 292 4837!", /"!"/],
    ["+", /no digits/],
    [" ", /no digits/],
    ["", /no digits/],
  ])("%j", (written, reason) => {
    const number = readPhoneNumber(written);
    expect(number).toEqual({ ok: false, reason: expect.stringMatching(reason) });
    expect(canonicalPhoneNumber(written)).toBe(written);
  });

  it("and never repeated, since it may be a secret", () => {
    for (const written of ["+1 408 292 48377", "020 7946 0001", "+14082924837,,12", "2924837 call me"]) {
      const number = readPhoneNumber(written);
      expect(number.ok || number.reason).not.toMatch(/4837|7946|2924/);
    }
  });
});
