import { describe, expect, it } from "vitest";
import { webUrlProblem } from "../../../../provider/session/formats/web-url.js";
import {
  accountProblem,
  idProblem,
  insightTypeProblem,
  labelProblem,
  transportConfigProblem,
} from "../../../../provider/session/formats/words.js";
import { reasons } from "../reasons.js";

describe("a kind of insight", () => {
  it.each([
    "action_item",
    "question",
    "follow_up",
    "sentiment",
    "topic",
    "custom-1",
    "x",
    "X_9-y",
    `a${"x".repeat(63)}`,
  ])("passes: %s", (type) => {
    expect(insightTypeProblem(type)).toBeUndefined();
  });

  it("is refused with the reason, and with the kind that was probably meant", async () => {
    const refused = [
      "actionItem",
      "action-item",
      "questions",
      "followup",
      "",
      "two words here",
      "9lives",
      "-sentiment",
      "sentiment!",
      "x".repeat(65),
    ];
    await expect(reasons(insightTypeProblem, refused)).toMatchFileSnapshot("reasons/insight-type.txt");
  });
});

describe("the name of an account", () => {
  it.each(["blue", "B", "a-b_c9", "a".repeat(64)])("passes: %s", (name) => {
    expect(accountProblem(name)).toBeUndefined();
  });
  it.each(["9a", "a b", "-a", "ä", "a.b", "a!", "", "a".repeat(65)])("is refused: %j", (name) => {
    expect(accountProblem(name)).toBe(
      'must be a name of at most 64 letters, digits, - and _ that starts with a letter, such as "blue"',
    );
  });
});

describe("a transport's configuration", () => {
  it.each(["transport=UDP", "transport=UDP;audioTransport=RTP;", "a=b; c=d=e", "a=b ; cd=e f"])(
    "passes: %s",
    (text) => {
      expect(transportConfigProblem(text)).toBeUndefined();
    },
  );
  it.each([
    ["transport", 1],
    [";a=b", 1],
    ["transport=UDP;;a=b", 2],
    ["a=b;;", 2],
    ["a=b;=c", 2],
    ["a=b;x y=c", 2],
    ["x a=b", 1],
    ["a=b;c=d;e", 3],
    ["a=", 1],
    ["a= b", 1],
    ["a=\u0000", 1],
    ["a=b\u0000", 1],
    ["a=b\u0000c", 1],
    ["", 1],
  ])("is refused: %j", (text, place) => {
    expect(transportConfigProblem(text)).toBe(
      `has no key=value at place ${place}: write pairs between semicolons, such as "transport=UDP;audioTransport=RTP"`,
    );
  });
});

describe("a meeting's name", () => {
  it("is one line", () => {
    expect(labelProblem("朝会 — Q3 (½)")).toBeUndefined();
    for (const text of ["a\nBcc: b", "\t", "a\u0085"])
      expect(labelProblem(text)).toBe("contains a line break, tab or other control character: write one line");
  });
});

describe("an id that a server gave", () => {
  it.each(["c", "51356232-07a5-4e6a-8d35-d0d48d1a4cb1", "a.b:c~d_9", "x".repeat(200)])("passes: %s", (id) => {
    expect(idProblem(id)).toBeUndefined();
  });
  it("is refused when it would not be one part of a URL", () => {
    expect(idProblem("x".repeat(201))).toBe("is too long for an id");
    for (const id of ["", "a/b", "/a", "a/", "a b", "a?b", "é", "%2f"])
      expect(idProblem(id)).toBe("must be an id as the server gave it, without spaces or slashes");
  });
});

describe("a callback's URL", () => {
  const urlOf = (length: number): string => `https://example.com/${"a".repeat(length)}`.slice(0, length);

  it.each([
    "https://example.com",
    "http://127.0.0.1:8080/a?b=c#d",
    "HTTPS://user:word@example.com/",
    "https://example.com/?to=wss://x",
    urlOf(2000),
  ])("passes: %s", (url) => {
    expect(webUrlProblem(url)).toBeUndefined();
  });

  it("is refused with the reason", async () => {
    const refused = [
      "example.com/hook",
      "https:example.com",
      "ftp://example.com",
      "x-http://example.com",
      "ftp://x/?to=https://example.com",
      "wss://example.com",
      "WS:example.com",
      "xws://example.com",
      "https://",
      "https://exa mple.com",
      "https://example.com\n",
      "https://exam\u0007ple.com",
      "https://example.com:99999",
      urlOf(2001),
    ];
    await expect(reasons(webUrlProblem, refused)).toMatchFileSnapshot("reasons/web-url.txt");
  });
});
