import type { AdminPolicy } from "../admin/access.js";
import { adminFailures } from "../admin/failures.js";
import { adminOnly } from "../admin/guard.js";
import type { AttemptLimit } from "../apps/attempt-limit.js";
import { text } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { Metrics } from "../metrics/metrics.js";

/** `GET /metrics` for Prometheus: by the rules of `/_gateway`, so a scraper elsewhere sends the admin token as its bearer token. */
export function metricsRoutes(
  app: App,
  parts: { readonly metrics: Metrics; readonly policy: AdminPolicy; readonly attempts: AttemptLimit },
): void {
  const schema = {
    summary: "Metrics of this process, for Prometheus",
    tags: ["gateway"],
    response: { 200: text("text/plain"), ...adminFailures },
  };
  app.get("/metrics", { schema, onRequest: adminOnly(parts.policy, parts.attempts) }, async (_request, reply) =>
    reply.type("text/plain; version=0.0.4; charset=utf-8").send(await parts.metrics.text()),
  );
}
