import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTrunkConfig } from "../../../gateway/trunks/config-file.js";

const SECRET = "a-password-that-nobody-sees";
const TRUNK = { name: "main", proxy: "sip.example.com", user: "gateway", password: SECRET };

describe("the file of trunks", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "trunk-config-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function file(content: unknown, mode = 0o600): string {
    const path = join(folder, "trunks.json");
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    chmodSync(path, mode);
    return path;
  }
  const said = (content: unknown, mode?: number, environment = {}) => {
    try {
      readTrunkConfig(file(content, mode), environment);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return "";
  };

  it("says what is left out: all numbers in E.164 over UDP, every number guarded, 60 calls a minute for an app", () => {
    const read = readTrunkConfig(file({ trunks: [{ name: "main", proxy: "sip.example.com:5080" }] }), {});
    expect(read).toMatchObject({
      trunks: [{ transport: "udp", numberFormat: { style: "e164", prefix: "", strip: "" } }],
      guard: { deny: [], allowExactly: [], unassigned: "refuse" },
      limits: { maxCalls: 100, callsPerMinutePerApp: 60 },
    });
    expect(read.trunks[0]?.credentials).toBeUndefined();
  });

  it("takes passwords from itself and from the environment", () => {
    const other = { name: "other", proxy: "sip.example.org", user: "gw", passwordEnv: "TRUNK_PASSWORD" };
    const { trunks } = readTrunkConfig(file({ trunks: [TRUNK, other] }), { TRUNK_PASSWORD: "from-outside" });
    expect(trunks.map(({ credentials }) => credentials)).toEqual([
      { user: "gateway", password: SECRET },
      { user: "gw", password: "from-outside" },
    ]);
    expect(JSON.stringify(trunks)).not.toContain("TRUNK_PASSWORD");
  });

  it("is refused when everyone may read the passwords in it, and says how to mend that", () => {
    expect(said({ trunks: [TRUNK] }, 0o604)).toMatch(/everyone .* may read it: run chmod o-rwx .* passwordEnv/);
    expect(said({ trunks: [TRUNK] }, 0o640)).toBe("");
    expect(said({ trunks: [{ ...TRUNK, password: undefined, passwordEnv: "P" }] }, 0o644, { P: "x" })).toBe("");
  });

  it("names every wrong field by its path, and no value", () => {
    const message = said({
      trunks: [
        {
          name: "a",
          proxy: "sip:trunk.example.com",
          transport: "sctp",
          user: "u;auth_pass=x",
          password: `${SECRET}\n`,
        },
        { name: "b b", proxy: "host:70000", prefixes: ["x"], numberFormat: "E164", port: 5060 },
      ],
      limits: { maxCalls: 0 },
    });
    for (const path of ["[0].proxy", "[0].transport", "[0].user", "[0].password", "[1].name", "[1].proxy"]) {
      expect(message).toContain(`trunks${path}:`);
    }
    for (const path of ["trunks[1].prefixes[0]", "trunks[1].numberFormat", "trunks[1].port", "limits.maxCalls"]) {
      expect(message).toContain(`${path}:`);
    }
    expect(message).not.toContain(SECRET);
  });

  it.each([
    [
      "two trunks of a name",
      {
        trunks: [
          { name: "a", proxy: "h" },
          { name: "a", proxy: "i" },
        ],
      },
      "trunks[1].name: Two",
    ],
    ["a user without a password", { trunks: [{ ...TRUNK, password: undefined }] }, "trunks[0].password: A user needs"],
    ["a password without a user", { trunks: [{ ...TRUNK, user: undefined }] }, "trunks[0].user: A password needs"],
    ["two passwords", { trunks: [{ ...TRUNK, passwordEnv: "P" }] }, "trunks[0].passwordEnv: Either"],
    [
      "a variable that is not set",
      { trunks: [{ ...TRUNK, password: undefined, passwordEnv: "P" }] },
      "variable P is not set",
    ],
    [
      "numbers of no country",
      { trunks: [{ name: "a", proxy: "h", numberFormat: { style: "national" } }] },
      "countryCode: The style",
    ],
    ["no JSON", `{"password":"${SECRET}`, "is not JSON"],
  ])("says what to do about %s", (_what, content, expected) => {
    const message = said(content);
    expect(message).toContain(expected);
    expect(message).not.toContain(SECRET);
  });

  it("says which file cannot be read", () => {
    expect(() => readTrunkConfig(join(folder, "none.json"), {})).toThrow(/none\.json cannot be read/);
  });
});
