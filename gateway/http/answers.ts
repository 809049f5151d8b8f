import type { FastifySerializerCompiler } from "fastify";
import { z } from "zod";

/** Body of every answer other than success, for the `response` of a route's schema. */
export const failure = z.object({
  code: z.string().optional(),
  message: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** Answers go out as they are: their schemas are for the document and for the types. */
export const serializerCompiler: FastifySerializerCompiler<z.ZodType> = () => (data) => JSON.stringify(data);
