import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Logger } from "pino";
import type { z } from "zod";
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

/** What a route's schema says for the OpenAPI document beside what is validated. */
export interface RouteNotes {
  /** One sentence without a full stop. */
  readonly summary?: string;
  /** Markdown. */
  readonly description?: string;
  readonly tags?: readonly string[];
  /** Headers of the request, by name. They are not validated by this. */
  readonly requestHeaders?: Readonly<Record<string, z.ZodType>>;
  /** Headers of answers, by status and name. */
  readonly answerHeaders?: Readonly<Record<number, Readonly<Record<string, z.ZodType>>>>;
}

declare module "fastify" {
  interface FastifySchema extends RouteNotes {}
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
