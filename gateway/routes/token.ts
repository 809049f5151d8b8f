import { z } from "zod";
import type { AppRegistry } from "../apps/app-registry.js";
import type { AttemptLimit } from "../apps/attempt-limit.js";
import type { Tokens } from "../apps/tokens.js";
import { badCredentials, tooManyAttempts } from "../errors.js";
import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import { isForwarded } from "../http/loopback.js";
import { tokenAnswerSchema, tokenRequestSchema } from "../wire/token.js";

/** `POST /oauth2/token:generate`: 200 with a token, 401 for wrong credentials. Source: Symbl, "Authentication". */
export function tokenRoutes(
  app: App,
  parts: {
    readonly apps: AppRegistry;
    readonly attempts: AttemptLimit;
    readonly tokens: Tokens;
    readonly development: boolean;
  },
): void {
  const { attempts } = parts;
  const schema = {
    summary: "A token for an app; the same again, with what remains of its life",
    tags: ["token"],
    answerHeaders: { 429: { "Retry-After": z.string() } },
    body: tokenRequestSchema,
    response: { 200: tokenAnswerSchema, 400: failure, 401: failure, 429: failure, 500: failure },
  };
  // "::" is fastify's way to write a colon that begins no parameter.
  app.post("/oauth2/token::generate", { schema }, async (request) => {
    // Published credentials are for this machine; a forwarded request may come from anywhere.
    const refused = parts.development && isForwarded(request.headers);
    const { appId } = request.body;
    const address = request.socket.remoteAddress ?? "";
    const refuseGuesser = () => {
      const wait = attempts.wait(address, appId);
      if (wait > 0) throw tooManyAttempts(Math.ceil(wait / 1_000));
    };
    refuseGuesser();
    if (!(await parts.apps.verify(request.body, () => attempts.wait(address, appId) === 0))) {
      refuseGuesser();
      attempts.failed(address, appId);
      throw badCredentials([parts.apps.has(appId) ? "The appSecret is not the app's." : `There is no app ${appId}.`]);
    }
    if (refused) throw badCredentials(["The development credentials came through a proxy; they are for this machine."]);
    attempts.succeeded(address, appId);
    return request.tokenTtlSeconds === null
      ? parts.tokens.issue(appId)
      : parts.tokens.issueShort(appId, request.tokenTtlSeconds);
  });
}
