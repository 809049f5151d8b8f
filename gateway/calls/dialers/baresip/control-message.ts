import { z } from "zod";

/** What baresip says by its module ctrl_tcp. Pure. */
export type ControlMessage =
  | { readonly kind: "response"; readonly token: string; readonly ok: boolean; readonly data: string }
  | { readonly kind: "event"; readonly type: string; readonly param: string; readonly incoming: boolean };

const responseSchema = z.object({
  response: z.literal(true),
  ok: z.boolean(),
  data: z.string().default(""),
  token: z.string().default(""),
});
const eventSchema = z.object({
  event: z.literal(true),
  type: z.string(),
  param: z.string().default(""),
  /** Of the call that it is about. */
  direction: z.string().default(""),
});

/** Throws when `text` is none; the far end's words in it may be anything. */
export function parseControlMessage(text: string): ControlMessage {
  const value: unknown = parseJson(text);
  const response = responseSchema.safeParse(value);
  if (response.success) {
    const { token, ok, data } = response.data;
    return { kind: "response", token, ok, data };
  }
  const { type, param, direction } = eventSchema.parse(value);
  return { kind: "event", type, param, incoming: direction === "incoming" };
}

/** libre writes control characters of the far end into its JSON as they are, which JSON forbids. */
function parseJson(text: string): unknown {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is meant
  return JSON.parse(text.replace(/[\u0000-\u001f]/g, " "));
}

/** A command without parameters leaves `params` out: an empty `dial` would dial the last number again. */
export function controlCommand(command: string, params: string | undefined, token: string): string {
  return JSON.stringify({ command, ...(params === undefined ? {} : { params }), token });
}
