import { engineLog } from "../host/engine-log.js";
import { urnOf } from "../saved-session.js";
import { canonicalise } from "../session/canonical.js";
import { diffSession, type RedialReason } from "../session/diff.js";
import { isRecord, property } from "../session/plain.js";
import { isSame } from "../session/same.js";

type Properties = Record<string, unknown>;

interface DiffAnswer {
  /** Always definite: left open, the engine compares the inputs itself, and any difference would redial. */
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

export async function diff(olds: Properties, news: Properties): Promise<DiffAnswer> {
  const difference = diffSession(olds, news);
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
    case "never-started":
      return "Whether the earlier start placed a call is unknown: `pulumi up` asks the server first, hangs up what it finds, and then dials.";
    case "inputs":
      return isSame(dtmfOf(olds), dtmfOf(news))
        ? undefined
        : "endpoint.dtmf has changed (a secret, so the diff hides it): `pulumi up` hangs up and dials anew.";
    case "triggers":
      return undefined;
  }
}

function dtmfOf(properties: Properties): unknown {
  const { endpoint } = canonicalise(properties);
  return isRecord(endpoint) ? property(endpoint, "dtmf") : undefined;
}
