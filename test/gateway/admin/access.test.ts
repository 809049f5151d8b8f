import { describe, expect, it } from "vitest";
import { type AdminPolicy, type AdminRequest, adminAccess } from "../../../gateway/admin/access.js";

const local: AdminRequest = {
  remoteAddress: "127.0.0.1",
  host: "127.0.0.1:8787",
  origin: undefined,
  forwarded: false,
  token: undefined,
};
const loopback: AdminPolicy = { listenerIsLoopback: true, adminToken: undefined };
const open: AdminPolicy = { listenerIsLoopback: false, adminToken: undefined };
const withToken = (policy: AdminPolicy): AdminPolicy => ({ ...policy, adminToken: "admin-token" });

type Row = readonly [string, Partial<AdminRequest>, AdminPolicy, true | 401 | 403];

const TABLE: readonly Row[] = [
  ["from this machine", {}, loopback, true],
  ["by the name localhost", { host: "localhost:8787" }, loopback, true],
  ["by IPv6", { remoteAddress: "::1", host: "[::1]:8787" }, loopback, true],
  ["by IPv4 over an IPv6 socket", { remoteAddress: "::ffff:127.0.0.1" }, loopback, true],
  ["from its own page", { origin: "http://127.0.0.1:8787" }, loopback, true],
  ["from a page of another port", { origin: "http://127.0.0.1:3000" }, loopback, 403],
  ["from a page elsewhere", { origin: "https://example.com" }, loopback, 403],
  ["from a page without an origin", { origin: "null" }, loopback, 403],
  ["with a foreign Host (DNS rebinding)", { host: "rebound.example.com:8787" }, loopback, 403],
  ["with a Host that only begins like ours", { host: "127.0.0.1.example.com" }, loopback, 403],
  ["with a Host that only ends like ours", { host: "example.com/localhost" }, loopback, 403],
  ["without a Host", { host: undefined }, loopback, 403],
  ["forwarded", { forwarded: true }, loopback, 403],
  ["from another machine", { remoteAddress: "192.0.2.7" }, loopback, 403],
  ["from nowhere known", { remoteAddress: "" }, loopback, 403],
  ["from this machine to an open listener", {}, open, 403],
  ["from another machine to an open listener", { remoteAddress: "192.0.2.7" }, open, 403],
  ["from another machine without the token", { remoteAddress: "192.0.2.7" }, withToken(open), 401],
  [
    "from another machine with the token",
    { remoteAddress: "192.0.2.7", host: "gw.example.com", token: "admin-token" },
    withToken(open),
    true,
  ],
  ["from another machine with a wrong token", { remoteAddress: "192.0.2.7", token: "wrong" }, withToken(open), 401],
  ["with any token where none is set", { remoteAddress: "192.0.2.7", token: "admin-token" }, open, 403],
  ["forwarded with the token", { forwarded: true, token: "admin-token" }, withToken(loopback), true],
  ["forwarded without the token", { forwarded: true }, withToken(loopback), 401],
  ["from this machine, a token being set but not sent", {}, withToken(loopback), true],
  ["from this machine with a wrong token", { token: "wrong" }, withToken(loopback), 401],
  ["from this machine to an open listener with the token", { token: "admin-token" }, withToken(open), true],
];

describe("who may see and steer the gateway", () => {
  it.each(TABLE)("%s", (_name, change, policy, expected) => {
    const decision = adminAccess({ ...local, ...change }, policy);
    expect(decision.allowed ? true : decision.status).toBe(expected);
  });

  it("is told what to do about it, and never the token", () => {
    for (const [, change, policy] of TABLE) {
      const decision = adminAccess({ ...local, ...change }, policy);
      if (!decision.allowed) {
        expect(decision.message.length).toBeGreaterThan(20);
        expect(decision.message).not.toContain("admin-token");
      }
    }
  });
});
