import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordingOptions, recordingsFolder } from "../../../gateway/cli/recording-options.js";
import { byteRange } from "../../../gateway/http/byte-range.js";
import { findEncoder } from "../../../gateway/recordings/encoder.js";
import { PEAKS_MAX, Peaks } from "../../../gateway/recordings/peaks.js";
import { checkRecording } from "../../../gateway/recordings/policy.js";
import { isRecordingTicket, recordingTicket } from "../../../gateway/recordings/ticket.js";
import { Turns } from "../../../gateway/turns.js";

describe("which bytes a player asks for", () => {
  it.each([
    [undefined, { kind: "all" }],
    ["bytes=0-", { kind: "part", first: 0, last: 99 }],
    ["bytes=10-19", { kind: "part", first: 10, last: 19 }],
    ["bytes=90-1000", { kind: "part", first: 90, last: 99 }],
    ["bytes=-10", { kind: "part", first: 90, last: 99 }],
    ["bytes=-1000", { kind: "part", first: 0, last: 99 }],
    ["bytes=100-", { kind: "none" }],
    ["bytes=-0", { kind: "none" }],
    ["bytes=5-2", { kind: "all" }],
    ["bytes=0-1,5-6", { kind: "all" }],
    ["pages=1-2", { kind: "all" }],
    ["bytes=-", { kind: "all" }],
  ])("%s", (header, expected) => expect(byteRange(header, 100)).toEqual(expected));

  it("is never outside the file, whatever it asks for", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, length) => {
        const range = byteRange(`bytes=${text}`, length);
        if (range.kind !== "part") return;
        expect(range.first).toBeGreaterThanOrEqual(0);
        expect(range.last).toBeLessThan(length);
        expect(range.first).toBeLessThanOrEqual(range.last);
      }),
    );
  });
});

describe("the waveform", () => {
  it("has as many bars as fit, each as high as its loudest sample", () => {
    const peaks = new Peaks(6_000);
    peaks.add(new Int16Array(3_000));
    peaks.add(new Int16Array(3_000).fill(-32_768));
    const bars = peaks.bars();
    expect(bars).toHaveLength(PEAKS_MAX);
    expect(bars.slice(0, 300).every((bar) => bar === 0)).toBe(true);
    expect(bars.slice(300).every((bar) => bar === 100)).toBe(true);
  });
});

describe("a ticket to a recording", () => {
  const key = Buffer.alloc(32, 1);
  it("opens that recording until it expires, and nothing else", () => {
    const ticket = recordingTicket(key, "123", 60_000);
    expect(isRecordingTicket(key, "123", ticket, 59_000)).toBe(true);
    expect(isRecordingTicket(key, "123", ticket, 60_000)).toBe(false);
    expect(isRecordingTicket(key, "124", ticket, 0)).toBe(false);
    expect(isRecordingTicket(Buffer.alloc(32, 2), "123", ticket, 0)).toBe(false);
    expect(isRecordingTicket(key, "123", ticket.replace("60.", "99999."), 0)).toBe(false);
    for (const bad of ["", "x", "60.", `60.${"a".repeat(43)}`, "é".repeat(50)]) {
      expect(isRecordingTicket(key, "123", bad, 0)).toBe(false);
    }
  });
});

describe("encoders", () => {
  it("run so many at a time, in their order", async () => {
    const turns = new Turns(2);
    let running = 0;
    const most: number[] = [];
    const order: number[] = [];
    await Promise.all(
      [0, 1, 2, 3, 4].map((number) =>
        turns
          .take(async () => {
            running += 1;
            most.push(running);
            order.push(number);
            await new Promise((resolve) => setImmediate(resolve));
            running -= 1;
            if (number === 1) throw new Error("one that fails");
          })
          .catch(() => {}),
      ),
    );
    expect(Math.max(...most)).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it("are looked for on the path, ffmpeg first; without one it is said what to install", () => {
    const folder = mkdtempSync(join(tmpdir(), "encoders-"));
    try {
      expect(() => findEncoder(folder)).toThrow(/neither is installed: apt-get install ffmpeg/);
      const install = (name: string) =>
        writeFileSync(join(folder, name), "#!/bin/sh\necho 'AUDIO FILE FORMATS: ogg'", { mode: 0o755 });
      install("sox");
      expect(findEncoder(folder)).toMatchObject({ name: "sox", file: "mixed.ogg" });
      install("ffmpeg");
      expect(findEncoder(`/nonexistent:${folder}`)).toMatchObject({ name: "ffmpeg", file: "mixed.m4a" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("what the command line says of recording", () => {
  const flags = { record: false, recordNeedsAnnouncement: false };
  it("is kept beside the e-mails, unless told otherwise", () => {
    expect(recordingsFolder({ recordings: "r", data: "d" }, "s")).toBe("r");
    expect(recordingsFolder({ data: "d" }, "s")).toBe("d/recordings");
    expect(recordingsFolder({}, "/s")).toBe("/s/symbl-telephony-gateway/recordings");
  });

  it("may demand an announcement, which the dialer has to play", () => {
    const environment = { SYMBL_GATEWAY_RECORD_NEEDS_ANNOUNCEMENT: "1", PATH: process.env.PATH };
    expect(recordingOptions(flags, environment)).toMatchObject({ needsAnnouncement: true });
    expect(() => recordingOptions(flags, { SYMBL_GATEWAY_RECORD_NEEDS_ANNOUNCEMENT: "maybe" })).toThrow(
      /must be 1 or 0/,
    );
    const encoder = { name: "x", file: "mixed.ogg", command: () => ["x"] } as const;
    const needy = {
      folder: "r",
      encoder: { ...encoder, command: () => ["x"] satisfies [string] },
      needsAnnouncement: true,
    };
    expect(() => checkRecording(needy, { name: "mute" })).toThrow(
      /the dialer mute plays none: name one with --announcement/,
    );
    expect(() => checkRecording(needy, { name: "loud", playsAnnouncement: true })).not.toThrow();
    expect(() => checkRecording({ ...needy, encoder: undefined }, { name: "mute" })).not.toThrow();
    expect(() => checkRecording({ ...needy, needsAnnouncement: false }, { name: "mute" })).not.toThrow();
  });
});
