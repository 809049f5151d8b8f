import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { type Problem, StartupError } from "../errors.js";
import { validate } from "../wire/problems.js";
import {
  CREDENTIAL,
  type Trunk,
  type TrunkConfig,
  trunkConfigSchema,
  type WrittenTrunkConfig,
} from "./config-schema.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a file of trunks; errors name the field and the next step, never a value. A file with passwords must not be readable by everyone. */
export function readTrunkConfig(path: string, environment: Environment): TrunkConfig {
  let text: string;
  let mode: number;
  try {
    // What was looked at is what is read.
    const file = openSync(path, "r");
    try {
      mode = fstatSync(file).mode;
      text = readFileSync(file, "utf8");
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new StartupError("BAD_OPTION", `The trunk file ${path} cannot be read; name a file that can.`, { cause });
  }
  const written = parseTrunkConfig(text, `the trunk file ${path}`);
  const everyoneReads = process.platform !== "win32" && (mode & 0o004) !== 0;
  if (everyoneReads && written.trunks.some(({ password }) => password !== undefined)) {
    throw new StartupError(
      "BAD_OPTION",
      `The trunk file ${path} holds passwords, and everyone on this machine may read it: run chmod o-rwx on it, or put the passwords into environment variables and name those by passwordEnv.`,
    );
  }
  return withPasswords(written, `the trunk file ${path}`, environment);
}

/** `source` names the text in errors. */
export function parseTrunkConfig(json: string, source: string): WrittenTrunkConfig {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    // The cause would quote the text, passwords included.
    throw new StartupError("BAD_OPTION", `What ${source} holds is not JSON; expected {"trunks":[{"name","proxy",…}]}.`);
  }
  const result = validate(trunkConfigSchema, data);
  if ("value" in result) return result.value;
  throw wrong(source, result.problems);
}

function withPasswords(config: WrittenTrunkConfig, source: string, environment: Environment): TrunkConfig {
  const problems: Problem[] = [];
  const trunks = config.trunks.map(({ user, password, passwordEnv, ...trunk }, index): Trunk => {
    if (user === undefined) return trunk;
    if (password !== undefined) return { ...trunk, credentials: { user, password } };
    const held = passwordEnv === undefined ? "" : (environment[passwordEnv] ?? "");
    if (!CREDENTIAL.test(held)) {
      const message =
        held === ""
          ? `The environment variable ${passwordEnv} is not set; set it to the password where the gateway runs.`
          : `The environment variable ${passwordEnv} holds what no password may: blanks, or ; , " < > \\. Have the provider set another one.`;
      problems.push({ path: `trunks[${index}].passwordEnv`, message });
    }
    return { ...trunk, credentials: { user, password: held } };
  });
  if (problems.length > 0) throw wrong(source, problems);
  return { ...config, trunks };
}

function wrong(source: string, problems: readonly Problem[]): StartupError {
  const named = problems.map(({ path, message }) => `${path === "" ? "the whole" : path}: ${message}`);
  return new StartupError("BAD_OPTION", `In ${source}: ${named.join(" ")}`);
}
