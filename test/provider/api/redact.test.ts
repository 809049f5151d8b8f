import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SymblError } from "../../../provider/api/errors.js";
import { redact, rememberSecret } from "../../../provider/api/redact.js";

describe("redaction", () => {
  it.each([
    ["a JWT", "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl end", "token [secret] end"],
    ["a JWT of every character that one may have", "(eyJhb-ciO_J9.ey-JzdW_iJ9.c2-lnb_F0)", "([secret])"],
    ["an unsigned JWT", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0. end", "[secret] end"],
    ["a bearer token", "Authorization: Bearer abc.def-123", "Authorization: Bearer [secret]"],
    [
      "a bearer token in a list",
      "bearer  one, Bearer two; BEARER three",
      "bearer [secret], Bearer [secret]; BEARER [secret]",
    ],
    ["a quoted bearer token", `"Bearer one" 'Bearer two'`, `"Bearer [secret]" 'Bearer [secret]'`],
    ["an API key header", "X-API-KEY: very-hidden-key", "X-API-KEY: [secret]"],
    ["an API key in JSON", '{"x-api-key":"hidden", "a": 1}', '{"x-api-key":"[secret]", "a": 1}'],
    ["an API key in an object as it is printed", "{ 'x-api-key' : 'hidden' }", "{ 'x-api-key' : '[secret]' }"],
    ["an API key in a query", "?x-api-key=hidden&a=1", "?x-api-key=[secret]&a=1"],
    [
      "an API key in a list",
      "x-api-key=one,x-api-key=two;b x-api-key=three b",
      "x-api-key=[secret],x-api-key=[secret];b x-api-key=[secret] b",
    ],
    ["a token in a query", "wss://x/events/1?access_token=hidden123&x=1", "wss://x/events/1?access_token=[secret]&x=1"],
    ["a token in JSON", '{"accessToken": "hidden", "expiresIn": 1}', '{"accessToken": "[secret]", "expiresIn": 1}'],
    ["an app secret in JSON", '{"appId":"a","appSecret":"hush-hush"}', '{"appId":"a","appSecret":"[secret]"}'],
    [
      "an app secret in a list",
      "app_secret=one,APP_SECRET : two;app-id=a",
      "app_secret=[secret],APP_SECRET : [secret];app-id=a",
    ],
    ["an app secret in quotes", "'app_secret' = 'hidden' end", "'app_secret' = '[secret]' end"],
    ["DTMF in JSON", '{"dtmf":",,939293#,,1234#"}', '{"dtmf":"[secret]"}'],
    [
      "DTMF in an object as it is printed",
      "{ dtmf: '1 2#', 'dtmf' = '3' }",
      "{ dtmf: '[secret]', 'dtmf' = '[secret]' }",
    ],
    ["a password in a URL", "http://me:hunter2@proxy:8080/", "http://me:[secret]@proxy:8080/"],
    ["a password without a user in a URL", "socks5://:hunter2@proxy", "socks5://:[secret]@proxy"],
    [
      "a password in a URL of any scheme",
      "git+ssh-2.0://me:hunter2@x z://a:b@c",
      "git+ssh-2.0://me:[secret]@x z://a:[secret]@c",
    ],
    ["a password in a SIP URI", "sip:bot:hunter2@example.com", "sip:bot:[secret]@example.com"],
    ["a password without a user in a SIP URI", "sips::hunter2@example.com", "sips::[secret]@example.com"],
    ["a password with a slash in a SIP URI", "<sip:bot:a/b@example.com>", "<sip:bot:[secret]@example.com>"],
  ])("masks %s by its shape, and nothing beside it", (_name, text, masked) => {
    expect(redact(text)).toBe(masked);
  });

  it.each([
    "endpoint.phoneNumber: too short; write it with its country code, such as +14082924837",
    "eyJhbGc.eyJz.c2ln is too short for a JWT, and eyJhbGciOiJIUzI1NiJ9.x has two parts only",
    "heyJhbGciOiJIUzI1NiJ9.a.b",
    "the bearer, bearers of news",
    "the x-api-key is missing, and the access_token, the app_secret and the dtmf too",
    "x-api-key: ; access_token=&a=1",
    "http://me@example.com:8080/ and http://example.com/a:b@c and http://a b:c@d",
    "sip:bot@example.com:5060 and sip:bot c:d@example.com",
  ])("leaves ordinary text alone: %s", (text) => {
    expect(redact(text)).toBe(text);
  });

  it("remembers a value that UTF-8 cannot hold", () => {
    rememberSecret("\ud800hidden-half");
    expect(redact("a \ud800hidden-half %EF%BF%BDhidden-half b")).toBe("a [secret] [secret] b");
  });

  it("remembers a value of four characters, and none that is shorter", () => {
    rememberSecret("q7z");
    rememberSecret("q8zx");
    expect(redact("q7z q8zx")).toBe("q7z [secret]");
  });

  it("leaves nothing of a secret that begins with another one", () => {
    rememberSecret("first-half");
    rememberSecret("first-half-and-second");
    expect(redact("first-half-and-second first-half")).toBe("[secret] [secret]");
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

  it("is applied by every error, to its message and its cause", () => {
    rememberSecret("s3cr3t-value");
    const error = new SymblError("SYMBL_UNREACHABLE", "cannot send s3cr3t-value", {
      cause: new Error("key s3cr3t-value"),
    });
    expect(`${error.message} ${String(error.cause)} ${error.stack}`).not.toContain("s3cr3t-value");
  });
});
