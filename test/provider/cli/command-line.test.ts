import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROVIDER_VERSION } from "../../../provider/version.js";
import { json, scriptedServer } from "../../support/scripted-server.js";
import { type Bench, bench } from "./support.js";

let on: Bench;
beforeEach(async () => {
  on = await bench();
});
afterEach(() => on.close());

const COMMANDS = ["calls", "hang-up", "forget", "watch"];

describe("the command line", () => {
  it.each([[["--help"]], [["-h"]], ...COMMANDS.map((name) => [[name, "--help"]])])(
    "helps with %j, on standard output and within 100 columns",
    async (args) => {
      const { exit, stdout, stderr } = await on.cli(args);
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
      expect(stdout).toMatch(/^Usage: pulumi-symbl-telephony /);
      expect(stdout).toContain("Exit codes: 0");
      expect(stdout).toContain("SYMBL_APP_SECRET");
      expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
    },
  );

  it("helps even where the rest is wrong, and does nothing then", async () => {
    const { connectionId } = await on.recorded();
    expect((await on.cli(["hang-up", connectionId, "--no-such-option", "--help"])).exit).toBe(0);
    expect(await on.gateway.liveConnections()).toHaveLength(1);
  });

  it("knows its version", async () => {
    expect(await on.cli(["--version"])).toEqual({ exit: 0, stdout: `${PROVIDER_VERSION}\n`, stderr: "" });
  });

  it.each<[string[], string, string]>([
    [[], "A command is missing", "--help"],
    [["cals"], 'no command "cals". Did you mean calls?', "--help"],
    [["xyzzy"], "The commands are calls, hang-up, forget, watch.", "--help"],
    [["--verbose"], "Unknown option --verbose.", "--help"],
    [["calls", "--verbose"], "Unknown option '--verbose'.", "calls --help"],
    [["calls", "all"], 'calls takes no arguments, and "all" is one.', "calls --help"],
    [["hang-up"], "hang-up needs a connectionId, or --orphans", "hang-up --help"],
    [["hang-up", ""], "hang-up needs a connectionId", "hang-up --help"],
    [["hang-up", "c-1", "c-2"], '"c-2" is one too many', "hang-up --help"],
    [["hang-up", "c-1", "--orphans"], "a connectionId or --orphans, not both", "hang-up --help"],
    [["hang-up", "c-1", "--state", "-"], "--state goes with --orphans", "hang-up --help"],
    [["hang-up", "--orphans", "--state"], "argument missing", "hang-up --help"],
    [["hang-up", "--orphans", "--account", "blue"], "--account is for a call", "hang-up --help"],
    [["forget"], "forget needs a key or connectionId", "forget --help"],
    [["forget", "c-1", "--json=yes"], "does not take an argument", "forget --help"],
    [["watch"], "watch needs a connectionId", "watch --help"],
  ])("exits 2 for %j, and says whose help to read", async (args, words, help) => {
    const { exit, stdout, stderr } = await on.cli(args);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
    expect(stderr).toContain(words);
    expect(stderr).toMatch(new RegExp(`\nSee: pulumi-symbl-telephony ${help}\n$`));
    expect(await on.gateway.requests()).toEqual([]);
  });

  it("names a wrong base URL, and where to set another", async () => {
    const { exit, stderr } = await on.cli(["hang-up", "c-1"], { env: { SYMBL_BASE_URL: "nonsense" } });
    expect(exit).toBe(1);
    expect(stderr).toContain("SYMBL_INVALID_SETTINGS");
    expect(stderr).toContain("Set SYMBL_BASE_URL");
  });

  it("prints no secret, not even one that a server repeats", async () => {
    const token = "opaque-token-of-the-tests";
    const server = await scriptedServer({ stop: [json(401, { message: `no such token: ${token}` })] });
    try {
      const env = { SYMBL_BASE_URL: server.url, SYMBL_ACCESS_TOKEN: token };
      const { exit, stdout, stderr } = await on.cli(["hang-up", "c-1"], { env });
      expect(exit).toBe(1);
      expect(server.to("stop")).toMatchObject([{ headers: { "x-api-key": token } }]);
      expect(stderr).toContain("no such token: [secret]");
      expect(stdout + stderr).not.toContain(token);
    } finally {
      await server.close();
    }
  });
});
