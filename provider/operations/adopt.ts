import type { SymblClient } from "../api/client.js";
import { deadlineIn } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import type { Waiting } from "../api/repeat.js";
import type { StartAnswer } from "../api/wire.js";
import { callUrls } from "../session/call-urls.js";
import { observe } from "../session/observe.js";

/** Takes over a call that was started elsewhere. Nothing is dialled; throws `SYMBL_ADOPTED_CALL` unless the call is known to be live. */
export async function adopt(
  client: SymblClient,
  call: { connectionId: string; conversationId: string },
  allowed: number,
  waiting: Waiting,
): Promise<{ call: StartAnswer; startedAt: string | undefined }> {
  const observed = await observe(client, call.conversationId, deadlineIn(allowed), waiting);
  switch (observed.status) {
    case "live":
      return { call: { ...call, ...callUrls(client.baseUrl, call.connectionId) }, startedAt: observed.startedAt };
    case "ended":
      throw new SymblError(
        "SYMBL_ADOPTED_CALL",
        `adopt: the call has ended, at ${observed.endedAt}, so there is nothing to own. Remove adopt to place a call of this stack's own`,
      );
    case "unknown":
      throw new SymblError(
        "SYMBL_ADOPTED_CALL",
        `adopt: nothing shows that the call is live, and nothing was dialled. ${observed.why.message}`,
        { cause: observed.why },
      );
  }
}
