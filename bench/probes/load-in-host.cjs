"use strict";
// How long Pulumi's host waits for the provider's modules: first the one that it requires, then those of the operations named in the arguments.
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { pathToFileURL } = require("node:url");
const requireOfProgram = createRequire(`${process.cwd()}/_`);

// What the host has loaded by itself.
requireOfProgram("@pulumi/pulumi");

async function main() {
  let begun = performance.now();
  requireOfProgram("pulumi-symbl-telephony/provider");
  const moduleMs = performance.now() - begun;

  const directory = join(dirname(requireOfProgram.resolve("pulumi-symbl-telephony/provider")), "operations");
  begun = performance.now();
  for (const operation of process.argv.slice(2)) await import(pathToFileURL(join(directory, `${operation}.js`)).href);
  process.stdout.write(JSON.stringify({ moduleMs, operationsMs: performance.now() - begun }));
}

main();
