import type { FastifyRequest } from "fastify";
import type { App } from "../http/app.js";
import { type Operation, operationOf } from "../http/operations.js";
import { maskBody, maskPath } from "./mask.js";

/** One request as it arrived, DTMF and credentials masked. */
export interface JournalEntry {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** `null` while the request runs, and when its sender went away, or was cut off, before the answer. */
  status: number | null;
  operation: Operation | null;
  /** `null` when there is none or it cannot be read. */
  body: unknown;
  /** Whose token it came with; of a token request, the one that was asked for. */
  appId: string | null;
  connectionId: string | null;
  /** Until the answer had gone out. */
  milliseconds: number | null;
  /** The fault that struck it. */
  fault: string | null;
  /** Why it was not a success. */
  why: readonly string[];
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
    const entry: JournalEntry = {
      at: new Date(this.#clock()).toISOString(),
      method,
      path: maskPath(url),
      status: null,
      operation: operationOf(url, undefined),
      body: null,
      appId: null,
      connectionId: null,
      milliseconds: null,
      fault: null,
      why: [],
    };
    // Cut now and then, not at every request.
    if (this.#entries.length >= 2 * ENTRIES_MAX) this.#entries = this.#entries.slice(-ENTRIES_MAX);
    this.#entries.push(entry);
    return entry;
  }

  clear(): void {
    this.#entries = [];
  }
}

/** Tells more of why a request was refused than its answer does. */
export type Explain = (request: FastifyRequest, status: number) => Promise<readonly string[]>;

/** Has the journal keep every request to `app`. */
export function keepJournal(app: App, journal: Journal, explain: Explain = async () => []): void {
  app.decorateRequest("journalEntry", null);
  app.addHook("onRequest", async (request) => {
    if (!isOwnPage(request.url)) request.journalEntry = journal.add(request.method, request.url);
  });
  app.addHook("preValidation", async (request) => {
    const entry = request.journalEntry;
    if (entry === null) return;
    entry.connectionId = field(request.params, "connectionId") ?? field(request.body, "connectionId") ?? null;
    if (request.body === undefined) return;
    entry.body = maskBody(request.body);
    entry.operation = operationOf(request.url, request.body);
    if (entry.operation === "token") entry.appId = field(request.body, "appId") ?? null;
  });
  app.addHook("onResponse", async (request, reply) => {
    const entry = request.journalEntry;
    if (entry === null) return;
    if (request.strike?.cutOff !== true) entry.status = reply.statusCode;
    entry.milliseconds = Math.round(reply.elapsedTime);
    if (request.appId !== "") entry.appId = request.appId;
    if (reply.statusCode >= 400) entry.why = [...entry.why, ...(await explain(request, reply.statusCode))];
  });
}

/** A string in a request's body or parameters, short enough to be kept once more. */
function field(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const found: unknown = Reflect.get(value, name);
  return typeof found === "string" && found.length <= 200 ? found : undefined;
}

const OWN_PAGES = /^\/(?:$|\?|_gateway|web\/|metrics\b|reference\b|openapi\.json|favicon\.ico)/;

function isOwnPage(url: string): boolean {
  return OWN_PAGES.test(url);
}
