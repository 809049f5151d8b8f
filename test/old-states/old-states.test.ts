import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { type CorpusServer, corpusServer } from "../corpus/server.js";
import { engineTimeoutMs, type StackWorkspace, stackWorkspace, testEngine } from "../support/engine.js";

const corpus = resolve(__dirname, "../corpus");
const versions = readdirSync(corpus).filter((name) => /^\d/.test(name));

let server: CorpusServer | undefined;
let stack: StackWorkspace | undefined;
beforeAll(async () => void (await testEngine()), engineTimeoutMs);
afterEach(async () => {
  await stack?.dispose();
  await server?.close();
  stack = undefined;
  server = undefined;
});

async function restored(
  version: string,
  name: string,
  sessions: string,
): Promise<{ stack: StackWorkspace; server: CorpusServer }> {
  server = await corpusServer();
  stack = await stackWorkspace({
    projectDir: join(corpus, "program"),
    stackName: "corpus",
    env: { SYMBL_BASE_URL: server.url, SYMBL_APP_ID: "app", SYMBL_APP_SECRET: "hidden-secret", SESSIONS: sessions },
  });
  const text = readFileSync(join(corpus, version, `${name}.json`), "utf8");
  const file = join(stack.directory, "state.json");
  writeFileSync(file, text.replaceAll("http://server.of.the.corpus", server.url));
  const { code, stdout, stderr } = await stack.run(["stack", "import", "--file", file]);
  expect(code, stdout + stderr).toBe(0);
  return { stack, server };
}

describe.each(versions)("a state that version %s wrote", (version) => {
  it("is refreshed, found unchanged, and hung up", { timeout: 120_000 }, async () => {
    const { stack, server } = await restored(version, "healthy", "live sip ended");
    for (const command of ["refresh", "up", "destroy"]) {
      const { code, stdout, stderr } = await stack.run([command, "--yes", "--skip-preview"]);
      expect(code, stdout + stderr).toBe(0);
      if (command === "up") expect(stdout).toMatch(/4 unchanged/);
      if (command !== "destroy") expect(server.stopped()).toEqual([]);
    }
    expect(server.stopped().sort()).toEqual(["c-01", "c-04", "c-05"]);
    expect(server.starts()).toBe(0);
    expect((await stack.exportState()).deployment.resources ?? []).toEqual([]);
  });

  it("is hung up although its start had failed half-way; one of unknown outcome is kept until it is forgotten", {
    timeout: 120_000,
  }, async () => {
    const { stack, server } = await restored(version, "failed", "damaged unknown");
    const refused = await stack.run(["destroy", "--yes", "--skip-preview"]);
    expect(refused.code).not.toBe(0);
    expect(refused.stdout).toContain("SYMBL_UNKNOWN_START=forget");
    expect(server.stopped()).toEqual(["c-02"]);
    const kept = (await stack.exportState()).deployment.resources ?? [];
    expect(kept.filter(({ id }) => id?.startsWith("unknown-"))).toHaveLength(1);
    const forgotten = await stack.run(["destroy", "--yes", "--skip-preview"], {
      env: { SYMBL_UNKNOWN_START: "forget" },
    });
    expect(forgotten.code, forgotten.stdout + forgotten.stderr).toBe(0);
    expect(server.starts()).toBe(0);
  });
});
