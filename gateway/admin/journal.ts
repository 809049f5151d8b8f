import type { FastifyRequest } from "fastify";
import type { App } from "../http/app.js";
import { maskBody, maskPath } from "./mask.js";

/** One request as it arrived, DTMF and credentials masked. */
export interface JournalEntry {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** `null` while the request runs, and when its sender went away before the answer. */
  status: number | null;
  /** `start` or `stop` for `POST /v1/endpoint:connect`, else `null`. */
  operation: string | null;
  /** `null` when there is none or it cannot be read. */
  body: unknown;
}

const ENTRIES_MAX = 10_000;

/** What arrived, in that order. Requests to the gateway's own pages are left out. The oldest entries make room for new ones. */
export class Journal {
  #entries: JournalEntry[] = [];
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries.slice(-ENTRIES_MAX);
  }

  add(method: string, url: string): JournalEntry {
    const at = new Date(this.#clock()).toISOString();
    const entry: JournalEntry = { at, method, path: maskPath(url), status: null, operation: null, body: null };
    // Cut now and then, not at every request.
    if (this.#entries.length >= 2 * ENTRIES_MAX) this.#entries = this.#entries.slice(-ENTRIES_MAX);
    this.#entries.push(entry);
    return entry;
  }

  clear(): void {
    this.#entries = [];
  }
}

/** Has the journal keep every request to `app`. */
export function keepJournal(app: App, journal: Journal): void {
  app.decorateRequest("journalEntry", null);
  app.addHook("onRequest", async (request) => {
    if (!request.url.startsWith("/_gateway")) request.journalEntry = journal.add(request.method, request.url);
  });
  app.addHook("preValidation", async (request) => {
    if (request.journalEntry === null || request.body === undefined) return;
    request.journalEntry.body = maskBody(request.body);
    request.journalEntry.operation = operationOf(request);
  });
  app.addHook("onResponse", async (request, reply) => {
    if (request.journalEntry !== null) request.journalEntry.status = reply.statusCode;
  });
}

function operationOf({ body }: FastifyRequest): string | null {
  if (typeof body !== "object" || body === null || !("operation" in body)) return null;
  return body.operation === "start" || body.operation === "stop" ? body.operation : null;
}
