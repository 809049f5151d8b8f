import { SymblError } from "../api/errors.js";
import { type ProcessIdentity, thisProcess } from "../journal/process-identity.js";

/** Another process works on the session: nothing may be dialled beside it. */
export function busy(process: ProcessIdentity): SymblError {
  const where = process.host === thisProcess().host ? "" : ` on another machine (${process.host.split(" ")[0] ?? ""})`;
  return new SymblError(
    "SYMBL_SESSION_BUSY",
    `Nothing was dialled: process ${process.pid}${where} is placing a call for this session, or has not yet ended one. It settles within seconds when its engine is gone: ` +
      "run the command again. If that process is not yours or no longer exists, `npx pulumi-symbl-telephony calls` shows its call, and `hang-up` or `forget` ends the matter",
  );
}
