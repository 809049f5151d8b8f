import { parseJson } from "../api/json.js";
import * as z from "../zod.js";
import type { OtherMessage, ResultMessage } from "./messages.js";

/** Text frames that keep a connection alive. Source: Symbl's SDKs. */
export const PING = "__PING__";
export const PONG = "__PONG__";

export type Frame =
  /** The other end asks whether we are there. */
  | { kind: "ping" }
  /** It says that it is there, and nothing else. */
  | { kind: "pong" }
  /** `size` in characters or bytes, whichever the frame has. */
  | { kind: "message"; message: ResultMessage; size: number };

/** What a frame says. Nothing is thrown, and nothing is lost: what cannot be read is a message of type `other`. */
export function readFrame(data: string | ArrayBuffer): Frame {
  // Symbl's SDKs take JSON from binary frames as well.
  const text = typeof data === "string" ? data : Buffer.from(data).toString("utf8");
  if (text === PING) return { kind: "ping" };
  // Symbl's SDKs pass over empty frames.
  if (text === PONG || text === "") return { kind: "pong" };
  const value = parseJson(text);
  if (value !== undefined) return { kind: "message", message: readMessage(value), size: text.length };
  const raw = typeof data === "string" ? data : new Uint8Array(data);
  return { kind: "message", message: { type: "other", name: undefined, raw }, size: raw.length };
}

function readMessage(value: unknown): ResultMessage {
  const object = z.record(z.string(), z.unknown()).safeParse(value);
  const known = messageSchema.safeParse(value);
  return object.success && known.success ? { ...known.data, raw: object.data } : other(value);
}

function other(raw: unknown): OtherMessage {
  const named = z.object({ type: z.string() }).safeParse(raw);
  return { type: "other", name: named.success ? named.data.type : undefined, raw };
}

/** A detail of the wrong kind is left out; it does not make the whole message unreadable. */
const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const list = z.array(z.unknown()).optional().catch(undefined);
const person = z.object({ id: text, userId: text, name: text }).optional().catch(undefined);

const messageSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("transcript_response"),
    isFinal: z.boolean(),
    payload: z.object({ content: z.string() }),
  }),
  z.object({
    type: z.literal("message_response"),
    messages: z.array(
      z.object({ id: text, from: person, payload: z.object({ content: z.string(), contentType: text }) }),
    ),
  }),
  z.object({
    type: z.literal("insight_response"),
    insights: z.array(
      z.object({ id: text, type: z.string(), text, confidence: number, from: person, hints: list, tags: list }),
    ),
  }),
  z.object({
    type: z.literal("topic_response"),
    topics: z.array(z.object({ id: text, phrases: text, score: number })),
  }),
  z.object({
    type: z.literal("intent_response"),
    intent: z.object({ intent: z.string(), subIntent: text, score: number, text, alternatives: list }),
  }),
]);
