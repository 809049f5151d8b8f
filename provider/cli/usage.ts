import { nearest } from "../session/nearest.js";
import { UsageError } from "./errors.js";

export const PROGRAM = "pulumi-symbl-telephony";

const CREDENTIALS = `Credentials come from the environment: SYMBL_APP_ID and SYMBL_APP_SECRET, or
SYMBL_ACCESS_TOKEN; for the account "blue" SYMBL_BLUE_APP_ID and so on. The config of a
stack is not read.`;

const HELP = {
  calls: `Usage: ${PROGRAM} calls [--json]

Lists the calls that this machine's journal knows, each with its state as its server tells it:
live, ended, never placed, placing (its process is at it), or unknown (and why).
An ORPHAN is a call that no state is known to have, and whose process is dead.
An UNKNOWN START may have placed a call, and nobody can tell. What to do stands with each.

  --json    one JSON object, for scripts

Hangs nothing up and changes no record.
Exit codes: 0 all is well, 1 failed, 2 usage, 3 orphans or unknown starts remain.`,

  "hang-up": `Usage: ${PROGRAM} hang-up <connectionId> [--account NAME] [--json]
       ${PROGRAM} hang-up --orphans [--state FILE|-]... [--yes] [--json]

Ends one call, or every orphan: a call that no state is known to have, and whose process is
dead. Ending a call that has ended already does no harm. The key of a start, as \`calls\` shows
it, may stand in place of the connectionId.

  --orphans        lists the orphans and asks; without a terminal it hangs nothing up
  --state FILE|-   output of \`pulumi stack export\`, from a file or standard input (-): the calls
                   in it are spared, the others are hung up without asking. It speaks for its own
                   stack only: calls of other stacks that their engine was seen to take are
                   still asked about. May be given several times
  --yes            answers yes
  --account NAME   whose credentials to use for a call that is not in the journal
  --json           one JSON object, for scripts

  pulumi stack export | ${PROGRAM} hang-up --orphans --state -

Exit codes: 0 done, 1 failed (a hang-up, say), 2 usage, 3 orphans or unknown starts remain.`,

  forget: `Usage: ${PROGRAM} forget <key or connectionId> [--yes] [--json]

Removes a record from the journal. It hangs nothing up: with the record goes all that this
machine knows of the call. For a record that cannot be read, or a start of which you have made
sure that no call is live. It says what that gives up, and asks.

  --yes     answers yes
  --json    one JSON object, for scripts

Exit codes: 0 done, 1 failed or answered no, 2 usage.`,

  watch: `Usage: ${PROGRAM} watch <connectionId> [--account NAME] [--json]

Prints what is heard in a live call, as it comes. Ends when the call ends, or on Ctrl-C: then
the call goes on.

  --account NAME   whose credentials to use for a call that is not in the journal
  --json           every message as the server sent it, one JSON value a line; interim
                   transcripts too

Exit codes: 0 the call has ended, or Ctrl-C; 1 failed, 2 usage.`,
} as const;

export type CommandName = keyof typeof HELP;

const GENERAL = `Usage: ${PROGRAM} <command> [options]

Finds and ends calls that were placed from this machine, even when their engine was killed.

  calls                          what the journal knows, and whether each call is live
  hang-up <connectionId>         end one call
  hang-up --orphans              end every call that no state has
  forget <key or connectionId>   remove a record, hanging nothing up
  watch <connectionId>           print a live call's events

  --help      of each command, too: ${PROGRAM} hang-up --help
  --version
  --json      for scripts

${CREDENTIALS} They go to the server that placed a call only if that is today's
SYMBL_BASE_URL, or SYMBL_TRUSTED_ORIGINS lists it.
The journal is the folder ${PROGRAM} in $SYMBL_JOURNAL_DIR, else in
$XDG_STATE_HOME or ~/.local/state.

Exit codes: 0 done, 1 failed, 2 usage, 3 orphans or unknown starts remain.`;

/** The help of one command, or of all. */
export function help(command?: CommandName): string {
  return command === undefined ? GENERAL : `${HELP[command]}\n\n${CREDENTIALS}`;
}

/** The command that a person named. Throws a `UsageError`. */
export function commandNamed(word: string): CommandName {
  const names = Object.keys(HELP).filter(isCommand);
  if (isCommand(word)) return word;
  const meant = nearest(word, names);
  const hint = meant === undefined ? `The commands are ${names.join(", ")}.` : `Did you mean ${meant}?`;
  throw new UsageError(word.startsWith("-") ? `Unknown option ${word}.` : `There is no command "${word}". ${hint}`);
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(HELP, word);
}

/** What `parse` makes of the arguments of a command. Throws a `UsageError` in place of the errors of `parseArgs`. */
export function understood<Parsed>(command: CommandName, parse: () => Parsed): Parsed {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))) throw error;
    // What follows the first sentence is about words that begin with a dash, which none of ours do.
    throw new UsageError(`${error.message.split(". ")[0]?.replace(/\.$/, "") ?? ""}.`, command);
  }
}

/** The one word that a command takes. Throws a `UsageError`. */
export function onlyWord(command: CommandName, what: string, words: readonly string[]): string {
  const [word, more] = words;
  if (word === undefined || word.trim() === "")
    throw new UsageError(`${command} needs a ${what}; \`calls\` lists them.`, command);
  if (more !== undefined) throw new UsageError(`${command} takes one ${what}, and "${more}" is one too many.`, command);
  return word;
}
