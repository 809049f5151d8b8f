import { readFileSync } from "node:fs";
import { StartupError } from "../errors.js";
import { type FaultSet, faultSetSchema } from "../wire/faults.js";
import { validate } from "../wire/problems.js";

/** Reads what `PUT /_gateway/faults` takes from a file. */
export function readFaultsFile(path: string): FaultSet {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new StartupError("BAD_OPTION", `The faults file ${path} cannot be read as JSON.`, { cause });
  }
  const result = validate(faultSetSchema, data);
  if ("value" in result) return result.value;
  const named = result.problems.map(({ path: field, message }) => `${field === "" ? "the whole" : field}: ${message}`);
  throw new StartupError("BAD_OPTION", `In the faults file ${path}: ${named.join(" ")}`);
}
