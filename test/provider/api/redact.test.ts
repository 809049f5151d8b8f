import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SymblError } from "../../../provider/api/errors.js";
import { redact, rememberSecret } from "../../../provider/api/redact.js";

describe("redaction", () => {
  it.each([
    ["a JWT", "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl end", "c2lnbmF0dXJl"],
    ["a bearer token", "Authorization: Bearer abc.def-123", "abc.def-123"],
    ["an API key header", "X-API-KEY: very-hidden-key", "very-hidden-key"],
    ["a token in a query", "wss://x/events/1?access_token=hidden123&x=1", "hidden123"],
    ["an app secret in JSON", '{"appId":"a","appSecret":"hush-hush"}', "hush-hush"],
    ["DTMF in JSON", '{"dtmf":",,939293#,,1234#"}', "1234"],
    ["a password in a URL", "http://me:hunter2@proxy:8080/", "hunter2"],
    ["a password in a SIP URI", "sip:bot:hunter2@example.com", "hunter2"],
  ])("masks %s by its shape", (_name, text, secret) => {
    expect(redact(text)).toContain("[secret]");
    expect(redact(text)).not.toContain(secret);
  });

  it("remembers a value that UTF-8 cannot hold", () => {
    rememberSecret("\ud800hidden-half");
    expect(redact("a \ud800hidden-half %EF%BF%BDhidden-half b")).toBe("a [secret] [secret] b");
  });

  it("masks every remembered value wherever it stands, encoded in a URL too", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 6, maxLength: 30 }).filter((s) => !"[secret]".includes(s)),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          rememberSecret(secret);
          expect(redact(`${before} ${secret} ${after}`)).not.toContain(secret);
        },
      ),
      { numRuns: 50 },
    );
    rememberSecret("pass word/9");
    expect(redact("?q=pass%20word%2F9")).toBe("?q=[secret]");
  });

  it("leaves ordinary text alone", () => {
    const text = "endpoint.phoneNumber: too short; write it with its country code, such as +14082924837";
    expect(redact(text)).toBe(text);
  });

  it("is applied by every error, to its message and its cause", () => {
    rememberSecret("s3cr3t-value");
    const error = new SymblError("SYMBL_UNREACHABLE", "cannot send s3cr3t-value", {
      cause: new Error("key s3cr3t-value"),
    });
    expect(`${error.message} ${String(error.cause)} ${error.stack}`).not.toContain("s3cr3t-value");
  });
});
