import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { AdminPolicy } from "../admin/access.js";
import { pageVisitors } from "../admin/guard.js";
import { ApiError } from "../errors.js";
import { empty, failure, text } from "../http/answers.js";
import type { App } from "../http/app.js";
import { PAGE_HEADERS } from "../http/page-headers.js";

interface Asset {
  readonly content: Buffer;
  readonly type: string;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};
const FOLDER = new URL("../web/", import.meta.url);

/** The page at `/` and what belongs to it, from the folder `web`; it holds no data and asks `/_gateway` for it. */
export function pageRoutes(app: App, { policy }: { readonly policy: AdminPolicy }): void {
  const assets = readAssets();
  const tags = ["pages"];
  const refused = { 304: empty, 403: failure, 500: failure };
  const pageSchema = {
    summary: "The page of the gateway, for people",
    tags,
    response: { 200: text("text/html"), ...refused },
  };
  app.get("/", { schema: pageSchema, onRequest: pageVisitors(policy) }, async (request, reply) =>
    send(assets.get("index.html"), request.headers, reply),
  );

  const assetSchema = {
    summary: "What belongs to the page",
    tags,
    params: z.object({ file: z.string() }),
    response: { 200: text("*/*"), 400: failure, 404: failure, ...refused },
  };
  app.get("/web/:file", { schema: assetSchema }, async (request, reply) =>
    send(assets.get(request.params.file), request.headers, reply),
  );
}

function send(
  asset: Asset | undefined,
  headers: { readonly "if-none-match"?: string | undefined },
  reply: FastifyReply,
) {
  if (asset === undefined) throw new ApiError(404, { code: "NO_SUCH_FILE", message: "The page has no such file." });
  // Asked again at every load, so that a newer gateway never meets an older page.
  reply.headers({ ...PAGE_HEADERS, etag: asset.etag, "cache-control": "no-cache" });
  if (headers["if-none-match"] === asset.etag) return reply.code(304).send();
  return reply.type(asset.type).send(asset.content);
}

/** Read once: nothing that is asked for is looked up on the disk. */
function readAssets(): ReadonlyMap<string, Asset> {
  return new Map(
    readdirSync(FOLDER).flatMap((name): [string, Asset][] => {
      const type = TYPES[extname(name)];
      if (type === undefined) return [];
      const content = readFileSync(new URL(name, FOLDER));
      return [
        [name, { content, type, etag: `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"` }],
      ];
    }),
  );
}
