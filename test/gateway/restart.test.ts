import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { waitFor } from "../support/gateway.js";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.js";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../support/postgres.js";
import { type Answer, isRecord, START, send } from "./client.js";

/** Under load a first start makes a whole database in WebAssembly. */
const SLOW = 120_000;

const gateways: GatewayProcess[] = [];
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.kill()));
});

async function gatewayOn(args: readonly string[]): Promise<GatewayProcess> {
  const gateway = await startGatewayProcess(args);
  gateways.push(gateway);
  return gateway;
}

function startWith(gateway: GatewayProcess, token: string, key: string, body: unknown = START): Promise<Answer> {
  return send(gateway, "POST", "/v1/endpoint:connect", { token, body, headers: { "idempotency-key": key } });
}

function idsOf({ body }: Answer): { readonly connectionId: string; readonly conversationId: string } {
  if (!isRecord(body)) throw new Error(`no body: ${String(body)}`);
  return { connectionId: String(body.connectionId), conversationId: String(body.conversationId) };
}

/** What holds after a kill and a new start, whatever the storage. */
function survivesAKill(storage: () => readonly string[]): void {
  it(
    "killed and started again, it has every conversation, ends what was live, and knows its tokens and keys",
    async () => {
      const before = await gatewayOn(storage());
      const token = await before.token();
      const stopped = await startWith(before, token, "stopped");
      const stop = { operation: "stop", connectionId: idsOf(stopped).connectionId };
      expect((await send(before, "POST", "/v1/endpoint:connect", { token, body: stop })).status).toBe(200);
      const live = await startWith(before, token, "live");
      await waitFor(
        () => before.connections(),
        ([, second]) => second?.times.dtmfSent !== undefined,
      );
      const user = {
        ...{ topic: "speaker", type: "joined", timestamp: "2026-01-01T00:00:00.000Z" },
        user: { userId: "ada@example.com", name: "Ada" },
      };
      const { connectionId, conversationId } = idsOf(live);
      expect((await send(before, "POST", `/v1/event/${connectionId}`, { token, body: user })).status).toBe(200);
      expect((await send(before, "GET", "/v1/starts/burned", { token })).status).toBe(404);
      const shown = await before.connections();
      await before.kill("SIGKILL");

      const after = await gatewayOn(storage());
      expect(await after.connections()).toEqual([
        shown[0],
        {
          ...shown[1],
          state: "ended",
          cause: "gateway restarted",
          dtmf: null,
          times: { ...shown[1]?.times, ended: expect.stringMatching(/Z$/) },
        },
      ]);
      expect(JSON.stringify(shown), "DTMF is masked").not.toContain("1234#");
      expect((await send(after, "GET", `/v1/conversations/${conversationId}`, { token })).body).toMatchObject({
        id: conversationId,
        endTime: expect.stringMatching(/Z$/),
        members: [{ name: "Ada", email: "ada@example.com" }],
      });
      const ended = await send(after, "GET", `/v1/conversations/${idsOf(stopped).conversationId}`, { token });
      expect(ended.body).toMatchObject({ endTime: shown[0]?.times.ended });

      const replayed = await startWith(after, token, "live");
      expect(replayed.status).toBe(201);
      expect(replayed.headers.get("idempotency-replayed")).toBe("true");
      expect(JSON.stringify(replayed.body)).toBe(JSON.stringify(live.body));
      expect((await send(after, "GET", "/v1/starts/live", { token })).body).toEqual(live.body);
      expect((await startWith(after, token, "live", { ...START, timezone: "Asia/Tokyo" })).status).toBe(422);
      expect((await startWith(after, token, "burned")).status).toBe(409);
      const again = { operation: "stop", connectionId };
      expect((await send(after, "POST", "/v1/endpoint:connect", { token, body: again })).status).toBe(200);
      expect(await after.connections()).toHaveLength(2);
      await after.kill("SIGTERM");
    },
    SLOW,
  );
}

describe("a gateway with a data folder", () => {
  let data: string;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), "gateway-data-"));
  });
  afterEach(async () => {
    await Promise.all(gateways.splice(0).map((gateway) => gateway.kill()));
    rmSync(data, { recursive: true, force: true });
  });

  survivesAKill(() => ["--data", data]);

  it(
    "writes the e-mail of a stop once, also when it is killed and the stop is repeated",
    async () => {
      const before = await gatewayOn(["--data", data]);
      const token = await before.token();
      const actions = [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }];
      const { connectionId } = idsOf(await startWith(before, token, "k", { ...START, actions }));
      const body = { operation: "stop", connectionId };
      expect((await send(before, "POST", "/v1/endpoint:connect", { token, body })).status).toBe(200);
      const written = () => readdirSync(data, { recursive: true }).filter((name) => String(name).endsWith(".eml"));
      await waitFor(written, (names) => names.length === 1);
      await waitFor(
        () => send(before, "GET", "/_gateway/mails"),
        (answer) => !JSON.stringify(answer.body).includes('"sentAt":null'),
      );
      await before.kill("SIGKILL");
      rmSync(join(data, "outbox"), { recursive: true });

      const after = await gatewayOn(["--data", data]);
      expect((await send(after, "POST", "/v1/endpoint:connect", { token, body })).status).toBe(200);
      const { body: kept } = await send(after, "GET", "/_gateway/mails");
      expect(kept).toMatchObject({ mails: [{ mailId: `${connectionId}.stop.0`, attempts: 1, dueAt: null }] });
      expect(written()).toEqual([]);
    },
    SLOW,
  );

  it(
    "says that another gateway has the folder, and exits 1; the first goes on",
    async () => {
      const first = await gatewayOn(["--data", data]);
      await expect(startGatewayProcess(["--data", data])).rejects.toThrow(
        new RegExp(`exit 1: symbl-gateway: The data folder .* another gateway has it: pid ${first.pid} on `),
      );
      expect((await startWith(first, await first.token(), "k")).status).toBe(201);
    },
    SLOW,
  );

  it(
    "says that the folder cannot be used, and exits 1",
    async () => {
      const file = join(data, "file");
      writeFileSync(file, "");
      await expect(startGatewayProcess(["--data", file])).rejects.toThrow(/exit 1: .*The data folder .*file/);
    },
    SLOW,
  );
});

const missing = whyNoPostgres();
describe("a gateway with PostgreSQL", () => {
  if (missing !== undefined) {
    it.skip(`is not tested here: ${missing}`);
    return;
  }
  let postgres: TestPostgres;
  let url: string;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, SLOW);
  beforeEach(async () => {
    url = await postgres.createDatabase();
  });
  afterAll(() => postgres.close());

  survivesAKill(() => ["--database-url", url]);

  it(
    "says that the database cannot be reached, without its password, and exits 1",
    async () => {
      const failing = startGatewayProcess(["--database-url", "postgres://ada:hunter2@127.0.0.1:1/calls"]);
      await expect(failing).rejects.toThrow(/exit 1: symbl-gateway: The database at 127\.0\.0\.1:1\/calls cannot be/);
      await expect(failing).rejects.not.toThrow(/hunter2/);
      await expect(startGatewayProcess(["--database-url", url.replace(/\w+$/, "nowhere")])).rejects.toThrow(
        /exit 1: .*"nowhere" does not exist/,
      );
    },
    SLOW,
  );
});
