import { randomUUID } from "node:crypto";
import { PGlite } from "@electric-sql/pglite";
import fastify from "fastify";
import pg from "pg";
import { serializerCompiler } from "../../gateway/http/answers.js";
import { validatorCompiler } from "../../gateway/http/error-handler.js";
import { connectRequestSchema } from "../../gateway/wire/connect.js";

/** What any server would do with a start: validate it, keep it with one insert or not at all, and answer as the gateway does. */

type Insert = (id: string, body: string) => Promise<void>;

const TABLE = "create table starts (id text primary key, body json not null, at timestamptz not null default now())";
const INSERT = "insert into starts (id, body) values ($1, $2)";

async function storage(): Promise<Insert> {
  const [flag, value = ""] = process.argv.slice(2);
  switch (flag) {
    case "--database-url": {
      const pool = new pg.Pool({ connectionString: value, max: 10 });
      await pool.query(TABLE);
      return async (id, body) => void (await pool.query(INSERT, [id, body]));
    }
    case "--data": {
      const database = await PGlite.create(`${value}/database`);
      await database.query(TABLE);
      return async (id, body) => void (await database.query(INSERT, [id, body]));
    }
    default:
      return async () => {};
  }
}

const insert = await storage();
const app = fastify();
app.setValidatorCompiler(validatorCompiler);
app.setSerializerCompiler(serializerCompiler);
app.post("/oauth2/token::generate", async () => ({ accessToken: "none", expiresIn: 86_400 }));
app.post("/v1/endpoint::connect", { schema: { body: connectRequestSchema } }, async (request, reply) => {
  const connectionId = randomUUID();
  await insert(connectionId, JSON.stringify(request.body));
  const host = request.headers.host;
  return reply.code(201).send({
    eventUrl: `http://${host}/v1/event/${connectionId}`,
    resultWebSocketUrl: `ws://${host}/events/${connectionId}`,
    connectionId,
    conversationId: "1234567890123456",
  });
});
const url = await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`${JSON.stringify({ event: "ready", url, appId: "app", appSecret: "secret" })}\n`);
process.on("SIGTERM", () => process.exit(0));
