import { Command } from "commander";
import { ApiError, StartupError } from "../errors.js";
import { readTrunkConfig } from "../trunks/config-file.js";
import type { TrunkConfig } from "../trunks/config-schema.js";
import { loadNumberPlan } from "../trunks/number-plan.js";
import type { Finding } from "../trunks/probe/findings.js";
import { probeTrunk } from "../trunks/probe/probe.js";
import { routesOf } from "../trunks/route.js";
import { PHONE_NUMBER } from "../wire/formats.js";
import { trunkConfigFile } from "./trunk-config.js";

interface TrunkTestFlags {
  readonly trunkConfig?: string;
  readonly number?: string;
  readonly wait: string;
}

const MARKS: Readonly<Record<Finding["mood"], string>> = { ok: "ok      ", note: "note    ", problem: "problem " };

/** `symbl-gateway trunk test`: checks trunks without a call. Resolves to the exit code: 0 all is well, 1 something is not. */
export async function trunkCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  let exit = 0;
  const trunk = new Command("symbl-gateway trunk").description("What goes with telephone networks.").exitOverride();
  trunk
    .command("test")
    .description("Checks trunks without a call: their file, their hosts, whether they answer and take the credentials.")
    .argument("[trunks...]", "names of trunks (default: all)")
    .option("--trunk-config <file>", "JSON file of trunks (default: SYMBL_GATEWAY_TRUNK_CONFIG)")
    .option("--number <number>", "says what would be dialled for this number, and by which trunks; it is not dialled")
    .option("--wait <seconds>", "how long each server may take to answer", "5")
    .exitOverride()
    .action(async (names: readonly string[], flags: TrunkTestFlags) => {
      exit = await testTrunks(names, flags, print);
    });
  await trunk.parseAsync([...args], { from: "user" });
  return exit;
}

async function testTrunks(
  names: readonly string[],
  flags: TrunkTestFlags,
  print: (line: string) => void,
): Promise<number> {
  const file = trunkConfigFile(flags.trunkConfig, process.env);
  if (file === undefined) {
    throw new StartupError(
      "BAD_OPTION",
      "Name the file of trunks with --trunk-config, or in SYMBL_GATEWAY_TRUNK_CONFIG.",
    );
  }
  const config = readTrunkConfig(file, process.env);
  const trunks = config.trunks.filter(({ name }) => names.length === 0 || names.includes(name));
  const unknown = names.find((name) => !config.trunks.some((trunk) => trunk.name === name));
  if (unknown !== undefined) {
    const known = config.trunks.map(({ name }) => name).join(", ");
    throw new StartupError("BAD_OPTION", `${file} has no trunk ${unknown}; it has ${known || "none"}.`);
  }
  if (config.trunks.length === 0) throw new StartupError("BAD_OPTION", `${file} has no trunks; add one.`);
  const waitMs = Number(flags.wait) * 1_000;
  if (!(waitMs > 0 && waitMs <= 60_000)) throw new StartupError("BAD_OPTION", "--wait takes seconds, up to 60.");

  let well = flags.number === undefined || (await sayRoutes(flags.number, config, print));
  for (const trunk of trunks) {
    print(`${trunk.name} (${trunk.proxy}, ${trunk.transport})`);
    const findings = await probeTrunk(trunk, { waitMs });
    for (const { mood, text } of findings) print(`  ${MARKS[mood]}${text}`);
    if (findings.some(({ mood }) => mood === "problem")) well = false;
  }
  return well ? 0 : 1;
}

/** Whether the number would be dialled. */
async function sayRoutes(number: string, config: TrunkConfig, print: (line: string) => void): Promise<boolean> {
  if (!PHONE_NUMBER.test(number)) {
    throw new StartupError(
      "BAD_OPTION",
      "--number takes 7 to 15 digits that begin with the country code, such as 14082924837.",
    );
  }
  try {
    const targets = routesOf(config, await loadNumberPlan())({ type: "pstn", phoneNumber: number }, "");
    targets.forEach(({ uri, trunk, transport }, index) => {
      print(
        `${index === 0 ? `${number} would be dialled as` : "and, if that places nothing, as"} ${uri} by ${trunk} (${transport})`,
      );
    });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    print(
      `${number} would not be dialled. ${error.body.errors?.map(({ message }) => message).join(" ") ?? error.message}`,
    );
    return false;
  }
}
