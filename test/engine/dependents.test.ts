import { beforeAll, expect, test } from "vitest";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import { watched } from "./journal.js";
import { accountAt, storyTimeoutMs, testGateway, testStack } from "./stack.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

test(
  "what other resources tell only later is waited for, and redials only those whose call it changes",
  async () => {
    const gateway = await testGateway();
    const stack = await testStack({ program: "dependents", env: accountAt(gateway) });
    const news = await watched(gateway);
    const entry = { generation: 1, number: "14082924831", meeting: "939293" };
    const idsOf = async () =>
      Object.fromEntries(Object.entries(await stack.sessions()).map(([name, { id }]) => [name, id]));

    stack.write(entry);
    const preview = await stack.preview();
    expect(preview.code, preview.text).toBe(0);
    expect(preview.counts).toEqual({ "to create": 10 });
    expect(await gateway.requests()).toEqual([]);

    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    expect(up.text).not.toMatch(/Undefined value|warning/);
    const dialled = await gateway.connections();
    expect(dialled).toHaveLength(6);
    const connectionOf = (id: string | undefined) => dialled.find(({ connectionId }) => connectionId === id);
    const first = await idsOf();
    expect(connectionOf(first.number)?.endpoint.phoneNumber).toBe("14082924831");
    expect(connectionOf(first.whole)?.endpoint.phoneNumber).toBe("14082924831");
    expect(gateway.dialled().map(({ dtmf }) => dtmf)).toContain(",,939293#");
    const { minutes, nested, endedAt } = await stack.outputs();
    expect(minutes).toBe(`https://minutes.example.com/${connectionOf(first.number)?.conversationId}`);
    expect(nested).toBe(first["tower-room-session"]);
    expect(endedAt).toBeNull();
    for (const { urn, inputs, sourcePosition, stackTrace } of await stack.resources()) {
      if (!urn.includes("TelephonySession")) continue;
      expect(inputs?.__session).toMatchObject({ urn });
      expect(sourcePosition).toMatch(/^project:\/\/\/index\.ts#\d+,\d+$/);
      // What loaded the program is of no use there, and is written with every snapshot.
      expect(stackTrace?.at(-1)?.sourcePosition).toMatch(/^project:\/\/\/index\.ts#/);
      expect(JSON.stringify(stackTrace)).not.toContain("node_modules");
    }
    // Not only a plain URI's password is kept as a secret.
    expect(gateway.dialled()).toContainEqual({ type: "sip", uri: "sip:bot:hunter22@14082924831.example.com" });
    expect(JSON.stringify(await stack.resources())).not.toContain("hunter22");
    await news();

    expect((await stack.up()).counts).toEqual({ unchanged: 10 });

    // The directory is replaced, first deleted and then created, and says what it said: no call is touched.
    stack.write({ ...entry, generation: 2 });
    const mayRedial = await stack.preview();
    expect(mayRedial.code, mayRedial.text).toBe(0);
    expect(mayRedial.counts).toMatchObject({ "to replace": 1, "to update": 5 });
    const diagnostics = mayRedial.text.slice(mayRedial.text.indexOf("\nDiagnostics:"));
    expect(diagnostics.match(/warning: May redial: (endpoint|data) will be known only when/g)).toHaveLength(5);
    const sameAgain = await stack.up();
    expect(sameAgain.code, sameAgain.text).toBe(0);
    expect(sameAgain.counts).toMatchObject({ replaced: 1 });
    expect(await idsOf()).toEqual(first);
    expect(await news()).toEqual([]);

    // Another number: those that dial it redial, and so does the one that carries the new conversation's id.
    stack.write({ ...entry, generation: 3, number: "14082924839" });
    const another = await stack.up();
    expect(another.code, another.text).toBe(0);
    const second = await idsOf();
    for (const name of ["number", "whole", "address", "follower"]) expect(second[name], name).not.toBe(first[name]);
    for (const name of ["keys", "tower-room-session"]) expect(second[name], name).toBe(first[name]);
    expect([...(await news())].sort()).toEqual(
      [
        ...["number", "whole", "address", "follower"].map((name) => `stop ${first[name]}`),
        ...["14082924839", "14082924839", undefined, "14082924834"].map((number) => `start ${number}`),
      ].sort(),
    );

    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    expect(await gateway.liveConnections()).toEqual([]);
  },
  storyTimeoutMs,
);
