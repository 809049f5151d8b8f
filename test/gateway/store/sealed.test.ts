import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { seal, unseal } from "../../../gateway/store/sql/sealed.js";

describe("sealed texts", () => {
  const key = randomBytes(32);

  it("are opened with the same key for the same context, and look alike whatever they say", () => {
    const sealed = ["1", ",,939293#,,1234#"].map((keys) => seal(key, keys, "call"));
    expect(sealed.map((each) => unseal(key, each, "call"))).toEqual(["1", ",,939293#,,1234#"]);
    expect(new Set(sealed.map(({ length }) => length)).size).toBe(1);
    expect(Buffer.from(sealed[1] ?? "", "base64").toString("latin1")).not.toContain("1234");
    expect(seal(key, "1", "call")).not.toBe(sealed[0]);
  });

  it("are opened by nobody else, for nothing else, and not when they were changed", () => {
    const sealed = seal(key, "1234#", "call");
    expect(unseal(randomBytes(32), sealed, "call")).toBeUndefined();
    expect(unseal(key, sealed, "another call")).toBeUndefined();
    const bytes = Buffer.from(sealed, "base64");
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    expect(unseal(key, bytes.toString("base64"), "call")).toBeUndefined();
    expect(unseal(key, "1234#", "call")).toBeUndefined();
    expect(unseal(key, "", "call")).toBeUndefined();
  });
});
