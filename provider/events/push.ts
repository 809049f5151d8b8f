import { exchangeError } from "../api/answers.js";
import { commonHeaders } from "../api/client.js";
import { deadlineIn } from "../api/deadline.js";
import { type Exchange, exchange } from "../api/http.js";
import { repeatUntilFinal } from "../api/repeat.js";
import { isTransient } from "../api/retry.js";
import type { TokenAnswer } from "../api/token.js";
import type { Access } from "./access.js";
import type { SpeakerEventFrame } from "./speaker-event.js";
import { sharedTokens, withoutToken } from "./tokens.js";

/**
 * `POST` of one speaker event, repeated until the server has taken it, says that it never will, or the time is over.
 * Source: Symbl's SDKs, `EventApi`.
 */
export async function push(access: Access, frame: SpeakerEventFrame, timeout: number): Promise<void> {
  const deadline = deadlineIn(timeout);
  const tokens = sharedTokens(access);
  const send = async (answer: TokenAnswer): Promise<Exchange> =>
    answer.ok
      ? exchange(
          { method: "POST", url: access.url, headers: commonHeaders(answer.token, frame), body: frame },
          deadline,
        )
      : withoutToken(answer, deadline);

  let renewed = false;
  const result = await repeatUntilFinal(
    async () => {
      const answer = await tokens.token(deadline);
      const first = await send(answer);
      if (first.kind !== "answer" || first.status !== 401 || renewed) return first;
      if (!answer.ok || !tokens.refused(answer.token)) return first;
      renewed = true;
      return send(await tokens.token(deadline));
    },
    deadline,
    undefined,
    // What else the answer may hold is of no interest, so it need not be whole.
    (outcome) => isTaken(outcome) || !isTransient(outcome),
  );
  if (!isTaken(result)) throw exchangeError("speaker event", access.origin, result);
}

function isTaken(result: Exchange): boolean {
  return result.kind === "answer" && result.status >= 200 && result.status < 300;
}
