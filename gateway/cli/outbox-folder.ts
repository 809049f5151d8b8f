import { homedir } from "node:os";
import { join } from "node:path";

/** Where e-mails are written when nobody says where: beside the calls that are kept in a folder, else with what other programs keep of a person's. Pure. */
export function outboxFolder(options: {
  readonly outbox: string | undefined;
  readonly data: string | undefined;
  /** `XDG_STATE_HOME`. Source: XDG Base Directory Specification. */
  readonly stateHome: string | undefined;
}): string {
  if (options.outbox !== undefined) return options.outbox;
  if (options.data !== undefined) return join(options.data, "outbox");
  return join(options.stateHome || join(homedir(), ".local/state"), "symbl-telephony-gateway", "outbox");
}
