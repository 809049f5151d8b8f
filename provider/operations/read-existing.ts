import type { Accounts } from "../accounts.js";
import { deadlineIn } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import { engineLog } from "../host/engine-log.js";
import { plainJson } from "../host/plain-json.js";
import type { SessionOutputs } from "../outputs.js";
import { savedSession, urnOf } from "../saved-session.js";
import { callUrls } from "../session/call-urls.js";
import { observe } from "../session/observe.js";
import { PROVIDER_VERSION } from "../version.js";
import { READ_MS } from "./look.js";

type Properties = Record<string, unknown>;

/** Whether these are the properties of a call that is looked at, not owned: such a one was never asked to call anybody. */
export function isExisting(properties: Properties): boolean {
  return properties.endpoint === undefined;
}

/** Reads a call that was started elsewhere. Throws when its server does not know it; any other trouble makes its status unknown. */
export async function readExisting(
  accounts: Accounts,
  id: string,
  properties: Properties,
): Promise<{ id: string; props: Properties }> {
  const saved = savedSession(properties);
  const { connectionId, conversationId } = saved;
  if (connectionId === undefined || conversationId === undefined) {
    throw new SymblError(
      "SYMBL_INVALID_INPUTS",
      "TelephonySession.get: connectionId and conversationId are both needed, as the outputs of the session or the answer to the start name them",
    );
  }
  const client = accounts.forSaved(saved);
  const observed = await observe(client, conversationId, deadlineIn(READ_MS));
  if (observed.status === "unknown") {
    if (observed.why.code === "SYMBL_NOT_FOUND") throw observed.why;
    await engineLog(urnOf(properties)).warn(
      `${observed.why.code}: the call's state is unknown. ${observed.why.message}`,
    );
  }
  const startedAt = observed.status === "unknown" ? undefined : observed.startedAt;
  const outputs: SessionOutputs = {
    connectionId,
    conversationId,
    ...callUrls(client.baseUrl, connectionId),
    status: observed.status,
    ...(startedAt === undefined ? {} : { startedAt }),
    endedAt: observed.status === "ended" ? observed.endedAt : null,
    ...(observed.status === "ended" && observed.endCause !== undefined ? { endCause: observed.endCause } : {}),
    apiBaseUrl: client.baseUrl,
    accountFingerprint: client.fingerprint,
    providerVersion: PROVIDER_VERSION,
  };
  return { id, props: plainJson({ ...properties, ...outputs }) };
}
