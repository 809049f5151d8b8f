import { z } from "zod";
import type { AttemptLimit } from "../apps/attempt-limit.js";
import { isLive } from "../calls/call.js";
import { END_CAUSE } from "../calls/causes.js";
import { ApiError, connectionNotFound } from "../errors.js";
import type { FaultRules } from "../faults/fault-rules.js";
import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import type { Connection } from "../store/store.js";
import type { AdminPolicy } from "./access.js";
import { consoleRoutes } from "./console-routes.js";
import { dtmfRoutes } from "./dtmf-routes.js";
import { adminFailures } from "./failures.js";
import { faultsRoutes } from "./faults-routes.js";
import { adminOnly } from "./guard.js";
import type { Journal } from "./journal.js";
import { recordingRoutes } from "./recording-routes.js";
import { requestsRoutes } from "./requests-routes.js";
import { showConnection, showMail, shownConnectionSchema, shownMailSchema } from "./shown.js";
import { streamRoutes } from "./stream-routes.js";
import type { Watch } from "./watch.js";

export interface AdminParts {
  readonly sessions: SessionContext;
  readonly journal: Journal;
  readonly faults: FaultRules;
  /** Whether a call may cost someone money. */
  readonly placesRealCalls: boolean;
  readonly watch: Watch;
  readonly policy: AdminPolicy;
  readonly attempts: AttemptLimit;
  /** Whether `POST /_gateway/reset` exists: only with the development credentials. */
  readonly mayReset: boolean;
}

const paramsSchema = z.object({ connectionId: z.string() });
const tags = ["gateway"];

/** Under `/_gateway`: what the gateway shows of itself, and how a person steers it. */
export function adminRoutes(app: App, parts: AdminParts): void {
  const { sessions, journal } = parts;
  const admin = adminOnly(parts.policy, parts.attempts);
  recordingRoutes(app, { sessions, admin });
  app.register(async (scope: App) => {
    scope.addHook("onRequest", admin);

    const connectionsSchema = {
      summary: "Calls, live and ended, in the order of their starts",
      tags,
      response: { 200: z.object({ connections: z.array(shownConnectionSchema) }), ...adminFailures },
    };
    scope.get("/_gateway/connections", { schema: connectionsSchema }, async () => ({
      connections: (await sessions.store.connections()).map((connection) => showConnection(connection, sessions.calls)),
    }));

    const mailsSchema = {
      summary: "The latest e-mails",
      tags,
      response: { 200: z.object({ mails: z.array(shownMailSchema) }), ...adminFailures },
    };
    scope.get("/_gateway/mails", { schema: mailsSchema }, async () => ({
      mails: (await sessions.store.mails()).map(showMail),
    }));

    requestsRoutes(scope, journal);
    faultsRoutes(scope, parts);

    const hangUpSchema = {
      summary: "The far end of a simulated call hangs up",
      tags,
      params: paramsSchema,
      response: { 200: shownConnectionSchema, 400: failure, 404: failure, 409: failure, ...adminFailures },
    };
    scope.post("/_gateway/connections/:connectionId/hang-up", { schema: hangUpSchema }, async (request) => {
      const { connectionId } = request.params;
      const before = await sessions.store.connection(connectionId);
      if (before === undefined) throw connectionNotFound();
      if (isLive(before.call) && !(await farEndHangsUp(sessions, before))) {
        throw new ApiError(409, {
          code: "NOT_SIMULATED",
          message: "Only a simulated call, once it is on its way, can be hung up from its far end.",
        });
      }
      return showConnection((await sessions.store.connection(connectionId)) ?? before, sessions.calls);
    });

    dtmfRoutes(scope, parts);
    consoleRoutes(scope, parts);
    streamRoutes(scope, parts);

    if (parts.mayReset) {
      const resetSchema = {
        summary: "Hangs up and forgets everything; with the development credentials only",
        tags,
        response: { 200: z.object({ hungUp: z.int() }), ...adminFailures },
      };
      scope.post("/_gateway/reset", { schema: resetSchema }, async () => {
        const hungUp = await sessions.calls.hangUpAll(END_CAUSE.reset);
        await sessions.store.clear();
        await sessions.recordings?.sweep();
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
