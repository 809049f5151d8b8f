import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Logger } from "pino";
import type { JournalEntry } from "../admin/journal.js";
import type { Strike } from "../faults/fault-rules.js";

/** The HTTP server with zod schemas for its routes. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse<IncomingMessage>,
  Logger,
  ZodTypeProvider
>;

declare module "fastify" {
  interface FastifyRequest {
    /** App that the request's token was issued to; `""` on routes that take no token. */
    appId: string;
    /** `null` for what the journal leaves out. */
    journalEntry: JournalEntry | null;
    /** The fault that has struck it. */
    strike: Strike | null;
    /** Seconds that a token lives that this request asks for; `null` for as long as any. */
    tokenTtlSeconds: number | null;
  }
}
