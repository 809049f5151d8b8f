import { execFileSync } from "node:child_process";
import { isAbsolute } from "node:path";
import { expect, test } from "vitest";
import { engineEnvironment, ensureEngine } from "../../tools/engine/index.js";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import { cleanUpAfterEach, temporaryDirectory } from "./support.js";

cleanUpAfterEach();

test(
  "this machine has an engine or gets one, its `pulumi version` runs, and asking again gives the same",
  async () => {
    const engine = await testEngine();
    expect(isAbsolute(engine.command)).toBe(true);
    const env = engineEnvironment(engine, { home: temporaryDirectory() });
    const version = execFileSync(engine.command, ["version"], { env, encoding: "utf8" });
    expect(version.trim()).toBe(`v${engine.version}`);

    const again = await ensureEngine();
    expect(again.command).toBe(engine.command);
    expect(["path", "cache"]).toContain(again.kind);
  },
  engineTimeoutMs,
);
