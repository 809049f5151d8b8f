/**
 * The parts of zod that this package uses. The build puts them into one file: zod's own entry point loads its messages in some fifty languages, JSON Schema
 * and a compiler besides, which takes longer than to check the sessions of most stacks.
 */

export type { core, output, ZodRawShape, ZodType } from "zod";
export {
  array,
  boolean,
  discriminatedUnion,
  enum,
  literal,
  looseObject,
  number,
  object,
  record,
  refine,
  strictObject,
  string,
  union,
  unknown,
  url,
  uuid,
} from "zod";
