import { z } from "zod";

/** JSON Schemas for the document, from the zod schemas that validate. Pure. */

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Turns zod schemas into JSON Schemas; those with an `id` in their metadata, or a name given here, become components. */
export class Schemas {
  readonly #named = { input: z.registry<{ id: string }>(), output: z.registry<{ id: string }>() };
  readonly #names = new Map<z.core.$ZodType, string>();

  /** A reference to the schema, as what is sent (`input`) or answered (`output`). Call `components` when all are named. */
  reference(schema: z.core.$ZodType, io: "input" | "output", name: string): JsonSchema {
    let id = this.#names.get(schema);
    if (id === undefined) {
      const own = z.globalRegistry.get(schema)?.id ?? name;
      const taken = new Set(this.#names.values());
      id = own;
      for (let number = 2; taken.has(id); number += 1) id = `${own}${number}`;
      this.#names.set(schema, id);
    }
    const registry = this.#named[io];
    if (!registry.has(schema)) registry.add(schema, { id });
    return { $ref: refTo(id) };
  }

  /** Everything that was referred to. */
  components(): Readonly<Record<string, JsonSchema>> {
    return { ...converted(this.#named.output, "output"), ...converted(this.#named.input, "input") };
  }
}

/** A schema in place, for parameters and headers. */
export function inlineSchema(schema: z.core.$ZodType, io: "input" | "output"): JsonSchema {
  return withoutDialect(z.toJSONSchema(schema, { io, unrepresentable: "any" }));
}

function converted(registry: z.core.$ZodRegistry<{ id: string }>, io: "input" | "output") {
  const { schemas } = z.toJSONSchema(registry, { io, unrepresentable: "any", uri: refTo });
  const { __shared: shared, ...own } = schemas;
  const all: Record<string, unknown> = { ...own, ...(isRecord(shared?.$defs) ? shared.$defs : {}) };
  return Object.fromEntries(
    Object.entries(all).map(([name, schema]) => [name, withoutDialect(isRecord(schema) ? schema : {})]),
  );
}

function refTo(id: string): string {
  return `#/components/schemas/${id}`;
}

/** The document names its dialect once; what is shared stands among the other components. */
function withoutDialect(schema: object): JsonSchema {
  const { $schema, $id, id, ...rest }: Record<string, unknown> = JSON.parse(
    JSON.stringify(schema).replaceAll(`${refTo("__shared")}#/$defs/`, refTo("")),
  );
  return rest;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
