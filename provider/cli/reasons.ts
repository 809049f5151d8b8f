import { SymblError } from "../api/errors.js";
import type { IntentRecord } from "../journal/record.js";
import { variablePrefix } from "../settings.js";
import { PROGRAM } from "./usage.js";

/**
 * An error of the core in the words of the command line. There, stack config is not read and no resource is kept, so other things are to be
 * done next.
 */
export function reason(error: SymblError, about: { account: string | undefined; record?: IntentRecord }): SymblError {
  switch (error.code) {
    case "SYMBL_CREDENTIALS_MISSING":
      return new SymblError(error.code, withoutCredentials(about.account), { cause: error });
    case "SYMBL_HANG_UP_UNCONFIRMED":
      return new SymblError(error.code, unconfirmed(error, about), { cause: error });
    case "SYMBL_TIMEOUT":
      // A setting of a resource.
      return new SymblError(error.code, error.message.replace(", or raise timeouts", ""), { cause: error });
    default:
      return error;
  }
}

function withoutCredentials(account: string | undefined): string {
  const prefix = variablePrefix(account);
  const whose = account === undefined ? "Symbl's Telephony API" : `the account "${account}"`;
  return `No credentials for ${whose} in the environment. Set ${prefix}APP_ID and ${prefix}APP_SECRET, or ${prefix}ACCESS_TOKEN; the config of a stack is not read here`;
}

function unconfirmed(error: SymblError, { record }: { record?: IntentRecord }): string {
  // The first part says which server does not know which connection; what follows speaks of a resource.
  const what = error.message.split(", so the resource is kept")[0] ?? error.message;
  if (record === undefined) {
    return (
      `${what}. Most likely it ended long ago, or another account or server placed it: ` +
      "give --account NAME, or set SYMBL_BASE_URL and the credentials that placed it"
    );
  }
  const account = record.accountFingerprint === "" ? "" : ` (account ${record.accountFingerprint})`;
  return (
    `${what}. Use the credentials that placed it${account}. ` +
    `Once you have made sure that it is over: ${PROGRAM} forget ${record.key}`
  );
}
