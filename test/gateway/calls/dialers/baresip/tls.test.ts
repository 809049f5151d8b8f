import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Identity } from "../../../../support/certificates.js";
import { leftOut } from "../../../../support/left-out.js";
import { selfSigned } from "../../../../support/self-signed.js";
import { closeCallers, startCaller } from "../../../../support/sip/caller.js";
import { closeEars, startEar } from "../../../../support/sip/ear.js";
import { closeFarEnds, startFarEnd } from "../../../../support/sip/far-end.js";
import { whyNoCalls } from "../../../../support/sip/packages.js";
import { accepts } from "../../../../support/sip/scenarios.js";
import { type TlsFront, tlsFront } from "../../../../support/tls-front.js";

const why = whyNoCalls();
let identity: Identity;
const fronts: TlsFront[] = [];

afterEach(async () => {
  await closeCallers();
  await closeFarEnds();
  closeEars();
  await Promise.all(fronts.splice(0).map((front) => front.close()));
});

/** Debian's sipp has no TLS of its own. */
async function inFrontOf(farEnd: { readonly port: number }): Promise<TlsFront> {
  const front = await tlsFront(`tcp://127.0.0.1:${farEnd.port}`, identity);
  fronts.push(front);
  return front;
}

describe.skipIf(why !== undefined)(`real calls by TLS${leftOut(why)}`, () => {
  beforeAll(() => {
    identity = selfSigned();
  });

  test.each(["sips:bot@127.0.0.1:PORT", "sip:bot@127.0.0.1:PORT;transport=tls"])(
    "%s goes by TLS for the whole call",
    async (uri) => {
      const ear = await startEar();
      const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }), { transport: "tcp" });
      const front = await inFrontOf(farEnd);
      const caller = startCaller({ tlsCa: identity.cert });
      const id = await caller.dial({ uri: uri.replace("PORT", String(front.port)), dtmf: "6" });
      await ear.until(() => ear.digits().join() === "6");
      await caller.calls.hangUp(id, "stopped");
      await farEnd.done();
      // One connection, of which the far end is told; nothing of the hop on this machine.
      expect(front.handshakes()).toBe(1);
      const sent = farEnd.messages();
      expect(sent).toMatch(/^Via: SIP\/2\.0\/TLS 127\.0\.0\.1:\d+/m);
      expect(sent).toMatch(/^Contact: <sip:[^>]*;transport=tls>/m);
      expect(sent).not.toMatch(/^(Route|Record-Route):/m);
      expect(sent).toMatch(/^BYE /m);
      expect(caller.call(id)?.warnings).toEqual([]);
    },
  );

  test("a far end that hangs up by TLS is heard", async () => {
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port, ending: "their-bye" }), { transport: "tcp" });
    const front = await inFrontOf(farEnd);
    const caller = startCaller({ tlsCa: identity.cert });
    const id = await caller.dial({ uri: `sips:bot@127.0.0.1:${front.port}` });
    expect((await caller.ended(id)).cause).toBe("remote hang-up");
    await farEnd.done();
  });

  test("a certificate that nobody vouches for is not called, and the next trunk is", async () => {
    const ear = await startEar();
    const [unsafe, good] = [
      await startFarEnd(accepts({ rtpPort: ear.port }), { transport: "tcp" }),
      await startFarEnd(accepts({ rtpPort: ear.port })),
    ];
    const front = await inFrontOf(unsafe);
    const caller = startCaller({
      route: (endpoint) => [
        { uri: "sip:1@trunk.test", trunk: "one", proxy: `127.0.0.1:${front.port}`, transport: "tls" },
        ...(endpoint.dtmf === undefined ? [] : [{ uri: `sip:1@127.0.0.1:${good.port}`, trunk: "two" }]),
      ],
    });
    const alone = await caller.dial({ type: "pstn" });
    const call = await caller.ended(alone);
    expect(call.cause).toBe("unreachable");
    expect(call.warnings.join()).toMatch(/^No trusted TLS with 127\.0\.0\.1: .*self.signed/);
    const followed = await caller.dial({ type: "pstn", dtmf: "8" });
    await ear.until(() => ear.digits().join() === "8");
    expect(caller.call(followed)?.warnings).toHaveLength(2);
    expect(unsafe.messages()).toBe("");
  });
});
