import websocket from "@fastify/websocket";
import fastify, { LogController } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Logger } from "pino";
import type { AdminPolicy } from "./admin/access.js";
import { explainNotFound } from "./admin/explain.js";
import { type Journal, keepJournal } from "./admin/journal.js";
import { adminRoutes } from "./admin/routes.js";
import type { Watch } from "./admin/watch.js";
import type { AppRegistry } from "./apps/app-registry.js";
import type { AttemptLimit } from "./apps/attempt-limit.js";
import type { Tokens } from "./apps/tokens.js";
import type { Dialer } from "./calls/dialer.js";
import { urlTooLong } from "./errors.js";
import type { EventHub } from "./events/hub.js";
import { SocketCounts } from "./events/socket-counts.js";
import type { FaultRules } from "./faults/fault-rules.js";
import { strikeRequests } from "./faults/strike-requests.js";
import { serializerCompiler } from "./http/answers.js";
import type { App } from "./http/app.js";
import { authenticate } from "./http/authenticate.js";
import { baseUrl } from "./http/base-url.js";
import { answerClientError, answerRouterError } from "./http/client-errors.js";
import {
  refuseOtherMethods,
  refuseUpgrades,
  sendError,
  sendNotFound,
  validatorCompiler,
} from "./http/error-handler.js";
import type { Limits } from "./http/limits.js";
import { KnownMethods } from "./http/methods.js";
import { keepRequestIds, requestIdOf } from "./http/request-id.js";
import type { Metrics } from "./metrics/metrics.js";
import { observeRequests } from "./metrics/observe.js";
import { collectRoutes } from "./openapi/routes.js";
import { conversationResultRoutes } from "./routes/conversation-results.js";
import { conversationRoutes } from "./routes/conversations.js";
import { endpointConnectRoutes } from "./routes/endpoint-connect.js";
import { eventStreamRoutes } from "./routes/event-stream.js";
import { experienceRoutes } from "./routes/experiences.js";
import { healthRoutes } from "./routes/health.js";
import { metricsRoutes } from "./routes/metrics.js";
import { openApiRoutes } from "./routes/openapi.js";
import { pageRoutes } from "./routes/pages.js";
import { speakerEventRoutes } from "./routes/speaker-events.js";
import { startRoutes } from "./routes/starts.js";
import { summaryRoutes } from "./routes/summary.js";
import { tokenRoutes } from "./routes/token.js";
import type { SessionContext } from "./sessions/context.js";
import { version } from "./version.js";

export interface AppParts {
  readonly log: Logger;
  readonly apps: AppRegistry;
  readonly attempts: AttemptLimit;
  readonly tokens: Tokens;
  readonly limits: Limits;
  /** Whether the development credentials are on. */
  readonly development: boolean;
  readonly sessions: SessionContext;
  readonly hub: EventHub;
  readonly journal: Journal;
  readonly dialer: Pick<Dialer, "placesRealCalls" | "speed">;
  readonly faults: FaultRules;
  readonly watch: Watch;
  readonly metrics: Metrics;
  readonly publicUrl: string | undefined;
  readonly listenUrl: () => string;
  readonly adminPolicy: AdminPolicy;
}

/** How long a WebSocket's other end may take over its half of the closing handshake when the gateway stops. */
const CLOSE_GRACE_MS = 250;

/** The HTTP server with all its routes, not yet listening. */
export async function buildApp(parts: AppParts): Promise<App> {
  const { limits } = parts;
  const app: App = fastify({
    loggerInstance: parts.log,
    // The journal has them; the log is for calls and failures.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: Math.min(2_000, Math.ceil(limits.headersMs / 4)),
    },
    clientErrorHandler: answerClientError(parts.journal),
    frameworkErrors: answerRouterError(parts.journal),
    genReqId: requestIdOf,
    // A logger for each request costs more than naming it where there is something to log.
    childLoggerFactory: (logger) => logger,
    exposeHeadRoutes: false,
    // Requests that are being answered get their answer when the gateway stops.
    forceCloseConnections: "idle",
    // An Idempotency-Key may have 255 characters.
    routerOptions: { maxParamLength: 300 },
  }).withTypeProvider<ZodTypeProvider>();
  const routes = collectRoutes(app);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendError);
  app.setNotFoundHandler(sendNotFound);
  // JSON alone: whatever else comes is a 415.
  app.removeContentTypeParser("text/plain");
  app.decorateRequest("appId", "");
  app.decorateRequest("strike", null);
  app.decorateRequest("tokenTtlSeconds", null);
  keepRequestIds(app);
  observeRequests(app, parts.metrics);
  keepJournal(app, parts.journal, explainNotFound(parts.sessions.store, routes));
  const strikeParts = { faults: parts.faults, calls: parts.sessions.calls, speed: parts.dialer.speed ?? 1 };

  app.server.maxConnections = limits.sockets;
  app.addHook("onRequest", (request, _reply, done) =>
    done(request.url.length > limits.urlLength ? urlTooLong() : undefined),
  );
  app.addHook("onRequest", refuseOtherMethods(new KnownMethods(routes)));

  await app.register(websocket, {
    options: { maxPayload: limits.frameBytes },
    preClose: async () => {
      const { websocketServer } = app;
      // The calls have ended before, and their sockets with them; whoever does not answer the closing is cut off.
      const stragglers = setTimeout(() => {
        for (const socket of websocketServer.clients) socket.terminate();
      }, CLOSE_GRACE_MS);
      await Promise.all(
        [...websocketServer.clients].map(
          (socket) => new Promise<void>((resolve) => socket.once("close", () => resolve())),
        ),
      );
      clearTimeout(stragglers);
    },
  });

  app.addHook("onRequest", refuseUpgrades(routes));

  const baseUrlFor = (host: string | undefined) =>
    baseUrl({ publicUrl: parts.publicUrl, host, listenUrl: parts.listenUrl() });
  app.register(async (scope: App) => {
    strikeRequests(scope, strikeParts);
    tokenRoutes(scope, parts);
  });
  healthRoutes(app, parts);
  openApiRoutes(app, { routes, version: version(), baseUrlFor });
  metricsRoutes(app, { metrics: parts.metrics, policy: parts.adminPolicy, attempts: parts.attempts });
  pageRoutes(app, { policy: parts.adminPolicy });
  summaryRoutes(app, parts);
  adminRoutes(app, {
    sessions: parts.sessions,
    journal: parts.journal,
    watch: parts.watch,
    faults: parts.faults,
    placesRealCalls: parts.dialer.placesRealCalls,
    policy: parts.adminPolicy,
    attempts: parts.attempts,
    mayReset: parts.development,
  });
  app.register(async (scope: App) => {
    scope.addHook("preValidation", authenticate(parts.tokens, parts.apps));
    strikeRequests(scope, strikeParts);
    endpointConnectRoutes(scope, { sessions: parts.sessions, baseUrlFor });
    startRoutes(scope, parts);
    speakerEventRoutes(scope, parts);
    conversationRoutes(scope, parts);
    conversationResultRoutes(scope, parts);
    experienceRoutes(scope, { sessions: parts.sessions, baseUrlFor });
    eventStreamRoutes(scope, {
      ...parts,
      sockets: new SocketCounts({ ofConnection: limits.webSocketsOfConnection, ofApp: limits.webSocketsOfApp }),
    });
  });
  await app.ready();
  return app;
}
