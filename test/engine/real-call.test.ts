import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import { waitFor } from "../support/gateway.js";
import { startGatewayProcess } from "../support/gateway-process.js";
import { leftOut } from "../support/left-out.js";
import { startMailbox } from "../support/mailbox.js";
import { baresipsIn } from "../support/sip/baresips.js";
import { provesPassword } from "../support/sip/digest.js";
import { closeEars, startEar } from "../support/sip/ear.js";
import { closeFarEnds, startFarEnd } from "../support/sip/far-end.js";
import { whyNoCalls } from "../support/sip/packages.js";
import { accepts, refuses } from "../support/sip/scenarios.js";
import { startRecogniser, whyNoRecogniser } from "../support/speech/recogniser.js";
import { speak, whyNoVoice } from "../support/speech/speak.js";
import { storyTimeoutMs, testStack } from "./stack.js";

const WHY_NOT = whyNoCalls() ?? whyNoVoice() ?? whyNoRecogniser();
const APP = { appId: "blue", appSecret: "a-secret-of-16-or-more" };
const TRUNK = { user: "gw", password: "the-trunks-password" };

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

test.skipIf(WHY_NOT !== undefined)(
  `pulumi up makes a real telephone ring, an edit hangs up and redials, pulumi destroy says good-bye, and what was said arrives by e-mail${leftOut(WHY_NOT)}`,
  async () => {
    const mailbox = await startMailbox();
    onTestFinished(() => mailbox.close());
    const recogniser = await startRecogniser();
    onTestFinished(() => recogniser.close());
    onTestFinished(closeFarEnds);
    onTestFinished(closeEars);
    const [bridge, room] = [await startEar(), await startEar()];
    const trunk = await startFarEnd(accepts({ rtpPort: bridge.port, authenticate: 407 }), { calls: 2 });
    const direct = await startFarEnd(accepts({ rtpPort: room.port }));
    const busy = await startFarEnd(refuses("486 Busy Here"));

    const files = mkdtempSync(join(tmpdir(), "real-call-"));
    onTestFinished(() => rmSync(files, { recursive: true, force: true }));
    const trunks = join(files, "trunks.json");
    const written = { name: "main", proxy: `127.0.0.1:${trunk.port}`, user: TRUNK.user, passwordEnv: "TRUNK_PASSWORD" };
    writeFileSync(trunks, JSON.stringify({ trunks: [written] }), { mode: 0o600 });
    const gateway = await startGatewayProcess(
      [
        ...["--dialer", "baresip", "--trunk-config", trunks, "--smtp", mailbox.url, "--log-level", "debug"],
        ...["--transcriber", recogniser.url, "--transcriber-model", "pocketsphinx"],
      ],
      {
        // Where the folders of its calls are.
        env: { SYMBL_GATEWAY_APPS: JSON.stringify([APP]), TRUNK_PASSWORD: TRUNK.password, TMPDIR: files },
      },
    );
    onTestFinished(async () => {
      await gateway.kill("SIGTERM");
      expect(baresipsIn(files)).toEqual([]);
    });
    const account = { SYMBL_BASE_URL: gateway.url, SYMBL_APP_ID: APP.appId, SYMBL_APP_SECRET: APP.appSecret };
    const stack = await testStack({ env: account });

    const phone = (dtmf: string) => ({
      endpoint: { type: "pstn", phoneNumber: "+1 (408) 292-4837", dtmf },
      data: { session: { name: "Budget" } },
      actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
    });
    const others = {
      room: { endpoint: { type: "sip", uri: `sip:standup@127.0.0.1:${direct.port}`, dtmf: "55#" } },
      busy: { endpoint: { type: "sip", uri: `sip:nobody@127.0.0.1:${busy.port}` } },
    };
    stack.write({ phone: phone("939293#,47114711#"), ...others });
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    await bridge.until(() => bridge.digits().join() === "939293#47114711#");
    await room.until(() => room.digits().join() === "55#");
    expect(trunk.messages()).toContain(`INVITE sip:+14082924837@127.0.0.1:${trunk.port}`);
    expect(provesPassword(trunk.messages(), "INVITE", TRUNK)).toBe(true);
    await busy.done();

    const refresh = await stack.refresh();
    expect(refresh.code, refresh.text).toBe(0);
    expect(refresh.text).toMatch(/The call has ended, at \S+: 486 Busy Here\./);
    const first = await stack.sessions();
    expect(first.busy?.outputs).toMatchObject({ status: "ended", endCause: "486 Busy Here" });
    expect([first.phone, first.room].map((session) => session?.outputs.status)).toEqual(["live", "live"]);

    const cosmetic = {
      ...phone("939293#,47114711#"),
      endpoint: { ...phone("939293#,47114711#").endpoint, phoneNumber: "0014082924837" },
    };
    stack.write({ phone: cosmetic, ...others });
    expect((await stack.up()).counts, "the same in other words leaves the calls alone").toEqual({ unchanged: 4 });
    expect(trunk.messages()).not.toContain("BYE sip:");

    stack.write({ phone: phone("12121212#"), ...others });
    const edit = await stack.up();
    expect(edit.counts, edit.text).toEqual({ replaced: 1, unchanged: 3 });
    await bridge.until(() => bridge.digits().join() === "939293#47114711#,12121212#");
    // Requests as they arrived; digest authentication asks for each INVITE twice, and each ACK belongs to an answer of its own.
    const requests = [...trunk.messages().matchAll(/^(INVITE|BYE|CANCEL) sip:/gm)].map(([, method]) => method);
    expect(requests, "hung up before it redialled").toEqual(["INVITE", "INVITE", "BYE", "INVITE", "INVITE"]);

    await bridge.play(speak("we need to call the doctor"));
    await bridge.play(new Int16Array(16_000));
    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    await Promise.all([trunk.done(), direct.done()]);
    expect((await gateway.connections()).map(({ state }) => state)).toEqual(["ended", "ended", "ended", "ended"]);

    const [, summary] = await waitFor(
      () => mailbox.received,
      ({ length }) => length === 2,
    );
    expect(summary?.to).toEqual(["ada@example.com"]);
    expect(summary?.content).toMatch(/^Subject: Summary of Budget\r$/m);
    expect(summary?.content).toContain("call the doctor");
    for (const secret of [TRUNK.password, APP.appSecret, "47114711", "12121212"]) {
      expect(gateway.stderr() + stack.transcript(), secret).not.toContain(secret);
    }
  },
  storyTimeoutMs,
);
