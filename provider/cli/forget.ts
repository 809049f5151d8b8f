import { parseArgs } from "node:util";
import { askServers } from "./call-state.js";
import { Failure, journalTrouble } from "./errors.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import { connectionOf, type Listed } from "./known-start.js";
import { callLines, tornLines } from "./listing.js";
import { recordsOf, survey, type Workplace } from "./survey.js";
import { onlyWord, PROGRAM, understood } from "./usage.js";

/** `forget`: removes a record, after saying what that gives up. */
export async function forget(args: string[], workplace: Workplace): Promise<ExitCode> {
  const { values, positionals } = understood("forget", () =>
    parseArgs({
      args,
      options: { yes: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
      allowPositionals: true,
    }),
  );
  const id = onlyWord("forget", "key or connectionId", positionals);
  const { journal, accounts, terminal } = workplace;
  const { starts, torn } = await survey(journal);
  const listed = await askServers(recordsOf(id, starts), accounts);
  const tornKeys = torn.filter((name) => name === id);
  const keys = [...listed.map(({ record }) => record.key), ...tornKeys];
  if (keys.length === 0) {
    throw new Failure(
      `The journal in ${journal.directory} has no record of ${id}; \`${PROGRAM} calls\` lists those that it has`,
    );
  }

  const now = Date.now();
  const blocks = [
    ...listed.map((one) => [...callLines(one, now), ...givenUp(one)]),
    ...tornKeys.map((name) => [...tornLines(name, journal.directory), TORN_GIVEN_UP]),
  ];
  terminal.tell(blocks.map((lines) => lines.join("\n")).join("\n\n"));
  if (!values.yes) await agreement(id, workplace);

  for (const key of keys) await remove(key, workplace);
  await checkGone(keys, workplace);
  if (values.json) terminal.printJson({ forgotten: keys });
  else terminal.print(`Forgotten: ${keys.join(", ")}. Nothing was hung up.`);
  return EXIT.done;
}

const TORN_GIVEN_UP =
  "\nForgetting it hangs nothing up. If it stands for a call that is live, nothing on this machine will know of it.";

function givenUp(listed: Listed): string[] {
  const { call, process, record } = listed;
  const connectionId = connectionOf(listed);
  switch (call.kind) {
    case "ended":
    case "never-placed":
      return ["\nForgetting it gives nothing up: there is no call."];
    case "placing":
      return [
        `\nIts process ${record.process.pid} is alive and may be placing the call now. Forgetting it can let the session be called twice.`,
      ];
    case "live":
      return [
        `\nThe call is LIVE, and forgetting it does not hang it up: no \`up\` and no \`hang-up --orphans\` will find it any more. To end it: ${PROGRAM} hang-up ${connectionId}`,
      ];
    case "unknown":
      return [
        "\nForgetting it hangs nothing up. If its call is live, no `up` and no `hang-up --orphans` will find it, and the next `up` may dial beside it." +
          (process === "alive" ? ` Its process ${record.process.pid} is alive.` : ""),
      ];
  }
}

async function agreement(id: string, { terminal }: Workplace): Promise<void> {
  switch (await terminal.ask(`Forget ${id}?`)) {
    case "yes":
      return;
    case "no":
      throw new Failure("Nothing was forgotten");
    case "nobody":
      throw new Failure(
        "Nothing was forgotten, as there is no terminal to ask on. Add --yes to forget it all the same",
      );
  }
}

async function remove(key: string, { journal }: Workplace): Promise<void> {
  try {
    await journal.forget(key);
  } catch (error) {
    const trouble = journalTrouble(error);
    if (trouble === undefined) throw error;
    throw new Failure(
      `The record ${key} could not be removed from ${journal.directory} (${trouble}). Make the folder writable and run the command again`,
    );
  }
}

/** A file that is not named as a record is none of the journal's to remove. */
async function checkGone(keys: readonly string[], { journal }: Workplace): Promise<void> {
  const { torn } = await survey(journal);
  const stays = keys.find((key) => torn.includes(key));
  if (stays === undefined) return;
  throw new Failure(
    `${stays} is not the name of a record, so its file in ${journal.directory} was left alone. Remove it by hand`,
  );
}
