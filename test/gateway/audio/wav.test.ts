import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resample } from "../../../gateway/audio/resample.js";
import {
  readWav,
  samplesOf,
  WAV_HEADER_BYTES,
  WAV_SAMPLES_MAX,
  wavFile,
  wavHeader,
} from "../../../gateway/audio/wav.js";

describe("a WAV file", () => {
  it("is right as it is written, and is read back", () => {
    fc.assert(
      fc.property(fc.int16Array({ minLength: 1 }), fc.integer({ min: 1, max: 192_000 }), (samples, rate) => {
        const file = wavFile(rate, samples);
        expect(readWav(file, file.length)).toEqual({ sampleRate: rate, samples: samples.length, repaired: undefined });
        expect(samplesOf(file.subarray(WAV_HEADER_BYTES))).toEqual(samples);
      }),
    );
  });

  it("whose process was killed gets the header that its length wants, and half a sample is left out", () => {
    const file = Buffer.concat([wavHeader(8_000, 0), Buffer.alloc(2 * 4_000 + 1, 7)]);
    const facts = readWav(file, file.length);
    expect(facts).toMatchObject({ sampleRate: 8_000, samples: 4_000 });
    expect(facts?.repaired).toEqual(wavHeader(8_000, 4_000));
  });

  it("is none when it is shorter than its header, silent from the beginning, or something else", () => {
    expect(readWav(Buffer.alloc(10), 10)).toBeUndefined();
    expect(readWav(wavHeader(8_000, 0), WAV_HEADER_BYTES)).toBeUndefined();
    expect(readWav(Buffer.alloc(WAV_HEADER_BYTES), 1_000)).toBeUndefined();
  });

  it("says at most what 32 bits can", () => {
    expect(wavHeader(8_000, WAV_SAMPLES_MAX + 100).readUInt32LE(40)).toBe(2 * WAV_SAMPLES_MAX);
    expect(wavHeader(8_000, WAV_SAMPLES_MAX + 100).readUInt32LE(4)).toBeLessThanOrEqual(0xffff_ffff);
  });
});

describe("sound at another rate", () => {
  it("lasts as long and is the same sound", () => {
    const ramp = Int16Array.from({ length: 160 }, (_, index) => index * 100);
    const wide = resample(ramp, 8_000, 16_000);
    expect(wide).toHaveLength(320);
    expect(wide.slice(0, 5)).toEqual(Int16Array.of(0, 50, 100, 150, 200));
    expect(resample(wide, 16_000, 8_000)).toEqual(ramp);
    expect(resample(ramp, 8_000, 8_000)).toBe(ramp);
  });
});
