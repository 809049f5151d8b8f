const { existsSync } = require("node:fs");
const { setTimeout: sleep } = require("node:timers/promises");
const symbl = require("pulumi-symbl-telephony");

const { CRASH_NUMBER, CRASH_GO_ON } = process.env;

const session = new symbl.TelephonySession("call", { endpoint: { type: "pstn", phoneNumber: CRASH_NUMBER } });

// Keeps the run going after the call was placed, until the file exists.
if (CRASH_GO_ON) {
  exports.done = session.connectionId.apply(async () => {
    while (!existsSync(CRASH_GO_ON)) await sleep(50);
    return true;
  });
}
