import { expect, it } from "vitest";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import { PROVIDER_VERSION } from "../../provider/version.js";
import { waitFor } from "../support/gateway.js";
import { accountAt, expectPlainJson, session, testGateway, testHost } from "./support.js";

it("one session lives from check to delete, and the server sees exactly one call, hung up in the end", async () => {
  const gateway = await testGateway();
  const host = await testHost({ env: accountAt(gateway) });
  const program = session({ actions: [], timezone: "US/Pacific", data: { session: { name: "Daily stand-up" } } });

  const checked = await host.check({}, program);
  expect(checked).toEqual({ inputs: program, failures: [] });
  expect(await gateway.requests()).toEqual([]);

  const created = await host.create(checked.inputs);
  const [call] = await gateway.connections();
  expect(created.id).toBe(call?.connectionId);
  expect(created.properties).toEqual({
    ...program,
    connectionId: call?.connectionId,
    conversationId: call?.conversationId,
    eventUrl: `${gateway.url}/v1/event/${call?.connectionId}`,
    resultWebSocketUrl: expect.stringMatching(/^ws:\/\/.*\/events\//),
    status: "live",
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    endedAt: null,
    apiBaseUrl: gateway.url,
    accountFingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    providerVersion: PROVIDER_VERSION,
    idempotencyKey: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  });
  expect(gateway.dialled()).toEqual([{ type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#,,471147#" }]);

  const refreshed = await host.read(created.id, created.properties);
  expect(refreshed).toEqual(created);

  const cosmetic = session({
    endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#,,471147#" },
    timezone: "America/Los_Angeles",
    data: { session: { name: "Daily stand-up" } },
  });
  expect(await host.diff(created.id, refreshed.properties, cosmetic)).toMatchObject({ changes: "none", replaces: [] });

  const patient = session({ ...program, timeouts: { stop: "2m" } });
  expect(await host.diff(created.id, refreshed.properties, patient)).toMatchObject({ changes: "some", replaces: [] });
  const updated = await host.update(created.id, refreshed.properties, patient);
  expect(updated).toEqual({ ...created.properties, timeouts: { stop: "2m" } });

  const elsewhere = session({ endpoint: { type: "pstn", phoneNumber: "14082924838" } });
  expect(await host.diff(created.id, updated, elsewhere)).toEqual({
    changes: "some",
    replaces: ["endpoint", "data", "timezone"],
    deleteBeforeReplace: true,
  });
  expect(await gateway.liveConnections()).toHaveLength(1);

  await host.delete(created.id, updated);
  await waitFor(gateway.liveConnections, (live) => live.length === 0);
  const requests = await gateway.requests();
  expect(requests.map(({ operation }) => operation)).toEqual(["token", "start", "conversation", "stop"]);
  expect(requests[2]?.path).toBe(`/v1/conversations/${call?.conversationId}`);
  expect((await gateway.connections()).map(({ connectionId }) => connectionId)).toEqual([created.id]);

  for (const answer of [checked, created, refreshed, updated]) expectPlainJson(answer);
  for (const { properties } of [created, refreshed]) expect(properties.__provider).toBe(PROVIDER_TEXT);
  expect(host.stderr()).toBe("");
  expect(host.stdout()).toMatch(/^\d+\n$/);
});

it("what a program leaves out, writes as empty or writes in its own words comes back from create as it was written", async () => {
  const gateway = await testGateway();
  const host = await testHost({ env: accountAt(gateway) });
  const program = session({
    endpoint: { type: "pstn", phoneNumber: "001 408 292 4837", dtmf: "" },
    actions: [],
    data: {},
    timezone: "",
    languages: ["en-us"],
    triggers: [null, 0.5, -1, "", [], {}, { deep: [null] }, 1e21],
  });
  const { properties } = await host.create(program);
  expect(properties).toMatchObject(program);
  expectPlainJson(properties);
  // Nothing that changes goes unseen, and nothing that does not is seen.
  expect(await host.diff("id", properties, program)).toMatchObject({ changes: "none" });
  expect((await gateway.requests()).find(({ operation }) => operation === "start")?.body).toEqual({
    operation: "start",
    endpoint: { type: "pstn", phoneNumber: "14082924837" },
    languages: ["en-US"],
  });
});
