import type { Engine } from "../engine/index.js";
import { shellWord } from "./environment.js";
import { environmentFile } from "./kept.js";
import type { Stack } from "./stack.js";

// What the demo says once it is over. Pure.

export const numbers = { second: "+1 (408) 555-0123", another: "+1 (408) 555-0199" } as const;

/** How to do the same without the demo. */
export function byHand(engine: Engine): string {
  const path =
    engine.kind === "path"
      ? ""
      : `  export PATH=${shellWord(engine.binDirectory)}:$PATH
`;
  return `The same by hand. In one terminal:

  npm run gateway

In another, in this directory, with nothing else set${engine.kind === "path" ? "" : " (the first line finds the Pulumi that was used here)"}:

${path}  pulumi login --local                # unless you are logged in
  pulumi stack init dev
  pulumi up
  pulumi config set phoneNumber ${shellWord(numbers.second)}
  pulumi up
  pulumi destroy

With an account of your own (the environment wins over Pulumi.yaml), which places real calls:

  export SYMBL_BASE_URL=https://api.symbl.ai SYMBL_APP_ID=… SYMBL_APP_SECRET=…

The program is examples/zoom-pstn/index.ts. To look around in what you have just seen: npm run demo -- --keep`;
}

/** What may be done with the stack that `--keep` left. */
export function lookAround(stack: Stack): string {
  const config = `--config-file ${shellWord(stack.configFile)}`;
  return `In a terminal of its own, in this directory:

  . ${shellWord(environmentFile(stack.folder))}

To look:

  pulumi stack output
  curl -s $SYMBL_BASE_URL/_gateway/connections
  curl -s $SYMBL_BASE_URL/_gateway/requests

To change:

  pulumi config set phoneNumber ${shellWord(numbers.another)} ${config}
  pulumi up ${config}

To tear it all down, from any terminal in this directory:

  npm run demo -- --clean ${shellWord(stack.folder)}`;
}
