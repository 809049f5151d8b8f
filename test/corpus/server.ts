import { json, type ScriptedServer, scriptedServer, TOKEN } from "../support/scripted-server.js";

/** What the server of the corpus does with a start, by the last two digits of the number; a SIP address counts as 05. */
const DAMAGED = "02";
const UNKNOWN = "03";
const ENDED = "04";

export interface CorpusServer extends ScriptedServer {
  /** Connections that were stopped, in order. */
  stopped(): string[];
  starts(): number;
}

/** A server whose ids follow from what was dialled, so that a state of years ago names calls that it knows. */
export async function corpusServer(): Promise<CorpusServer> {
  const server = await scriptedServer({
    token: [TOKEN],
    start: [
      (response, request) => {
        const last = /"phoneNumber":"\d*(\d\d)"/.exec(request.text)?.[1] ?? "05";
        const call = {
          connectionId: `c-${last}`,
          conversationId: `10${last}`,
          eventUrl: `https://api.example.com/v1/event/c-${last}`,
          resultWebSocketUrl: `wss://api.example.com/events/c-${last}`,
        };
        if (last === UNKNOWN) return json(500, { message: "lost" })(response, request);
        json(201, last === DAMAGED ? { connectionId: call.connectionId } : call)(response, request);
      },
    ],
    stop: [json(200, {})],
    "/v1/starts/": [json(404, { error: "no such route" })],
    "/v1/conversations/": [
      (response, request) => {
        const id = request.path.split("/").at(-1) ?? "";
        const end = id === `10${ENDED}` ? { endTime: "2026-11-01T10:00:00Z" } : {};
        json(200, { id, startTime: "2026-11-01T09:00:00Z", ...end })(response, request);
      },
    ],
  });
  return {
    ...server,
    stopped: () => server.to("stop").map(({ text }) => /"connectionId":"([^"]*)"/.exec(text)?.[1] ?? ""),
    starts: () => server.to("start").length,
  };
}
