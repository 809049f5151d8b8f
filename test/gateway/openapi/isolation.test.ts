import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { type Answer, askToken, isRecord, refusedUpgrade, type StartAnswer, send, start } from "../client.js";

const APPS = ["blue", "green"].map((appId) => ({ appId, appSecret: `the-secret-of-${appId}` }));
const KEY = "the-key-of-blue";

/** A body that each operation would take of its own app; one that is missing here fails the tests. */
const BODIES: Readonly<Record<string, (ids: StartAnswer) => unknown>> = {
  "post /v1/endpoint:connect": ({ connectionId }) => ({ operation: "stop", connectionId }),
  "post /v1/event/{connectionId}": () => ({
    ...{ topic: "speaker", type: "joined", timestamp: "2030-01-31T09:00:00Z" },
    user: { userId: "mallory@example.com", name: "Mallory" },
  }),
  "put /v1/conversations/{conversationId}": () => ({ metadata: { owner: "mallory" } }),
  "post /v1/conversations/{conversationId}/experiences": () => ({ name: "verbose-text-summary" }),
};

/** What belongs to no connection or conversation of an app. */
const NOBODYS =
  /^(get \/(web\/.*|openapi\.json|reference|metrics|_gateway\/.*|summary\/.*)?|\w+ \/_gateway\/.*|post \/oauth2\/.*)$/;

describe("every operation of the OpenAPI document that belongs to an app", () => {
  let gateway: TestGateway;
  let blue: string;
  let green: string;
  let session: StartAnswer;
  let operations: readonly {
    readonly name: string;
    readonly method: string;
    readonly path: string;
    readonly body: boolean;
  }[];
  beforeAll(async () => {
    gateway = await startTestGateway({ apps: APPS });
    [blue = "", green = ""] = await Promise.all(
      APPS.map(async (app) => {
        const { body } = await askToken(gateway, { type: "application", ...app });
        return isRecord(body) ? String(body.accessToken) : "";
      }),
    );
    session = await start(gateway, { token: blue, headers: { "idempotency-key": KEY } });
    const { body } = await send(gateway, "GET", "/openapi.json");
    const paths = isRecord(body) && isRecord(body.paths) ? body.paths : {};
    operations = Object.entries(paths)
      .flatMap(([path, item]) =>
        Object.entries(isRecord(item) ? item : {}).map(([method, operation]) => ({
          ...{ name: `${method} ${path}`, method: method.toUpperCase(), path },
          body: isRecord(operation) && operation.requestBody !== undefined,
        })),
      )
      .filter(({ name }) => !NOBODYS.test(name));
  });
  afterAll(() => gateway.close());

  const isSocket = (path: string) => /^\/(events|session)\//.test(path);
  const at = (path: string, { connectionId, conversationId }: StartAnswer, key = KEY) =>
    path.replace("{connectionId}", connectionId).replace("{conversationId}", conversationId).replace("{key}", key);
  const unknown = (): StartAnswer => ({
    ...session,
    connectionId: "00000000-0000-4000-8000-000000000000",
    conversationId: "1",
  });

  async function ask(
    { name, method, path, body }: (typeof operations)[number],
    ids: StartAnswer,
    token: string | undefined,
    key?: string,
  ): Promise<Pick<Answer, "status" | "body">> {
    if (isSocket(path)) {
      const { status = 0, body: refusal } = await refusedUpgrade(
        gateway.url.replace("http", "ws") + at(path, ids),
        token === undefined ? {} : { "x-api-key": token },
      );
      return { status, body: refusal };
    }
    const make = BODIES[name];
    if (body && make === undefined) throw new Error(`no body is known for ${name}`);
    const { status, body: answer } = await send(gateway, method, at(path, ids, key), {
      ...(token === undefined ? {} : { token }),
      ...(make === undefined ? {} : { body: make(ids) }),
    });
    return { status, body: answer };
  }

  it("shows another app what it shows of what never was, and changes nothing", async () => {
    expect(operations.length).toBeGreaterThan(14);
    const everything = async () => [
      await gateway.connections(),
      (await send(gateway, "GET", `/v1/conversations/${session.conversationId}`, { token: blue })).body,
    ];
    const states = new Set((await gateway.connections()).map(({ cause }) => cause));
    for (const operation of operations) {
      const others = await ask(operation, session, green);
      expect(others.status, operation.name).toBe(404);
      expect(others.body, operation.name).toEqual((await ask(operation, unknown(), green, "no-key")).body);
    }
    const [, conversation] = await everything();
    expect(conversation).toMatchObject({ members: [], metadata: {} });
    expect(new Set((await gateway.connections()).map(({ cause }) => cause))).toEqual(states);
    // Looked up by the other app, the key is still the first one's.
    const { status } = await send(gateway, "GET", `/v1/starts/${KEY}`, { token: blue });
    expect(status).toBe(200);
  });

  it.each([
    ["no token", undefined],
    ["a token of another gateway", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJibHVlIiwiZXhwIjo5OTk5OTk5OTk5fQ.c2lnbmF0dXJl"],
  ])("is refused with %s, whatever it is asked for", async (_name, token) => {
    for (const operation of operations) {
      for (const ids of [session, unknown()])
        expect((await ask(operation, ids, token)).status, operation.name).toBe(401);
    }
  });
});
