import { describe, expect, it } from "vitest";
import { proxyVariable } from "../../../provider/api/dispatcher.js";

describe("the proxy of a server", () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ["https://api.example.com", {}, undefined],
    ["https://api.example.com", { HTTPS_PROXY: "http://p:1" }, "HTTPS_PROXY"],
    ["https://api.example.com", { HTTPS_PROXY: "http://p:1", https_proxy: "http://p:2" }, "https_proxy"],
    ["https://api.example.com", { HTTPS_PROXY: "http://p:1", https_proxy: "" }, undefined],
    ["https://api.example.com", { HTTP_PROXY: "http://p:1" }, "HTTP_PROXY"],
    ["https://api.example.com", { HTTPS_PROXY: " ", http_proxy: "http://p:1" }, "http_proxy"],
    ["wss://api.example.com", { HTTPS_PROXY: "http://p:1", HTTP_PROXY: "http://p:2" }, "HTTPS_PROXY"],
    ["http://api.example.com", { HTTPS_PROXY: "http://p:1" }, undefined],
    ["http://api.example.com", { HTTPS_PROXY: "http://p:1", HTTP_PROXY: "http://p:2" }, "HTTP_PROXY"],
    ["http://127.0.0.1:8787", { HTTP_PROXY: "http://p:2" }, undefined],
    ["https://localhost", { HTTPS_PROXY: "http://p:2" }, undefined],
    ["http://[::1]:8787", { HTTP_PROXY: "http://p:2" }, undefined],
  ])("%s, where the environment has %o, is in %s", (baseUrl, env, variable) => {
    expect(proxyVariable(baseUrl, env)).toBe(variable);
  });
});
