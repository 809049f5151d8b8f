import { parseArgs } from "node:util";
import { SymblError } from "../api/errors.js";
import { urlEncoded } from "../api/url-encoded.js";
import { subscribe } from "../events/index.js";
import { savedFrom } from "../lifecycle/settle.js";
import { callUrls } from "../session/call-urls.js";
import { Failure } from "./errors.js";
import { eventLines } from "./event-lines.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import type { KnownStart } from "./known-start.js";
import { reason } from "./reasons.js";
import { recordsOf, survey, type Workplace } from "./survey.js";
import { onlyWord, PROGRAM, understood } from "./usage.js";

/** A person who watches wants to know soon that there is nothing to see. */
const RECONNECT = { attempts: 10, within: "30s" } as const;

/** `watch`: prints what is heard in a live call, until it ends or somebody presses Ctrl-C. */
export async function watch(args: string[], workplace: Workplace): Promise<ExitCode> {
  const { values, positionals } = understood("watch", () =>
    parseArgs({
      args,
      options: { account: { type: "string" }, json: { type: "boolean", default: false } },
      allowPositionals: true,
    }),
  );
  const id = onlyWord("watch", "connectionId", positionals);
  const { journal, terminal } = workplace;
  const [start] = recordsOf(id, (await survey(journal)).starts);
  const account = start === undefined ? values.account : start.record.account;
  try {
    const stop = stopSignal(terminal.gone);
    const results = subscribe(urlOf(id, start, account, workplace), {
      ...whereAndWhose(start, account, workplace),
      reconnect: RECONNECT,
      signal: stop,
    });
    terminal.tell(`Watching ${id}. Ctrl-C ends the watch, not the call.`);
    for await (const message of results) {
      if (values.json) terminal.printJson(message.raw, "one");
      else for (const line of eventLines(message, new Date())) terminal.print(line);
    }
    if (results.reconnects > 0) {
      terminal.tell(
        `The connection was lost and made anew ${results.reconnects} times; what was said meanwhile is missing.`,
      );
    }
    terminal.tell(stop.aborted ? "Stopped watching; the call goes on." : "The call has ended.");
    return EXIT.done;
  } catch (error) {
    throw error instanceof SymblError ? reason(error, { account }) : error;
  }
}

/** Throws unless there are credentials, and they may go to the server of the call. */
function whereAndWhose(
  start: KnownStart | undefined,
  account: string | undefined,
  { accounts }: Workplace,
): { account: string | undefined; baseUrl: string } {
  const client = start === undefined ? accounts.forDialling(account) : accounts.forSaved(savedFrom(start.record));
  return { account, baseUrl: client.baseUrl };
}

function urlOf(id: string, start: KnownStart | undefined, account: string | undefined, workplace: Workplace): string {
  const call = start?.record.call;
  if (start !== undefined && call === undefined) {
    throw new Failure(`No connection is known of the start ${id}; \`${PROGRAM} calls\` asks its server for it`);
  }
  const { baseUrl } = whereAndWhose(start, account, workplace);
  return call?.resultWebSocketUrl ?? callUrls(baseUrl, urlEncoded(call?.connectionId ?? id)).resultWebSocketUrl;
}

/** Aborts on Ctrl-C, and when nobody reads any more; a second Ctrl-C leaves at once. */
function stopSignal(gone: AbortSignal): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  return AbortSignal.any([stop.signal, gone]);
}
