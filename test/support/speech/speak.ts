import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unlessDemanded } from "../left-out.js";

/** Why nothing can be said here. */
export function whyNoVoice(): string | undefined {
  const there = spawnSync("flite", ["--version"]).error === undefined;
  return unlessDemanded(there ? undefined : "no speech synthesiser is installed (Debian: flite)");
}

/** Speech, 16-bit mono at 8 kHz, as on a telephone. */
export function speak(text: string): Int16Array {
  const folder = mkdtempSync(join(tmpdir(), "speech-"));
  try {
    const file = join(folder, "speech.wav");
    execFileSync("flite", ["-voice", "kal", "-t", text, "-o", file]);
    const wav = readFileSync(file);
    const sound = wav.subarray(wav.indexOf("data") + 8);
    const samples = new Int16Array(Math.floor(sound.length / 2));
    for (let index = 0; index < samples.length; index += 1) samples[index] = sound.readInt16LE(2 * index);
    return samples;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
