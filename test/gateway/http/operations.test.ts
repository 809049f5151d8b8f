import { describe, expect, it } from "vitest";
import { operationOf } from "../../../gateway/http/operations.js";

describe("what a request wants", () => {
  it.each([
    ["/oauth2/token:generate", undefined, "token"],
    ["/v1/endpoint:connect?x=1", { operation: "start" }, "start"],
    ["/v1/endpoint:connect", { operation: "stop" }, "stop"],
    ["/v1/endpoint:connect", { operation: "pause" }, null],
    ["/v1/endpoint:connect", undefined, null],
    ["/v1/endpoint:connect", "start", null],
    ["/v1/starts/some-key", undefined, "look-up"],
    ["/v1/event/771a", { operation: "start" }, "event"],
    ["/v1/conversations/5135", undefined, "conversation"],
    ["/v1/conversations/5135/messages", undefined, "conversation"],
    ["/events/771a?access_token=x", undefined, "websocket"],
    ["/session/subscribe/771a", undefined, "websocket"],
    ["/_gateway/requests", undefined, null],
    ["/nowhere?/v1/event/", undefined, null],
  ])("%s with %j: %s", (url, body, operation) => {
    expect(operationOf(url, body)).toBe(operation);
  });
});
