import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalEmail, emailProblem } from "../../../../provider/session/formats/email.js";
import { email } from "../arbitraries.js";
import { reasons } from "../reasons.js";

/** A domain of as many characters, of labels that are as long as labels may be. */
const domainOf = (length: number): string => `${`${"b".repeat(63)}.`.repeat(9)}com`.slice(-length);

describe("an e-mail address", () => {
  it.each([
    "ada@example.com",
    "ada.b+tag@sub.example.co.uk",
    "o'neil_x@example.com",
    "!#$%&'*+-/=?^_`{|}~@example.com",
    "ädä@exämple.com",
    "ade\u0301@ade\u0301.com",
    "1２@3４.com",
    "ada@localhost",
    "ada@LOCALHOST",
    "a@1and1.com",
    "a@my-shop.example",
    "a@example.c0m",
    "a@example.1a",
    "a@example.a1",
    `${"a".repeat(64)}@example.com`,
    `ada@${"a".repeat(63)}.com`,
    `${"a".repeat(64)}@${domainOf(189)}`,
  ])("passes: %s", (address) => {
    expect(emailProblem(address)).toBeUndefined();
  });

  it("passes whatever its ordinary letters", () => {
    fc.assert(fc.property(email, (address) => void expect(emailProblem(address)).toBeUndefined()));
  });

  it("is refused with the reason", async () => {
    const refused = [
      "",
      "ada",
      "ada@",
      "@example.com",
      "@",
      "ada@@example.com",
      "ada@b@example.com",
      "ada@example",
      "ada@1",
      "ada@example..com",
      "ada@.example.com",
      "ada@example.com.",
      ".ada@example.com",
      "ada.@example.com",
      "a..b@example.com",
      "ada lovelace@example.com",
      "ada@exa\u0000mple.com",
      "ada@example .com",
      " ada@example.com",
      "ada@example.com\n",
      "Ada <ada@example.com>",
      "<ada@example.com",
      "ada@example.com>",
      "mailto:ada@example.com",
      "MAILTO:ada@example.com",
      "a+mailto:b@example.com",
      "ada@example.com,bob@example.com",
      "ada@example.com; bob@example.com",
      '"ada"@example.com',
      '"ada@example.com',
      'ada"@example.com',
      'a"da@example.com',
      "ada@exa_mple.com",
      "ada@_example.com",
      "ada@example_.com",
      "ada@example.com_",
      "ada@-example.com",
      "ada@example-.com",
      "ada@example.-com",
      "ada@example.com-",
      "ada@10.0.0.1",
      "ada@example.123",
      "ada@example.１",
      `${"a".repeat(65)}@example.com`,
      `ada@${"a".repeat(64)}.com`,
      `${"a".repeat(64)}@${domainOf(190)}`,
      `ada@${"a.".repeat(200)}com`,
    ];
    await expect(reasons(emailProblem, refused)).toMatchFileSnapshot("reasons/email.txt");
  });

  it("is the same whatever the case of its domain, but not of its user", () => {
    expect(canonicalEmail("Ada@Example.COM")).toBe("Ada@example.com");
    expect(canonicalEmail('"Ada@Home"@Example.COM')).toBe('"Ada@Home"@example.com');
    expect(canonicalEmail("@Example.COM")).toBe("@example.com");
    expect(canonicalEmail("NOBODY")).toBe("NOBODY");
  });
});
