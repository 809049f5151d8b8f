import type { Accounts } from "../accounts.js";
import { type Problem, problemText, SymblError } from "../api/errors.js";
import { engineLog } from "../host/engine-log.js";
import { urnOf } from "../saved-session.js";
import { checkArgs } from "../session/args.js";
import { isUnknown } from "../session/unknown.js";
import { isReadableOnTheWay } from "../settings.js";

type Properties = Record<string, unknown>;

/** Reports every mistake at once. The inputs stay as they were written: only comparison and the wire want one form of them. */
export async function check(
  accounts: Accounts,
  news: Properties,
): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }> {
  const problems = checkArgs(news);
  if (problems.length === 0) problems.push(...(await checkAccount(accounts, news)));
  // The property stays empty: with a name in it the engine prints the value beside it, secrets included.
  return { inputs: news, failures: problems.map((problem) => ({ property: "", reason: problemText(problem) })) };
}

/** What was said already: every session of an account would repeat it, and the engine asks about a replacement twice. */
const warned = new Set<string>();

async function warnOnce(news: Properties, text: string): Promise<void> {
  if (warned.has(text)) return;
  warned.add(text);
  await engineLog(urnOf(news)).warn(text);
}

/** A preview needs no credentials, so that they are missing is a warning here, and an error when the call is to be placed. */
async function checkAccount(accounts: Accounts, news: Properties): Promise<Problem[]> {
  if (isUnknown(news.account)) return [];
  const account = typeof news.account === "string" && news.account !== "" ? news.account : undefined;
  try {
    const { credentials, missing, baseUrl } = accounts.settings(account);
    if (credentials === undefined) await warnOnce(news, `SYMBL_CREDENTIALS_MISSING: ${missing}`);
    if (isReadableOnTheWay(baseUrl)) {
      await warnOnce(
        news,
        `The base URL ${baseUrl} is plain http:, so credentials and keys to press can be read on the way. Use https: instead; plain http: is fine on this machine only.`,
      );
    }
    return [];
  } catch (error) {
    if (error instanceof SymblError) return [{ path: "", reason: error.message }];
    throw error;
  }
}
