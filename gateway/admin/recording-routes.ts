import { createReadStream } from "node:fs";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { ApiError } from "../errors.js";
import { failure, text } from "../http/answers.js";
import type { App } from "../http/app.js";
import { byteRange } from "../http/byte-range.js";
import { PAGE_HEADERS } from "../http/page-headers.js";
import type { RecordingFile } from "../recordings/folder.js";
import { isRecordingTicket, recordingTicket } from "../recordings/ticket.js";
import type { SessionContext } from "../sessions/context.js";
import type { Recording } from "../store/recording-store.js";
import { adminFailures } from "./failures.js";

const TICKET_MS = 12 * 3_600_000;
const paramsSchema = z.object({ conversationId: z.string() });
const ticketSchema = z
  .string()
  .max(100)
  .optional()
  .describe("Stands for the admin token, as the conversation gives it.");

export const shownRecordingSchema = z
  .object({
    state: z.enum(["recording", "encoding", "finished", "failed"]),
    startedAt: z.iso.datetime(),
    duration: z.number().describe("Milliseconds; 0 until the call has ended."),
    failure: z.string().nullable().describe("Why it broke off, or could not be mixed."),
    isHere: z
      .boolean()
      .describe(
        "Whether its files lie with the gateway that answers; else they lie with the one that had the call up.",
      ),
    files: z
      .array(z.object({ which: z.enum(["mixed", "far", "near"]), url: z.string(), bytes: z.int() }))
      .describe("Paths to what there is of it, good for twelve hours."),
    waveform: z.string().nullable().describe("Path to the waveform, good for as long."),
  })
  .meta({ id: "ShownRecording" });
export type ShownRecording = z.output<typeof shownRecordingSchema>;

const peaksSchema = z
  .object({
    duration: z.number().describe("Milliseconds."),
    far: z.array(z.number()).readonly(),
    near: z.array(z.number()).readonly(),
  })
  .meta({ id: "Waveform" })
  .describe("How loud each of equally long stretches is, from 0 to 100, on both sides.");

/** The recording of a conversation, as it is shown with it; `null` when it was not recorded. */
export async function readRecording(
  { store, recordings, hashKey, clock }: SessionContext,
  conversationId: string,
): Promise<ShownRecording | null> {
  const recording = await store.recording(conversationId);
  if (recording === undefined) return null;
  const isHere = (await recordings?.folder.isThere(conversationId)) ?? false;
  return showRecording(recording, isHere, hashKey, clock());
}

function showRecording(recording: Recording, isHere: boolean, key: Uint8Array, now: number): ShownRecording {
  const { conversationId, state, startedAt, duration, failure, sizes } = recording;
  const query = `ticket=${recordingTicket(key, conversationId, now + TICKET_MS)}`;
  const path = `/_gateway/conversations/${conversationId}/recording`;
  const over = isHere && (state === "finished" || (state === "failed" && duration > 0));
  const files = (["mixed", "far", "near"] as const)
    .filter((which) => over && sizes[which] > 0)
    .map((which) => ({
      which,
      url: `${path}?${which === "mixed" ? "" : `side=${which}&`}${query}`,
      bytes: sizes[which],
    }));
  return {
    ...{ state, startedAt: new Date(startedAt).toISOString(), duration, failure, isHere, files },
    waveform: over ? `${path}/waveform?${query}` : null,
  };
}

/** Under `/_gateway`: what was recorded, for those who may see the gateway, and for players that hold a ticket. */
export function recordingRoutes(
  app: App,
  {
    sessions,
    admin,
  }: { readonly sessions: SessionContext; readonly admin: (request: FastifyRequest) => Promise<void> },
): void {
  const { store, recordings, hashKey, clock } = sessions;

  app.register(async (scope: App) => {
    scope.addHook("onRequest", async (request) => {
      const { conversationId, ticket } = askedFor(request);
      if (ticket === undefined || !isRecordingTicket(hashKey, conversationId, ticket, clock())) await admin(request);
    });

    const soundSchema = {
      summary: "The recording of a conversation's call, both sides mixed, or one of them",
      tags: ["gateway"],
      params: paramsSchema,
      querystring: z.object({
        side: z.enum(["far", "near"]).optional().describe("As it was, as WAV: what was heard, or what was said."),
        download: z.enum(["1"]).optional().describe("To be kept as a file instead of played."),
        ticket: ticketSchema,
      }),
      response: {
        ...{ 200: text("audio/*"), 206: text("audio/*") },
        ...{ 400: failure, 404: failure, 409: failure, 416: failure, ...adminFailures },
      },
    };
    scope.get("/_gateway/conversations/:conversationId/recording", { schema: soundSchema }, async (request, reply) => {
      const { conversationId } = request.params;
      await readable(conversationId);
      const file = await recordings?.folder.file(conversationId, request.query.side ?? "mixed");
      if (file === undefined) throw notHere();
      return send(file, request.headers.range, reply, {
        name: `conversation-${conversationId}-${file.name}`,
        download: request.query.download !== undefined,
      });
    });

    const waveformSchema = {
      summary: "How loud a recording is, over its time",
      tags: ["gateway"],
      params: paramsSchema,
      querystring: z.object({ ticket: ticketSchema }),
      response: { 200: peaksSchema, 400: failure, 404: failure, 409: failure, ...adminFailures },
    };
    scope.get(
      "/_gateway/conversations/:conversationId/recording/waveform",
      { schema: waveformSchema },
      async ({ params: { conversationId } }, reply) => {
        await readable(conversationId);
        const peaks = await recordings?.folder.peaks(conversationId);
        if (peaks === undefined) throw notHere();
        reply.header("cache-control", "private, no-cache");
        return peaks;
      },
    );
  });

  async function readable(conversationId: string): Promise<void> {
    const recording = await store.recording(conversationId);
    if (recording === undefined) {
      throw new ApiError(404, { code: "NO_RECORDING", message: "There is no recording of such a conversation." });
    }
    if (recording.state === "recording" || recording.state === "encoding") {
      throw new ApiError(409, { code: "RECORDING_UNFINISHED", message: "The recording is not finished yet." });
    }
  }
}

function notHere(): ApiError {
  return new ApiError(404, {
    code: "RECORDING_ELSEWHERE",
    message: "This file is not there: it was not made, or it lies with the gateway that had the call up.",
  });
}

function askedFor(request: FastifyRequest): { readonly conversationId: string; readonly ticket: string | undefined } {
  const asked = z.object({ conversationId: z.string() }).safeParse(request.params);
  const ticket = z.object({ ticket: z.string() }).safeParse(request.query);
  return { conversationId: asked.data?.conversationId ?? "", ticket: ticket.data?.ticket };
}

function send(
  { path, type, bytes }: RecordingFile,
  header: string | undefined,
  reply: FastifyReply,
  { name, download }: { readonly name: string; readonly download: boolean },
) {
  const range = byteRange(header, bytes);
  if (range.kind === "none") {
    throw new ApiError(
      416,
      { code: "NO_SUCH_RANGE", message: "The recording has no such bytes." },
      { "content-range": `bytes */${bytes}` },
    );
  }
  const { first, last } = range.kind === "part" ? range : { first: 0, last: bytes - 1 };
  reply.headers({
    ...PAGE_HEADERS,
    "accept-ranges": "bytes",
    "cache-control": "private, no-cache",
    "content-disposition": `${download ? "attachment" : "inline"}; filename="${name}"`,
    "content-length": last - first + 1,
  });
  if (range.kind === "part") reply.code(206).header("content-range", `bytes ${first}-${last}/${bytes}`);
  return reply.type(type).send(createReadStream(path, { start: first, end: last }));
}
