import type { Accounts } from "../accounts.js";
import { SymblError } from "../api/errors.js";
import { engineLog } from "../host/engine-log.js";
import { confirm } from "../lifecycle/journal-setting.js";
import { urnOf } from "../saved-session.js";
import { canonicalise } from "../session/canonical.js";
import { diffSession, type RedialReason } from "../session/diff.js";
import { isRecord, property } from "../session/plain.js";
import { isSame } from "../session/same.js";
import { wasCutShort } from "./cut-short.js";

type Properties = Record<string, unknown>;

interface DiffAnswer {
  /** Always definite: left open, the engine compares the inputs itself, and any difference would redial. */
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/** `accounts` serve to ask about a call that a run was hanging up when it was cut short; without them such a call is left alone. */
export async function diff(olds: Properties, news: Properties, accounts?: Accounts): Promise<DiffAnswer> {
  await confirm(olds);
  const cutShort = accounts !== undefined && (await wasCutShort(accounts, olds));
  const difference = diffSession(olds, news, cutShort);
  switch (difference.kind) {
    case "same":
      return { changes: false, replaces: [], deleteBeforeReplace: true };
    case "update":
      return { changes: true, replaces: [], deleteBeforeReplace: true };
    case "undecided":
      await sayOnce(
        "warn",
        urnOf(news),
        `May redial: ${difference.changed.join(", ")} will be known only when the resources it depends on are. ` +
          "If it turns out to be what it was, the call is left alone.",
      );
      return { changes: true, replaces: [], deleteBeforeReplace: true };
    case "refused":
      throw new SymblError(
        "SYMBL_ADOPTED_CALL",
        `${difference.changed.join(", ")}: a change of it would hang up the call that adopt names, and nothing could take its place. ` +
          "Remove adopt to let this session place a call of its own, or undo the change; nothing was hung up",
      );
    case "redial": {
      const hidden = hiddenReason(difference.reason, olds, news);
      if (hidden !== undefined) await sayOnce("note", urnOf(news), hidden);
      // Two bots in one meeting is what people see: hang up first, then dial.
      return { changes: true, replaces: difference.changed, deleteBeforeReplace: true };
    }
  }
}

const said = new Set<string>();

/** The engine asks twice about what depends on a replacement; a person is told once. */
async function sayOnce(kind: "warn" | "note", urn: string | undefined, text: string): Promise<void> {
  const key = `${urn} ${text}`;
  if (said.has(key)) return;
  said.add(key);
  await engineLog(urn)[kind](text);
}

/** Why a call is dialled again, where the engine's own diff shows nothing: secrets are masked there, and an ended call has the inputs it had. */
function hiddenReason(reason: RedialReason, olds: Properties, news: Properties): string | undefined {
  switch (reason) {
    case "ended":
      return 'onEnded is "redial", and the call has ended: `pulumi up` dials again.';
    case "cut-short":
      return "The call was hung up by a run that was cut short: `pulumi up` dials again.";
    case "never-started":
      return "Whether the earlier start placed a call is unknown: `pulumi up` asks the server first, hangs up what it finds, and then dials.";
    case "inputs":
      return isSame(dtmfOf(olds), dtmfOf(news))
        ? undefined
        : "endpoint.dtmf has changed (a secret, so the diff hides it): `pulumi up` hangs up and dials anew.";
    case "another-call":
      return "adopt names another call: `pulumi up` hangs up this session's own and takes over that one.";
    case "triggers":
      return undefined;
  }
}

function dtmfOf(properties: Properties): unknown {
  const { endpoint } = canonicalise(properties);
  return isRecord(endpoint) ? property(endpoint, "dtmf") : undefined;
}
