import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { watched } from "../engine/journal.js";
import { storyTimeoutMs, testGateway, testStack } from "../engine/stack.js";
import { engineTimeoutMs, testEngine } from "../support/engine.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

test(
  "many-calls dials every meeting of the stack's config, and an edited list touches only the meetings that changed",
  async () => {
    const gateway = await testGateway();
    const news = await watched(gateway);
    const projectDir = join(__dirname, "..", "..", "examples", "many-calls");
    const stack = await testStack({ projectDir, typeCheck: true, env: { SYMBL_BASE_URL: gateway.url } });
    const passcode = await stack.run(["config", "set", "--secret", "--path", "passcodes.stand-up", "1234"]);
    expect(passcode.code, passcode.text).toBe(0);

    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    expect([...(await news())].sort()).toEqual(["start 14082924837", "start 442079460958"]);
    expect(
      gateway
        .dialled()
        .map(({ dtmf }) => dtmf)
        .sort(),
    ).toEqual([",,555111#", ",,939293#,,1234#"]);
    const before = await stack.sessions();
    expect(await stack.outputs()).toEqual({
      conversations: {
        "stand-up": before["stand-up"]?.outputs.conversationId,
        retrospective: before.retrospective?.outputs.conversationId,
      },
    });

    // The stack's own list takes the place of the one in Pulumi.yaml.
    appendFileSync(
      join(projectDir, `Pulumi.${stack.name}.yaml`),
      [
        "  many-calls:meetings:",
        '    - { name: planning, phoneNumber: "+1 646 558 8656", meetingId: "777" }',
        '    - { name: stand-up, phoneNumber: "+1 408 292 4837", meetingId: "939293", timezone: US/Pacific }',
        "",
      ].join("\n"),
    );
    const edited = await stack.up();
    expect(edited.code, edited.text).toBe(0);
    expect(edited.counts).toEqual({ created: 1, deleted: 1, unchanged: 2 });
    expect([...(await news())].sort()).toEqual(["start 16465588656", `stop ${before.retrospective?.id}`]);
    expect((await stack.sessions())["stand-up"]?.id).toBe(before["stand-up"]?.id);

    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    expect(await gateway.liveConnections()).toEqual([]);
  },
  storyTimeoutMs,
);
