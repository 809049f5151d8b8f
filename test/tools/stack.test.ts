import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { engineTimeoutMs, stackWorkspace } from "../support/engine.js";
import { untilGone, untilWritten } from "./support.js";

const projectDir = join(__dirname, "fixtures", "trivial-stack");

test(
  "the engine runs a TypeScript program with a dynamic resource from up to destroy, and leaves nothing behind",
  async () => {
    const stack = await stackWorkspace({ projectDir });
    try {
      const up = await stack.run(["up", "--yes", "--skip-preview"]);
      expect(up.stdout + up.stderr).toContain("2 created");
      expect(up.stdout + up.stderr).not.toContain("warning:");
      expect(up.code).toBe(0);
      expect(await stack.outputs()).toEqual({ word: "hello" });

      const resources = (await stack.exportState()).deployment.resources ?? [];
      expect(resources.map(({ type }) => type)).toContain("pulumi-nodejs:dynamic:Resource");

      const destroy = await stack.run(["destroy", "--yes", "--skip-preview"]);
      expect(destroy.code).toBe(0);
      expect((await stack.exportState()).deployment.resources ?? []).toEqual([]);
    } finally {
      await stack.dispose();
    }
    expect(existsSync(stack.directory)).toBe(false);
    expect(readdirSync(projectDir).sort()).toEqual(["Pulumi.yaml", "index.ts"]);
  },
  engineTimeoutMs,
);

test.runIf(process.platform === "linux")(
  "what a killed engine leaves running ends when its workspace is disposed of",
  async () => {
    const stack = await stackWorkspace({ projectDir });
    const pidFile = join(stack.directory, "provider.pid");
    let pid = 0;
    try {
      const up = stack.start(["up", "--yes", "--skip-preview"], { env: { HANG_IN_CREATE: pidFile } });
      pid = Number(await untilWritten(pidFile));
      up.child.kill("SIGKILL");
      expect((await up.result).code).toBeNull();
    } finally {
      await stack.dispose();
    }
    await untilGone(pid);
  },
  engineTimeoutMs,
);
