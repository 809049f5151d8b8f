import type { Dialer } from "../calls/dialer.js";
import { StartupError } from "../errors.js";
import type { RecordingsOptions } from "./recordings.js";

/** Whether recording may begin as it is asked for. Pure; throws a `StartupError` that says why not. */
export function checkRecording(
  options: RecordingsOptions | undefined,
  dialer: Pick<Dialer, "name" | "playsAnnouncement">,
): void {
  if (options?.encoder === undefined || options.needsAnnouncement !== true || dialer.playsAnnouncement === true) return;
  throw new StartupError(
    "BAD_OPTION",
    `Recording is refused without an announcement, and the dialer ${dialer.name} plays none: name one with --announcement FILE.`,
  );
}
