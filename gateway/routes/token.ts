import type { AppRegistry } from "../apps/app-registry.js";
import type { Tokens } from "../apps/tokens.js";
import { badCredentials } from "../errors.js";
import type { App } from "../http/app.js";
import { isForwarded } from "../http/loopback.js";
import { tokenRequestSchema } from "../wire/token.js";

/** `POST /oauth2/token:generate`: 200 with a token, 401 for wrong credentials. Source: Symbl, "Authentication". */
export function tokenRoutes(
  app: App,
  parts: { readonly apps: AppRegistry; readonly tokens: Tokens; readonly development: boolean },
): void {
  // "::" is fastify's way to write a colon that begins no parameter.
  app.post("/oauth2/token::generate", { schema: { body: tokenRequestSchema } }, async (request) => {
    // Published credentials are for this machine; a forwarded request may come from anywhere.
    const refused = parts.development && isForwarded(request.headers);
    const { appId } = request.body;
    if (!parts.apps.verify(request.body)) {
      throw badCredentials([parts.apps.has(appId) ? "The appSecret is not the app's." : `There is no app ${appId}.`]);
    }
    if (refused) throw badCredentials(["The development credentials came through a proxy; they are for this machine."]);
    return request.tokenTtlSeconds === null
      ? parts.tokens.issue(appId)
      : parts.tokens.issueShort(appId, request.tokenTtlSeconds);
  });
}
