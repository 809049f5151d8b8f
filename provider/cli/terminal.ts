import { createInterface } from "node:readline";

/** `nobody`: there is no terminal to ask on. */
type Answer = "yes" | "no" | "nobody";

export interface Terminal {
  /** A result, to standard output. */
  print(text: string): void;
  printJson(value: unknown, lines?: "one" | "many"): void;
  /** Anything beside the result, to standard error. */
  tell(text: string): void;
  ask(question: string): Promise<Answer>;
  /** Aborts when nobody reads the results any more. */
  readonly gone: AbortSignal;
}

/** What moves the cursor, sets colours or turns the direction of writing: names and transcripts come from elsewhere. */
const STEERING = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** `text` without anything that steers a terminal. */
export function harmless(text: string): string {
  return text.replace(STEERING, " ");
}

/** JSON in which such characters are escaped. */
export function harmlessJson(value: unknown, lines: "one" | "many" = "many"): string {
  return JSON.stringify(value, undefined, lines === "one" ? 0 : 2).replace(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function processTerminal(): Terminal {
  const gone = new AbortController();
  // A reader that leaves, such as `head`, must not stop a hang-up half way.
  process.stdout.on("error", () => gone.abort());
  process.stderr.on("error", () => undefined);
  return {
    print: (text) => void process.stdout.write(`${harmless(text)}\n`),
    printJson: (value, lines) => void process.stdout.write(`${harmlessJson(value, lines)}\n`),
    tell: (text) => void process.stderr.write(`${harmless(text)}\n`),
    ask,
    gone: gone.signal,
  };
}

/** Only `y` and `yes` mean yes; Ctrl-C, Ctrl-D and anything else mean no. */
async function ask(question: string): Promise<Answer> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return "nobody";
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await new Promise<Answer>((resolve) => {
      reader.once("close", () => resolve("no"));
      reader.question(`${harmless(question)} [y/N] `, (answer) =>
        resolve(/^\s*y(es)?\s*$/i.test(answer) ? "yes" : "no"),
      );
    });
  } finally {
    reader.close();
  }
}
