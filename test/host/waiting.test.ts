import { expect, it } from "vitest";
import { json, placed } from "../support/scripted-server.js";
import { accountAt, failureOf, liveSession, session, stageForFile, testGateway, testHost, urnOf } from "./support.js";

const stage = stageForFile();

const FULL = json(429, { message: "5 concurrent jobs at most." }, { "retry-after": "1" });

it("while a full server is waited for, the resource's own row says why and how long, and nothing of it stays", async () => {
  const { host, server, play, log } = stage();
  play({ start: [FULL, FULL, json(201, placed())] });
  await host.create(session({}, "retro"));
  expect(server.to("start")).toHaveLength(3);
  const shown = log();
  expect(shown).toHaveLength(2);
  for (const message of shown) {
    expect(message).toEqual({
      severity: "info",
      urn: urnOf("retro"),
      ephemeral: true,
      message: expect.stringMatching(/^429, too many concurrent calls for this account; trying again in \d+\.\d s$/),
    });
  }
  // The same start, under the same key: a server that had taken one of them would not dial again.
  expect(new Set(server.to("start").map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
});

it("a call dials as soon as another one ends", async () => {
  const gateway = await testGateway({ maxConnections: 1 });
  const host = await testHost({ env: accountAt(gateway) });
  const first = await host.create(session({}, "first"));
  const second = host.create(session({}, "second"));
  await expect
    .poll(() => host.log.map(({ urn, ephemeral }) => ({ urn, ephemeral })))
    .toContainEqual({
      urn: urnOf("second"),
      ephemeral: true,
    });
  await host.delete(first.id, first.properties);
  expect((await second).properties).toMatchObject({ status: "live" });
  expect(await gateway.liveConnections()).toHaveLength(1);
});

it("the time that a program allows is kept: a server that asks for more is not waited for", async () => {
  const { host, server, play, log } = stage();
  play({
    start: [json(429, { message: "Full." }, { "retry-after": "3600" })],
    stop: [json(503, {}, { "retry-after": "3600" })],
  });
  const failure = await failureOf(host.create(session({ timeouts: { start: "20s" } })));
  expect(failure.initFailed).toBeUndefined();
  expect(failure.message).toContain("answered 429, too many concurrent calls for this account. It said: Full.");
  expect(failure.message).toContain("raise timeouts.start to wait longer");
  await failureOf(host.delete("c-1", liveSession(server, { timeouts: { stop: 20_000 } })));
  expect(server.to("start")).toHaveLength(1);
  expect(server.to("stop")).toHaveLength(1);
  expect(log()).toEqual([]);
});
