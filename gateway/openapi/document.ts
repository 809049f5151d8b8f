import { z } from "zod";
import { empty, failure, mediaTypes } from "../http/answers.js";
import { PROSE, SECURITY_SCHEMES, STATUS_TEXT, securityOf, TAGS } from "./prose.js";
import { openApiPath, type RegisteredRoute } from "./routes.js";
import { inlineSchema, type JsonSchema, Schemas } from "./schemas.js";

/** The OpenAPI 3.1 document of a gateway. Pure. */

/** A type, not an interface, so that it is a record too. */
export type OpenApiDocument = {
  readonly openapi: "3.1.0";
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, unknown>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
};

export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  readonly content?: Content;
}

export type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

/** Statuses that the server itself answers before a route is asked: bodies that are no JSON, too long, or of another media type. */
const BODY_FAILURES = [400, 413, 415];
/** The same for a path with its query that is too long. */
const URL_FAILURES = [414];
const METHODS_WITH_BODY = new Set(["POST", "PUT", "PATCH", "DELETE"]);

export function openApiDocument(
  routes: readonly RegisteredRoute[],
  { version, url }: { readonly version: string; readonly url: string },
): OpenApiDocument {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const path = openApiPath(route.url);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, path, schemas) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Symbl-compatible telephony gateway",
      version,
      description: PROSE,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url }],
    tags: TAGS,
    paths,
    components: { securitySchemes: SECURITY_SCHEMES, schemas: schemas.components() },
  };
}

function operation({ method, schema }: RegisteredRoute, path: string, schemas: Schemas): Operation {
  const operationId = operationIdOf(method, path);
  const parameters = [
    ...parametersIn("path", schema.params),
    ...parametersIn("query", schema.querystring),
    ...Object.entries(schema.requestHeaders ?? {}).map(([name, each]) => parameter("header", name, false, each)),
  ];
  return {
    operationId,
    ...(schema.summary === undefined ? {} : { summary: schema.summary }),
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...(schema.tags === undefined ? {} : { tags: schema.tags }),
    security: securityOf(path),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(isZod(schema.body)
      ? {
          requestBody: {
            required: true as const,
            content: { "application/json": { schema: schemas.reference(schema.body, "input", `${operationId}Body`) } },
          },
        }
      : {}),
    responses: responses(method, operationId, schema, schemas),
  };
}

function responses(method: string, operationId: string, schema: RegisteredRoute["schema"], schemas: Schemas) {
  const declared = isRecord(schema.response) ? schema.response : {};
  const implied = [...URL_FAILURES, ...(METHODS_WITH_BODY.has(method) ? BODY_FAILURES : [])].filter(
    (status) => !(status in declared),
  );
  const all = { ...declared, ...Object.fromEntries(implied.map((status) => [status, failure])) };
  return Object.fromEntries(
    Object.entries(all).map(([status, answer]): [string, Response] => {
      const headers = Object.entries(schema.answerHeaders?.[Number(status)] ?? {});
      return [
        status,
        {
          description: STATUS_TEXT[status] ?? "See the schema.",
          ...(headers.length === 0
            ? {}
            : {
                headers: Object.fromEntries(
                  headers.map(([name, each]) => [name, { schema: inlineSchema(each, "output") }]),
                ),
              }),
          ...(isZod(answer) && answer !== empty
            ? { content: content(answer, `${operationId}${status}`, schemas) }
            : {}),
        },
      ];
    }),
  );
}

function content(answer: z.ZodType, name: string, schemas: Schemas): Content {
  const mediaType = mediaTypes.get(answer)?.mediaType;
  if (mediaType !== undefined) return { [mediaType]: { schema: { type: "string" } } };
  return { "application/json": { schema: schemas.reference(answer, "output", name) } };
}

function parametersIn(place: "path" | "query", schema: unknown): readonly Parameter[] {
  if (!(schema instanceof z.ZodObject)) return [];
  const required = new Set(
    Object.entries(schema.shape).flatMap(([name, each]) =>
      isZod(each) && !each.safeParse(undefined).success ? [name] : [],
    ),
  );
  return Object.entries(schema.shape).flatMap(([name, each]) =>
    isZod(each) ? [parameter(place, name, place === "path" || required.has(name), each)] : [],
  );
}

function parameter(place: Parameter["in"], name: string, required: boolean, schema: z.ZodType): Parameter {
  const { description, ...rest } = inlineSchema(schema, "input");
  return {
    name,
    in: place,
    required,
    ...(typeof description === "string" ? { description } : {}),
    schema: rest,
  };
}

/** `POST /v1/endpoint:connect` → `postV1EndpointConnect`. */
function operationIdOf(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join("");
}

function isZod(value: unknown): value is z.ZodType {
  return value instanceof z.ZodType;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
