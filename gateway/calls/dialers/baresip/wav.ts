/** WAV files as baresip and people write them: their format, and their samples as mono. Pure. */

export interface WavFormat {
  readonly channels: number;
  /** Hz. */
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  /** 1 is PCM. */
  readonly encoding: number;
  /** Where the samples begin. */
  readonly dataStart: number;
  /** Bytes of samples that the header tells of; wrong while a file is being written. */
  readonly dataLength: number;
}

/** Reads the head of a WAV file; `undefined` while it is not whole, or when it is none. */
export function parseWav(head: Buffer): WavFormat | undefined {
  if (head.length < 12 || head.toString("latin1", 0, 4) !== "RIFF" || head.toString("latin1", 8, 12) !== "WAVE")
    return undefined;
  let format: Omit<WavFormat, "dataStart" | "dataLength"> | undefined;
  for (let at = 12; at + 8 <= head.length; ) {
    const id = head.toString("latin1", at, at + 4);
    const length = head.readUInt32LE(at + 4);
    const start = at + 8;
    if (id === "data") return format === undefined ? undefined : { ...format, dataStart: start, dataLength: length };
    if (id === "fmt " && length >= 16 && start + 16 <= head.length) {
      format = {
        encoding: head.readUInt16LE(start),
        channels: head.readUInt16LE(start + 2),
        sampleRate: head.readUInt32LE(start + 4),
        bitsPerSample: head.readUInt16LE(start + 14),
      };
    }
    at = start + length + (length % 2);
  }
  return undefined;
}

/** Bytes of 16-bit samples of so many channels as mono. */
export function toMono(bytes: Buffer, channels: number): Int16Array {
  const frames = Math.floor(bytes.length / 2 / channels);
  const samples = new Int16Array(frames);
  for (let frame = 0; frame < frames; frame += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += bytes.readInt16LE((frame * channels + channel) * 2);
    samples[frame] = Math.round(sum / channels);
  }
  return samples;
}
