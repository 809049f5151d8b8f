import { InvalidInputsError, SymblError } from "../api/errors.js";
import { redact } from "../api/redact.js";
import { plainJson } from "./plain-json.js";

/**
 * An error in the form that Pulumi's host shows best: it prints the message, and for some calls the stack too, twice. With no stack and a
 * short text of its own one tidy line is left.
 */
export class HostError extends Error {
  constructor(cause: unknown) {
    super(redact(textOf(cause)));
    this.name = "HostError";
    this.stack = "";
  }

  override toString(): string {
    return "see the resource's error";
  }
}

/**
 * Tells the engine to save a resource although its creation failed. Only the reasons are ever shown; the properties must hold the provider text,
 * or no later operation could load the provider. Source: Pulumi, `ErrorResourceInitFailed`.
 */
export class InitFailedError extends HostError {
  readonly id: string;
  readonly properties: Record<string, unknown>;
  readonly reasons: string[];

  constructor(id: string, properties: Readonly<Record<string, unknown>>, reasons: readonly [string, ...string[]]) {
    super(new Error(reasons[0]));
    this.id = id;
    this.properties = plainJson(properties);
    this.reasons = reasons.map(redact);
  }
}

/** With the code that the documentation explains; mistakes in the inputs begin with their path, as those that `check` reports do. */
function textOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const named = cause instanceof SymblError && !(cause instanceof InvalidInputsError);
  return named ? `${cause.code}: ${cause.message}` : cause.message;
}
