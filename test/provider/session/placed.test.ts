import { describe, expect, it } from "vitest";
import { callUrls } from "../../../provider/session/call-urls.js";
import { readPlaced } from "../../../provider/session/placed.js";
import { placed } from "../../support/scripted-server.js";

const CALL = placed("c-7");

describe("the answer to a start", () => {
  it("is the call, without what nobody knows", () => {
    expect(readPlaced(JSON.stringify({ ...CALL, region: "eu" }))).toEqual({ kind: "whole", call: CALL });
  });

  it.each([
    ["//api.example.com/events/c-7?access_token=abc&x=1", "//api.example.com/events/c-7?x=1"],
    ["//user:word@api.example.com/events/c-7", "//api.example.com/events/c-7"],
    ["//user@api.example.com/events/c-7", "//api.example.com/events/c-7"],
    ["//:word@api.example.com/events/c-7", "//api.example.com/events/c-7"],
    ["//API.example.com:80/events/../c-7", "//API.example.com:80/events/../c-7"],
  ])("has no credentials in its URLs, which are kept as they are otherwise: %s", (written, kept) => {
    const answer = { ...CALL, eventUrl: `http:${written}`, resultWebSocketUrl: `ws:${written}` };
    expect(readPlaced(JSON.stringify(answer))).toEqual({
      kind: "whole",
      call: { ...CALL, eventUrl: `http:${kept}`, resultWebSocketUrl: `ws:${kept}` },
    });
  });

  const urls = { eventUrl: CALL.eventUrl, resultWebSocketUrl: CALL.resultWebSocketUrl };
  it.each<[string, Record<string, string>]>([
    [JSON.stringify(CALL).slice(0, -1), CALL],
    [
      JSON.stringify(CALL, null, 2)
        .replaceAll(":", " : ")
        .replaceAll("https : ", "https:")
        .replaceAll("wss : ", "wss:")
        .slice(0, -1),
      CALL,
    ],
    ['{"connectionId":"c-7"', { connectionId: "c-7" }],
    ['{"connectionId" :\n "c-7"', { connectionId: "c-7" }],
    ['{"connectionId":"c-7","conversationId":1001}', { connectionId: "c-7", conversationId: "1001" }],
    ['{"connectionId":"c-7","conversationId": 1001 ', { connectionId: "c-7", conversationId: "1001" }],
    ['{"connectionId":"c-7","conversationId":"1001"', { connectionId: "c-7", conversationId: "1001" }],
    ['{"connectionId":"c-7","conversationId":10', { connectionId: "c-7" }],
    ['{"connectionId":"c-7","conversationId":"10', { connectionId: "c-7" }],
    ['{"connectionId":"c-7","conversationId":null}', { connectionId: "c-7" }],
    ['{"connectionId":"c-7","eventUrl":"ftp://x/","resultWebSocketUrl":"https://x/"}', { connectionId: "c-7" }],
    [
      '{"connectionId":"c-7","eventUrl":"http://x/a","resultWebSocketUrl":"ws://x/b"}',
      { connectionId: "c-7", eventUrl: "http://x/a", resultWebSocketUrl: "ws://x/b" },
    ],
    [
      '{"connectionId":"c-7","eventUrl":"https://u:p@x/a?access_token=t","resultWebSocketUrl":"wss://u:p@x/b"}',
      { connectionId: "c-7", eventUrl: "https://x/a", resultWebSocketUrl: "wss://x/b" },
    ],
    ['{"connectionId":"c-7","eventUrl":"https://x/v1/event/c-', { connectionId: "c-7" }],
    ['{"connectionId":"c-7","eventUrl":"https://[x/"', { connectionId: "c-7", eventUrl: "https://[x/" }],
    ['{"eventUrl":"https://x/v1/event/c-7","resultWeb', { connectionId: "c-7", eventUrl: "https://x/v1/event/c-7" }],
    ['{"resultWebSocketUrl":"wss://x/events/c-7"', { connectionId: "c-7", resultWebSocketUrl: "wss://x/events/c-7" }],
    ['{"u":"wss://x/events/c-7?access_token=', { connectionId: "c-7" }],
    ['{"u":"wss://x/events/c-7#', { connectionId: "c-7" }],
    [`{"connectionId":"${"c".repeat(200)}"`, { connectionId: "c".repeat(200) }],
  ])("that is damaged still names the call: %s", (text, call) => {
    expect(readPlaced(text)).toStrictEqual({ kind: "damaged", call });
  });

  it.each([
    "",
    "<html>",
    "null",
    '{"ok":true}',
    '{"connectionId":""}',
    '{"connectionId":7}',
    '{"connectionId":"c-7',
    '{"connectionId":"c 7"}',
    '{"connectionId":"c\\n7"}',
    '{"otherConnectionId":"c-7"}',
    `{"connectionId":"${"c".repeat(201)}"`,
    '{"eventUrl":"https://x/v1/event/c-7',
    '{"eventUrl":"https://x/v1/event/c-7/more"}',
    '{"eventUrl":"https://x/v2/event/c-7"}',
    '{"eventUrl":"https://x/v1/event/"}',
    '{"resultWebSocketUrl":"wss://x/revents/"}',
    '{"resultWebSocketUrl":"wss://x/revents/c-7"}',
    `{"resultWebSocketUrl":"wss://x/events/${"c".repeat(201)}"`,
  ])("names no call: %s", (text) => {
    expect(readPlaced(text)).toStrictEqual({ kind: "nameless" });
  });

  it("is damaged when a field is missing", () => {
    expect(readPlaced(JSON.stringify({ connectionId: "c-7", ...urls }))).toEqual({
      kind: "damaged",
      call: { connectionId: "c-7", ...urls },
    });
  });
});

describe("the URLs of a call whose answer is not at hand", () => {
  it.each([
    ["https://api.example.com", "wss://api.example.com"],
    ["http://127.0.0.1:8080", "ws://127.0.0.1:8080"],
    ["https://http.example.com", "wss://http.example.com"],
  ])("stand at its server: %s", (baseUrl, socketUrl) => {
    expect(callUrls(baseUrl, "c-7")).toEqual({
      eventUrl: `${baseUrl}/v1/event/c-7`,
      resultWebSocketUrl: `${socketUrl}/events/c-7`,
    });
  });
});
