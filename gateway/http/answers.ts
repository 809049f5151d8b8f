import type { FastifySerializerCompiler } from "fastify";
import { z } from "zod";

/** Body of every answer other than success, for the `response` of a route's schema. */
export const failure = z
  .object({
    code: z.string().optional(),
    message: z.string().optional(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe("Every wrong field, with a 400."),
  })
  .meta({
    id: "Failure",
    examples: [
      { message: "Token validation failed for provided token." },
      {
        message: "The request is not valid. endpoint.phoneNumber: Required.",
        errors: [{ path: "endpoint.phoneNumber", message: "Required." }],
      },
    ],
  });

/** An answer without a body. */
export const empty = z.undefined();

/** Which media type an answer has that is not JSON. */
export const mediaTypes = z.registry<{ readonly mediaType: string }>();

/** An answer of text, for the `response` of a route's schema. */
export function text(mediaType: string): z.ZodString {
  return z.string().register(mediaTypes, { mediaType });
}

/** Answers go out as they are: their schemas are for the document and for the types. */
export const serializerCompiler: FastifySerializerCompiler<z.ZodType> = () => (data) => JSON.stringify(data);
