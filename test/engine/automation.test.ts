import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { LocalWorkspace, type OutputMap, PulumiCommand } from "@pulumi/pulumi/automation";
import { afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import * as symbl from "../../provider/index.js";
import { engineTimeoutMs, stackWorkspace, testEngine } from "../support/engine.js";
import { watched } from "./journal.js";
import { storyTimeoutMs, testGateway } from "./stack.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);
afterEach(() => {
  vi.unstubAllEnvs();
});

const valuesOf = (outputs: OutputMap) =>
  Object.fromEntries(Object.entries(outputs).map(([name, { value }]): [string, unknown] => [name, value]));

test(
  "a program inside another program, run by the Automation API, dials, redials and hangs up",
  async () => {
    const gateway = await testGateway();
    const news = await watched(gateway);
    const workspace = await stackWorkspace({ projectDir: __dirname, init: false });
    onTestFinished(() => workspace.dispose());
    const workDir = join(workspace.directory, "project");
    mkdirSync(workDir);
    vi.stubEnv("PATH", workspace.env.PATH);

    let phoneNumber = "14082924831";
    const stack = await LocalWorkspace.createStack(
      {
        stackName: workspace.stackName,
        projectName: "automation",
        program: async () => {
          const session = new symbl.TelephonySession("standup", {
            endpoint: { type: "pstn", phoneNumber, dtmf: symbl.dtmf.zoom({ meetingId: "939293" }) },
          });
          const { connectionId, conversationId, status, endedAt } = session;
          return { connectionId, conversationId, status, endedAt };
        },
      },
      { workDir, envVars: { ...workspace.env }, pulumiCommand: await PulumiCommand.get() },
    );
    onTestFinished(async () => void (await stack.destroy()));
    await stack.setAllConfig({
      "symbl:baseUrl": { value: gateway.url },
      "symbl:appId": { value: gateway.appId },
      "symbl:appSecret": { value: gateway.appSecret, secret: true },
    });

    expect((await stack.preview()).changeSummary).toEqual({ create: 2 });
    expect(await news()).toEqual([]);
    const up = await stack.up();
    const first = valuesOf(up.outputs);
    const [connection] = await gateway.liveConnections();
    expect(first).toEqual({
      connectionId: connection?.connectionId,
      conversationId: connection?.conversationId,
      status: "live",
      endedAt: null,
    });

    phoneNumber = "14082924832";
    expect((await stack.preview()).changeSummary).toEqual({ replace: 1, same: 1 });
    await news();
    const again = await stack.up();
    expect(again.summary.resourceChanges).toEqual({ replace: 1, same: 1 });
    expect(await news()).toEqual([`stop ${first.connectionId}`, "start 14082924832"]);
    const second = valuesOf(again.outputs);
    expect(second.connectionId).not.toBe(first.connectionId);

    await gateway.hangUp(String(second.connectionId));
    const refresh = await stack.refresh();
    expect(refresh.summary.result).toBe("succeeded");
    expect(refresh.stdout).toContain("The call has ended, at ");

    phoneNumber = "extension 12";
    await expect(stack.up()).rejects.toThrow(/endpoint\.phoneNumber: /);
    phoneNumber = "14082924832";
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2 });

    expect((await stack.destroy()).summary.resourceChanges).toEqual({ delete: 2 });
    expect(await gateway.liveConnections()).toEqual([]);
  },
  storyTimeoutMs,
);
