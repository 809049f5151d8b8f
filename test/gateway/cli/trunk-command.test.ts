import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closeFarEnds, freeUdpPort, startFarEnd } from "../../support/sip/far-end.js";
import { isInstalled } from "../../support/sip/packages.js";
import { answersOptions, wantsPassword } from "../trunks/probe/options-scenarios.js";

const WITHOUT_SIPP = isInstalled("sipp") ? "" : " [skipped: no sipp here; Debian's package is sip-tester]";
const ROOT = resolve(__dirname, "../../..");
const PASSWORD = "the-trunks-password";

describe("symbl-gateway trunk test", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "trunk-command-"));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await closeFarEnds();
  });

  function file(content: object, mode = 0o600): string {
    const path = join(folder, "trunks.json");
    writeFileSync(path, JSON.stringify(content), { mode });
    return path;
  }

  function command(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    return new Promise<{ readonly exit: number; readonly said: string }>((done) => {
      const child = execFile(
        process.execPath,
        ["--import", "tsx", resolve(ROOT, "gateway/main.ts"), "trunk", "test", ...args],
        { cwd: ROOT, env: { PATH: process.env.PATH ?? "", ...env } },
        (_error, stdout, stderr) => done({ exit: child.exitCode ?? -1, said: stdout + stderr }),
      );
    });
  }

  it.skipIf(WITHOUT_SIPP !== "")(
    `says trunk by trunk what it found, and exits 0 when all is well${WITHOUT_SIPP}`,
    async () => {
      const [plain, secured] = [
        await startFarEnd(answersOptions("200 OK")),
        await startFarEnd(wantsPassword({ user: "gw", password: PASSWORD })),
      ];
      const trunks = [
        { name: "plain", proxy: `127.0.0.1:${plain.port}`, prefixes: ["44"] },
        { name: "secured", proxy: `127.0.0.1:${secured.port}`, user: "gw", passwordEnv: "TRUNK_PASSWORD" },
      ];
      const { exit, said } = await command(["--number", "442079460018"], {
        SYMBL_GATEWAY_TRUNK_CONFIG: file({ trunks }),
        TRUNK_PASSWORD: PASSWORD,
      });
      expect(said.trimEnd().split("\n")).toEqual([
        `442079460018 would be dialled as sip:+442079460018@127.0.0.1:${plain.port} by plain (udp)`,
        `and, if that places nothing, as sip:+442079460018@127.0.0.1:${secured.port} by secured (udp)`,
        `plain (127.0.0.1:${plain.port}, udp)`,
        `  ok      127.0.0.1:${plain.port} is 127.0.0.1.`,
        "  ok      It answers: 200 OK.",
        "  note    It asks for no password here; whether it knows this machine by its address shows at the first call.",
        `secured (127.0.0.1:${secured.port}, udp)`,
        `  ok      127.0.0.1:${secured.port} is 127.0.0.1.`,
        "  ok      It takes the credentials: 200 OK.",
      ]);
      expect(exit).toBe(0);
      expect(plain.messages()).not.toContain("INVITE");
    },
  );

  it("exits 1 when a trunk does not do, or a number would not be dialled", async () => {
    const proxy = `127.0.0.1:${await freeUdpPort()}`;
    const trunks = [{ name: "dead", proxy, user: "gw", password: PASSWORD }];
    const { exit, said } = await command(["--trunk-config", file({ trunks }), "--number", "19005550123", "dead"]);
    expect(said).toContain("19005550123 would not be dialled. It is not dialled: it is a premium-rate number;");
    expect(said).toMatch(/problem Nobody listens at 127\.0\.0\.1 port \d+ over UDP\. Check/);
    expect(said).not.toContain(PASSWORD);
    expect(exit).toBe(1);
  });

  it.each([
    ["no file is named", [], "Name the file of trunks with --trunk-config"],
    ["a trunk is unknown", ["other"], "has no trunk other; it has main."],
    ["the number is none", ["--number", "911"], "--number takes 7 to 15 digits"],
    ["a flag is unknown", ["--dial"], "unknown option '--dial'"],
  ])("exits 2 when %s", async (what, args, expected) => {
    const path = file({ trunks: [{ name: "main", proxy: "127.0.0.1" }] });
    const { exit, said } = await command(what === "no file is named" ? args : [...args, "--trunk-config", path]);
    expect(said).toContain(expected);
    expect(exit).toBe(2);
  });

  it("exits 2 when the file is wrong, and does not show its passwords", async () => {
    const trunks = [{ name: "main", proxy: "127.0.0.1", user: "gw", password: PASSWORD, port: 5060 }];
    const { exit, said } = await command(["--trunk-config", file({ trunks })]);
    expect(said).toContain("trunks[0].port: Unknown field.");
    expect(said).not.toContain(PASSWORD);
    expect(exit).toBe(2);
  });
});
