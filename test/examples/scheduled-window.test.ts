import { join } from "node:path";
import { DateTime } from "luxon";
import { beforeAll, expect, test } from "vitest";
import { watched } from "../engine/journal.js";
import { storyTimeoutMs, testGateway, testStack } from "../engine/stack.js";
import { engineTimeoutMs, testEngine } from "../support/engine.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

test(
  "scheduled-window keeps a call only while its window is open",
  async () => {
    const gateway = await testGateway();
    const news = await watched(gateway);
    const projectDir = join(__dirname, "..", "..", "examples", "scheduled-window");
    const stack = await testStack({ projectDir, typeCheck: true, env: { SYMBL_BASE_URL: gateway.url } });
    const meetingStarts = async (at: DateTime) => {
      const set = await stack.run(["config", "set", "start", at.toFormat("yyyy-MM-dd'T'HH:mm")]);
      expect(set.code, set.text).toBe(0);
    };
    // A zone without daylight saving time, so that no hour of the clock comes twice.
    expect((await stack.run(["config", "set", "zone", "Asia/Tokyo"])).code).toBe(0);
    const now = DateTime.now().setZone("Asia/Tokyo");

    await meetingStarts(now.plus({ hours: 2 }));
    const early = await stack.up();
    expect(early.code, early.text).toBe(0);
    expect(await stack.outputs()).toMatchObject({ conversationId: "none: outside the window" });
    expect(await news()).toEqual([]);

    await meetingStarts(now.minus({ minutes: 10 }));
    const open = await stack.up();
    expect(open.counts, open.text).toEqual({ created: 1, unchanged: 1 });
    const [connection] = await gateway.liveConnections();
    expect(await stack.outputs()).toMatchObject({ conversationId: connection?.conversationId });
    expect((await stack.up()).counts).toEqual({ unchanged: 2 });
    expect(await news()).toEqual(["start 14082924837"]);

    await meetingStarts(now.minus({ hours: 2 }));
    const late = await stack.up();
    expect(late.counts, late.text).toEqual({ deleted: 1, unchanged: 1 });
    expect(await news()).toEqual([`stop ${connection?.connectionId}`]);
    expect(await gateway.liveConnections()).toEqual([]);
  },
  storyTimeoutMs,
);
