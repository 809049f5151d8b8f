"use strict";
// How long a program waits for the package when it has imported Pulumi already. Run in a new process, in a program's directory.
const { createRequire } = require("node:module");
const requireOfProgram = createRequire(`${process.cwd()}/_`);

requireOfProgram("@pulumi/pulumi");
const loadedBefore = new Set(Object.keys(requireOfProgram.cache));
const begun = performance.now();
requireOfProgram("pulumi-symbl-telephony");
const milliseconds = performance.now() - begun;

const loaded = Object.keys(requireOfProgram.cache).filter((file) => !loadedBefore.has(file));
// The parts of zod that are used are a file of the package.
const heavy = ["undici", "zod", "luxon"].filter((name) =>
  loaded.some((file) =>
    new RegExp(`/node_modules/${name}/|/dist/(?:api/)?${name}\\.js$`).test(file.replaceAll("\\", "/")),
  ),
);
process.stdout.write(JSON.stringify({ milliseconds, modules: loaded.length, heavy }));
