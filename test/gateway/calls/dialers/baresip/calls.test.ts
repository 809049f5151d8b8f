import { afterEach, describe, expect, test } from "vitest";
import { leftOut } from "../../../../support/left-out.js";
import { closeCallers, startCaller } from "../../../../support/sip/caller.js";
import { closeEars, startEar } from "../../../../support/sip/ear.js";
import { closeFarEnds, startFarEnd } from "../../../../support/sip/far-end.js";
import { whyNoCalls } from "../../../../support/sip/packages.js";
import { accepts, refuses, ringsOn } from "../../../../support/sip/scenarios.js";

const why = whyNoCalls();

afterEach(async () => {
  await closeCallers();
  await closeFarEnds();
  closeEars();
});

describe.skipIf(why !== undefined)(`real calls over SIP${leftOut(why)}`, () => {
  test("a call rings, is answered, presses its keys in the contract's time, and is taken down by a BYE", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller();
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}`, dtmf: ",12,,#D" });
    const call = await caller.until(id, ({ times }) => times.dtmfSent !== undefined);
    expect(ear.digits()).toEqual(["12#D"]);
    expect(call.times.ringing).toBeDefined();
    expect(call.warnings).toEqual([]);
    // Three commas and four keys.
    const took = (call.times.dtmfSent ?? 0) - (call.times.answered ?? 0);
    expect(took).toBeGreaterThanOrEqual(3 * 500 + 4 * 240 - 20);
    const [one, two, hash] = ear.presses();
    expect((hash?.at ?? 0) - (two?.at ?? 0)).toBeGreaterThan(1_000);
    expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThan(150);
    await caller.calls.hangUp(id, "stopped");
    expect(caller.call(id)).toMatchObject({ state: "ended", cause: "stopped" });
    await farEnd.done();
    expect(farEnd.messages()).toMatch(/^BYE /m);
    expect(caller.errors()).toEqual([]);
  });

  test.each(["486 Busy Here", "404 Not Found", "603 Decline", "403 Forbidden"])(
    "a far end that says %s ends the call so",
    async (status) => {
      const farEnd = await startFarEnd(refuses(status));
      const caller = startCaller();
      const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
      expect((await caller.ended(id)).cause).toBe(status);
      await farEnd.done();
    },
  );

  test("nobody answers, and at the ring time-out the call is cancelled", async () => {
    const farEnd = await startFarEnd(ringsOn());
    const caller = startCaller({}, { ringLimit: 0.5 });
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    const call = await caller.ended(id);
    expect(call.cause).toBe("no answer");
    expect(call.times.ringing).toBeDefined();
    await farEnd.done();
    expect(farEnd.messages()).toMatch(/^CANCEL /m);
  });

  test("the far end hangs up", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port, ending: "their-bye" }));
    const caller = startCaller();
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    expect(await caller.ended(id)).toMatchObject({ cause: "remote hang-up", warnings: [] });
    await farEnd.done();
  });

  test("where no SIP peer listens, the call is unreachable", async () => {
    const caller = startCaller();
    const id = await caller.dial({ uri: "sip:bot@127.0.0.1:9;transport=tcp" });
    expect((await caller.ended(id)).cause).toBe("unreachable");
    const nowhere = await caller.dial({ uri: "sip:bot@nowhere.invalid" });
    expect((await caller.ended(nowhere)).cause).toBe("unreachable");
  });
});
