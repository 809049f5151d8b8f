import { Readable } from "node:stream";
import type { DeadDoors } from "../support/dead-doors.js";
import { type Fault, send, type TrueAnswer, type Visit } from "../support/faulty-server.js";

/** What can go wrong with one request. */
export type Trouble =
  /** It fails before its first byte. */
  | { readonly kind: "dead door"; readonly door: Exclude<keyof DeadDoors, "close"> }
  /** It arrives, and another answer than the true one comes back; whether the server carries it out all the same, this leaves open. */
  | { readonly kind: "wrong answer"; readonly answer: Wrong }
  /** The server carries it out, and its true answer is spoilt on the way. */
  | { readonly kind: "spoilt answer"; readonly fault: Fault };

export type Wrong = (visit: Visit) => void;
type Spoil = (visit: Visit, answer: TrueAnswer) => void;

/** Reset while nothing of an answer was sent. */
const reset: Wrong = ({ response }) => void response.socket?.resetAndDestroy();

/** An answer of its own. */
function answers(status: number, body: unknown, headers: Record<string, string> = {}): Wrong {
  return ({ response }) => {
    response.writeHead(status, {
      "content-type": typeof body === "string" ? "text/html" : "application/json",
      ...headers,
    });
    response.end(status === 204 ? undefined : typeof body === "string" ? body : JSON.stringify(body));
  };
}

function spoilt(spoil: Spoil): Fault {
  return async (visit) => spoil(visit, await visit.carryOut());
}

const HEADERS = { "content-type": "application/json" };

/** Sends the first bytes of the true answer, `length` of them announced, then resets. */
function brokenOff(bytes: (body: string) => number): Fault {
  return spoilt(({ response }, { status, body }) => {
    response.writeHead(status, { ...HEADERS, "content-length": body.length });
    response.flushHeaders();
    response.write(body.slice(0, bytes(body)), () => setImmediate(() => response.socket?.resetAndDestroy()));
  });
}

/** The true answer, altered. */
function altered(alter: (answer: TrueAnswer) => TrueAnswer): Fault {
  return spoilt(({ response }, answer) => send(response, alter(answer)));
}

function without(field: string): Fault {
  return altered((answer) => {
    const { [field]: _dropped, ...rest }: Record<string, unknown> = JSON.parse(answer.body);
    return { ...answer, body: JSON.stringify(rest) };
  });
}

/** The status of another success. */
function status(code: number): Fault {
  return altered((answer) => ({ ...answer, status: code }));
}

const CHUNK = Buffer.alloc(64 * 1024, "x");

/** The true answer with ten megabytes before or after what matters, as fast as they are taken. */
function bloated(where: "before" | "after"): Fault {
  return spoilt(({ response }, { status: code, body }) => {
    response.writeHead(code, HEADERS);
    const padding = ['"padding":"', ...Array<Buffer>(160).fill(CHUNK), '"'];
    const [start, rest] = where === "before" ? ["{", `,${body.slice(1)}`] : [`${body.slice(0, -1)},`, "}"];
    Readable.from([start, ...padding, rest]).pipe(response);
  });
}

/** A byte at a time, for ever. */
const dripping: Fault = spoilt(({ response }, { status: code, body }) => {
  response.writeHead(code, { ...HEADERS, "content-length": body.length });
  let sent = 0;
  const timer = setInterval(() => response.write(body[sent++] ?? " "), 400);
  response.on("close", () => clearInterval(timer));
});

const HTML = "<html><body><h1>Bad gateway</h1></body></html>";
const HOUR_MS = 60 * 60 * 1000;

/** Where a redirect leads to: nobody must ever come there. */
export const ELSEWHERE = "http://127.0.0.1:1/elsewhere";

/** Each by the name that the matrix gives it. */
export const TROUBLES = {
  refused: door("refused"),
  "no such host": door("noSuchHost"),
  "no connection in time": door("silent"),
  "no TLS handshake in time": door("noHandshake"),
  "reset before the request": door("reset"),
  "reset after the request": wrong(reset),
  "silent after the request": wrong(() => undefined),
  "reset after the headers": spoiling(brokenOff(() => 0)),
  "reset early in the body": spoiling(brokenOff(() => 10)),
  "reset late in the body": spoiling(brokenOff((body) => body.length - 10)),
  "slow-dripping body": spoiling(dripping),
  "10 MB before the answer": spoiling(bloated("before")),
  "10 MB after the answer": spoiling(bloated("after")),
  "malformed JSON": wrong(answers(201, "{]")),
  "JSON of another shape": wrong(answers(201, { result: ["fine"] })),
  "200 with a page": wrong(answers(200, "<h1>Welcome to the hotel's network</h1>")),
  "204": wrong(answers(204, "")),
  "missing connectionId": spoiling(without("connectionId")),
  "missing conversationId": spoiling(without("conversationId")),
  "200 in place of 201": spoiling(status(200)),
  "201 in place of 200": spoiling(status(201)),
  "302": wrong(answers(302, "", { location: ELSEWHERE })),
  "307": wrong(answers(307, "", { location: ELSEWHERE })),
  "400": wrong(answers(400, { message: "Invalid request" })),
  "401": wrong(answers(401, { message: "Token validation failed for provided token." })),
  "403": wrong(answers(403, { message: "Forbidden" })),
  "404": wrong(answers(404, { message: "Not found" })),
  "404 as HTML": wrong(answers(404, HTML)),
  "408": wrong(answers(408, { message: "Request timeout" })),
  "409": wrong(answers(409, { message: "Conflict" })),
  "429": wrong(
    answers(429, { message: "This API has a limit of maximum of `5` number of concurrent jobs per account." }),
  ),
  "429, Retry-After 1": wrong(answers(429, { message: "Too many" }, { "retry-after": "1" })),
  "429, Retry-After of a fast clock": wrong((visit) => answers(429, {}, { "retry-after": date(HOUR_MS) })(visit)),
  "429, Retry-After of a slow clock": wrong((visit) => answers(429, {}, { "retry-after": date(-HOUR_MS) })(visit)),
  "500": wrong(answers(500, { message: "Something went wrong." })),
  "502 as HTML": wrong(answers(502, HTML)),
  "503": wrong(answers(503, { message: "Unavailable" })),
  "503, Retry-After 1": wrong(answers(503, { message: "Unavailable" }, { "retry-after": "1" })),
  "504": wrong(answers(504, HTML)),
} as const satisfies Record<string, Trouble>;

export type TroubleName = keyof typeof TROUBLES;

function door(name: Exclude<keyof DeadDoors, "close">): Trouble {
  return { kind: "dead door", door: name };
}

function wrong(answer: Wrong): Trouble {
  return { kind: "wrong answer", answer };
}

function spoiling(fault: Fault): Trouble {
  return { kind: "spoilt answer", fault };
}

function date(ahead: number): string {
  return new Date(Date.now() + ahead).toUTCString();
}
