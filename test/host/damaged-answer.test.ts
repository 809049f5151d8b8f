import { describe, expect, it } from "vitest";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import { type Answer, broken, json, placed } from "../support/scripted-server.js";
import { expectPlainJson, failureOf, savedDespite, session, stageForFile } from "./support.js";

const KNOWS_NO_KEYS = json(404, { message: "There is no such resource." });

const stage = stageForFile();

/** A call that was placed, but whose answer broke off after its connectionId. */
async function damagedStart(...laterLookUps: Answer[]) {
  const { host, server, play } = stage();
  play({
    start: [broken(201, '{"connectionId":"c-1","conversationId":"1001","eventUrl":"https://api.exam')],
    "/v1/starts/": [KNOWS_NO_KEYS, ...laterLookUps],
    stop: [json(200, placed())],
  });
  const saved = await savedDespite(host.create(session()));
  return { server, host, saved };
}

describe("a call whose answer was damaged", () => {
  it("is saved under its connection, so that it can be hung up", async () => {
    const { server, host, saved } = await damagedStart();
    expect(saved).toMatchObject({
      id: "c-1",
      properties: {
        ...session(),
        connectionId: "c-1",
        conversationId: "1001",
        status: "live",
        apiBaseUrl: server.url,
        idempotencyKey: server.to("start")[0]?.headers["idempotency-key"],
        __provider: PROVIDER_TEXT,
      },
    });
    expect(saved.properties).not.toHaveProperty("eventUrl");
    expectPlainJson(saved.properties);
    expect(saved.reasons[0]).toBe(
      `SYMBL_UNREADABLE_ANSWER: the call was placed (connection c-1), but the answer of ${server.url} was damaged: eventUrl, resultWebSocketUrl missing.`,
    );
    expect(saved.reasons[1]).toMatch(/`pulumi destroy` hangs it up; `pulumi up` asks the server for what is missing/);

    await host.delete(saved.id, saved.properties);
    expect(server.to("stop").map(({ body }) => body)).toEqual([{ operation: "stop", connectionId: "c-1" }]);
    expect(server.to("start")).toHaveLength(1);
  });

  it("is completed by the next up, which asks for the start again and dials nothing", async () => {
    const { server, host, saved } = await damagedStart(json(200, placed()));
    const completed = await host.update(saved.id, saved.properties, session());
    expect(completed).toEqual({ ...saved.properties, ...placed(), status: "live" });
    expect(server.to("start")).toHaveLength(1);
    expect(await host.diff(saved.id, completed, session())).toMatchObject({ changes: "none" });
  });

  it("stays as it is when the server can tell no more, and takes over what is new in the program", async () => {
    const { server, host, saved } = await damagedStart();
    const patient = session({ timeouts: { stop: "2m" } });
    const again = await savedDespite(host.update(saved.id, saved.properties, patient));
    expect(again).toEqual({ ...saved, properties: { ...saved.properties, timeouts: { stop: "2m" } } });

    await host.delete(again.id, again.properties);
    expect(server.to("stop")).toHaveLength(1);
  });

  it("is a whole call when the server can repeat its answer at once", async () => {
    const { host, play } = stage();
    play({ start: [json(201, "not an object")], "/v1/starts/": [json(200, placed())] });
    expect((await host.create(session())).properties).toMatchObject({ ...placed(), status: "live" });
  });

  it("that names no call at all, and of which the server knows nothing, is a start of unknown outcome", async () => {
    const { host, play } = stage();
    play({ start: [json(201, {})], "/v1/starts/": [KNOWS_NO_KEYS] });
    const saved = await savedDespite(host.create(session()));
    expect(saved).toMatchObject({ id: expect.stringMatching(/^unknown-/), properties: { status: "unknown" } });
    expect(saved.reasons[0]).toContain("answered 201 with a body that is not what the API documents");
  });

  it("is not forgotten when it cannot be hung up", async () => {
    const { host, play, log } = stage();
    play({
      start: [json(201, { connectionId: "c-1" })],
      "/v1/starts/": [KNOWS_NO_KEYS],
      stop: [json(404, { error: "no route" })],
    });
    const saved = await savedDespite(host.create(session()));
    const refused = await failureOf(host.delete(saved.id, saved.properties));
    expect(refused.message).toContain(
      "does not know connection c-1, and nothing shows that the call has ended, so the resource is kept.",
    );
    const { properties } = await host.read(saved.id, saved.properties);
    expect(properties).toEqual({ ...saved.properties, status: "unknown" });
    expect(log()[0]?.message).toContain("`pulumi destroy` still hangs it up");
  });
});
