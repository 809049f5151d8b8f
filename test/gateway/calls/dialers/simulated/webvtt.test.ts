import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SAMPLE_SCRIPT } from "../../../../../gateway/calls/dialers/simulated/sample-script.js";
import { parseScript, readScript } from "../../../../../gateway/calls/dialers/simulated/webvtt.js";

const parse = (...lines: string[]) => parseScript(["WEBVTT", "", ...lines].join("\n"), "the script");

describe("transcripts as WebVTT", () => {
  it("gives times in milliseconds, speakers and words", () => {
    expect(
      parse(
        ...["NOTE by hand", "", "first", "00:00:01.000 --> 00:00:03.250 align:start"],
        ...["<v Ada Lovelace>Good &amp; <b>bright</b>", "morning.</v>", ""],
        ...["01:02.003 --> 01:04.000", "<v.loud Grace>3 &lt; 4", ""],
        ...["01:00:00.000 --> 01:00:01.000", "Nobody said this.", ""],
      ),
    ).toEqual([
      { start: 1_000, end: 3_250, text: "Good & bright morning.", speaker: { name: "Ada Lovelace" } },
      { start: 62_003, end: 64_000, text: "3 < 4", speaker: { name: "Grace" } },
      { start: 3_600_000, end: 3_601_000, text: "Nobody said this." },
    ]);
  });

  it("takes what editors write: a byte order mark, and line ends of any kind", () => {
    const text = "\ufeffWEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\n<v Ada>Hello\r\n";
    expect(parseScript(text, "the script")).toEqual([
      { start: 1_000, end: 2_000, text: "Hello", speaker: { name: "Ada" } },
    ]);
  });

  it.each([
    ["not WebVTT at all", "1\n00:00:01,000 --> 00:00:02,000\nHello", /line 1: No valid signature/],
    ["nothing in it", "WEBVTT\n", /nobody says anything/],
    ["a comma for the point", "WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nHello\n", /line 3: No decimal separator/],
    ["an end before its start", "WEBVTT\n\n00:02.000 --> 00:01.000\nHello\n", /line 3: End timestamp/],
    ["cues that go back", "WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:04.000\nB\n", /line 6: Start/],
    ["a voice without a name", "WEBVTT\n\n00:02.000 --> 00:03.000\n<v>A\n", /<v> requires an annotation/],
    ["no words", "WEBVTT\n\n00:02.000 --> 00:03.000\n<v Ada></v>\n", /the cue at 2 s has no words/],
    ["two speakers", "WEBVTT\n\n00:02.000 --> 00:03.000\n<v Ada>A</v> <v Bob>B</v>\n", /several speakers/],
    ["words outside the voice", "WEBVTT\n\n00:02.000 --> 00:03.000\nWell, <v Ada>A</v>\n", /several speakers/],
  ])("refuses a text with %s, and says where", (_name, text, problem) => {
    expect(() => parseScript(text, "the script")).toThrow(problem);
  });

  it("reads a file, and names one that it cannot read", () => {
    const folder = mkdtempSync(join(tmpdir(), "script-"));
    try {
      writeFileSync(join(folder, "talk.vtt"), SAMPLE_SCRIPT);
      expect(readScript(join(folder, "talk.vtt"))).toEqual(parseScript(SAMPLE_SCRIPT, "the sample"));
      expect(() => readScript(join(folder, "none.vtt"))).toThrow(/none\.vtt cannot be read/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("has a sample in which three people speak", () => {
    const names = parseScript(SAMPLE_SCRIPT, "the sample").map(({ speaker }) => speaker?.name);
    expect(new Set(names)).toEqual(new Set(["Ada Lovelace", "Grace Hopper", "Alan Turing"]));
  });
});
