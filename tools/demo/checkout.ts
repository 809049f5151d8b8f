import { existsSync } from "node:fs";
import { join } from "node:path";
import { DemoError } from "./errors.js";

/** The directory with the root stack. */
export const checkout = join(__dirname, "..", "..");

export const gatewayMain = join("gateway", "dist", "main.js");

const builtFiles = [join("dist", "index.js"), join("dist", "dynamic-provider.js"), gatewayMain];

/** @throws DemoError DEMO_NOT_BUILT */
export function requireBuild(directory: string = checkout): void {
  const missing = builtFiles.filter((file) => !existsSync(join(directory, file)));
  if (missing.length > 0)
    throw new DemoError(
      "DEMO_NOT_BUILT",
      `Not built yet: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing. Run \`npm ci\`, or \`npm run build\` after a change.`,
    );
}
