import { z } from "zod";
import { connectionNotFound } from "../errors.js";
import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { sendDtmf } from "../sessions/dtmf.js";
import { DTMF } from "../wire/formats.js";
import { adminFailures } from "./failures.js";
import { showConnection, shownConnectionSchema } from "./shown.js";

/** Keys at once; a call may get as many of these as it takes. */
const KEYS_MAX = 100;

/** Under `/_gateway`, in a scope that lets in those who may: keys on calls that are up. */
export function dtmfRoutes(scope: App, { sessions }: { readonly sessions: SessionContext }): void {
  const schema = {
    summary: "Presses keys on an answered call",
    description:
      "Behind keys that are still being pressed; a comma waits 500 ms. The answer comes when they are on their way, not when they are pressed. They are shown nowhere.",
    tags: ["gateway"],
    params: z.object({ connectionId: z.string() }),
    body: z.strictObject({
      dtmf: z
        .string()
        .regex(DTMF, { error: "Only the keys 0-9 * # A-D, and commas that wait 500 ms each." })
        .min(1, { error: "At least one key." })
        .max(KEYS_MAX, { error: `At most ${KEYS_MAX} keys and commas at once.` }),
    }),
    response: { 200: shownConnectionSchema, 400: failure, 404: failure, 409: failure, ...adminFailures },
  };
  scope.post("/_gateway/connections/:connectionId/dtmf", { schema }, async ({ params: { connectionId }, body }) => {
    const { store, calls } = sessions;
    const connection = await store.connection(connectionId);
    if (connection === undefined) throw connectionNotFound();
    await sendDtmf(sessions, connection, body.dtmf);
    return showConnection((await store.connection(connectionId)) ?? connection, calls);
  });
}
