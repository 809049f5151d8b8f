import { z } from "zod";
import { shownRecordingSchema } from "../../../gateway/admin/recording-routes.js";
import { type Encoder, findEncoder } from "../../../gateway/recordings/encoder.js";
import { type TestGateway, waitFor } from "../../support/gateway.js";
import { leftOut, unlessDemanded } from "../../support/left-out.js";
import { send } from "../client.js";

/** What mixes recordings here; `undefined` when nothing does. */
export const ENCODER: Encoder | undefined = (() => {
  try {
    return findEncoder();
  } catch {
    return undefined;
  }
})();
/** For the names of tests that are left out without it. */
export const WITHOUT_ENCODER = leftOut(
  unlessDemanded(ENCODER === undefined ? "neither ffmpeg nor sox is installed" : undefined),
);

const conversationSchema = z.object({ recording: shownRecordingSchema.nullable() });
type Shown = z.output<typeof shownRecordingSchema> | null;

export async function recordingOf(gateway: Pick<TestGateway, "url">, conversationId: string): Promise<Shown> {
  const { body } = await send(gateway, "GET", `/_gateway/conversations/${conversationId}`);
  return conversationSchema.parse(body).recording;
}

/** The recording once all is done that is done after the end of its call. */
export function settled(gateway: Pick<TestGateway, "url">, conversationId: string): Promise<Shown> {
  return waitFor(
    () => recordingOf(gateway, conversationId),
    (recording) => recording?.state === "finished" || (recording?.state === "failed" && recording.waveform !== null),
  );
}
