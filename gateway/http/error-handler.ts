import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaCompiler, onRequestHookHandler } from "fastify";
import type { z } from "zod";
import { ApiError, badRequest } from "../errors.js";
import type { RegisteredRoute } from "../openapi/routes.js";
import { StoreUnavailable } from "../store/store-unavailable.js";
import { validate } from "../wire/problems.js";
import type { KnownMethods } from "./methods.js";

/** Checks the parts of a request against a route's zod schemas; what is wrong becomes a 400 that names every field. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data: unknown) => {
    const result = validate(schema, data);
    return "problems" in result ? { error: badRequest(result.problems) } : { value: result.value };
  };

/** Turns every error into the API's JSON. Nothing of an unexpected error reaches the caller. */
export function sendError(error: FastifyError | ApiError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.journalEntry !== null) request.journalEntry.why = reasons(error);
  if (error instanceof StoreUnavailable) request.log.warn({ err: error, reqId: request.id }, "the storage is away");
  if (error instanceof ApiError) return reply.code(error.status).headers(error.headers).send(error.body);
  const status = error.statusCode ?? 500;
  if (status === 400) {
    const { body } = badRequest([{ path: "", message: error.message }]);
    return reply.code(400).send(body);
  }
  if (status < 500) return reply.code(status).send({ code: error.code, message: error.message });
  request.log.error({ err: error, reqId: request.id }, "a request failed");
  return reply.code(500).send({ message: "Something went wrong in the gateway; its log says what." });
}

function reasons(error: FastifyError | ApiError): readonly string[] {
  if (error instanceof ApiError && error.why.length > 0) return error.why;
  // What went wrong unexpectedly stands in the log.
  if (!(error instanceof ApiError) && (error.statusCode ?? 500) >= 500)
    return ["The gateway failed; its log says why."];
  return [error.message];
}

/** A hook that answers 405 with `Allow` where only other methods have a route. It does not wait for a body. */
export function refuseOtherMethods(methods: KnownMethods): onRequestHookHandler {
  return (request, _reply, done) => {
    const allowed = request.is404 ? methods.at(request.url) : [];
    if (allowed.length === 0) return done();
    const message = `This path takes ${allowed.join(" and ")}, not ${request.method}.`;
    done(new ApiError(405, { code: "METHOD_NOT_ALLOWED", message }, { allow: allowed.join(", ") }));
  };
}

/** A hook that answers 404 to an upgrade where there is a route, but no WebSocket. It has to come behind the one that finds upgrades out. */
export function refuseUpgrades(routes: readonly RegisteredRoute[]): onRequestHookHandler {
  return (request, _reply, done) => {
    if (!request.ws || request.is404) return done();
    if (routes.some(({ url, webSocket }) => webSocket && url === request.routeOptions.url)) return done();
    done(new ApiError(404, { code: "NO_SUCH_ROUTE", message: "There is no WebSocket at this path." }));
  };
}

export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = `There is no ${request.method} at this path.`;
  if (request.journalEntry !== null) request.journalEntry.why = [message];
  return reply.code(404).send({ code: "NO_SUCH_ROUTE", message });
}
