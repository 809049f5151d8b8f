import { accessSync, constants } from "node:fs";
import { dirname, join } from "node:path";
import { StartupError } from "../errors.js";
import { findEncoder } from "../recordings/encoder.js";
import type { RecordingsOptions } from "../recordings/recordings.js";
import { outboxFolder } from "./outbox-folder.js";

export interface RecordingFlags {
  readonly record: boolean;
  readonly recordings?: string;
  readonly recordNeedsAnnouncement: boolean;
  readonly data?: string;
}

/** What the command line and the environment say of recording; the folder counts without `--record` too, for what was recorded before. */
export function recordingOptions(flags: RecordingFlags, environment: NodeJS.ProcessEnv): RecordingsOptions {
  return {
    folder: recordingsFolder(flags, environment.XDG_STATE_HOME),
    encoder: flags.record ? findEncoder(environment.PATH) : undefined,
    needsAnnouncement: flags.recordNeedsAnnouncement || isOn("SYMBL_GATEWAY_RECORD_NEEDS_ANNOUNCEMENT", environment),
  };
}

/** Beside the e-mails, where those go when nobody says where. Pure. */
export function recordingsFolder(
  { recordings, data }: Pick<RecordingFlags, "recordings" | "data">,
  stateHome: string | undefined,
): string {
  return recordings ?? join(dirname(outboxFolder({ outbox: undefined, data, stateHome })), "recordings");
}

/** The sound that each far end is to hear, as an existing file. */
export function announcementFile(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    accessSync(file, constants.R_OK);
    return file;
  } catch {
    throw new StartupError("BAD_OPTION", `The announcement ${file} cannot be read.`);
  }
}

function isOn(name: string, environment: NodeJS.ProcessEnv): boolean {
  const value = environment[name]?.trim() ?? "";
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  if (/^(|0|false|no|off)$/i.test(value)) return false;
  throw new StartupError("BAD_OPTION", `${name} must be 1 or 0.`);
}
