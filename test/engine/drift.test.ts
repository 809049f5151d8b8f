import { beforeAll, expect, test } from "vitest";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import { doorBefore } from "./door.js";
import { watched } from "./journal.js";
import { accountAt, storyTimeoutMs, testGateway, testStack } from "./stack.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

const call = (phoneNumber: string, more: object = {}) => ({ endpoint: { type: "pstn", phoneNumber }, ...more });

test(
  "a refresh tells live from ended from unknown, and no call is placed again because of it unless asked for",
  async () => {
    const gateway = await testGateway();
    const door = await doorBefore(gateway.url);
    const stack = await testStack({ env: { ...accountAt(gateway), SYMBL_BASE_URL: door.url } });
    const news = await watched(gateway);
    const statuses = async () =>
      Object.fromEntries(Object.entries(await stack.sessions()).map(([name, { outputs }]) => [name, outputs.status]));

    stack.write({
      live: call("14082924831", { timeouts: { stop: "3s" } }),
      keep: call("14082924832"),
      redial: call("14082924833", { onEnded: "redial", timeouts: { stop: "3s" } }),
    });
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    const first = await stack.sessions();
    const idOf = (name: string): string => first[name]?.id ?? "";
    await gateway.hangUp(idOf("keep"));
    await gateway.hangUp(idOf("redial"));
    await news();

    const refresh = await stack.refresh();
    expect(refresh.code, refresh.text).toBe(0);
    expect(refresh.counts.errored).toBeUndefined();
    expect(refresh.text.match(/The call has ended, at \S+: remote hang-up\./g)?.length).toBeGreaterThanOrEqual(2);
    expect(refresh.text).toContain('onEnded is "redial", and the call has ended: `pulumi up` dials again.');
    expect(await statuses()).toEqual({ live: "live", keep: "ended", redial: "ended" });
    const refreshed = await stack.sessions();
    const connections = await gateway.connections();
    const endOf = (name: string) =>
      connections.find(({ connectionId }) => connectionId === first[name]?.id)?.times.ended;
    for (const name of ["keep", "redial"]) {
      expect(refreshed[name]?.id).toBe(first[name]?.id);
      expect(refreshed[name]?.inputs).toEqual(first[name]?.inputs);
      expect(refreshed[name]?.outputs.endedAt).toBe(endOf(name));
      expect(refreshed[name]?.outputs.endCause).toBe("remote hang-up");
    }
    expect((await news()).filter((what) => !what.startsWith("conversation "))).toEqual([]);

    const preview = await stack.preview();
    expect(preview.counts).toEqual({ "to replace": 1, unchanged: 3 });
    const redial = await stack.up();
    expect(redial.code, redial.text).toBe(0);
    expect(redial.counts).toEqual({ replaced: 1, unchanged: 3 });
    expect(await news()).toEqual([`stop ${idOf("redial")}`, "start 14082924833"]);
    expect(await statuses()).toEqual({ live: "live", keep: "ended", redial: "live" });
    const second = await stack.sessions();

    await door.shut();
    const blind = await stack.refresh();
    expect(blind.code, blind.text).toBe(0);
    expect(blind.text).toContain("warning: SYMBL_UNREACHABLE: the call's state is unknown");
    expect(await statuses()).toEqual({ live: "unknown", keep: "ended", redial: "unknown" });
    const unseen = await stack.sessions();
    for (const name of ["live", "keep", "redial"]) {
      expect(unseen[name]?.id).toBe(second[name]?.id);
      expect(unseen[name]?.outputs).toEqual({ ...second[name]?.outputs, status: unseen[name]?.outputs.status });
    }

    // Neither while the server is away nor when it is back does that place a call.
    expect((await stack.up()).counts).toEqual({ unchanged: 4 });
    await door.open();
    expect((await stack.up(["--refresh"])).counts.replaced).toBeUndefined();
    expect((await news()).filter((what) => !what.startsWith("conversation "))).toEqual([]);
    expect(await statuses()).toEqual({ live: "live", keep: "ended", redial: "live" });

    // What cannot be hung up stays; what is known to have ended need not.
    await door.shut();
    const inVain = await stack.destroy();
    expect(inVain.code, inVain.text).not.toBe(0);
    expect(inVain.text).toContain(
      `The call could not be hung up. No access token could be had: ${door.url} cannot be reached`,
    );
    expect(inVain.text).toContain("The call had already ended");
    expect(Object.keys(await stack.sessions()).sort()).toEqual(["live", "redial"]);

    // One of them ends meanwhile, which the state does not know.
    await gateway.hangUp(idOf("live"));
    await door.open();
    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    expect(await gateway.liveConnections()).toEqual([]);
    expect(await stack.resources()).toEqual([]);
  },
  storyTimeoutMs,
);

test(
  "an answer that is lost on its way is asked for, and the call is placed once",
  async () => {
    const gateway = await testGateway();
    const door = await doorBefore(gateway.url);
    const stack = await testStack({ env: { ...accountAt(gateway), SYMBL_BASE_URL: door.url } });
    const news = await watched(gateway);

    stack.write({ lost: call("14082924837") });
    door.loseAnswerTo('"operation":"start"');
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    const [start, lookUp, ...more] = await news();
    expect(start).toBe("start 14082924837");
    expect(lookUp).toMatch(/^start [0-9a-f-]{36}$/);
    expect(more).toEqual([]);
    const [connection] = await gateway.liveConnections();
    expect((await stack.sessions()).lost?.id).toBe(connection?.connectionId);

    expect((await stack.destroy()).code).toBe(0);
    expect(await gateway.liveConnections()).toEqual([]);
  },
  storyTimeoutMs,
);
