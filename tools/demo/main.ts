import { readArguments, usage } from "./arguments.js";
import { runDemo } from "./demo.js";
import { Interruption } from "./interruption.js";
import { Screen, wantsColour } from "./screen.js";
import { tearDown } from "./tear-down.js";

async function main(args: readonly string[]): Promise<void> {
  const wanted = readArguments(args);
  switch (wanted.kind) {
    case "help":
      process.stdout.write(usage);
      return;
    case "wrong":
      process.stderr.write(`${wanted.why}.\n\n${usage}`);
      process.exitCode = 2;
      return;
    case "run":
    case "clean": {
      const screen = new Screen(process.stdout, wantsColour(process.stdout, process.env));
      const interruption = new Interruption((which) => {
        screen.plain();
        screen.bad(
          which === "first"
            ? "Interrupted. What is running may end tidily, then everything is hung up and removed."
            : "Interrupted again. Nothing is waited for any more; the gateway hangs up.",
        );
      });
      interruption.listen();
      process.stdout.on("error", (error) => interruption.outputFailed(error));
      interruption.exit(
        wanted.kind === "run"
          ? await runDemo(screen, interruption, wanted.keep)
          : await tearDown(screen, interruption, wanted.directory),
      );
    }
  }
}

main(process.argv.slice(2));
