import type { Socket } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Journal } from "../admin/journal.js";

/** Requests that come to no route: what is no HTTP, too long or too slow. Their answers are JSON like all others. */

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly code: string;
  readonly message: string;
}

const NO_HTTP: Refusal = {
  ...{ status: 400, reason: "Bad Request", code: "BAD_HTTP" },
  message: "This is not a request that HTTP/1.1 knows.",
};

const REFUSALS: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    ...{ status: 408, reason: "Request Timeout", code: "REQUEST_TOO_SLOW" },
    message: "The request did not arrive in time.",
  },
  HPE_HEADER_OVERFLOW: {
    ...{ status: 431, reason: "Request Header Fields Too Large", code: "HEADERS_TOO_LARGE" },
    message: "The request's headers are too large.",
  },
};

/** Answers what the parser refused, and closes the socket. */
export function answerClientError(journal: Journal) {
  return function (this: FastifyInstance, error: Error & { readonly code?: string }, socket: Socket): void {
    // Who has gone gets no answer.
    if (error.code === "ECONNRESET" || socket.destroyed) return;
    const { status, reason, code, message } = REFUSALS[error.code ?? ""] ?? NO_HTTP;
    Object.assign(journal.add("-", "-"), { status, why: [message] });
    const body = JSON.stringify({ code, message });
    if (socket.writable) {
      socket.write(
        `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    }
    socket.destroySoon();
  };
}

/** Answers what the router refused before there was a route. */
export function answerRouterError(journal: Journal) {
  return (error: Error & { readonly code?: string }, request: FastifyRequest, reply: FastifyReply): void => {
    const [status, code, message] =
      error.code === "FST_ERR_MAX_PARAM_LENGTH"
        ? [414, "URL_TOO_LONG", "A part of the path is too long."]
        : [400, "BAD_URL", "The path is not a valid one."];
    Object.assign(journal.add(request.raw.method ?? "-", request.raw.url ?? "-"), { status, why: [message] });
    reply.code(Number(status)).type("application/json; charset=utf-8").send(JSON.stringify({ code, message }));
  };
}
