import { beforeAll, expect, test } from "vitest";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import { watched } from "./journal.js";
import { accountAt, storyTimeoutMs, testGateway, testStack } from "./stack.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

const DTMF = ",,939293#,,4711#";
const call = (phoneNumber: string, more: object = {}) => ({
  endpoint: { type: "pstn", phoneNumber, dtmf: DTMF },
  ...more,
});
const mailTo = (emails: readonly string[], invokeOn = "stop") => ({
  actions: [{ invokeOn, name: "sendSummaryEmail", parameters: { emails } }],
});

const before = {
  reworded: call("+1 (408) 292-4830", {
    ...mailTo(["ada@EXAMPLE.com", "grace@example.com"]),
    timezone: "US/Pacific",
    languages: ["en-us"],
  }),
  endpoint: call("+1 (408) 292-4831"),
  keys: call("+1 (408) 292-4832"),
  actions: call("+1 (408) 292-4833", mailTo(["ada@example.com"])),
  triggers: call("+1 (408) 292-4834", { triggers: ["monday"] }),
  timeouts: call("+1 (408) 292-4835", { timeouts: { start: "30s" } }),
  ended: call("+1 (408) 292-4836"),
  leaving: call("+1 (408) 292-4838"),
};

const after = {
  reworded: call("0014082924830", {
    ...mailTo(["grace@example.com", "ada@example.com"]),
    timezone: "America/Los_Angeles",
    languages: ["en-US"],
    data: { session: {} },
  }),
  endpoint: call("+1 (408) 292-4899"),
  keys: { endpoint: { ...call("+1 (408) 292-4832").endpoint, dtmf: ",,939293#,,0815#" } },
  actions: call("+1 (408) 292-4833", mailTo(["ada@example.com"], "start")),
  triggers: call("+1 (408) 292-4834", { triggers: ["tuesday"] }),
  timeouts: call("+1 (408) 292-4835", { timeouts: { start: "45s", stop: 5000 } }),
  ended: call("+1 (408) 292-4836", { onEnded: "redial" }),
  arriving: call("+1 (408) 292-4839"),
};

const REDIALLED = ["endpoint", "keys", "actions", "triggers"] as const;
const UNTOUCHED = ["reworded", "timeouts", "ended"] as const;

test(
  "each edit does to its call what it means: nothing, an update that sends nothing, or hanging up and then dialling",
  async () => {
    const gateway = await testGateway();
    const stack = await testStack({ env: accountAt(gateway) });
    const news = await watched(gateway);

    stack.write(before);
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    expect(up.counts).toEqual({ created: 9 });
    const first = await stack.sessions();
    expect(await gateway.liveConnections()).toHaveLength(8);
    expect([...(await news())].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 8].map((digit) => `start 1408292483${digit}`));

    expect((await stack.outputs()).sessions).toMatchObject({
      endpoint: {
        connectionId: first.endpoint?.id,
        conversationId: expect.stringMatching(/^\d+$/),
        eventUrl: `${gateway.url}/v1/event/${first.endpoint?.id}`,
        resultWebSocketUrl: expect.stringMatching(/^ws:.*\/events\//),
        status: "live",
        startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        endedAt: null,
        apiBaseUrl: gateway.url,
        accountFingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
        providerVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
      },
    });

    const again = await stack.up();
    expect(again.counts).toEqual({ unchanged: 9 });
    expect(await news()).toEqual([]);

    stack.write(after);
    const preview = await stack.preview(["--diff"]);
    expect(preview.code, preview.text).toBe(0);
    expect(preview.counts).toEqual({ "to create": 1, "to update": 2, "to delete": 1, "to replace": 4, unchanged: 2 });
    expect(preview.text).toContain('~ phoneNumber: "+1 (408) 292-4831" => "+1 (408) 292-4899"');
    expect(preview.text).toContain('~ invokeOn  : "stop" => "start"');
    expect(preview.text).not.toContain("0014082924830");
    expect(await news()).toEqual([]);

    const edited = await stack.up();
    expect(edited.code, edited.text).toBe(0);
    expect(edited.counts).toEqual({ created: 1, updated: 2, deleted: 1, replaced: 4, unchanged: 2 });
    const second = await stack.sessions();
    for (const name of UNTOUCHED) expect(second[name]?.id, name).toBe(first[name]?.id);
    for (const name of REDIALLED) expect(second[name]?.id, name).not.toBe(first[name]?.id);
    expect(second.timeouts?.outputs.timeouts).toEqual({ start: "45s", stop: 5000 });
    expect(second.timeouts?.outputs.startedAt).toBe(first.timeouts?.outputs.startedAt);
    expect(Object.keys(second).sort()).toEqual(Object.keys(after).sort());

    const stops = [...REDIALLED, "leaving"].map((name) => `stop ${first[name]?.id}`);
    const starts = ["4899", "4832", "4833", "4834", "4839"].map((digits) => `start 1408292${digits}`);
    const sent = await news();
    expect([...sent].sort()).toEqual([...stops, ...starts].sort());
    const connections = await gateway.connections();
    for (const name of REDIALLED) {
      const [old, fresh] = [first, second].map((sessions) =>
        connections.find(({ connectionId }) => connectionId === sessions[name]?.id),
      );
      expect(old?.cause, name).toBe("stopped");
      // Never two bots in one meeting: the old call is over before the new one is begun.
      expect(Date.parse(old?.times.ended ?? ""), name).toBeLessThanOrEqual(Date.parse(fresh?.times.dialing ?? ""));
      expect(sent.indexOf(`stop ${old?.connectionId}`), name).toBeLessThan(
        sent.indexOf(`start ${fresh?.endpoint.phoneNumber}`),
      );
    }

    // The session in other words keeps its old words in the outputs, and is still left alone.
    expect((await stack.up()).counts).toEqual({ unchanged: 9 });
    expect(await news()).toEqual([]);

    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    expect(await gateway.liveConnections()).toEqual([]);
    expect(await stack.resources()).toEqual([]);
    expect(await news()).toHaveLength(8);

    const nothingLeft = await stack.destroy();
    expect(nothingLeft.code, nothingLeft.text).toBe(0);
    expect(await news()).toEqual([]);
  },
  storyTimeoutMs,
);
