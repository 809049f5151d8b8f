import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { storyTimeoutMs, testGateway, testStack } from "../engine/stack.js";
import { engineTimeoutMs, testEngine } from "../support/engine.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

test(
  "sip-endpoint dials the SIP address of its config, and hangs up",
  async () => {
    const gateway = await testGateway();
    const projectDir = join(__dirname, "..", "..", "examples", "sip-endpoint");
    const stack = await testStack({ projectDir, typeCheck: true, env: { SYMBL_BASE_URL: gateway.url } });
    const uri = "sips:board@sip.example.com";
    expect((await stack.run(["config", "set", "uri", uri])).code).toBe(0);

    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    expect(gateway.dialled()).toEqual([
      { type: "sip", uri, audioConfig: { encoding: "PCMU", sampleRate: 8000, sampleSize: 16 }, idleTimeout: 600 },
    ]);
    const [connection] = await gateway.liveConnections();
    expect(await stack.outputs()).toMatchObject({
      connectionId: connection?.connectionId,
      conversationId: connection?.conversationId,
    });

    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    expect(await gateway.liveConnections()).toEqual([]);
  },
  storyTimeoutMs,
);
