import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { thisProcess } from "../../../../../gateway/process/identity.js";
import { leftOut } from "../../../../support/left-out.js";
import { baresipsIn } from "../../../../support/sip/baresips.js";
import { closeCallers, startCaller } from "../../../../support/sip/caller.js";
import { closeEars, startEar } from "../../../../support/sip/ear.js";
import { closeFarEnds, startFarEnd } from "../../../../support/sip/far-end.js";
import { whyNoCalls } from "../../../../support/sip/packages.js";
import { accepts, ringsOn } from "../../../../support/sip/scenarios.js";

const why = whyNoCalls();
const folders: string[] = [];

afterEach(async () => {
  await closeCallers();
  await closeFarEnds();
  closeEars();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "calls-test-"));
  folders.push(folder);
  return folder;
}

describe.skipIf(why !== undefined)(`ends of real calls${leftOut(why)}`, () => {
  test("kill -9 of baresip ends the call as a crash, with a warning, and leaves nothing", async () => {
    const folder = ownFolder();
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller({ folder });
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    await caller.until(id, ({ state }) => state === "answered");
    const [pid = 0] = baresipsIn(folder);
    process.kill(pid, "SIGKILL");
    const call = await caller.ended(id);
    expect(call.cause).toBe("dialer crashed");
    expect(call.warnings).toEqual([
      "The dialer crashed without hanging up; the far end's side of the call may stay up until its own time-out.",
    ]);
    await caller.dialer.close();
    expect(readdirSync(folder)).toEqual([]);
    expect(farEnd.messages()).not.toMatch(/^BYE /m);
  });

  test("a second client on the control port takes the call down instead of the control", async () => {
    const folder = ownFolder();
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller({ folder });
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    await caller.until(id, ({ state }) => state === "answered");
    const [pid = 0] = baresipsIn(folder);
    const listening = execFileSync("sh", [
      "-c",
      `cat /proc/${pid}/cwd/config | sed -n 's/^ctrl_tcp_listen 127.0.0.1://p'`,
    ]);
    const intruder = connect(Number(listening.toString()), "127.0.0.1");
    intruder.on("error", () => undefined);
    await caller.ended(id);
    await farEnd.done();
    intruder.destroy();
    expect(baresipsIn(folder)).toEqual([]);
    expect(farEnd.messages()).toMatch(/^BYE /m);
  });

  test("a far end that does not confirm the hang-up is told of: it may be up still", async () => {
    const folder = ownFolder();
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port, ending: "no-answer-to-bye" }));
    const caller = startCaller({ folder, goodByeMs: 500 });
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    await caller.until(id, ({ state }) => state === "answered");
    await expect(caller.calls.hangUp(id, "stopped")).rejects.toThrow(/did not confirm the hang-up/);
    const call = caller.call(id);
    expect(call).toMatchObject({ state: "ended", cause: "stopped" });
    expect(call?.warnings.join()).toMatch(/may stay up until its own time-out/);
    expect(baresipsIn(folder)).toEqual([]);
    expect(farEnd.messages()).toMatch(/^BYE /m);
  });

  test("a call that has lasted as long as calls may is hung up, whatever is said on it", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller({}, { durationLimit: 1 });
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    await ear.say(600);
    const { cause, times } = await caller.ended(id);
    expect(cause).toBe("longest duration");
    expect((times.ended ?? 0) - (times.answered ?? 0)).toBeGreaterThanOrEqual(995);
    await farEnd.done();
    expect(farEnd.messages()).toMatch(/^BYE /m);
  });

  // Timer B of RFC 3261: 64 times 500 ms.
  test("by UDP whoever is silent for 32 seconds is unreachable, and may have placed the call", {
    timeout: 60_000,
  }, async () => {
    const silent = await startEar();
    const caller = startCaller({
      route: () => [
        { uri: `sip:1@127.0.0.1:${silent.port}`, trunk: "silent" },
        { uri: "sip:1@127.0.0.1:9", trunk: "never asked" },
      ],
    });
    const id = await caller.dial({ type: "pstn" });
    const { cause, times, warnings } = await caller.ended(id, 50_000);
    expect([cause, warnings]).toEqual(["unreachable", []]);
    expect((times.ended ?? 0) - times.dialing).toBeGreaterThan(31_000);
  });

  test("a call that nobody has answered with anything is given up", async () => {
    const folder = ownFolder();
    const silent = await startEar();
    const caller = startCaller({ folder, goodByeMs: 300 });
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${silent.port}` });
    await caller.calls.hangUp(id, "stopped");
    expect(caller.call(id)).toMatchObject({ state: "ended", cause: "stopped", warnings: [] });
    expect(baresipsIn(folder)).toEqual([]);
  });

  test("without a packet of sound for the media time-out the call ends as one whose media are lost", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller({ mediaTimeout: 1 });
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    expect((await caller.ended(id)).cause).toBe("media lost");
    await farEnd.done();
    expect(farEnd.messages()).toMatch(/^BYE /m);
  });

  test("a call that is stopped while it rings is cancelled, however often it is stopped", async () => {
    const farEnd = await startFarEnd(ringsOn());
    const caller = startCaller();
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    await caller.until(id, ({ state }) => state === "ringing");
    await Promise.all([caller.calls.hangUp(id, "stopped"), caller.calls.hangUp(id, "stopped by operator")]);
    await caller.calls.hangUp(id, "stopped");
    expect(caller.call(id)).toMatchObject({ state: "ended", cause: "stopped", warnings: [] });
    await farEnd.done();
  });

  test("folders of killed gateways go with the next start, those of living ones stay", async () => {
    const folder = ownFolder();
    for (const [name, owner] of [
      ["symbl-gateway-call-dead", { ...thisProcess(), pid: 2 ** 22 + 1 }],
      ["symbl-gateway-call-alive", thisProcess()],
    ] as const) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "owner.json"), JSON.stringify(owner));
    }
    mkdirSync(join(folder, "somebody-elses"));
    startCaller({ folder });
    expect(readdirSync(folder).sort()).toEqual(["somebody-elses", "symbl-gateway-call-alive"]);
  });
});
