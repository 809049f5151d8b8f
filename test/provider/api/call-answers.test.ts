import { describe, expect, it } from "vitest";
import { conversationSchema, startAnswerSchema } from "../../../provider/api/call-answers.js";
import { placed } from "../../support/scripted-server.js";

describe("the answer to a start", () => {
  it("is read as the contract has it, fields that we don't know allowed", () => {
    expect(startAnswerSchema.parse({ ...placed(), more: 1 })).toEqual({ ...placed(), more: 1 });
  });

  it.each([
    { eventUrl: "http://127.0.0.1:8787/v1/event/c-1", resultWebSocketUrl: "ws://127.0.0.1:8787/events/c-1" },
    { connectionId: "c" },
    { connectionId: "c".repeat(200) },
  ])("may have %o", (fields) => {
    expect(startAnswerSchema.safeParse({ ...placed(), ...fields }).success).toBe(true);
  });

  it("is read with a number for a conversation, as a careless server writes it", () => {
    expect(startAnswerSchema.parse({ ...placed(), conversationId: 0 })).toMatchObject({ conversationId: "0" });
  });

  it.each([
    { connectionId: "" },
    { connectionId: "c".repeat(201) },
    { connectionId: 7 },
    { conversationId: -1 },
    { conversationId: 1.5 },
    { conversationId: "" },
    { eventUrl: "wss://api.example.com/" },
    { eventUrl: "xhttps://api.example.com/" },
    { eventUrl: "httpx://api.example.com/" },
    { eventUrl: "/v1/event/c-1" },
    { resultWebSocketUrl: "https://api.example.com/" },
    { resultWebSocketUrl: "xwss://api.example.com/" },
    { resultWebSocketUrl: "wssx://api.example.com/" },
    { resultWebSocketUrl: undefined },
  ])("has no %o", (fields) => {
    expect(startAnswerSchema.safeParse({ ...placed(), ...fields }).success).toBe(false);
  });
});

describe("a conversation", () => {
  it.each([
    [{ id: "1001" }, { id: "1001" }],
    [
      { id: 1001, startTime: null, endTime: null },
      { id: "1001", startTime: null, endTime: null },
    ],
    [
      { id: "1001", startTime: "a", endTime: "b", name: "x" },
      { id: "1001", startTime: "a", endTime: "b", name: "x" },
    ],
  ])("is read from %o", (body, expected) => {
    expect(conversationSchema.parse(body)).toEqual(expected);
  });

  it.each([{}, { id: "1001", endTime: 7 }, { id: "1001", startTime: 7 }])("is not %o", (body) => {
    expect(conversationSchema.safeParse(body).success).toBe(false);
  });
});
