import { setTimeout as delay } from "node:timers/promises";
import type { Announcement } from "./announcement.js";
import { writeSecret } from "./folders.js";
import type { BaresipProcess } from "./process.js";

const FILE = "announcement.wav";
/** Into the silence behind the announcement, so that its last word is heard. */
const TAIL_MS = 300;

/** Plays it to the far end on a call whose source is muted, and leaves it so; `onBegin` hears that it begins. Rejects when it was not played to the end. */
export async function playAnnouncement(
  process: BaresipProcess,
  announcement: Announcement,
  onBegin: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { control, folder } = process;
  const path = writeSecret(folder, FILE, announcement.wav);
  const run = async (command: string, params?: string): Promise<void> => {
    const { ok, data } = await control.command(command, params);
    // A source that could not be had is told of in the words only.
    if (!ok || /failed/i.test(data)) throw new Error(`baresip refused ${command}.`);
  };
  await run("ausrc", `aufile,${path}`);
  await run("mute");
  onBegin();
  await delay(announcement.milliseconds + TAIL_MS, undefined, { signal });
  await run("mute");
  // A fresh pair: with the old one RTP and keys would stop.
  await run("auplay", "aubridge,second");
  await run("ausrc", "aubridge,second");
}
