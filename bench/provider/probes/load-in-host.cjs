"use strict";
// How long Pulumi's host waits for the provider's modules: first the one that it requires, then those of the operations named in the arguments.
const { createRequire } = require("node:module");
const requireOfProgram = createRequire(`${process.cwd()}/_`);

// What the host has loaded by itself.
requireOfProgram("@pulumi/pulumi");

/** Each of them fails at once, with its modules loaded and nothing sent. */
const CALLS = {
  check: ({ check }) => check({}, {}),
  create: ({ create }) => create({}),
  destroy: (provider) => provider.delete("", {}),
};

async function main() {
  let begun = performance.now();
  const provider = requireOfProgram("pulumi-symbl-telephony/provider");
  const moduleMs = performance.now() - begun;

  begun = performance.now();
  for (const operation of process.argv.slice(2)) await CALLS[operation](provider).catch(() => undefined);
  process.stdout.write(JSON.stringify({ moduleMs, operationsMs: performance.now() - begun }));
}

main();
