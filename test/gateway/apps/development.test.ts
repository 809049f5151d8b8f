import { describe, expect, it } from "vitest";
import { chooseApps, DEVELOPMENT_APP } from "../../../gateway/apps/development.js";

const simulated = { name: "simulated", placesRealCalls: false };
const real = { name: "baresip", placesRealCalls: true };
const configured = [{ appId: "a", appSecret: "s" }];

describe("the development credentials", () => {
  it.each(["127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1"])(
    "exist on %s with simulated calls and no apps",
    (host) => {
      expect(chooseApps({ configured: [], host, dialer: simulated })).toEqual({
        apps: [DEVELOPMENT_APP],
        development: true,
      });
    },
  );

  it.each(["0.0.0.0", "::", "192.0.2.1", "gateway.example.com", "128.0.0.1", "localhost.example.com", ""])(
    "do not exist on %j: the gateway wants apps",
    (host) => {
      expect(() => chooseApps({ configured: [], host, dialer: simulated })).toThrow(
        expect.objectContaining({ code: "NO_APPS", message: expect.stringContaining("--apps") }),
      );
      expect(chooseApps({ configured, host, dialer: simulated })).toEqual({ apps: configured, development: false });
    },
  );

  it("do not exist where calls are real, loopback or not", () => {
    expect(() => chooseApps({ configured: [], host: "127.0.0.1", dialer: real })).toThrow(/places real calls/);
  });

  it("do not exist beside configured apps", () => {
    expect(chooseApps({ configured, host: "127.0.0.1", dialer: simulated })).toEqual({
      apps: configured,
      development: false,
    });
  });
});
