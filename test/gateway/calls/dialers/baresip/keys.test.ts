import { afterEach, describe, expect, test } from "vitest";
import { NO_SOUND, TAKES_NO_KEYS } from "../../../../../gateway/calls/dialers/baresip/leg.js";
import { leftOut } from "../../../../support/left-out.js";
import { closeCallers, startCaller } from "../../../../support/sip/caller.js";
import { closeEars, startEar } from "../../../../support/sip/ear.js";
import { closeFarEnds, startFarEnd } from "../../../../support/sip/far-end.js";
import { whyNoCalls } from "../../../../support/sip/packages.js";
import { accepts } from "../../../../support/sip/scenarios.js";

const why = whyNoCalls();

afterEach(async () => {
  await closeCallers();
  await closeFarEnds();
  closeEars();
});

describe.skipIf(why !== undefined)(`keys of real calls${leftOut(why)}`, () => {
  test("a far end without telephone-event in its answer leaves a warning on the call", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port, telephoneEvent: false }));
    const caller = startCaller();
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}`, dtmf: "1" });
    const call = await caller.until(id, ({ times }) => times.dtmfSent !== undefined);
    expect(call.warnings).toEqual([TAKES_NO_KEYS]);
    expect(ear.digits()).toEqual([]);
  });

  test("a far end without an encoding that was offered leaves one too", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port, codec: "opus" }));
    const caller = startCaller();
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    expect((await caller.until(id, ({ warnings }) => warnings.length > 0)).warnings).toEqual([NO_SOUND]);
  });

  test("strings that come while one is being pressed wait for it, and each is counted by itself", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller();
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}`, dtmf: "12" });
    await caller.until(id, ({ state }) => state === "answered");
    expect(caller.calls.sendDtmf(id, "*")).toBe(true);
    expect(caller.calls.sendDtmf(id, "A0")).toBe(true);
    await ear.until(() => ear.digits().join() === "12*A0");
    await caller.until(id, () => caller.calls.dtmfProgress(id)?.pressed === 2 && ear.digits().join() === "12*A0");
    expect(caller.calls.dtmfProgress(id)).toEqual({ pressed: 2, of: 2 });
  });

  test("a call that ends among its keys presses no more", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port, ending: "their-bye", byeAfter: 400 }));
    const caller = startCaller();
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}`, dtmf: "123456789" });
    const call = await caller.ended(id);
    expect(call.cause).toBe("remote hang-up");
    expect(call.times.dtmfSent).toBeUndefined();
    expect(caller.calls.sendDtmf(id, "1")).toBe(false);
  });

  test("twenty calls at once each press their own keys, and all are taken down", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }), { calls: 20 });
    const caller = startCaller();
    const keys = Array.from({ length: 20 }, (_, number) => `${String(number).padStart(2, "0")}#`);
    const ids = await Promise.all(keys.map((dtmf) => caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}`, dtmf })));
    for (const id of ids) await caller.until(id, ({ times }) => times.dtmfSent !== undefined);
    expect([...ear.digits()].sort()).toEqual(keys);
    expect(await caller.calls.hangUpAll("gateway stopped")).toBe(20);
    await farEnd.done();
    expect(ids.map((id) => caller.call(id)?.cause)).toEqual(ids.map(() => "gateway stopped"));
    expect(caller.errors()).toEqual([]);
  });
});
