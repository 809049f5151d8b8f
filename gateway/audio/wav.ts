/** WAV files of 16-bit mono: their header, and its repair. Pure. Source: Multimedia Programming Interface and Data Specifications 1.0, "WAVE". */

export const WAV_HEADER_BYTES = 44;
export const SAMPLE_BYTES = 2;
/** Sizes are 32 bits wide, and the first counts 36 bytes of the header too. */
export const WAV_SAMPLES_MAX = Math.floor((0xffff_ffff - 36) / SAMPLE_BYTES);

/** The header of a file with that many samples. */
export function wavHeader(sampleRate: number, samples: number): Buffer {
  const bytes = Math.min(samples, WAV_SAMPLES_MAX) * SAMPLE_BYTES;
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + bytes, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * SAMPLE_BYTES, 28);
  header.writeUInt16LE(SAMPLE_BYTES, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(bytes, 40);
  return header;
}

export interface WavFacts {
  readonly sampleRate: number;
  /** As the length of the file says, whatever its header does. */
  readonly samples: number;
  /** The header that the file should have; `undefined` when it has it. */
  readonly repaired: Buffer | undefined;
}

/** What a file of ours holds, from its first 44 bytes and its length; `undefined` when it is none, or holds no sound. */
export function readWav(header: Uint8Array, fileBytes: number): WavFacts | undefined {
  const head = Buffer.from(header.buffer, header.byteOffset, header.byteLength);
  const samples = Math.floor((fileBytes - WAV_HEADER_BYTES) / SAMPLE_BYTES);
  if (head.length < WAV_HEADER_BYTES || samples <= 0) return undefined;
  if (head.toString("latin1", 0, 4) !== "RIFF" || head.toString("latin1", 8, 16) !== "WAVEfmt ") return undefined;
  const sampleRate = head.readUInt32LE(24);
  if (sampleRate === 0) return undefined;
  const right = wavHeader(sampleRate, samples);
  const is = head.subarray(0, WAV_HEADER_BYTES);
  return { sampleRate, samples, repaired: right.equals(is) ? undefined : right };
}

/** A whole file. */
export function wavFile(sampleRate: number, samples: Int16Array): Buffer {
  return Buffer.concat([wavHeader(sampleRate, samples.length), bytesOf(samples)]);
}

/** The bytes of samples, without a copy where the machine's order is the file's. */
export function bytesOf(samples: Int16Array): Buffer {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return LITTLE_ENDIAN ? bytes : Buffer.from(bytes).swap16();
}

/** The samples of bytes, as a copy. */
export function samplesOf(bytes: Buffer): Int16Array {
  const samples = new Int16Array(Math.floor(bytes.length / SAMPLE_BYTES));
  for (let index = 0; index < samples.length; index += 1) samples[index] = bytes.readInt16LE(index * SAMPLE_BYTES);
  return samples;
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
