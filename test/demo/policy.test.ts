import { describe, expect, test } from "vitest";
import { readArguments } from "../../tools/demo/arguments.js";
import { ownSettings, shellWord, withoutOwnSettings } from "../../tools/demo/environment.js";
import type { Connection, JournalEntry } from "../../tools/demo/gateway-client.js";
import { lifeLines, liveText, readReplacement } from "../../tools/demo/gateway-view.js";
import { Interruption } from "../../tools/demo/interruption.js";
import { environmentScript } from "../../tools/demo/kept.js";
import { duration, Screen, wantsColour } from "../../tools/demo/screen.js";
import { byHand } from "../../tools/demo/texts.js";
import { type Engine, progressOn } from "../../tools/engine/index.js";

const call = (
  id: string,
  phoneNumber: string,
  times: Connection["times"],
  cause: string | null = null,
): Connection => ({
  connectionId: id,
  state: times.ended !== undefined ? "ended" : times.answered !== undefined ? "answered" : "dialing",
  endpoint: { phoneNumber },
  times,
  cause,
});
const at = (second: number): string => new Date(Date.UTC(2026, 0, 2, 3, 4, 0) + second * 1000).toISOString();

describe("the command line", () => {
  test.each([
    [[], { kind: "run", keep: false }],
    [["--keep"], { kind: "run", keep: true }],
    [["--clean", "/tmp/x"], { kind: "clean", directory: "/tmp/x" }],
    [["--clean=/tmp/x"], { kind: "clean", directory: "/tmp/x" }],
    [["-h"], { kind: "help" }],
    [["--keep", "--help"], { kind: "help" }],
    [["--keep", "--clean", "x"], { kind: "wrong", why: "--keep and --clean exclude each other" }],
    [["--clean="], { kind: "wrong", why: "--clean wants the directory that --keep named" }],
    [["--keeep"], { kind: "wrong", why: "Unknown option '--keeep'" }],
    [["yes"], { kind: "wrong", why: expect.stringContaining("'yes'") }],
  ])("%j", (args, wanted) => {
    expect(readArguments(args)).toEqual(wanted);
  });
});

