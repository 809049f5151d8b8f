import type { SymblError } from "../api/errors.js";
import type { Ended } from "./end.js";
import { PROGRAM } from "./usage.js";

/** Whether nothing is left of the call, nor of its record. */
export function isSettled(ended: Ended): boolean {
  return ended.kind === "hung-up" || ended.kind === "had-ended" || ended.kind === "never-placed";
}

/** What became of the wish to end the call that `id` names, in one line. */
export function endedWords(id: string, ended: Ended): string {
  switch (ended.kind) {
    case "hung-up":
      return `Hung up ${ended.connectionId}.`;
    case "had-ended":
      return `${ended.connectionId} had ended already; its record is removed.`;
    case "never-placed":
      return `${id} was never placed; its record is removed.`;
    case "placing":
      return `${id} is being placed by a process that lives. Wait a minute and run the command again, or end that process first.`;
    case "unknown":
      return (
        `Whether ${id} placed a call is unknown. ${words(ended.why)}. ` +
        `See whether a bot is in the meeting; once sure that no call is live: ${PROGRAM} forget ${id}`
      );
    case "record-stays":
      return words(ended.why);
    case "failed":
      return `${ended.connectionId} was not hung up. ${words(ended.why)}`;
  }
}

function words(why: SymblError): string {
  return `${why.code}: ${why.message.replace(/\.$/, "")}`;
}

/** The same for scripts. */
export function endedJson(id: string, ended: Ended): Record<string, unknown> {
  return {
    id,
    connectionId: "connectionId" in ended ? ended.connectionId : null,
    outcome: ended.kind,
    ...(ended.kind === "had-ended" ? { endedAt: ended.endedAt } : {}),
    reason: "why" in ended ? { code: ended.why.code, message: ended.why.message } : null,
  };
}
