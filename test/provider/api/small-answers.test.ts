import { describe, expect, it } from "vitest";
import { readApiError, readTokenGrant } from "../../../provider/api/small-answers.js";

describe("a token's grant", () => {
  it("is read, fields that we don't know allowed", () => {
    const text = '{"accessToken":"a.b.c","expiresIn":86400,"tokenType":"bearer"}';
    expect(readTokenGrant(text)).toEqual({ accessToken: "a.b.c", expiresIn: 86400 });
  });

  it.each([
    "",
    "not JSON",
    "null",
    "[]",
    '"a.b.c"',
    "{}",
    '{"accessToken":"","expiresIn":1}',
    '{"accessToken":7,"expiresIn":1}',
    '{"accessToken":"a"}',
    '{"accessToken":"a","expiresIn":"86400"}',
    '{"accessToken":"a","expiresIn":0}',
    '{"accessToken":"a","expiresIn":-1}',
    '{"accessToken":"a","expiresIn":1e999}',
    '[{"accessToken":"a","expiresIn":1}]',
  ])("is not found in %s", (text) => {
    expect(readTokenGrant(text)).toBeUndefined();
  });
});

describe("an error of the API", () => {
  it.each([
    ['{"message":"no such call"}', { code: undefined, message: "no such call", errors: undefined }],
    ['{"code":"START_NOT_FOUND"}', { code: "START_NOT_FOUND", message: undefined, errors: undefined }],
    ['{"code":404,"message":"no","requestId":"r"}', { code: 404, message: "no", errors: undefined }],
    ['{"message":"bad","errors":[1]}', { code: undefined, message: "bad", errors: [1] }],
    ['{"message":""}', { code: undefined, message: "", errors: undefined }],
  ])("is read from %s", (text, expected) => {
    expect(readApiError(text)).toEqual(expected);
  });

  it.each([
    "",
    "<html>404</html>",
    "null",
    "[]",
    "{}",
    '{"error":"not found"}',
    '{"message":7}',
    '{"code":{}}',
    '{"message":null}',
    '"message"',
    "[404]",
    '[{"message":"no such call"}]',
    "true",
  ])("is not found in %s", (text) => {
    expect(readApiError(text)).toBeUndefined();
  });
});
