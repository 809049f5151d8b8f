import { describe, expect, it } from "vitest";
import { webUrlProblem } from "../../../../provider/session/formats/web-url.js";
import {
  accountProblem,
  insightTypeProblem,
  labelProblem,
  transportConfigProblem,
} from "../../../../provider/session/formats/words.js";

describe("a kind of insight", () => {
  it.each(["action_item", "question", "follow_up", "sentiment", "topic", "custom-1"])("passes: %s", (type) => {
    expect(insightTypeProblem(type)).toBeUndefined();
  });
  it.each([
    ["actionItem", /"action_item"/],
    ["action-item", /"action_item"/],
    ["questions", /"question"/],
    ["followup", /"follow_up"/],
    ["", /leave it out/],
    ["two words here", /name of a kind/],
    ["x".repeat(65), /name of a kind/],
  ])("is refused: %j", (type, reason) => {
    expect(insightTypeProblem(type)).toMatch(reason);
  });
});

describe("the name of an account", () => {
  it.each(["blue", "B", "a-b_c9"])("passes: %s", (name) => expect(accountProblem(name)).toBeUndefined());
  it.each(["9a", "a b", "-a", "ä", "a.b", "a".repeat(65)])("is refused: %s", (name) => {
    expect(accountProblem(name)).toMatch(/starts with a letter/);
  });
});

describe("a transport's configuration", () => {
  it.each(["transport=UDP", "transport=UDP;audioTransport=RTP;", "a=b; c=d=e"])("passes: %s", (text) => {
    expect(transportConfigProblem(text)).toBeUndefined();
  });
  it.each([
    ["transport", /place 1/],
    ["transport=UDP;;a=b", /place 2/],
    ["a=b;=c", /place 2/],
    ["a=", /place 1/],
    ["a=b\u0000", /place 1/],
  ])("is refused: %j", (text, reason) => {
    expect(transportConfigProblem(text)).toMatch(reason);
  });
});

describe("a meeting's name", () => {
  it("is one line", () => {
    expect(labelProblem("朝会 — Q3 (½)")).toBeUndefined();
    expect(labelProblem("a\nBcc: b")).toMatch(/line break/);
  });
});

describe("a callback's URL", () => {
  it.each(["https://example.com", "http://127.0.0.1:8080/a?b=c#d", "HTTPS://user:word@example.com/"])(
    "passes: %s",
    (url) => {
      expect(webUrlProblem(url)).toBeUndefined();
    },
  );
  it.each([
    ["example.com/hook", /start with https/],
    ["https:example.com", /start with https/],
    ["ftp://example.com", /start with https/],
    ["wss://example.com", /WebSocket/],
    ["https://", /no readable URL/],
    ["https://exa mple.com", /white space/],
    ["https://example.com\n", /white space/],
    ["https://example.com:99999", /no readable URL/],
    [`https://example.com/${"a".repeat(2000)}`, /2000/],
  ])("is refused: %j", (url, reason) => {
    expect(webUrlProblem(url)).toMatch(reason);
  });
});
