import { describe, expect, it } from "vitest";
import { nearestRoute, tokenSlips } from "../../../gateway/http/near-miss.js";

describe("what is wrong with how a token is carried", () => {
  it.each([
    [{}, /No token came/],
    [{ "user-agent": "curl/8.5.0" }, /curl drops a header that has no colon/],
    [{ "x-api-key": "Bearer abc" }, /the word Bearer/],
    [{ "x-api-key": '"abc"' }, /in quotes/],
    [{ "x-api-key": "$AUTH_TOKEN" }, /placeholder/],
    [{ "x-api-key": "<token>" }, /placeholder/],
    [{ authorization: "abc" }, /without the word Bearer/],
    [{ authorization: "Bearer" }, /no token follows/],
    [{ authorization: "Bearer {{token}}" }, /placeholder/],
    [{ authorization: "Basic YTpi" }, /must say Bearer, not Basic/],
    [{ authorization: "X-API-KEY abc" }, /must say Bearer\./],
    [{ "x-api-token": "abc" }, /x-api-token is not read/],
    [{ "api-key": "abc" }, /api-key is not read/],
    [{ "sec-websocket-protocol": "abc" }, /No token came/],
  ])("%j: %s", (headers, slip) => {
    expect(tokenSlips(headers, "/v1/endpoint:connect", false).join(" ")).toMatch(slip);
  });

  it("says that a query is for WebSockets alone", () => {
    const url = "/v1/event/1?access_token=abc";
    expect(tokenSlips({}, url, false).join(" ")).toMatch(/for WebSockets alone/);
    expect(tokenSlips({}, url, true)).toEqual([]);
  });

  it.each([
    [{ "x-api-key": "eyJhbGciOi.e30.sig" }, false],
    [{ authorization: "bearer eyJhbGciOi.e30.sig" }, false],
    [{ "sec-websocket-protocol": "eyJhbGciOi.e30.sig" }, true],
  ])("finds nothing to say of %j", (headers, webSocket) => {
    expect(tokenSlips(headers, "/events/1", webSocket)).toEqual([]);
  });

  it("quotes no token", () => {
    for (const headers of [
      { "x-api-key": "Bearer hunter2" },
      { authorization: "hunter2" },
      { authorization: "Basic hunter2" },
    ])
      expect(tokenSlips(headers, "/", false).join(" ")).not.toContain("hunter2");
  });
});

describe("the route that was nearly meant", () => {
  const routes = [
    { method: "POST", path: "/oauth2/token:generate" },
    { method: "POST", path: "/v1/endpoint:connect" },
    { method: "GET", path: "/v1/starts/{key}" },
    { method: "POST", path: "/v1/event/{connectionId}" },
    { method: "GET", path: "/v1/conversations/{conversationId}" },
    { method: "PUT", path: "/v1/conversations/{conversationId}" },
    { method: "GET", path: "/events/{connectionId}" },
  ];

  it.each([
    ["GET", "/v1/endpoint:connect", "This path takes POST, not GET."],
    ["POST", "/v1/conversations/51", "This path takes GET and PUT, not POST."],
    ["POST", "/v1/endpoint/connect", "Nearest route: POST /v1/endpoint:connect."],
    ["POST", "/v1/endpoint%3Aconect?x=1", "Nearest route: POST /v1/endpoint:connect."],
    ["POST", "/v1/Endpoint:Connect", "Nearest route: POST /v1/endpoint:connect."],
    ["POST", "/v1/endpoint:connect/", "Nearest route: POST /v1/endpoint:connect."],
    ["POST", "//v1/endpoint:connect", "Nearest route: POST /v1/endpoint:connect."],
    ["POST", "/endpoint:connect", "Nearest route: POST /v1/endpoint:connect."],
    ["POST", "/oauth2/token", "Nearest route: POST /oauth2/token:generate."],
    ["GET", "/v1/conversation/51", "Nearest route: GET /v1/conversations/{conversationId}."],
    ["POST", "/v1/events/771a", "Nearest route: POST /v1/event/{connectionId}."],
    ["GET", "/v1/start/k", "Nearest route: GET /v1/starts/{key}."],
    ["POST", "/v1/event", "Nearest route: POST /v1/event/{connectionId}."],
  ])("%s %s: %s", (method, url, expected) => {
    expect(nearestRoute(method, url, routes)).toBe(expected);
  });

  it.each([
    "/",
    "/favicon.ico",
    "/wp-login.php",
    "/a/long/way/from/anything/here",
    "/%E0%A4%A",
    `/${"a/".repeat(5_000)}`,
  ])("is none for %s", (url) => {
    expect(nearestRoute("GET", url, routes)).toBeUndefined();
  });
});
