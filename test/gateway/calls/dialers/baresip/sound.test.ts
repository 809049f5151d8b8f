import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { wavFile } from "../../../../../gateway/audio/wav.js";
import type { Media, Side } from "../../../../../gateway/calls/dialer.js";
import { leftOut } from "../../../../support/left-out.js";
import { closeCallers, startCaller } from "../../../../support/sip/caller.js";
import { closeEars, startEar } from "../../../../support/sip/ear.js";
import { closeFarEnds, startFarEnd } from "../../../../support/sip/far-end.js";
import { whyNoCalls } from "../../../../support/sip/packages.js";
import { accepts } from "../../../../support/sip/scenarios.js";
import { tone } from "../../../audio-dialer.js";

const why = whyNoCalls();
const folders: string[] = [];

afterEach(async () => {
  await closeCallers();
  await closeFarEnds();
  closeEars();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A WAV file of a loud tone. */
function toneFile(milliseconds: number, sampleRate = 8_000): string {
  const folder = mkdtempSync(join(tmpdir(), "announcement-"));
  folders.push(folder);
  const samples = tone(440, milliseconds / 1_000, sampleRate);
  const path = join(folder, "tone.wav");
  writeFileSync(path, wavFile(sampleRate, samples));
  return path;
}

function seconds(media: readonly Media[], side: Side): number {
  return media
    .filter((each) => each.side === side)
    .reduce((sum, each) => sum + each.samples.length / each.sampleRate, 0);
}

function loudest(media: readonly Media[], side: Side): number {
  return Math.max(0, ...media.filter((each) => each.side === side).map(({ samples }) => Math.max(...samples, 0)));
}

describe.skipIf(why !== undefined)(`sound of real calls${leftOut(why)}`, () => {
  test("what the far end says is heard while it says it, and none of it comes back to it", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller();
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    await ear.until(() => ear.packets() > 5);
    await ear.say(1_000);
    await ear.until(() => loudest(caller.media(id), "far") > 7_000);
    expect(caller.call(id)?.state).toBe("answered");
    expect(ear.loudness(1_000)).toBeLessThan(50);
    expect(loudest(caller.media(id), "near")).toBeLessThan(50);
    await caller.calls.hangUp(id, "stopped");
    const { times } = caller.call(id) ?? {};
    const lasted = ((times?.ended ?? 0) - (times?.answered ?? 0)) / 1_000;
    // A far end that sent nothing for a part of the call was silent then: both sides go by the clock.
    for (const side of ["far", "near"] as const) {
      expect(Math.abs(seconds(caller.media(id), side) - lasted), side).toBeLessThan(0.4);
    }
  });

  test("a far end that is heard is not idle; once it is silent it is", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller();
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}`, idleTimeout: 1 });
    await ear.until(() => ear.packets() > 5);
    await ear.say(2_000);
    expect(caller.call(id)?.state).toBe("answered");
    const call = await caller.ended(id);
    expect(call.cause).toBe("idle timeout");
    expect((call.times.ended ?? 0) - (call.times.answered ?? 0)).toBeGreaterThan(2_500);
    await farEnd.done();
  });

  test("the announcement is heard after the endpoint's keys; keys and sound go on behind it", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller({ announcement: toneFile(600) });
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}`, dtmf: "12" });
    await ear.until(() => ear.digits().join() === "12");
    expect(ear.loudness(5_000)).toBeLessThan(50);
    await ear.until(() => ear.loudness(300) > 4_000);
    await ear.until(() => ear.loudness(200) < 50);
    // Asked for while it may still be playing, and pressed behind it.
    expect(caller.calls.sendDtmf(id, "3#")).toBe(true);
    await ear.until(() => ear.digits().join() === "123#");
    const before = ear.packets();
    await ear.until(() => ear.packets() > before + 25);
    await ear.say(400);
    await ear.until(() => loudest(caller.media(id), "far") > 7_000);
    expect(loudest(caller.media(id), "near")).toBeGreaterThan(7_000);
    expect(ear.loudness(300)).toBeLessThan(50);
    expect(caller.call(id)).toMatchObject({ state: "answered", warnings: [] });
    await caller.calls.hangUp(id, "stopped");
    await farEnd.done();
  });

  test("keys that are asked for during the announcement are pressed behind it", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller({ announcement: toneFile(500) });
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    await ear.until(() => ear.loudness(200) > 4_000);
    caller.calls.sendDtmf(id, "7");
    caller.calls.sendDtmf(id, "8");
    await ear.until(() => ear.digits().join() === "78");
    expect(ear.loudness(200)).toBeLessThan(50);
  });

  test("a call in OPUS is heard, and hears its announcement", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port, codec: "opus" }));
    const caller = startCaller({ announcement: toneFile(500) });
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}`, audioConfig: { encoding: "OPUS" } });
    await caller.until(id, () => loudest(caller.media(id), "near") > 5_000);
    expect(caller.media(id).find(({ side }) => side === "near")?.sampleRate).toBe(48_000);
    await caller.until(id, ({ times }) => Date.now() > (times.answered ?? 0) + 1_500);
    expect(caller.call(id)?.state).toBe("answered");
    await caller.calls.hangUp(id, "stopped");
    await farEnd.done();
  });

  test("an announcement of another format is refused at the start, with how it is converted", () => {
    expect(() => startCaller({ announcement: toneFile(100, 44_100) })).toThrow(/16-bit mono PCM at 8000 Hz.*sox/);
    expect(() => startCaller({ announcement: "/nonexistent.wav" })).toThrow(/cannot be read/);
    expect(() => startCaller({ announcement: toneFile(0) })).toThrow(/not be empty/);
  });
});
