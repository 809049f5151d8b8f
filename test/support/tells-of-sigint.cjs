// Loaded before a program (`node --require`): in Pulumi's dynamic host, it tells by a file that the engine's SIGINT has come.
const { writeFileSync } = require("node:fs");

if (/dynamic-provider/.test(process.argv[1] ?? "")) {
  process.once("SIGINT", () => writeFileSync(process.env.SIGINT_TOLD_IN, ""));
}
