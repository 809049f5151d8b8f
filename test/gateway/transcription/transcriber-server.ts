import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listening } from "../../support/listening.js";

/** What a recogniser was sent. */
export interface Asked {
  readonly key: string | undefined;
  readonly model: string;
  readonly language: string;
  readonly wav: Buffer;
}

/** A recogniser that answers as the test tells it: with `POST /v1/audio/transcriptions`. */
export async function startTranscriberServer(
  answer: (asked: Asked, response: ServerResponse, request: IncomingMessage) => void | Promise<void>,
) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const type = request.headers["content-type"] ?? "";
    const form = await new Response(Buffer.concat(chunks), { headers: { "content-type": type } }).formData();
    const file = form.get("file");
    const one: Asked = {
      key: request.headers.authorization,
      model: String(form.get("model")),
      language: String(form.get("language")),
      wav: file instanceof Blob ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0),
    };
    asked.push(one);
    await answer(one, response, request);
  });
  const { port, close } = await listening(server);
  return { asked, url: `http://127.0.0.1:${port}/v1`, close };
}

export function says(response: ServerResponse, text: string): void {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ text }));
}
