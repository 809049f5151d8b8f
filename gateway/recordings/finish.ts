import { open, stat } from "node:fs/promises";
import { readWav, SAMPLE_BYTES, samplesOf, WAV_HEADER_BYTES, type WavFacts, wavHeader } from "../audio/wav.js";
import { encode } from "./encode.js";
import type { Encoder } from "./encoder.js";
import type { RecordingFolder } from "./folder.js";
import { Peaks } from "./peaks.js";

const BLOCK_BYTES = 65_536;

export interface Finished {
  /** Milliseconds. */
  readonly duration: number;
  readonly sizes: { readonly far: number; readonly near: number; readonly mixed: number };
  /** Why it could not be mixed. */
  readonly failure: string | null;
}

/**
 * Makes the files of a recording complete, however its process ended: headers are repaired, the shorter side gets silence, both are mixed, and the
 * waveform is drawn. Again: the same.
 */
export async function finishRecording(
  folder: RecordingFolder,
  conversationId: string,
  encoder: Encoder,
  signal: AbortSignal,
): Promise<Finished> {
  await folder.dropParts(conversationId);
  const far = folder.sideOf(conversationId, "far");
  const near = folder.sideOf(conversationId, "near");
  const [heard, said] = [await factsOf(far), await factsOf(near)];
  const sampleRate = heard?.sampleRate ?? said?.sampleRate ?? 0;
  const samples = Math.max(heard?.samples ?? 0, said?.samples ?? 0);
  if (sampleRate === 0) {
    await folder.savePeaks(conversationId, { duration: 0, far: [], near: [] });
    return { duration: 0, sizes: { far: 0, near: 0, mixed: 0 }, failure: "No sound was kept." };
  }
  await complete(far, heard, sampleRate, samples);
  await complete(near, said, sampleRate, samples);
  const failure = await encode(encoder, { folder: folder.of(conversationId), far, near }, signal).then(
    () => null,
    (error: unknown) => {
      if (signal.aborted) throw error;
      return `${encoder.name} could not mix it: ${error instanceof Error ? error.message : String(error)}`;
    },
  );
  const duration = Math.round((samples * 1_000) / sampleRate);
  const peaks = { duration, far: await peaksOf(far, samples, signal), near: await peaksOf(near, samples, signal) };
  await folder.savePeaks(conversationId, peaks);
  const size = async (which: "far" | "near" | "mixed") => (await folder.file(conversationId, which))?.bytes ?? 0;
  return { duration, sizes: { far: await size("far"), near: await size("near"), mixed: await size("mixed") }, failure };
}

async function factsOf(path: string): Promise<WavFacts | undefined> {
  const length = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  if (length < WAV_HEADER_BYTES) return undefined;
  const file = await open(path, "r");
  try {
    const head = Buffer.alloc(WAV_HEADER_BYTES);
    await file.read(head, 0, head.length, 0);
    return readWav(head, length);
  } finally {
    await file.close();
  }
}

/** Gives a side its length and its header; one that nothing was heard on becomes silence. */
async function complete(path: string, facts: WavFacts | undefined, rate: number, samples: number): Promise<void> {
  if (facts !== undefined && facts.samples === samples && facts.repaired === undefined) return;
  const file = await open(path, facts === undefined ? "w" : "r+", 0o600);
  try {
    await file.write(wavHeader(facts?.sampleRate ?? rate, samples), 0, WAV_HEADER_BYTES, 0);
    await file.truncate(WAV_HEADER_BYTES + samples * SAMPLE_BYTES);
  } finally {
    await file.close();
  }
}

async function peaksOf(path: string, samples: number, signal: AbortSignal): Promise<readonly number[]> {
  const peaks = new Peaks(samples);
  const file = await open(path, "r");
  try {
    const block = Buffer.alloc(BLOCK_BYTES);
    for (let position = WAV_HEADER_BYTES; ; ) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, position);
      if (bytesRead === 0) return peaks.bars();
      peaks.add(samplesOf(block.subarray(0, bytesRead)));
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}
