import { engineLog } from "../host/engine-log.js";
import { urnOf } from "../saved-session.js";
import { diffSession } from "../session/diff.js";

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
      await engineLog(urnOf(news)).warn(
        `May redial: ${difference.changed.join(", ")} will be known only when the resources it depends on are. ` +
          "If it turns out to be what it was, the call is left alone.",
      );
      return { changes: true, replaces: [], deleteBeforeReplace: true };
    case "redial":
      // Two bots in one meeting is what people see: hang up first, then dial.
      return { changes: true, replaces: difference.changed, deleteBeforeReplace: true };
  }
}
