import type { FastifyRequest } from "fastify";
import type { RawData } from "ws";
import { z } from "zod";
import type { Journal } from "../admin/journal.js";
import { ApiError, type Problem, tooManySockets } from "../errors.js";
import type { EventHub } from "../events/hub.js";
import type { SocketCounts } from "../events/socket-counts.js";
import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { ownLiveConnection } from "../sessions/own-connection.js";
import { takeSpeakerEvent } from "../sessions/speaker-event.js";
import type { Connection } from "../store/store.js";
import { validate } from "../wire/problems.js";
import { speakerEventSchema } from "../wire/speaker-event.js";

const paramsSchema = z.object({ connectionId: z.string() });

/**
 * The WebSockets of a connection: takes speaker events, sends results, and is closed with 1000 when the call ends.
 * `/events/{connectionId}` is what a start answers; Symbl's SDKs read results at the other path. Source: Symbl Telephony API; Symbl's SDKs.
 */
export function eventStreamRoutes(
  app: App,
  parts: {
    readonly sessions: SessionContext;
    readonly hub: EventHub;
    readonly sockets: SocketCounts;
    readonly journal: Journal;
  },
): void {
  const schema = {
    summary: "The WebSocket of a connection",
    description: "Upgrade to a WebSocket; asked without an upgrade it answers 426. What the frames are, see above.",
    tags: ["telephony"],
    params: paramsSchema,
    response: { 400: failure, 401: failure, 404: failure, 426: failure, 429: failure, 500: failure, 503: failure },
  };
  for (const url of ["/events/:connectionId", "/session/subscribe/:connectionId"]) {
    app.route({
      method: "GET",
      url,
      schema,
      preHandler: async (request) => {
        // Before the upgrade, so that an unknown connection is a plain 404.
        const { appId, params } = request;
        await ownLiveConnection(parts.sessions, appId, params.connectionId);
        if (!request.ws) return;
        const closed = parts.sockets.open(params.connectionId, appId);
        if (closed === undefined) throw tooManySockets();
        request.socket.once("close", closed);
        // It may have gone while the connection was looked up.
        if (request.socket.destroyed) closed();
      },
      handler: async () => {
        throw new ApiError(
          426,
          { code: "UPGRADE_REQUIRED", message: "Connect to this path with a WebSocket." },
          { connection: "upgrade", upgrade: "websocket" },
        );
      },
      wsHandler: (socket, request) => {
        const { connectionId } = request.params;
        if (request.journalEntry !== null) request.journalEntry.status = 101;
        parts.hub.add(connectionId, socket);
        if (!parts.sessions.calls.has(connectionId)) {
          // The call ended during the upgrade, or another process has it up.
          ownLiveConnection(parts.sessions, request.appId, connectionId).catch(() => socket.close(1000));
        }
        socket.on("error", ({ message }) => noteFrame(parts.journal, request, 413, { error: { message } }));
        // One after the other, and no more is read from who sends faster than that.
        let taken: Promise<void> = Promise.resolve();
        let waiting = 0;
        socket.on("message", (data, isBinary) => {
          waiting += 1;
          if (waiting >= FRAMES_WAITING_MAX) socket.pause();
          taken = taken
            .then(() => (isBinary ? binaryRefused : takeFrame(parts.sessions, request.appId, connectionId, text(data))))
            .then((reply) => {
              if (typeof reply === "string") parts.hub.reply(connectionId, socket, reply);
              if (typeof reply !== "object") return;
              parts.hub.reply(connectionId, socket, JSON.stringify({ type: "error", ...reply.error }));
              noteFrame(parts.journal, request, 400, reply);
            })
            .catch((error: unknown) => {
              request.log.error({ err: error, connectionId, reqId: request.id }, "a frame failed");
              socket.close(1011, "internal error");
            })
            .finally(() => {
              waiting -= 1;
              if (waiting < FRAMES_WAITING_MAX / 2 && socket.isPaused) socket.resume();
            });
        });
      },
    });
  }
}

/** Frames of a socket that may wait for the one before them. */
const FRAMES_WAITING_MAX = 100;

/** Why a frame was not taken. */
interface Refusal {
  readonly error: { readonly message: string; readonly errors?: readonly Problem[] };
  /** What came, where that can be read. */
  readonly data?: { readonly value: unknown; readonly bytes: number };
}

const binaryRefused = refusal("Binary frames are not taken: the sound of a call comes from its telephone line.");

/** A frame that was not taken stands in the journal as a request does, with the method `FRAME`. */
function noteFrame(journal: Journal, request: FastifyRequest, status: number, { error, data }: Refusal): void {
  const { message, errors = [] } = error;
  const entry = Object.assign(journal.add("FRAME", request.url), {
    ...{ status, appId: request.appId, connectionId: request.journalEntry?.connectionId ?? null },
    why: errors.length === 0 ? [message] : errors.map(({ path, message: wrong }) => `${path}: ${wrong}`),
  });
  if (data !== undefined) journal.addBody(entry, data.value, data.bytes);
}

/** What to answer a text frame with, if anything. */
async function takeFrame(
  sessions: SessionContext,
  appId: string,
  connectionId: string,
  frame: string,
): Promise<string | Refusal | undefined> {
  if (frame === "__PING__") return "__PONG__";
  let data: unknown;
  try {
    data = JSON.parse(frame);
  } catch {
    return refusal("The frame is not JSON.");
  }
  const result = validate(speakerEventSchema, data);
  if ("problems" in result)
    return refusal("The speaker event is not valid.", result.problems, { value: data, bytes: frame.length });
  let connection: Connection;
  try {
    connection = await ownLiveConnection(sessions, appId, connectionId);
  } catch (error) {
    // The call ended while the frame was on its way; the socket is closing.
    if (error instanceof ApiError) return undefined;
    throw error;
  }
  await takeSpeakerEvent(sessions, connection, result.value);
  return undefined;
}

function refusal(message: string, errors: readonly Problem[] = [], data?: Refusal["data"]): Refusal {
  return { error: { message, errors }, ...(data === undefined ? {} : { data }) };
}

function text(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString();
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data).toString();
}