describe("the environment of what the demo starts", () => {
  const own = {
    PATH: "/bin",
    HOME: "/home/ada",
    SYMBL_ACCESS_TOKEN: "t",
    SYMBL_BLUE_APP_ID: "b",
    SYMBL_GATEWAY_APPS: "[]",
    PULUMI_ACCESS_TOKEN: "p",
    PULUMI_STACK: "production",
    https_proxy: "http://proxy.example.com",
    HTTP_PROXY: "http://proxy.example.com",
    GONE: undefined,
  };

  test("has nobody's accounts, stacks and proxies in it", () => {
    expect(withoutOwnSettings(own)).toEqual({ PATH: "/bin", HOME: "/home/ada" });
    expect(ownSettings(own).sort()).toEqual([
      "HTTP_PROXY",
      "PULUMI_ACCESS_TOKEN",
      "PULUMI_STACK",
      "SYMBL_ACCESS_TOKEN",
      "SYMBL_BLUE_APP_ID",
      "SYMBL_GATEWAY_APPS",
      "https_proxy",
    ]);
  });

  test("comes to a shell as a script that keeps the shell's own PATH", () => {
    const script = environmentScript(
      { HOME: "/home/ada", PATH: "/engine dir:/bin:/sdk", PULUMI_STACK: "demo", SYMBL_APP_SECRET: "it's" },
      own,
    );
    expect(script.split("\n")).toEqual([
      "unset SYMBL_ACCESS_TOKEN SYMBL_BLUE_APP_ID SYMBL_GATEWAY_APPS PULUMI_ACCESS_TOKEN https_proxy HTTP_PROXY",
      `export PATH='/engine dir:'"$PATH":/sdk`,
      "export PULUMI_STACK=demo",
      `export SYMBL_APP_SECRET='it'\\''s'`,
      "",
    ]);
  });

  test.each([
    ["plain/word-1.2:3", "plain/word-1.2:3"],
    ["+1 (408) 555-0123", "'+1 (408) 555-0123'"],
    ["a'b", `'a'\\''b'`],
    ["$HOME", "'$HOME'"],
    ["", "''"],
  ])("%j is typed as %s", (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});

describe("signals", () => {
  const signalled = () => {
    const seen: string[] = [];
    const interruption = new Interruption((which) => seen.push(which));
    return { seen, interruption };
  };

  test("the first one asks to stop, and gives the exit code", () => {
    const { seen, interruption } = signalled();
    expect(interruption.exitCode).toBeUndefined();
    interruption.fire("SIGTERM", 0);
    expect(interruption.stop.aborted).toBe(true);
    expect(interruption.hurry.aborted).toBe(false);
    expect(interruption.exitCode).toBe(143);
    expect(seen).toEqual(["first"]);
  });

  test("the same keystroke that comes twice is one; a later one means not to wait", () => {
    const { seen, interruption } = signalled();
    interruption.fire("SIGINT", 1000);
    interruption.fire("SIGINT", 1010);
    interruption.fire("SIGTERM", 1499);
    expect(interruption.hurry.aborted).toBe(false);
    interruption.fire("SIGTERM", 1500);
    interruption.fire("SIGINT", 9000);
    expect(interruption.hurry.aborted).toBe(true);
    expect(interruption.exitCode).toBe(130);
    expect(seen).toEqual(["first", "again"]);
  });
});

describe("the gateway's view", () => {
  test("a call's life is told with the time since it was dialled", () => {
    const times = { dialing: at(0), ringing: at(0.6), answered: at(1.6), dtmfSent: at(6.5), ended: at(75) };
    expect(lifeLines(call("a", "14082924837", times, "stopped"))).toEqual([
      "  0.0 s  dialing 14082924837",
      "  0.6 s  ringing",
      "  1.6 s  answered",
      "  6.5 s  DTMF sent: meeting ID and passcode",
      "1 min 15 s  ended: stopped",
    ]);
  });

  test("live calls are counted and named", () => {
    const ended = call("a", "1", { dialing: at(0), ended: at(1) }, "stopped");
    const live = call("b", "2", { dialing: at(0), answered: at(1) });
    expect(liveText([])).toBe("No call is live; none was placed.");
    expect(liveText([ended])).toBe("No call is live; the one that was placed has ended.");
    expect(liveText([ended, ended])).toBe("No call is live; the 2 that were placed have ended.");
    expect(liveText([ended, live])).toBe("1 call is live: 2, answered.");
    expect(liveText([live, live])).toBe("2 calls are live: 2, 2.");
  });

  const request = (operation: string | null, status: number, second: number): JournalEntry => ({
    at: at(second),
    method: "POST",
    path: "/v1/endpoint:connect",
    status,
    operation,
    body: null,
  });
  const first = call("a", "14082924837", { dialing: at(0), ended: at(10.01) }, "stopped");
  const second = call("b", "14085550123", { dialing: at(10.05) });

  test("a replacement is read with its times", () => {
    const requests = [
      request(null, 200, 0),
      request("start", 201, 0),
      request("stop", 200, 10),
      request("start", 201, 10.04),
    ];
    expect(readReplacement(requests, first, second)).toEqual({
      gapMs: 40,
      lines: ["03:04:10.000  stop   200  hangs up 14082924837", "03:04:10.040  start  201  dials 14085550123"],
    });
  });

  test.each([
    ["dialled before it hung up", [request("start", 201, 0), request("start", 201, 9), request("stop", 200, 10)]],
    [
      "a start was repeated",
      [request("start", 201, 0), request("stop", 200, 9), request("start", 500, 10), request("start", 201, 11)],
    ],
    ["the stop failed", [request("start", 201, 0), request("stop", 500, 9), request("start", 201, 10)]],
    ["nothing happened", [request("start", 201, 0)]],
  ])("it is not claimed when %s", (_what, requests) => {
    expect(() => readReplacement(requests, first, second)).toThrow("Expected start, stop, start");
  });

  test("it is not claimed when the second call was up before the first had ended", () => {
    const requests = [request("start", 201, 0), request("stop", 200, 10), request("start", 201, 10.04)];
    const early = call("b", "14085550123", { dialing: at(10) });
    expect(() => readReplacement(requests, first, early)).toThrow("was dialled before 14082924837 was hung up");
  });
});

describe("the screen", () => {
  const written = (isTTY: boolean, colour: boolean) => {
    const chunks: string[] = [];
    const screen = new Screen({ isTTY, columns: 80, write: (text) => chunks.push(text) }, colour);
    return { screen, text: () => chunks.join("") };
  };

  test("steps are numbered, and tell their time; what they print is set off", async () => {
    const { screen, text } = written(false, false);
    const result = await screen.step("First", async () => {
      screen.command("pulumi up");
      screen.answer("Updating");
      screen.answer("");
      screen.say("one\n\ntwo");
      return 7;
    });
    await screen.step("Second", async () => screen.good("good"));
    expect(result).toBe(7);
    expect(text().replace(/\d+\.\d s/g, "0.0 s")).toBe(
      "\n1. First\n   $ pulumi up\n   │ Updating\n   │\n   one\n\n   two\n   (0.0 s)\n\n2. Second\n   good\n   (0.0 s)\n",
    );
  });

  test("a program's colour ends with its line", () => {
    const { screen, text } = written(true, true);
    screen.answer("\x1b[32mgreen");
    expect(text()).toBe("   \x1b[2m│\x1b[0m \x1b[32mgreen\x1b[0m\n");
  });

  test("an engine's progress stays under its step, rewritten in place", () => {
    const { screen, text } = written(true, false);
    const progress = progressOn(screen.progressOutput());
    progress.begin("Building");
    progress.end("Built");
    expect(text()).toBe("\r\x1b[2K   Building … 0:00\r\x1b[2K   Built (0:00)\n");
  });

  test.each([
    [true, {}, true],
    [true, { NO_COLOR: "" }, true],
    [true, { NO_COLOR: "1" }, false],
    [true, { TERM: "dumb" }, false],
    [false, {}, false],
  ])("terminal %s with %j: colours %s", (isTTY, env, wanted) => {
    expect(wantsColour({ isTTY, write: () => undefined }, env)).toBe(wanted);
  });

  test.each([
    [0, "0.0 s"],
    [449, "0.4 s"],
    [12_345, "12.3 s"],
    [59_960, "1 min 00 s"],
    [245_000, "4 min 05 s"],
  ])("%i ms is %s", (milliseconds, wanted) => {
    expect(duration(milliseconds)).toBe(wanted);
  });
});

describe("what the demo says at the end", () => {
  const engine: Engine = {
    kind: "cache",
    command: "/c/bin/pulumi",
    binDirectory: "/c/bin",
    version: "3.250.0",
    why: "",
  };

  test("names the engine it took to whoever has none on PATH", () => {
    expect(byHand(engine)).toContain("export PATH=/c/bin:$PATH\n");
    expect(byHand({ ...engine, kind: "path" })).not.toContain("export PATH");
  });
});
