"use strict";
// The official installation, in a process of its own: it runs a shell script from the net and offers no way to stop it.
const path = require("node:path");

const [sdk, root, version] = process.argv.slice(2);
const { PulumiCommand } = require(path.join(sdk, "automation"));
const semver = require(require.resolve("semver", { paths: [sdk] }));

PulumiCommand.install({ root, version: semver.parse(version) }).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
