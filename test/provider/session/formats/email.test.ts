import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalEmail, emailProblem } from "../../../../provider/session/formats/email.js";
import { email } from "../arbitraries.js";

describe("an e-mail address", () => {
  it.each([
    "ada@example.com",
    "ada.b+tag@sub.example.co.uk",
    "o'neil_x@example.com",
    "ädä@exämple.com",
    "ada@localhost",
    "a@1and1.com",
    `${"a".repeat(64)}@example.com`,
  ])("passes: %s", (address) => {
    expect(emailProblem(address)).toBeUndefined();
  });

  it("passes whatever its ordinary letters", () => {
    fc.assert(fc.property(email, (address) => void expect(emailProblem(address)).toBeUndefined()));
  });

  it.each([
    ["", /leave it out/],
    ["ada", /no @/],
    ["ada@", /nothing after/],
    ["@example.com", /nothing before/],
    ["ada@@example.com", /more than one @/],
    ["ada@example", /no dot/],
    ["ada@example..com", /dot after/],
    [".ada@example.com", /dot before/],
    ["ada.@example.com", /dot before/],
    ["a..b@example.com", /dot before/],
    ["ada lovelace@example.com", /white space/],
    ["ada@exa\u0000mple.com", /white space|character/],
    [" ada@example.com", /white space around/],
    ["Ada <ada@example.com>", /angle brackets/],
    ["mailto:ada@example.com", /mailto/],
    ["ada@example.com,bob@example.com", /element of the list/],
    ["ada@example.com; bob@example.com", /element of the list/],
    ['"ada"@example.com', /no address has/],
    ["ada@exa_mple.com", /no domain has/],
    ["ada@-example.com", /dash/],
    ["ada@10.0.0.1", /ends in a number/],
    [`${"a".repeat(65)}@example.com`, /64/],
    [`ada@${"a".repeat(64)}.com`, /63/],
    [`ada@${"a.".repeat(200)}com`, /254/],
  ])("is refused: %j", (address, reason) => {
    expect(emailProblem(address)).toMatch(reason);
  });

  it("is the same whatever the case of its domain, but not of its user", () => {
    expect(canonicalEmail("Ada@Example.COM")).toBe("Ada@example.com");
    expect(canonicalEmail("nobody")).toBe("nobody");
  });
});
