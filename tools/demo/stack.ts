import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Engine, engineEnvironment } from "../engine/index.js";
import { checkout } from "./checkout.js";
import { shellWord, withoutOwnSettings } from "./environment.js";
import { DemoError, messageOf, throwIfInterrupted } from "./errors.js";
import { runPulumi } from "./pulumi-command.js";
import type { Screen } from "./screen.js";

export const stackName = "demo";

/** Where the stack's calls go. */
export interface Account {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
}

/** `stop` is left out where a command is part of cleaning up. */
export interface Signals {
  readonly stop?: AbortSignal | undefined;
  readonly hurry: AbortSignal;
}

/**
 * The root stack, run by a real engine. State, config file, Pulumi's home and temporary files are in `folder`, so that nothing is written
 * into the checkout.
 */
export class Stack {
  readonly env: Readonly<Record<string, string>>;
  readonly configFile: string;
  /** Whether the state may hold a session. */
  mayHoldCalls = false;
  readonly #project: string;

  constructor(
    private readonly engine: Engine,
    readonly folder: string,
    account: Account,
    private readonly screen: Screen,
  ) {
    this.#project = join(folder, "project");
    this.configFile = join(this.#project, `Pulumi.${stackName}.yaml`);
    for (const name of ["project", "home", "state", "tmp"]) mkdirSync(join(folder, name), { recursive: true });
    this.env = engineEnvironment(engine, {
      base: withoutOwnSettings(process.env),
      home: join(folder, "home"),
      backendUrl: pathToFileURL(join(folder, "state")).href,
      passphrase: "demo",
      extra: {
        PULUMI_STACK: stackName,
        SYMBL_BASE_URL: account.url,
        SYMBL_APP_ID: account.appId,
        SYMBL_APP_SECRET: account.appSecret,
        SYMBL_JOURNAL_DIR: join(folder, "journal"),
        TMPDIR: join(folder, "tmp"),
      },
    });
  }

  async init(signals: Signals): Promise<void> {
    // `stack init` writes the stack's config file beside the Pulumi.yaml that it finds and cannot be told otherwise.
    copyFileSync(join(checkout, "Pulumi.yaml"), join(this.#project, "Pulumi.yaml"));
    await this.#run(["stack", "init", stackName], [], this.#project, signals);
  }

  async up(signals: Signals, more: readonly string[] = []): Promise<void> {
    this.mayHoldCalls = true;
    await this.#run(["up", "--yes", "--skip-preview", ...more], this.#changing(), checkout, signals);
  }

  async setConfig(key: string, value: string, signals: Signals): Promise<void> {
    await this.#run(["config", "set", key, value], ["--config-file", this.configFile], checkout, signals);
  }

  async previewDiff(signals: Signals): Promise<void> {
    await this.#run(["preview", "--diff"], this.#changing(), checkout, signals);
  }

  async destroy(signals: Signals): Promise<void> {
    await this.#run(["destroy", "--yes", "--skip-preview"], this.#changing(), checkout, signals);
    this.mayHoldCalls = false;
  }

  async remove(signals: Signals): Promise<void> {
    await this.#run(["stack", "rm", stackName, "--yes"], [], this.#project, signals);
  }

  #changing(): readonly string[] {
    return ["--config-file", this.configFile, "--suppress-progress"];
  }

  async #run(args: readonly string[], unseen: readonly string[], cwd: string, signals: Signals): Promise<void> {
    if (signals.stop !== undefined) throwIfInterrupted(signals.stop);
    const shown = `pulumi ${args.map(shellWord).join(" ")}`;
    this.screen.command(shown);
    let code: number | null;
    try {
      code = await runPulumi({
        command: this.engine.command,
        args: ["--non-interactive", "--color", this.screen.colour ? "always" : "never", ...args, ...unseen],
        cwd,
        env: this.env,
        onLine: (line) => this.screen.answer(line),
        ...signals,
      });
    } catch (error) {
      throw new DemoError("DEMO_PULUMI_FAILED", `${this.engine.command} does not run: ${messageOf(error)}`, {
        cause: error,
      });
    }
    if (signals.stop !== undefined) throwIfInterrupted(signals.stop);
    if (code === 0) return;
    const how = code === null ? "was killed" : `ended with exit code ${code}`;
    // The first command that any engine can do: if it fails, it is the engine.
    const hint =
      args[0] === "stack" && args[1] === "init"
        ? `\nIs ${this.engine.command} in order? SYMBL_ENGINE=path|cache|download|build takes another one.`
        : "";
    throw new DemoError("DEMO_PULUMI_FAILED", `\`${shown}\` ${how}; what it said stands above.${hint}`);
  }
}
