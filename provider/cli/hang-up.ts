import { parseArgs } from "node:util";
import { deadlineIn } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import { hangUp } from "../session/hang-up.js";
import { askServers } from "./call-state.js";
import { type Ended, endStart, HANG_UP_MS, hangUpCall, waitingFor } from "./end.js";
import { Failure, UsageError } from "./errors.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import { hangUpOrphans } from "./hang-up-orphans.js";
import type { KnownStart } from "./known-start.js";
import { endedJson, endedWords } from "./outcome.js";
import { reason } from "./reasons.js";
import { recordsOf, survey, type Workplace } from "./survey.js";
import { onlyWord, PROGRAM, understood } from "./usage.js";

/** `hang-up`: ends one call, or every orphan. */
export async function hangUpCommand(args: string[], workplace: Workplace): Promise<ExitCode> {
  const { values, positionals } = understood("hang-up", () =>
    parseArgs({
      args,
      options: {
        orphans: { type: "boolean", default: false },
        state: { type: "string", multiple: true },
        yes: { type: "boolean", default: false },
        account: { type: "string" },
        json: { type: "boolean", default: false },
      },
      allowPositionals: true,
    }),
  );
  const { orphans, state: stateFiles, yes, account, json } = values;
  if (orphans) {
    if (positionals.length > 0) throw new UsageError("hang-up takes a connectionId or --orphans, not both.", "hang-up");
    if (account !== undefined) {
      throw new UsageError("--account is for a call that is not in the journal; orphans name their own.", "hang-up");
    }
    return hangUpOrphans({ stateFiles, yes, json }, workplace);
  }
  if (stateFiles !== undefined) throw new UsageError("--state goes with --orphans.", "hang-up");
  if (positionals.length === 0)
    throw new UsageError("hang-up needs a connectionId, or --orphans; `calls` lists them.", "hang-up");
  return hangUpOne(onlyWord("hang-up", "connectionId", positionals), account, json, workplace);
}

async function hangUpOne(
  id: string,
  account: string | undefined,
  json: boolean,
  workplace: Workplace,
): Promise<ExitCode> {
  const { terminal, journal } = workplace;
  const { starts, torn } = await survey(journal);
  if (torn.includes(id)) {
    throw new Failure(
      `The record ${id} cannot be read, so its call is not known. See whether a bot is in a meeting; once sure that no call is live: ${PROGRAM} forget ${id}`,
    );
  }
  const [start] = recordsOf(id, starts);
  const ended = start === undefined ? await hangUpUnrecorded(id, account, workplace) : await endOne(start, workplace);
  const exit = exitFor(ended);
  if (json) terminal.printJson(endedJson(id, ended));
  else if (exit === EXIT.done) terminal.print(endedWords(id, ended));
  else terminal.tell(endedWords(id, ended));
  if (ended.kind === "hung-up" && start !== undefined && start.state !== "open") {
    terminal.tell("A state may still have it: `pulumi refresh` of its stack takes note that it has ended.");
  }
  return exit;
}

async function endOne(start: KnownStart, workplace: Workplace): Promise<Ended> {
  if (start.record.call !== undefined) return hangUpCall(start, start.record.call, workplace);
  const [listed] = await askServers([start], workplace.accounts);
  if (listed === undefined) throw new TypeError("one start was asked for");
  return endStart(start, listed.call, workplace);
}

/** A call that this machine's journal does not know: today's server and the named account may. */
async function hangUpUnrecorded(id: string, account: string | undefined, workplace: Workplace): Promise<Ended> {
  const { accounts, terminal } = workplace;
  try {
    const client = accounts.forDialling(account);
    terminal.tell(`The journal does not know ${id}; asking ${client.baseUrl} to end it.`);
    const call = { connectionId: id, conversationId: undefined, accountFingerprint: "" };
    await hangUp(client, call, deadlineIn(HANG_UP_MS), waitingFor(id, terminal));
    return { kind: "hung-up", connectionId: id };
  } catch (error) {
    if (!(error instanceof SymblError)) throw error;
    return { kind: "failed", connectionId: id, why: reason(error, { account }) };
  }
}

function exitFor(ended: Ended): ExitCode {
  switch (ended.kind) {
    case "hung-up":
    case "had-ended":
    case "never-placed":
      return EXIT.done;
    case "unknown":
      return EXIT.remain;
    case "placing":
    case "failed":
    case "record-stays":
      return EXIT.failed;
  }
}
