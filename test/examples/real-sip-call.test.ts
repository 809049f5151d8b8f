import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { cleanUpAfterEach, newPlace } from "../demo/support.js";
import { storyTimeoutMs } from "../engine/stack.js";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import { leftOut } from "../support/left-out.js";
import { whyNoCalls } from "../support/sip/packages.js";

const WHY_NOT = whyNoCalls();
const COMMAND = ["--import", "tsx", join("examples", "real-sip-call", "run.ts")];

describe.skipIf(WHY_NOT !== undefined)(`real-sip-call${leftOut(WHY_NOT)}`, () => {
  beforeAll(async () => void (await testEngine()), engineTimeoutMs);
  cleanUpAfterEach();

  it(
    "calls through a trunk by the real engine, presses the keys, hangs up, and leaves nothing behind",
    async () => {
      const place = newPlace();
      const example = place.start(process.execPath, COMMAND);
      expect(await example.ended, example.output()).toBe(0);
      const output = example.output();
      expect(output).toMatch(/^The meeting was called: INVITE sip:\+14082924837@127\.0\.0\.1:\d+$/m);
      expect(output).toContain("The keys arrived: 939293#1234#\n");
      expect(output).toMatch(/^The meeting heard the end: BYE sip:/m);
      expect(output).toContain("Done. Nothing is left behind.");
      expect(place.remains()).toEqual([]);
    },
    storyTimeoutMs,
  );

  it(
    "hangs up and leaves nothing behind when it is interrupted while the call is up",
    async () => {
      const place = newPlace();
      const example = place.start(process.execPath, COMMAND);
      await example.until("The meeting was called");
      example.ctrlC();
      expect(await example.ended).toBe(1);
      expect(example.output()).toContain("Interrupted.");
      expect(place.remains()).toEqual([]);
    },
    storyTimeoutMs,
  );
});
