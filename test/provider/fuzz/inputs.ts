import * as fc from "fast-check";
import { IDENTITY_KEY, PROVIDER_KEY, PROVIDER_TEXT, SESSION_TYPE } from "../../../provider/frozen.js";
import { validArgs } from "../session/arbitraries.js";
import { nearlyRecord } from "./mutate.js";

/** What the engine hands over: a program's inputs, and outputs as they stand in a state. */

const URN = `urn:pulumi:dev::meetings::${SESSION_TYPE}::standup`;

/** Drawn once: their making would take most of the time. */
const inputs = fc.sample(validArgs, { numRuns: 400, seed: 7 }).map((args) => ({
  ...args,
  [PROVIDER_KEY]: PROVIDER_TEXT,
  [IDENTITY_KEY]: { urn: URN, organization: "organization", backend: "" },
}));

export const rightInputs: fc.Arbitrary<Record<string, unknown>> = fc.constantFrom(...inputs);

const outputs = (base: Record<string, unknown>, status: string, conversationId: unknown): Record<string, unknown> => ({
  ...base,
  connectionId: "connection-1",
  conversationId,
  eventUrl: "https://api.example.com/v1/event/connection-1",
  resultWebSocketUrl: "wss://api.example.com/events/connection-1",
  status,
  startedAt: "2027-01-11T09:00:00.000Z",
  endedAt: status === "ended" ? "2027-01-11T10:00:00.000Z" : null,
  apiBaseUrl: "https://api.example.com",
  accountFingerprint: "0123456789ab",
  providerVersion: "0.1.0",
  idempotencyKey: "6e9a1c9e-3f52-4d1c-8a34-0f4b3c2d1e0f",
});

export const rightOutputs: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(rightInputs, fc.constantFrom("live", "ended", "unknown"), fc.constantFrom<unknown>("5135600", undefined))
  .map((parts) => outputs(...parts));

export const nearlyInputs = nearlyRecord(rightInputs);
export const nearlyOutputs = nearlyRecord(rightOutputs);

/** A state, and inputs that were its own or another session's, both with a few things done to them. */
export const edits: fc.Arbitrary<{ olds: Record<string, unknown>; news: Record<string, unknown> }> = rightOutputs.chain(
  (old) =>
    fc.record({
      olds: fc.oneof(
        { weight: 1, arbitrary: fc.constant(old) },
        { weight: 2, arbitrary: nearlyRecord(fc.constant(old), 2) },
      ),
      news: fc.oneof(
        { weight: 3, arbitrary: nearlyRecord(fc.constant(old), 3) },
        { weight: 1, arbitrary: nearlyInputs },
      ),
    }),
);
