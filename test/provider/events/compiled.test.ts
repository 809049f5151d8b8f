import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json, scriptedServer, TOKEN } from "../../support/scripted-server.js";
import { said, scriptedSocketServer, tell } from "./scripted-socket-server.js";

const root = resolve(__dirname, "../../..");
let compiled = "";

beforeAll(() => {
  compiled = mkdtempSync(join(tmpdir(), "events-compiled-"));
  // As the package is built: `import()` in it loads CommonJS, and finds what the program would find.
  const { config } = ts.readConfigFile(join(root, "tsconfig.build.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  ts.createProgram([join(root, "provider/events/index.ts")], { ...options, outDir: compiled }).emit();
});

afterAll(() => {
  rmSync(compiled, { recursive: true, force: true });
});

/** Runs a program against the compiled package until it ends by itself; resolves to what it printed, as JSON. */
async function run(program: string): Promise<unknown> {
  const file = join(compiled, "program.js");
  writeFileSync(file, `const events = require("./events/index.js");\n${program}`);
  const env = { PATH: process.env.PATH, NODE_PATH: join(root, "node_modules") };
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env, timeout: 25_000 });
  return JSON.parse(stdout);
}

describe("the compiled package", () => {
  it("loads neither an HTTP client nor a validator when a program imports it", async () => {
    const loaded = await run(
      'console.log(JSON.stringify(Object.keys(require.cache).filter((path) => path.includes("node_modules"))));',
    );
    expect(loaded).toEqual([]);
  });

  it("lets a program end by itself once its events are sent and its subscription has ended", async () => {
    const rest = await scriptedServer({ "/oauth2": [TOKEN], "/v1/event": [json(200, {})] });
    const results = await scriptedSocketServer(tell([said("a")], 1000), tell([]));
    try {
      const heard = await run(`
        const app = { appId: "app-1", appSecret: "secret-of-app-1" };
        const event = { type: "joined", user: { userId: "ada@example.com", name: "Ada" } };
        (async () => {
          await events.pushSpeakerEvent("${rest.url}/v1/event/c-1", event, { ...app, baseUrl: "${rest.url}" });
          const heard = [];
          const options = { ...app, baseUrl: "${results.origin}" };
          for await (const message of events.subscribe("${results.url}", options)) heard.push(message.type);
          const left = events.subscribe("${results.url}", options);
          await left.send(event);
          await left.close();
          console.log(JSON.stringify(heard));
        })();
      `);
      expect(heard).toEqual(["transcript_response"]);
      expect(rest.to("/v1/event")).toHaveLength(1);
    } finally {
      await rest.close();
      await results.close();
    }
  });
});
