import { parseArgs } from "node:util";
import { messageOf } from "./errors.js";

export const usage = `A real Pulumi engine dials in through the resource, shows the call as the gateway sees it, changes the number (hang up
first, then dial), and hangs up. All of it on this machine, with simulated calls; nothing is left behind.

  npm run demo [-- --keep | -- --clean DIRECTORY]

  --keep             leave the gateway and the stack up, to look around
  --clean DIRECTORY  tear down what --keep left, in the directory that it named
  --help             print this

SYMBL_ENGINE=path|cache|download|build says where to take the engine from. NO_COLOR=1 prints without colours.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted. Without --keep no call stays up, whichever it is.
`;

export type Arguments =
  | { readonly kind: "run"; readonly keep: boolean }
  | { readonly kind: "clean"; readonly directory: string }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly why: string };

export function readArguments(args: readonly string[]): Arguments {
  let given: { keep?: boolean | undefined; clean?: string | undefined; help?: boolean | undefined };
  try {
    given = parseArgs({
      args: [...args],
      options: { keep: { type: "boolean" }, clean: { type: "string" }, help: { type: "boolean", short: "h" } },
    }).values;
  } catch (error) {
    return { kind: "wrong", why: messageOf(error).split(". ", 1).join("") };
  }
  const { keep = false, clean, help = false } = given;
  if (help) return { kind: "help" };
  if (clean === undefined) return { kind: "run", keep };
  if (keep) return { kind: "wrong", why: "--keep and --clean exclude each other" };
  if (clean === "") return { kind: "wrong", why: "--clean wants the directory that --keep named" };
  return { kind: "clean", directory: clean };
}
