"use strict";
// Runs one command in a process group of its own (the caller spawns this file detached) and ends the whole group as soon
// as standard input closes: when the caller gives up, and also when it is killed with no chance to say so. Without it a
// `go build` would go on for minutes after its `npm run demo` is gone.
const { spawn } = require("node:child_process");

const [command, ...args] = process.argv.slice(2);
const grace = 3000;
let ending = false;

function endGroup() {
  if (ending) return;
  ending = true;
  process.kill(-process.pid, "SIGTERM");
  setTimeout(() => process.kill(-process.pid, "SIGKILL"), grace);
}

// Our own SIGTERM to the group must leave us alive to follow it with SIGKILL.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, endGroup);
process.stdin.on("end", endGroup).on("error", endGroup).resume();

const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
child.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on("exit", (code, signal) => {
  // Grandchildren that outlive the command (a shell's curl) go with us.
  if (ending) process.kill(-process.pid, "SIGKILL");
  process.exit(signal === null ? code : 1);
});
