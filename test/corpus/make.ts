/** Writes the states of this version: `node --import tsx test/corpus/make.ts`. Run once a version; a state that is kept is never made again. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROVIDER_VERSION } from "../../provider/version.js";
import { stackWorkspace } from "../support/engine.js";
import { corpusServer } from "./server.js";

async function make(name: string, sessions: string, commands: string[][]): Promise<void> {
  const folder = join(__dirname, PROVIDER_VERSION);
  const file = join(folder, `${name}.json`);
  if (existsSync(file)) throw new Error(`${file} is kept already`);
  const server = await corpusServer();
  const stack = await stackWorkspace({
    projectDir: join(__dirname, "program"),
    stackName: "corpus",
    env: { SYMBL_BASE_URL: server.url, SYMBL_APP_ID: "app", SYMBL_APP_SECRET: "hidden-secret", SESSIONS: sessions },
  });
  try {
    for (const command of commands) process.stdout.write((await stack.run(command)).stdout);
    mkdirSync(folder, { recursive: true });
    const text = JSON.stringify(await stack.exportState(), null, 2).replaceAll(server.url, "http://server.of.the.corpus");
    writeFileSync(file, `${text}\n`);
  } finally {
    await stack.dispose();
    await server.close();
  }
}

async function main(): Promise<void> {
  await make("healthy", "live sip ended", [["up", "--yes", "--skip-preview"], ["refresh", "--yes", "--skip-preview"]]);
  await make("failed", "damaged unknown", [["up", "--yes", "--skip-preview"]]);
}
void main();
