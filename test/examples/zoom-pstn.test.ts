import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { accountAt, storyTimeoutMs, testGateway, testStack } from "../engine/stack.js";
import { engineTimeoutMs, testEngine } from "../support/engine.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

const root = join(__dirname, "..", "..");

test.each([
  ["in its own folder", join(root, "examples", "zoom-pstn"), "zoom-pstn"],
  ["as the stack at the top", root, "symbl-telephony"],
])(
  "zoom-pstn %s dials a Zoom meeting with its id and passcode, and hangs up",
  async (_where, projectDir, project) => {
    const gateway = await testGateway();
    // Its account is in Pulumi.yaml; only the port of the gateway is another one.
    const stack = await testStack({ projectDir, typeCheck: true, env: { SYMBL_BASE_URL: gateway.url } });
    expect(accountAt(gateway)).toMatchObject({ SYMBL_APP_ID: "dev-app-id", SYMBL_APP_SECRET: "dev-app-secret" });

    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    expect(gateway.dialled()).toEqual([{ type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#,,1234#" }]);
    const [connection] = await gateway.liveConnections();
    expect(await stack.outputs()).toEqual({
      connectionId: connection?.connectionId,
      conversationId: connection?.conversationId,
      eventUrl: `${gateway.url}/v1/event/${connection?.connectionId}`,
      resultWebSocketUrl: `${gateway.url.replace("http:", "ws:")}/events/${connection?.connectionId}`,
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      status: "live",
    });

    const set = await stack.run(["config", "set", "--secret", `${project}:passcode`, "5678"]);
    expect(set.code, set.text).toBe(0);
    const redial = await stack.up();
    expect(redial.counts, redial.text).toEqual({ replaced: 1, unchanged: 1 });
    expect(gateway.dialled().at(-1)?.dtmf).toBe(",,939293#,,5678#");

    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    expect(await gateway.liveConnections()).toEqual([]);
  },
  storyTimeoutMs,
);
