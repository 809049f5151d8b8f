import { ApiError } from "../errors.js";
import type { FaultRules } from "../faults/fault-rules.js";
import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import { faultSetSchema, faultsAnswerSchema } from "../wire/faults.js";
import { adminFailures } from "./failures.js";

/**
 * `/_gateway/faults`: GET shows the rules in force, PUT replaces them, DELETE takes them away. Real calls are not played with: an answer that is lost on
 * purpose leaves a call up that someone pays for.
 */
export function faultsRoutes(
  scope: App,
  parts: { readonly faults: FaultRules; readonly placesRealCalls: boolean },
): void {
  const { faults } = parts;
  const tags = ["gateway"];
  scope.get(
    "/_gateway/faults",
    { schema: { summary: "The faults in force", tags, response: { 200: faultsAnswerSchema, ...adminFailures } } },
    async (_request, reply) => reply.send(faults.inForce),
  );

  const schema = {
    summary: "Puts these faults in force and no others",
    tags,
    body: faultSetSchema,
    response: { 200: faultsAnswerSchema, 400: failure, 409: failure, 413: failure, 415: failure, ...adminFailures },
  };
  scope.put("/_gateway/faults", { schema }, async (request, reply) => {
    if (parts.placesRealCalls) {
      throw new ApiError(409, { code: "NOT_SIMULATED", message: "Faults are for simulated calls only." });
    }
    faults.replace(request.body);
    return reply.send(faults.inForce);
  });

  scope.delete(
    "/_gateway/faults",
    { schema: { summary: "Takes all faults away", tags, response: { 200: faultsAnswerSchema, ...adminFailures } } },
    async (_request, reply) => {
      faults.replace({ rules: [] });
      return reply.send(faults.inForce);
    },
  );
}
