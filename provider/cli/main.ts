#!/usr/bin/env node
import { stackAccounts } from "../accounts.js";
import { journalDirectory } from "../journal/directory.js";
import { openJournal } from "../journal/journal.js";
import { PROVIDER_VERSION } from "../version.js";
import { inWords, UsageError } from "./errors.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import type { Workplace } from "./survey.js";
import { processTerminal, type Terminal } from "./terminal.js";
import { type CommandName, commandNamed, help, PROGRAM } from "./usage.js";

/** Each command loads what it needs, when it is called. */
const COMMANDS: Record<CommandName, (args: string[], workplace: Workplace) => Promise<ExitCode>> = {
  calls: async (...all) => (await import("./calls.js")).calls(...all),
  "hang-up": async (...all) => (await import("./hang-up.js")).hangUpCommand(...all),
  forget: async (...all) => (await import("./forget.js")).forget(...all),
  watch: async (...all) => (await import("./watch.js")).watch(...all),
};

async function run(argv: string[], terminal: Terminal): Promise<ExitCode> {
  const [word, ...args] = argv;
  if (word === undefined) throw new UsageError("A command is missing: calls, hang-up, forget or watch.");
  if (word === "--version") {
    terminal.print(PROVIDER_VERSION);
    return EXIT.done;
  }
  if (asksForHelp(word)) {
    terminal.print(help());
    return EXIT.done;
  }
  const command = commandNamed(word);
  if (args.some(asksForHelp)) {
    terminal.print(help(command));
    return EXIT.done;
  }
  // `SYMBL_JOURNAL=off` stops the provider from writing; what was written before is there all the same.
  const journal = openJournal(journalDirectory(process.env));
  return COMMANDS[command](args, { journal, accounts: stackAccounts(() => undefined), terminal });
}

function asksForHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

async function main(): Promise<void> {
  const terminal = processTerminal();
  try {
    process.exitCode = await run(process.argv.slice(2), terminal);
  } catch (error) {
    terminal.tell(`${PROGRAM}: ${inWords(error)}`);
    if (error instanceof UsageError) {
      terminal.tell(`See: ${[PROGRAM, error.command, "--help"].filter(Boolean).join(" ")}`);
    }
    process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

void main();
