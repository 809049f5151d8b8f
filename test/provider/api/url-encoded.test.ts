import { expect, it } from "vitest";
import { urlEncoded } from "../../../provider/api/url-encoded.js";

it.each([
  ["a/b c", "a%2Fb%20c"],
  ["\u{1f600}", "%F0%9F%98%80"],
  ["\ud83dx\ude00", "%EF%BF%BDx%EF%BF%BD"],
])("%j is %s in a URL", (text, encoded) => {
  expect(urlEncoded(text)).toBe(encoded);
});
