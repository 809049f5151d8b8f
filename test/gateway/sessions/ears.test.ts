import { describe, expect, it } from "vitest";
import type { Media } from "../../../gateway/calls/dialer.js";
import { Ears } from "../../../gateway/sessions/ears.js";

const media: Media = { side: "far", sampleRate: 8_000, samples: new Int16Array(160) };

describe("what listens to a call", () => {
  function listening(needsAnnouncement: boolean) {
    const heard: string[] = [];
    const ears = new Ears({
      transcripts: { begin: () => {}, heard: () => {}, end: async () => {} },
      recordings: undefined,
      transcription: { begin: () => {}, take: (id) => heard.push(id), end: async () => [] },
      needsAnnouncement,
    });
    return { ears, heard };
  }

  it("makes words of it from the beginning", () => {
    const { ears, heard } = listening(false);
    ears.take("a", media);
    expect(heard).toEqual(["a"]);
  });

  it("makes words of nothing before the announcement where one is demanded, call by call", async () => {
    const { ears, heard } = listening(true);
    ears.take("a", media);
    ears.announcing("a");
    ears.take("a", media);
    ears.take("b", media);
    expect(heard).toEqual(["a"]);
    await ears.end("a");
    ears.take("a", media);
    expect(heard).toEqual(["a"]);
  });
});
