import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "../support/gateway.js";
import { startHost, type TestHost } from "../support/host.js";
import {
  type Answer,
  cut,
  json,
  type ScriptedServer,
  scriptedServer,
  TOKEN,
  text,
} from "../support/scripted-server.js";
import { accountAt, liveSession, session, stageForFile, testGateway, testHost, testServer, urnOf } from "./support.js";

const live = json(200, { id: "1001", type: "meeting", startTime: "2027-01-11T09:00:00.000Z" });
const ended = json(200, { id: "1001", startTime: "2027-01-11T09:00:00.000Z", endTime: "2027-01-11T10:00:00Z" });

const stage = stageForFile();

describe("read", () => {
  it("sees that the remote party has hung up, says when and why on the row, and takes that as final", async () => {
    const gateway = await testGateway();
    const host = await testHost({ env: accountAt(gateway) });
    const call = await host.create(session());
    expect(await host.read(call.id, call.properties)).toEqual(call);

    await gateway.hangUp(call.id);
    await waitFor(gateway.liveConnections, (calls) => calls.length === 0);
    const over = await host.read(call.id, call.properties);
    const { endedAt } = over.properties;
    const ended = { status: "ended", endedAt, endCause: "remote hang-up" };
    expect(over).toEqual({ id: call.id, properties: { ...call.properties, ...ended } });
    expect(endedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(host.log).toEqual([
      {
        severity: "info",
        urn: urnOf("standup"),
        ephemeral: false,
        message: `The call has ended, at ${endedAt}: remote hang-up.`,
      },
    ]);

    await gateway.close();
    expect(await host.read(call.id, over.properties)).toEqual(over);
    expect(host.log).toHaveLength(1);
  });

  it("brings a call back to live that could not be asked about before", async () => {
    const { host, server, play, log } = stage();
    play({ "/v1/conversations/": [live] });
    const state = liveSession(server, { status: "unknown" });
    expect(await host.read("c-1", state)).toEqual({ id: "c-1", properties: { ...state, status: "live" } });
    expect(server.to("/v1/conversations/").map(({ path }) => path)).toEqual(["/v1/conversations/1001"]);
    expect(log()).toEqual([]);
  });

  it("does not ask again about a call that has ended", async () => {
    const { host, server, play } = stage();
    play({ "/v1/conversations/": [live] });
    const state = liveSession(server, { status: "ended", endedAt: "2027-01-11T10:00:00.000Z" });
    expect(await host.read("c-1", state)).toEqual({ id: "c-1", properties: state });
    expect(server.arrived).toEqual([]);
  });

  it("changes nothing but the status, and warns, when the server is down", async () => {
    const server = await testServer({ "/v1/conversations/": [ended] });
    await server.close();
    const host = await testHost({ env: accountAt(server) });
    const state = liveSession(server);
    expect(await host.read("c-1", state)).toEqual({ id: "c-1", properties: { ...state, status: "unknown" } });
    expect(host.warnings()[0]?.message).toMatch(/^SYMBL_UNREACHABLE: .* cannot be reached \(connection refused\)/);
    expect(host.log.filter(({ ephemeral }) => ephemeral)[0]?.message).toMatch(/connection refused; trying again in /);
  });

  it("gives the end in UTC, however the server writes it, and an ended call redials only where that is asked for", async () => {
    const { host, server, play, log } = stage();
    play({
      "/v1/conversations/": [json(200, { id: 1001, endTime: "2027-01-11T12:00:00+02:00" })],
    });
    const { id, properties } = await host.read("c-1", liveSession(server));
    expect(properties).toMatchObject({ status: "ended", endedAt: "2027-01-11T10:00:00.000Z" });
    expect(await host.diff(id, properties, session())).toMatchObject({ changes: "none", replaces: [] });
    expect(await host.diff(id, properties, session({ onEnded: "redial" }))).toMatchObject({
      changes: "some",
      replaces: ["onEnded"],
    });
    expect(log().at(-1)?.message).toBe('onEnded is "redial", and the call has ended: `pulumi up` dials again.');
  });
});

describe("read changes nothing but the status, and warns, when the server", () => {
  const answers: Record<string, [conversationId: string, answer: Answer, code: string]> = {
    "does not know the conversation": [
      "1404",
      json(404, { message: "The conversationId is invalid." }),
      "SYMBL_NOT_FOUND",
    ],
    "is not there, but a proxy is": ["1405", text(404, "<h1>Not found</h1>"), "SYMBL_NOT_FOUND"],
    "refuses the credentials": ["1401", json(401, { message: "Token validation failed." }), "SYMBL_UNAUTHORIZED"],
    fails: ["1500", json(500, {}), "SYMBL_SERVER_ERROR"],
    "cuts the connection": ["1000", cut, "SYMBL_ANSWER_LOST"],
    "makes no sense": ["1200", text(200, "<h1>Welcome</h1>"), "SYMBL_UNREADABLE_ANSWER"],
    "speaks of another conversation": [
      "1201",
      json(200, { id: "1002", endTime: "2027-01-11T10:00:00Z" }),
      "SYMBL_UNREADABLE_ANSWER",
    ],
    "names a time that is none": ["1202", json(200, { id: "1202", endTime: "soon" }), "SYMBL_UNREADABLE_ANSWER"],
  };
  let server: ScriptedServer;
  let host: TestHost;
  beforeAll(async () => {
    const tokens = { "/oauth2/token:generate": [TOKEN] };
    const conversations = Object.values(answers).map(([id, answer]) => [`/v1/conversations/${id}`, [answer]] as const);
    server = await scriptedServer({ ...tokens, ...Object.fromEntries(conversations) });
    host = await startHost({ env: accountAt(server) });
    await host.configure({});
  });
  afterAll(async () => {
    await host.stop();
    await server.close();
  });

  it.concurrent.each(Object.keys(answers))("%s", async (name) => {
    const [conversationId = "", , code] = answers[name] ?? [];
    const state = liveSession(server, { ...session({}, name), conversationId });
    expect(await host.read("c-1", state)).toEqual({ id: "c-1", properties: { ...state, status: "unknown" } });
    expect(host.warnings().filter(({ urn }) => urn === urnOf(name))).toEqual([
      {
        severity: "warning",
        urn: urnOf(name),
        ephemeral: false,
        message: expect.stringMatching(new RegExp(`^${code}: the call's state is unknown, so it is left as it is\\. `)),
      },
    ]);
    // What the engine does next with that state: nothing.
    const next = await host.diff("c-1", { ...state, status: "unknown" }, session({}, name));
    expect(next).toMatchObject({ changes: "none" });
    expect(host.stderr()).toBe("");
  });
});
