import type { Accounts } from "../accounts.js";
import { engineLog } from "../host/engine-log.js";
import { plainJson } from "../host/plain-json.js";
import { confirm } from "../lifecycle/journal-setting.js";
import { savedSession } from "../saved-session.js";
import { look } from "./look.js";
import { isExisting, readExisting } from "./read-existing.js";

type Properties = Record<string, unknown>;

/**
 * Looks how the call is doing: live, ended or unknown. The id is never blanked, since the engine would take that for "gone" and redial;
 * the inputs are never touched; unknown changes nothing but the status, and warns.
 */
export async function read(
  accounts: Accounts,
  id: string,
  properties: Properties,
): Promise<{ id: string; props: Properties }> {
  if (isExisting(properties)) return readExisting(accounts, id, properties);
  await confirm(properties);
  const saved = savedSession(properties);
  // Ended is for good: nothing can bring a call back.
  if (saved.status === "ended") return { id, props: properties };
  const observed = await look(accounts, saved);
  if (observed.status !== "unknown")
    for (const warning of observed.warnings ?? [])
      await engineLog(saved.urn).warn(`The server says of this call: ${warning}`);
  switch (observed.status) {
    case "live":
      return { id, props: plainJson({ ...properties, status: "live" }) };
    case "ended": {
      const { endedAt, endCause } = observed;
      // The engine shows a change that needs no update as "unchanged".
      await engineLog(saved.urn).note(
        `The call has ended, at ${endedAt}${endCause === undefined ? "" : `: ${endCause}`}.`,
      );
      return {
        id,
        props: plainJson({ ...properties, status: "ended", endedAt, ...(endCause === undefined ? {} : { endCause }) }),
      };
    }
    case "unknown":
      await engineLog(saved.urn).warn(
        `${observed.why.code}: the call's state is unknown, so it is left as it is. ${observed.why.message}`,
      );
      return { id, props: plainJson({ ...properties, status: "unknown" }) };
  }
}
