/** Where the demo prints; `process.stdout` is one. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const codes = { bold: 1, dim: 2, red: 31, green: 32, cyan: 36 } as const;

type Style = keyof typeof codes;

/** Colours are for terminals of people who have not asked for none (https://no-color.org). */
export function wantsColour(output: Output, env: NodeJS.ProcessEnv): boolean {
  return output.isTTY === true && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
}

/** `0.4 s`, `12.3 s`, `4 min 05 s`. */
export function duration(milliseconds: number): string {
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

const margin = "   ";

/** Prints the story: numbered steps, what a person would type, what programs answer, and what it means. */
export class Screen {
  #steps = 0;
  readonly #started = performance.now();

  constructor(
    private readonly output: Output,
    readonly colour: boolean,
  ) {}

  title(text: string): void {
    this.#line(this.#style("bold", text));
  }

  /** Text without a margin. */
  plain(text = ""): void {
    this.#line(text);
  }

  /** Runs one step under its heading, and says how long it took. */
  async step<T>(heading: string, body: () => Promise<T>): Promise<T> {
    this.#steps++;
    this.#line();
    this.#line(this.#style("bold", `${this.#steps}. ${heading}`));
    const started = performance.now();
    const result = await body();
    this.#line(margin + this.#style("dim", `(${duration(performance.now() - started)})`));
    return result;
  }

  say(text = ""): void {
    for (const line of text.split("\n")) this.#line(line === "" ? "" : margin + line);
  }

  /** Something that was promised, and now seen. */
  good(text: string): void {
    this.#line(margin + this.#style("green", text));
  }

  bad(text: string): void {
    this.say(this.#style("red", text));
  }

  /** A command, as a person would type it. */
  command(text: string): void {
    this.#line(`${margin}${this.#style("dim", "$")} ${this.#style("cyan", text)}`);
  }

  /** A line that another program printed. */
  answer(text: string): void {
    // What a program coloured ends with its line.
    this.#line(`${margin}${this.#style("dim", "│")} ${text}${this.colour ? "\x1b[0m" : ""}`.trimEnd());
  }

  /** For the progress line of something that takes long, under the step's heading. */
  progressOutput(): Output {
    const { output } = this;
    return {
      isTTY: output.isTTY === true,
      columns: (output.columns ?? 80) - margin.length,
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what clears a terminal's line stays in front.
      write: (text) => output.write(text.replace(/^(\r\x1b\[2K)?(?=[^\r\n])/, `$1${margin}`)),
    };
  }

  /** Since the start. */
  total(): string {
    return duration(performance.now() - this.#started);
  }

  #line(text = ""): void {
    this.output.write(`${text}\n`);
  }

  #style(style: Style, text: string): string {
    return this.colour ? `\x1b[${codes[style]}m${text}\x1b[0m` : text;
  }
}
