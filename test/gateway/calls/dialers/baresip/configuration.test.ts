import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountsFile,
  type CallSetup,
  canBeTold,
  configFile,
} from "../../../../../gateway/calls/dialers/baresip/configuration.js";

describe("what a baresip is configured with", () => {
  const setup: CallSetup = {
    target: { uri: "sip:1@trunk.test" },
    ports: { sip: 16_000, control: 16_002 },
    address: "192.0.2.1",
    folder: "/tmp/call-1",
    modules: "/usr/lib/baresip/modules",
    rtpPorts: [20_000, 29_999],
    mediaTimeout: 300,
    codecs: ["opus", "pcmu", "pcma"],
  };

  test("is its ports, its codecs, and that it follows no transfer", () => {
    expect(configFile(setup)).toContain("sip_listen 192.0.2.1:16000\n");
    expect(configFile(setup).match(/^module (opus|g711)\.so$/gm)).toEqual(["module opus.so", "module g711.so"]);
    expect(accountsFile(setup)).toBe(
      "<sip:symbl-gateway@192.0.2.1>;regint=0;call_transfer=no;audio_codecs=opus/48000/2,pcmu,pcma\n",
    );
  });

  test("is the trunk, its credentials and who calls", () => {
    const target = {
      ...{ uri: "sip:1@trunk.test", proxy: "proxy.test:5061", transport: "tls" as const },
      credentials: { user: "acme", password: "p;a ss" },
      from: { user: "+1 415", host: "acme.test", displayName: 'A"c\nme<' },
    };
    expect(accountsFile({ ...setup, target })).toBe(
      '"A c me" <sip:+1%20415@acme.test>;regint=0;call_transfer=no;audio_codecs=opus/48000/2,pcmu,pcma;outbound="sip:proxy.test:5061;transport=tls";auth_user="acme";auth_pass="p;a ss"\n',
    );
  });

  test("is two files of one meaning a line, whatever the trunk's words are", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary" }),
        (user, password, displayName) => {
          const target = {
            uri: "sip:1@trunk.test",
            credentials: { user, password },
            from: { user, host: "acme.test", displayName },
          };
          if (!canBeTold(user) || !canBeTold(password)) {
            expect(() => accountsFile({ ...setup, target })).toThrow();
            return;
          }
          expect(accountsFile({ ...setup, target }).split("\n")).toHaveLength(2);
        },
      ),
    );
  });

  test.each([
    ["plain", true],
    ["with blank; and semicolon", true],
    ['quo"ted', true],
    ['quo"ted; no', false],
    ['"quoted', false],
    ["two\nlines", false],
    ["", false],
  ])("the password %j can be told: %s", (password, can) => {
    expect(canBeTold(password)).toBe(can);
  });
});
