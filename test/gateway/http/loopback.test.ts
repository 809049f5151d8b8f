import { describe, expect, it } from "vitest";
import { baseUrl } from "../../../gateway/http/base-url.js";
import { hostName, isForwarded, isLoopbackAddress, isLoopbackHost } from "../../../gateway/http/loopback.js";
import { requestToken, webSocketToken } from "../../../gateway/http/request-token.js";

describe("what a request says of where it comes from", () => {
  it.each(["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "0:0:0:0:0:0:0:1"])(
    "%s is this machine",
    (address) => {
      expect(isLoopbackAddress(address)).toBe(true);
    },
  );

  it.each(["", "0.0.0.0", "::", "10.0.0.1", "::ffff:10.0.0.1", "localhost", "127.0.0.1.example.com", "2001:db8::1"])(
    "%j is not this machine's address",
    (address) => {
      expect(isLoopbackAddress(address)).toBe(false);
    },
  );

  it("localhost is this machine's name, in any case; names under it are not", () => {
    expect(["localhost", "LocalHost", "[::1]"].map(isLoopbackHost)).toEqual([true, true, true]);
    expect(["a.localhost", "localhost.example.com", "localhost."].map(isLoopbackHost)).toEqual([false, false, false]);
  });

  it.each([
    ["127.0.0.1:8787", "127.0.0.1"],
    ["gw.example.com", "gw.example.com"],
    ["[::1]:8787", "[::1]"],
    ["a b", undefined],
    ["user@host", undefined],
    ["host:port", undefined],
    ["host/path", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("the Host header %j names %j", (header, name) => {
    expect(hostName(header)).toBe(name);
  });

  it.each([
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "forwarded",
    "via",
    "x-real-ip",
    "cf-connecting-ip",
  ])("the header %s says that the request was forwarded", (name) => {
    expect(isForwarded({ host: "x", [name]: "y" })).toBe(true);
  });

  it("the usual headers of a client do not say so", () => {
    expect(isForwarded({ host: "x", accept: "*/*", "user-agent": "y", "content-type": "z", authorization: "w" })).toBe(
      false,
    );
  });
});

describe("the base of the URLs in an answer", () => {
  const listenUrl = "http://127.0.0.1:8787";
  it.each([
    [undefined, "localhost:8787", "http://localhost:8787"],
    [undefined, "gw.internal", "http://gw.internal"],
    [undefined, undefined, listenUrl],
    [undefined, "evil host/", listenUrl],
    ["https://gw.example.com/", "127.0.0.1:8787", "https://gw.example.com"],
    ["https://example.com/telephony", undefined, "https://example.com/telephony"],
  ])("with the public URL %j and the Host %j it is %s", (publicUrl, host, expected) => {
    expect(baseUrl({ publicUrl, host, listenUrl })).toBe(expected);
  });
});

describe("where a request carries its token", () => {
  it.each([
    [{ "x-api-key": "t" }, "t"],
    [{ authorization: "Bearer t" }, "t"],
    [{ authorization: "bearer  t" }, "t"],
    [{ "x-api-key": "k", authorization: "Bearer t" }, "k"],
    [{ authorization: "Basic t" }, undefined],
    [{ authorization: "Bearer" }, undefined],
    [{ "x-api-key": "" }, undefined],
    [{ "sec-websocket-protocol": "t" }, undefined],
    [{}, undefined],
  ])("%j carries %j", (headers, token) => {
    expect(requestToken(headers)).toBe(token);
  });

  it.each([
    [{ "x-api-key": "h" }, "/events/c?access_token=q", "h"],
    [{}, "/events/c?access_token=q", "q"],
    [{ "sec-websocket-protocol": "p" }, "/events/c", "p"],
    [{ "sec-websocket-protocol": " p , other" }, "/events/c", "p"],
    [{ "sec-websocket-protocol": "p" }, "/events/c?access_token=q", "q"],
    [{ "sec-websocket-protocol": "p" }, "/events/c?access_token=", "p"],
    [{}, "/events/c", undefined],
    [{}, "//", undefined],
  ])("a WebSocket with %j at %s carries %j", (headers, url, token) => {
    expect(webSocketToken(headers, url)).toBe(token);
  });
});
