import { parseArgs } from "node:util";
import { askServers } from "./call-state.js";
import { UsageError } from "./errors.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import { callJson, callLines, inOrder, summary, tornJson, tornLines } from "./listing.js";
import { concernOf } from "./orphans.js";
import { survey, type Workplace } from "./survey.js";
import { understood } from "./usage.js";

/** `calls`: what the journal knows, each with its state. */
export async function calls(args: string[], { journal, accounts, terminal }: Workplace): Promise<ExitCode> {
  const { values, positionals } = understood("calls", () =>
    parseArgs({ args, options: { json: { type: "boolean", default: false } }, allowPositionals: true }),
  );
  if (positionals.length > 0)
    throw new UsageError(`calls takes no arguments, and "${positionals[0]}" is one.`, "calls");

  const { starts, torn } = await survey(journal);
  const listed = inOrder(await askServers(starts, accounts));
  if (values.json) {
    terminal.printJson({ journal: journal.directory, calls: [...listed.map(callJson), ...torn.map(tornJson)] });
  } else if (listed.length + torn.length === 0) {
    terminal.print(`The journal in ${journal.directory} knows of no calls.`);
  } else {
    const now = Date.now();
    const blocks = [
      ...listed.map((one) => callLines(one, now)),
      ...torn.map((name) => tornLines(name, journal.directory)),
      [...summary(listed, torn.length), `The journal lies in ${journal.directory}.`],
    ];
    terminal.print(blocks.map((lines) => lines.join("\n")).join("\n\n"));
  }
  return torn.length > 0 || listed.some((one) => concernOf(one, one.call) !== undefined) ? EXIT.remain : EXIT.done;
}
