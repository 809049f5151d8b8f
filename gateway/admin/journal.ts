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
  /** `null` when there is none or it cannot be read; a sentence when it is too long to be kept. */
  body: unknown;
  /** Bytes of the body. */
  bytes: number;
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
/** Bytes of one body, and of all of them, that are kept: whoever asks is not known yet when his request is written down. */
const BODY_MAX = 8_192;
const BODIES_MAX = 16 * 1_024 * 1_024;
const PATH_MAX = 2_000;

/** What arrived, in that order. Requests to the gateway's own pages are left out. The oldest entries make room for new ones. */
export class Journal {
  #entries: JournalEntry[] = [];
  #bytes = 0;
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
      path: maskPath(url.slice(0, PATH_MAX)),
      status: null,
      operation: operationOf(url, undefined),
      body: null,
      bytes: 0,
      appId: null,
      connectionId: null,
      milliseconds: null,
      fault: null,
      why: [],
    };
    // Cut now and then, not at every request.
    if (this.#entries.length >= 2 * ENTRIES_MAX) this.#keepLatest(ENTRIES_MAX);
    this.#entries.push(entry);
    return entry;
  }

  /** Keeps the body of a request, masked. */
  addBody(entry: JournalEntry, body: unknown, bytes: number): void {
    entry.bytes = bytes;
    entry.body = bytes > BODY_MAX ? `${bytes} bytes, too long to be kept here.` : maskBody(body);
    this.#bytes += keptBytes(entry);
    while (this.#bytes > BODIES_MAX && this.#entries.length > 1) this.#keepLatest(Math.ceil(this.#entries.length / 2));
  }

  clear(): void {
    this.#entries = [];
    this.#bytes = 0;
  }

  #keepLatest(count: number): void {
    this.#entries = this.#entries.slice(-count);
    this.#bytes = this.#entries.reduce((sum, entry) => sum + keptBytes(entry), 0);
  }
}

function keptBytes({ bytes }: JournalEntry): number {
  return bytes > BODY_MAX ? 0 : bytes;
}

/** Tells more of why a request was refused than its answer does. */
export type Explain = (request: FastifyRequest, status: number) => Promise<readonly string[]>;

/** Has the journal keep every request to `app`. */
export function keepJournal(app: App, journal: Journal, explain: Explain = async () => []): void {
  app.decorateRequest("journalEntry", null);
  app.addHook("onRequest", (request, _reply, done) => {
    if (!isOwnPage(request.url)) request.journalEntry = journal.add(request.method, request.url);
    done();
  });
  app.addHook("preValidation", (request, _reply, done) => {
    if (request.journalEntry !== null) noteRequest(journal, request.journalEntry, request);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const entry = request.journalEntry;
    if (entry === null) return done();
    if (request.strike?.cutOff !== true) entry.status = reply.statusCode;
    entry.milliseconds = Math.round(reply.elapsedTime);
    if (request.appId !== "") entry.appId = request.appId;
    if (reply.statusCode < 400) return done();
    explain(request, reply.statusCode).then((why) => {
      entry.why = [...entry.why, ...why];
      done();
    }, done);
  });
}

/** What is known of a request once its body is there. */
function noteRequest(journal: Journal, entry: JournalEntry, { url, params, body, headers }: FastifyRequest): void {
  entry.connectionId = field(params, "connectionId") ?? field(body, "connectionId") ?? null;
  if (body === undefined) return;
  journal.addBody(entry, body, Number(headers["content-length"] ?? sizeOf(body)));
  entry.operation = operationOf(url, body);
  if (entry.operation === "token") entry.appId = field(body, "appId") ?? null;
}

/** Of a body that came in pieces. */
function sizeOf(body: unknown): number {
  try {
    return JSON.stringify(body).length;
  } catch {
    // Nested too deep to be written down.
    return BODY_MAX + 1;
  }
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
