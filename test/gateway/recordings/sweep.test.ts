import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { wavFile } from "../../../gateway/audio/wav.js";
import { RecordingFolder } from "../../../gateway/recordings/folder.js";
import { Recorder } from "../../../gateway/recordings/recorder.js";
import { sweep } from "../../../gateway/recordings/sweep.js";
import { waitFor } from "../../support/gateway.js";
import { tone } from "../audio-dialer.js";

const STORAGE = { signingKey: Buffer.alloc(32, 1), isLasting: true, create: true };

describe("what gone gateways have left of their recordings", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "gateway-sweep-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it("is left to the next start when the gateway stops meanwhile", async () => {
    const folder = await RecordingFolder.open(join(home, "recordings"), STORAGE);
    for (const id of ["1", "2"]) {
      await folder.create(id, 0);
      await folder.leave(id);
      writeFileSync(folder.sideOf(id, "far"), wavFile(8_000, tone(440, 0.1)));
    }
    const begun = join(home, "begun");
    const recorder = new Recorder({
      folder,
      // One that does not come to an end by itself.
      encoder: {
        name: "slow",
        file: "mixed.ogg",
        command: () => ["sh", "-c", 'echo >> "$1"; exec sleep 300', "sh", begun],
      },
      needsAnnouncement: false,
      store: { saveRecording: async () => {}, recording: async () => undefined },
      clock: Date.now,
      warn: () => {},
      onTrouble: () => {},
    });
    const store = { existing: async (ids: readonly string[]) => new Set(ids), connectionOf: async () => undefined };
    const sweeping = sweep({ folder, recorder, store, now: Date.now });
    await waitFor(
      () => existsSync(begun),
      (is) => is,
    );
    await recorder.close();
    await sweeping;
    expect(await Promise.all(["1", "2"].map((id) => folder.isComplete(id)))).toEqual([false, false]);
  });

  it("goes with their storage in memory; folders of people that are called alike stay", async () => {
    const root = join(home, "recordings");
    for (const name of ["memory-0123456789abcdef", "memory-of-the-holidays"]) {
      mkdirSync(join(root, name), { recursive: true });
    }
    await RecordingFolder.open(root, STORAGE);
    expect(existsSync(join(root, "memory-0123456789abcdef"))).toBe(false);
    expect(existsSync(join(root, "memory-of-the-holidays"))).toBe(true);
  });
});
