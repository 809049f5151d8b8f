import { text } from "node:stream/consumers";
import { hashSecret } from "../apps/secret-hash.js";
import { StartupError } from "../errors.js";

/** `symbl-gateway hash-secret`: reads a secret from standard input, where no list of processes shows it, and prints what the apps file may hold instead. */
export async function printSecretHash(args: readonly string[]): Promise<void> {
  if (args.length > 0) {
    throw new StartupError("BAD_OPTION", "hash-secret takes the secret from standard input, and no arguments.");
  }
  const secret = (await text(process.stdin)).replace(/\r?\n$/, "");
  if (secret.length < 16) throw new StartupError("BAD_OPTION", "An appSecret has at least 16 characters.");
  process.stdout.write(`${JSON.stringify({ appSecretScrypt: await hashSecret(secret) })}\n`);
}
