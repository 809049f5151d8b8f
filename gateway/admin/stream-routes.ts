import type { ServerResponse } from "node:http";
import { ApiError } from "../errors.js";
import { text } from "../http/answers.js";
import type { App } from "../http/app.js";
import { adminFailures } from "./failures.js";
import type { Watch } from "./watch.js";

/** How many may watch at once. */
const WATCHERS_MAX = 64;
/** Bytes that may wait for a slow reader; beyond them it is cut off, and comes back for a fresh start. */
const WAITING_MAX = 1_048_576;
/** How often a sign of life goes out, so that both ends notice when the other is gone. */
const HEARTBEAT_MS = 10_000;

/** `GET /_gateway/stream`: Server-Sent Events, a `snapshot` first, then every `call` and `result`. */
export function streamRoutes(scope: App, { watch }: { readonly watch: Watch }): void {
  const open = new Set<ServerResponse>();
  scope.addHook("preClose", async () => {
    for (const stream of open) stream.end();
  });
  const schema = {
    summary: "What happens to the calls, as Server-Sent Events",
    description:
      "First `snapshot`: `{now, live, ended}`, the latest calls as `/_gateway/calls` shows them. Then `call`, a call that is new or in a new state; `dtmf`: `{connectionId, dtmf}`, a key was pressed; `result`: " +
      "`{connectionId, message}`, as the WebSockets of the connection get it; a fresh `snapshot` when something else has changed. A comment every 10 seconds is a sign of life. " +
      "A reader that falls behind is cut off; come back for a fresh snapshot.",
    tags: ["gateway"],
    response: { 200: text("text/event-stream"), ...adminFailures },
  };
  scope.get("/_gateway/stream", { schema }, async (request, reply) => {
    if (open.size >= WATCHERS_MAX) {
      throw new ApiError(
        503,
        { code: "TOO_MANY_WATCHERS", message: "Too many watch already." },
        { "retry-after": "5" },
      );
    }
    const stream = reply.raw;
    open.add(stream);
    const early: string[] = [];
    let begun = false;
    const write = (chunk: string): void => {
      if (!begun) early.push(chunk);
      else if (stream.writableLength > WAITING_MAX) stream.destroy();
      else stream.write(chunk);
    };
    let leave: () => void;
    try {
      leave = await watch.join((event) => write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`));
    } catch (error) {
      open.delete(stream);
      throw error;
    }
    const heartbeat = setInterval(() => write(": alive\n\n"), HEARTBEAT_MS);
    stream.once("close", () => {
      clearInterval(heartbeat);
      open.delete(stream);
      leave();
    });
    // Gone while the snapshot was made: there is no further "close".
    if (request.socket.destroyed) stream.emit("close");
    reply.hijack();
    stream.writeHead(200, {
      ...Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)])),
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      // Else a proxy in between would collect before it passes on.
      "x-accel-buffering": "no",
    });
    begun = true;
    for (const chunk of early) stream.write(chunk);
  });
}
