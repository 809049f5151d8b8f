import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { SipTarget } from "../../../../../gateway/calls/dialers/baresip/target.js";
import { leftOut } from "../../../../support/left-out.js";
import { baresipsIn } from "../../../../support/sip/baresips.js";
import { closeCallers, startCaller } from "../../../../support/sip/caller.js";
import { provesPassword } from "../../../../support/sip/digest.js";
import { closeEars, startEar } from "../../../../support/sip/ear.js";
import { closeFarEnds, type FarEnd, startFarEnd } from "../../../../support/sip/far-end.js";
import { whyNoCalls } from "../../../../support/sip/packages.js";
import { accepts, asksForCredentials, refuses } from "../../../../support/sip/scenarios.js";

const why = whyNoCalls();
const PASSWORD = "p;a ss=,:/@";

afterEach(async () => {
  await closeCallers();
  await closeFarEnds();
  closeEars();
});

/** A trunk at the far end. */
function trunk(name: string, farEnd: Pick<FarEnd, "port">, more: Partial<SipTarget> = {}): SipTarget {
  return {
    uri: "sip:14082924837@trunk.test",
    trunk: name,
    proxy: `127.0.0.1:${farEnd.port}`,
    transport: "udp",
    ...more,
  };
}

describe.skipIf(why !== undefined)(`ways of real calls${leftOut(why)}`, () => {
  test.each([401, 407] as const)(
    "a trunk that asks for credentials with %i gets them, and who calls",
    async (status) => {
      const ear = await startEar();
      const farEnd = await startFarEnd(accepts({ rtpPort: ear.port, authenticate: status }));
      const caller = startCaller({
        route: () => [
          trunk("main", farEnd, {
            credentials: { user: "acme", password: PASSWORD },
            from: { user: "+14155550100", host: "acme.test", displayName: 'Acme "West"' },
          }),
        ],
      });
      const id = await caller.dial({ type: "pstn", dtmf: "5" });
      await ear.until(() => ear.digits().join() === "5");
      await caller.calls.hangUp(id, "stopped");
      await farEnd.done();
      expect(provesPassword(farEnd.messages(), "INVITE", { user: "acme", password: PASSWORD })).toBe(true);
      expect(provesPassword(farEnd.messages(), "INVITE", { user: "acme", password: "another" })).toBe(false);
      expect(farEnd.messages()).toMatch(/^INVITE sip:14082924837@trunk\.test SIP/m);
      expect(farEnd.messages()).toMatch(/^From: "Acme\s+West" ?<sip:\+14155550100@acme\.test>/m);
    },
  );

  test("a wrong password, and none at all, end the call as a failed authentication", async () => {
    const strict = await startFarEnd(asksForCredentials(407));
    const asking = await startFarEnd(asksForCredentials(401));
    const caller = startCaller({
      route: (endpoint) =>
        endpoint.type === "sip"
          ? [{ uri: endpoint.uri }]
          : [trunk("main", strict, { credentials: { user: "acme", password: "wrong" } })],
    });
    const wrong = await caller.dial({ type: "pstn" });
    expect((await caller.ended(wrong)).cause).toBe("authentication failed");
    const none = await caller.dial({ uri: `sip:bot@127.0.0.1:${asking.port}` });
    expect((await caller.ended(none)).cause).toBe("authentication failed");
  });

  test("a trunk that fails is followed by the next, which is told on the call", async () => {
    const ear = await startEar();
    const down = await startFarEnd(refuses("503 Service Unavailable"));
    const closed = { port: 9 };
    const strict = await startFarEnd(asksForCredentials(407));
    const good = await startFarEnd(accepts({ rtpPort: ear.port }));
    const caller = startCaller({
      route: () => [
        trunk("one", down),
        trunk("two", closed, { transport: "tcp" }),
        trunk("three", strict),
        { ...trunk("full", closed), takePlace: () => undefined },
        trunk("four", good),
      ],
    });
    const id = await caller.dial({ type: "pstn", dtmf: "9" });
    await ear.until(() => ear.digits().join() === "9");
    expect(caller.call(id)).toMatchObject({
      state: "answered",
      warnings: [
        "one did not take the call (503 Service Unavailable); two was tried next.",
        "two did not take the call (unreachable); three was tried next.",
        "three did not take the call (authentication failed); full was tried next.",
        "full did not take the call (it has all its calls up); four was tried next.",
      ],
    });
    await caller.calls.hangUp(id, "stopped");
    await good.done();
  });

  test.each(["486 Busy Here", "603 Decline", "404 Not Found"])(
    "what the called party says, such as %s, is not asked of another trunk",
    async (status) => {
      const first = await startFarEnd(refuses(status));
      const second = await startFarEnd(refuses("500 Never"));
      const caller = startCaller({ route: () => [trunk("one", first), trunk("two", second)] });
      const id = await caller.dial({ type: "pstn" });
      expect(await caller.ended(id)).toMatchObject({ cause: status, warnings: [] });
      await caller.dialer.close();
      expect(second.messages()).toBe("");
    },
  );

  test("a call that is stopped between two trunks does not go by the second", async () => {
    const silent = await startEar();
    const second = await startFarEnd(refuses("500 Never"));
    const caller = startCaller({ goodByeMs: 200, route: () => [trunk("one", silent), trunk("two", second)] });
    const id = await caller.dial({ type: "pstn" });
    await caller.calls.hangUp(id, "stopped");
    expect(caller.call(id)).toMatchObject({ cause: "stopped", warnings: [] });
    await caller.dialer.close();
    expect(second.messages()).toBe("");
  });

  test("the password stands in a file that its owner alone can read, and nowhere else", async () => {
    const folder = mkdtempSync(join(tmpdir(), "calls-test-"));
    try {
      const ear = await startEar();
      const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
      const caller = startCaller({
        folder,
        route: () => [trunk("main", farEnd, { credentials: { user: "acme", password: "hunter2" } })],
      });
      const id = await caller.dial({ type: "pstn" });
      await caller.until(id, ({ state }) => state === "answered");
      const [own = ""] = readdirSync(folder);
      expect(statSync(join(folder, own)).mode & 0o777).toBe(0o700);
      expect(statSync(join(folder, own, "accounts")).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, own, "config")).mode & 0o777).toBe(0o600);
      const [pid = 0] = baresipsIn(folder);
      for (const file of ["cmdline", "environ"])
        expect(readFileSync(`/proc/${pid}/${file}`, "utf8")).not.toContain("hunter2");
      expect(readFileSync(`/proc/${pid}/limits`, "utf8")).toMatch(/Max core file size\s+0\s+0/);
      await caller.calls.hangUp(id, "stopped");
      await caller.dialer.close();
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("a far end that transfers the call is not followed: it could have us dial anyone", async () => {
    const ear = await startEar();
    const elsewhere = await startFarEnd(refuses("500 Never"));
    const farEnd = await startFarEnd(
      accepts({ rtpPort: ear.port, ending: "transfer", referTo: `sip:premium@127.0.0.1:${elsewhere.port}` }),
    );
    const caller = startCaller();
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    await farEnd.seen(/^REFER /m);
    expect((await caller.ended(id)).cause).toBe("remote hang-up");
    await farEnd.done();
    expect(elsewhere.messages()).toBe("");
  });
});
