import type { RawData } from "ws";
import { z } from "zod";
import { ApiError, tooManySockets } from "../errors.js";
import type { EventHub } from "../events/hub.js";
import type { SocketCounts } from "../events/socket-counts.js";
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
  parts: { readonly sessions: SessionContext; readonly hub: EventHub; readonly sockets: SocketCounts },
): void {
  for (const url of ["/events/:connectionId", "/session/subscribe/:connectionId"]) {
    app.route({
      method: "GET",
      url,
      schema: { params: paramsSchema },
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
        socket.on("message", (data, isBinary) => {
          const taken = isBinary
            ? Promise.resolve(binaryRefused)
            : takeFrame(parts.sessions, request.appId, connectionId, text(data));
          taken.then(
            (reply) => {
              if (reply !== undefined) parts.hub.reply(connectionId, socket, reply);
            },
            (error: unknown) => {
              request.log.error({ err: error, connectionId }, "a frame failed");
              socket.close(1011, "internal error");
            },
          );
        });
      },
    });
  }
}

const binaryRefused = errorFrame("Binary frames are not taken: the sound of a call comes from its telephone line.");

/** What to answer a text frame with, if anything. */
async function takeFrame(
  sessions: SessionContext,
  appId: string,
  connectionId: string,
  frame: string,
): Promise<string | undefined> {
  if (frame === "__PING__") return "__PONG__";
  let data: unknown;
  try {
    data = JSON.parse(frame);
  } catch {
    return errorFrame("The frame is not JSON.");
  }
  const result = validate(speakerEventSchema, data);
  if ("problems" in result) return errorFrame("The speaker event is not valid.", result.problems);
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

function errorFrame(message: string, errors: readonly object[] = []): string {
  return JSON.stringify({ type: "error", message, errors });
}

function text(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString();
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data).toString();
}
