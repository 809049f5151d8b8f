import { z } from "zod";
import { type CallTimes, END_CAUSE, isLive } from "../calls/call.js";
import { ApiError, connectionNotFound } from "../errors.js";
import type { FaultRules } from "../faults/fault-rules.js";
import type { App } from "../http/app.js";
import { isForwarded } from "../http/loopback.js";
import { bearerToken } from "../http/request-token.js";
import type { QueuedMail } from "../mail/mail.js";
import type { SessionContext } from "../sessions/context.js";
import type { Connection } from "../store/store.js";
import { type AdminPolicy, adminAccess } from "./access.js";
import { faultsRoutes } from "./faults-routes.js";
import type { Journal } from "./journal.js";
import { requestsRoutes } from "./requests-routes.js";

export interface AdminParts {
  readonly sessions: SessionContext;
  readonly journal: Journal;
  readonly faults: FaultRules;
  /** Whether a call may cost someone money. */
  readonly placesRealCalls: boolean;
  readonly policy: AdminPolicy;
  /** Whether `POST /_gateway/reset` exists: only with the development credentials. */
  readonly mayReset: boolean;
}

const paramsSchema = z.object({ connectionId: z.string() });

/** Under `/_gateway`: what the gateway shows of itself, and how a person steers it. `health` is open to all. */
export function adminRoutes(app: App, parts: AdminParts): void {
  const { sessions, journal } = parts;
  app.get("/_gateway/health", async () => ({ status: "ok" }));

  app.register(async (scope: App) => {
    scope.addHook("onRequest", async (request) => {
      const decision = adminAccess(
        {
          remoteAddress: request.socket.remoteAddress ?? "",
          host: request.headers.host,
          origin: request.headers.origin,
          forwarded: isForwarded(request.headers),
          token: bearerToken(request.headers.authorization),
        },
        parts.policy,
      );
      if (!decision.allowed) throw new ApiError(decision.status, { message: decision.message });
    });

    scope.get("/_gateway/connections", async () => ({
      connections: (await sessions.store.connections()).map((connection) => showConnection(connection, sessions)),
    }));

    scope.get("/_gateway/mails", async () => ({ mails: (await sessions.store.mails()).map(showMail) }));

    requestsRoutes(scope, journal);
    faultsRoutes(scope, parts);

    scope.post("/_gateway/connections/:connectionId/hang-up", { schema: { params: paramsSchema } }, async (request) => {
      const { connectionId } = request.params;
      const before = await sessions.store.connection(connectionId);
      if (before === undefined) throw connectionNotFound();
      if (isLive(before.call) && !(await farEndHangsUp(sessions, before))) {
        throw new ApiError(409, {
          code: "NOT_SIMULATED",
          message: "Only a simulated call, once it is on its way, can be hung up from its far end.",
        });
      }
      return showConnection((await sessions.store.connection(connectionId)) ?? before, sessions);
    });

    if (parts.mayReset) {
      scope.post("/_gateway/reset", async () => {
        const hungUp = await sessions.calls.hangUpAll(END_CAUSE.reset);
        await sessions.store.clear();
        journal.clear();
        parts.faults.reset();
        return { hungUp };
      });
    }
  });
}

async function farEndHangsUp({ calls, peers, processId }: SessionContext, connection: Connection): Promise<boolean> {
  const { connectionId, holder } = connection;
  if (holder === processId) return calls.simulateRemoteHangUp(connectionId);
  // Another process has the call up; all that are built have simulated calls only.
  await peers.hangUp(holder, connectionId, END_CAUSE.remoteHangUp);
  return true;
}

function showConnection(connection: Connection, { calls }: SessionContext) {
  return {
    connectionId: connection.connectionId,
    conversationId: connection.conversationId,
    appId: connection.appId,
    state: connection.call.state,
    endpoint: connection.endpoint,
    times: showTimes(connection.call.times),
    cause: connection.call.cause,
    /** Of the calls that this process has up alone. */
    dtmf: calls.dtmfProgress(connection.connectionId) ?? null,
    idempotencyKey: connection.idempotencyKey,
  };
}

function showMail({ queuedAt, dueAt, sentAt, failure, ...mail }: QueuedMail) {
  const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return { ...mail, queuedAt: iso(queuedAt), dueAt: iso(dueAt), sentAt: iso(sentAt), failure: failure ?? null };
}

function showTimes(times: CallTimes): Record<string, string> {
  return Object.fromEntries(Object.entries(times).map(([state, at]) => [state, new Date(at).toISOString()]));
}
