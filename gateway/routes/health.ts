import { z } from "zod";
import { ApiError } from "../errors.js";
import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";

/** For what supervises the gateway; open to all. `health`: it runs. `ready`: its storage answers and it is not on its way down. */
export function healthRoutes(app: App, parts: { readonly sessions: SessionContext }): void {
  const tags = ["gateway"];
  const ok = z.object({ status: z.literal("ok") });

  const healthSchema = { summary: "The process runs", tags, response: { 200: ok } };
  app.get("/_gateway/health", { schema: healthSchema }, async () => ({ status: "ok" as const }));

  const readySchema = {
    summary: "Calls can be started: the storage answers, and the gateway is not stopping",
    tags,
    response: { 200: ok, 500: failure, 503: failure },
  };
  app.get("/_gateway/ready", { schema: readySchema }, async () => {
    if (parts.sessions.calls.closed)
      throw new ApiError(503, { code: "GATEWAY_STOPPING", message: "The gateway is stopping." });
    await parts.sessions.store.ping();
    return { status: "ok" as const };
  });
}
