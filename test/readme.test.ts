import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { SYMBL_ERROR_CODES } from "../provider/api/errors.js";
import { OUTPUT_KEYS } from "../provider/outputs.js";
import { INPUT_KEYS } from "../provider/session/keys.js";
import { DEFAULT_BASE_URL } from "../provider/settings.js";
import { engineTimeoutMs, stackWorkspace, testEngine } from "./support/engine.js";
import { startTestGateway } from "./support/gateway.js";

const root = resolve(__dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const events = readFileSync(join(root, "docs/events.md"), "utf8");

/** The text under a heading of the second level. */
function section(title: string): string {
  const text = readme.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (text === undefined) throw new Error(`the README has no section "${title}"`);
  return text;
}

/** What stands in backticks in the first cell of each row. */
function firstCells(text: string): string[] {
  return [...text.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? "");
}

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map((match) => match[1] ?? "");
}

describe("the README", () => {
  it("lists every input, once, and nothing else", () => {
    expect(firstCells(section("Inputs")).sort()).toEqual([...INPUT_KEYS].sort());
  });

  it("lists every output, once, and nothing else", () => {
    const shown = OUTPUT_KEYS.filter((key) => key !== "idempotencyKey");
    expect(firstCells(section("Outputs")).sort()).toEqual([...shown].sort());
  });

  it("lists every error, once, and nothing else", () => {
    expect(firstCells(section("Errors")).sort()).toEqual([...SYMBL_ERROR_CODES].sort());
  });

  it("names settings that the code reads", () => {
    const code = ["settings.ts", "operations/destroy.ts", "journal/directory.ts", "lifecycle/journal-setting.ts"]
      .map((file) => readFileSync(join(root, "provider", file), "utf8"))
      .join();
    expect(section("Settings")).toContain(DEFAULT_BASE_URL);
    for (const name of [
      "ACCESS_TOKEN",
      "APP_ID",
      "APP_SECRET",
      "BASE_URL",
      "SYMBL_TRUSTED_ORIGINS",
      "SYMBL_UNKNOWN_START",
      "SYMBL_JOURNAL_DIR",
      "SYMBL_JOURNAL=off",
    ]) {
      expect(section("Settings")).toContain(name);
      expect(code).toContain(name);
    }
  });

  it("gives commands that the package has", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(scripts).toHaveProperty(String(name));
  });

  it("links to files that are there", () => {
    for (const [, target = ""] of readme.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)) {
      expect(ts.sys.fileExists(join(root, target)) || ts.sys.directoryExists(join(root, target)), target).toBe(true);
    }
  });

  it("shows programs that type-check", () => {
    const folder = mkdtempSync(join(root, "test", "readme-"));
    try {
      const files = [...blocks(readme, "ts"), ...blocks(events, "ts")].map((program, index) => {
        const file = join(folder, `${index}.mts`);
        writeFileSync(file, program);
        return file;
      });
      expect(files.length).toBeGreaterThanOrEqual(3);
      const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
      const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
      const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(files, options));
      expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the smallest stack", () => {
  it(
    "dials in and hangs up on a real engine",
    async () => {
      await testEngine();
      const folder = mkdtempSync(join(root, "test", "readme-"));
      const gateway = await startTestGateway();
      try {
        writeFileSync(join(folder, "Pulumi.yaml"), "name: smallest\nruntime: nodejs\nmain: index.ts\n");
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../tsconfig.json" }));
        writeFileSync(join(folder, "index.ts"), blocks(section("The smallest stack"), "ts")[0] ?? "");
        const env = { SYMBL_BASE_URL: gateway.url, SYMBL_APP_ID: gateway.appId, SYMBL_APP_SECRET: gateway.appSecret };
        const stack = await stackWorkspace({ projectDir: folder, env });
        try {
          const up = await stack.run(["up", "--yes", "--skip-preview"]);
          expect(up.code, up.stdout + up.stderr).toBe(0);
          const [call] = await gateway.liveConnections();
          expect(await stack.outputs()).toMatchObject({ conversationId: call?.conversationId });
        } finally {
          const destroy = await stack.run(["destroy", "--yes", "--skip-preview"]);
          await stack.dispose();
          expect(destroy.code, destroy.stdout + destroy.stderr).toBe(0);
        }
        expect(await gateway.liveConnections()).toEqual([]);
      } finally {
        await gateway.close();
        rmSync(folder, { recursive: true });
      }
    },
    engineTimeoutMs,
  );
});
