import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { StartupError } from "../errors.js";

/** A program that mixes the sides of a call into one compressed file. */
export interface Encoder {
  readonly name: string;
  /** Name of the file that it makes. */
  readonly file: MixedFile;
  /** What to run; `output` is there already, empty. */
  command(far: string, near: string, output: string): readonly [string, ...string[]];
}

/** Names of mixed files, with their media types. What ffmpeg makes is played by every browser. */
export const MIXED_FILES = { "mixed.m4a": "audio/mp4", "mixed.mp3": "audio/mpeg", "mixed.ogg": "audio/ogg" } as const;
export type MixedFile = keyof typeof MIXED_FILES;

/** Compressed speech: 32 kbit/s, 14 MB an hour. */
const FFMPEG = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-threads", "1"];
/** The mixer halves its inputs. */
const MIX = "[0:a][1:a]amix=inputs=2:duration=longest,volume=2,aresample=16000";

export function ffmpeg(program: string): Encoder {
  return {
    name: "ffmpeg",
    file: "mixed.m4a",
    command: (far, near, output) => [
      program,
      ...FFMPEG,
      ...["-f", "wav", "-i", far, "-f", "wav", "-i", near, "-filter_complex", MIX, "-map_metadata", "-1"],
      ...["-ac", "1", "-c:a", "aac", "-b:a", "32k", "-movflags", "+faststart", "-f", "mp4", output],
    ],
  };
}

export function sox(program: string, format: "mp3" | "ogg"): Encoder {
  return {
    name: "sox",
    file: `mixed.${format}`,
    command: (far, near, output) => [
      program,
      ...["-V1", "-m", "-v", "1", "-t", "wav", far, "-v", "1", "-t", "wav", near],
      // 48 kbit/s, or quality 1 of 10.
      ...["-C", format === "mp3" ? "48" : "1", "-t", format, output, "rate", "16000"],
    ],
  };
}

/** ffmpeg, else sox, of those on the path. Throws a `StartupError` that says what to install. */
export function findEncoder(path = process.env.PATH ?? ""): Encoder {
  const program = (name: string): string | undefined =>
    path
      .split(delimiter)
      .filter((folder) => folder !== "")
      .map((folder) => join(folder, name))
      .find(isProgram);
  const ffmpegProgram = program("ffmpeg");
  if (ffmpegProgram !== undefined) return ffmpeg(ffmpegProgram);
  const soxProgram = program("sox");
  if (soxProgram !== undefined) return sox(soxProgram, writesMp3(soxProgram) ? "mp3" : "ogg");
  throw new StartupError(
    "NOT_INSTALLED",
    "Recording needs ffmpeg, or else sox, and neither is installed: apt-get install ffmpeg (macOS: brew install ffmpeg).",
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function writesMp3(program: string): boolean {
  const { stdout } = spawnSync(program, ["-h"], { encoding: "utf8", timeout: 5_000 });
  return /^AUDIO FILE FORMATS:.* mp3 /m.test(stdout ?? "");
}
