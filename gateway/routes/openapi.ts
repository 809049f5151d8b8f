import { z } from "zod";
import { failure, text } from "../http/answers.js";
import type { App } from "../http/app.js";
import { PAGE_HEADERS } from "../http/page-headers.js";
import { type OpenApiDocument, openApiDocument } from "../openapi/document.js";
import { referencePage } from "../openapi/reference-page.js";
import type { RegisteredRoute } from "../openapi/routes.js";

/** `GET /openapi.json`: the document of all routes; `GET /reference`: the same for people. `routes` may still grow until the first request. */
export function openApiRoutes(
  app: App,
  parts: {
    readonly routes: readonly RegisteredRoute[];
    readonly version: string;
    readonly baseUrlFor: (host: string | undefined) => string;
  },
): void {
  const documents = documentsOf(parts.routes, parts.version);
  const schema = {
    summary: "This document",
    tags: ["pages"],
    response: { 200: z.looseObject({ openapi: z.string() }).meta({ id: "OpenApi" }), 500: failure },
  };
  app.get("/openapi.json", { schema }, async (request) => documents(parts.baseUrlFor(request.headers.host)));

  const pageSchema = {
    summary: "This document for people",
    tags: ["pages"],
    response: { 200: text("text/html"), 500: failure },
  };
  let page: string | undefined;
  app.get("/reference", { schema: pageSchema }, async (_request, reply) => {
    page ??= referencePage(documents(""));
    return reply.headers(PAGE_HEADERS).type("text/html; charset=utf-8").send(page);
  });
}

/** Made once; only the server differs by who asks. */
function documentsOf(routes: readonly RegisteredRoute[], version: string): (url: string) => OpenApiDocument {
  let made: OpenApiDocument | undefined;
  return (url) => {
    made ??= openApiDocument(routes, { version, url });
    return { ...made, servers: [{ url }] };
  };
}
