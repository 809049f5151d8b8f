import { expect, it } from "vitest";
import { json, placed } from "../support/scripted-server.js";
import { accountAt, failureOf, liveSession, session, stageForFile, testGateway, testHost, urnOf } from "./support.js";

const stage = stageForFile();

it("a call that was hung up before is over: a second delete works, and the server hears of it", async () => {
  const gateway = await testGateway();
  const host = await testHost({ env: accountAt(gateway) });
  const call = await host.create(session());
  await host.delete(call.id, call.properties);
  await host.delete(call.id, call.properties);
  expect(
    (await gateway.requests()).filter(({ operation }) => operation === "stop").map(({ status }) => status),
  ).toEqual([200, 200]);
  expect(await gateway.liveConnections()).toEqual([]);
});

it("a stop goes on through a server's bad moments", async () => {
  const { host, server, play } = stage();
  play({ stop: [json(500, {}), json(429, {}), json(201, placed())] });
  await host.delete("c-1", liveSession(server));
  expect(server.to("stop")).toHaveLength(3);
});

it("a call that is known to have ended gets one farewell, and a server that does not take it keeps nothing", async () => {
  const { host, server, play, log } = stage();
  play({ stop: [json(403, { message: "Not today." })] });
  const ended = liveSession(server, { status: "ended", endedAt: "2027-01-11T10:00:00.000Z" });
  await host.delete("c-1", ended);
  expect(server.to("stop")).toHaveLength(1);
  expect(log()).toMatchObject([
    {
      urn: urnOf("standup"),
      message: expect.stringMatching(
        /^The call had already ended; the server did not confirm the stop\. .* answered 403/,
      ),
    },
  ]);
});

it("another account's 404 is no proof that a call is over: the resource is kept, and both accounts are named", async () => {
  const ours = await testGateway({
    apps: [
      { appId: "app-blue", appSecret: "secret-blue" },
      { appId: "app-red", appSecret: "secret-red" },
    ],
  });
  const blue = { SYMBL_BASE_URL: ours.url, SYMBL_APP_ID: "app-blue", SYMBL_APP_SECRET: "secret-blue" };
  const dialling = await testHost({ env: blue });
  const call = await dialling.create(session());
  const other = await testHost({ env: { ...blue, SYMBL_APP_ID: "app-red", SYMBL_APP_SECRET: "secret-red" } });
  const refused = await failureOf(other.delete(call.id, call.properties));
  expect(refused.message).toContain(
    `It was placed by account ${String(call.properties.accountFingerprint)}; today's credentials are of account `,
  );
  expect(await ours.liveConnections()).toHaveLength(1);
  await dialling.delete(call.id, call.properties);
  expect(await ours.liveConnections()).toEqual([]);
});
