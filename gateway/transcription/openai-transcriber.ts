import { z } from "zod";
import { type Transcriber, TranscriberError } from "./transcriber.js";

export interface OpenAiOptions {
  /** Base URL such as `https://asr.example.com/v1`, or the whole one that ends with `/audio/transcriptions`. */
  readonly url: string;
  readonly model: string;
  /** Sent as the bearer token; absent: none. */
  readonly key: string | undefined;
  /** Milliseconds that one attempt may take. Default: 30000. */
  readonly timeoutMs?: number;
}

const PATH = "/audio/transcriptions";
const TIMEOUT_MS = 30_000;
const ANSWER_MAX = 1_048_576;
const answerSchema = z.object({ text: z.string() });

/** Where the sound is sent to. Pure. */
export function transcriptionsUrl(url: string): string {
  const parsed = new URL(url);
  const path = parsed.pathname.replace(/\/+$/, "");
  parsed.pathname = path.endsWith(PATH) ? path : path + PATH;
  return parsed.href;
}

/** Speaks `POST /v1/audio/transcriptions` as OpenAI does, and as most recognisers that one can run do too. */
export function openAiTranscriber({ url, model, key, timeoutMs = TIMEOUT_MS }: OpenAiOptions): Transcriber {
  const target = transcriptionsUrl(url);
  return {
    transcribe: async (wav, language, signal) => {
      const form = new FormData();
      form.set("file", new Blob([new Uint8Array(wav)], { type: "audio/wav" }), "speech.wav");
      form.set("model", model);
      form.set("language", language);
      form.set("response_format", "json");
      const late = AbortSignal.timeout(timeoutMs);
      try {
        const response = await fetch(target, {
          method: "POST",
          headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
          body: form,
          // The key is for this server alone.
          redirect: "error",
          signal: AbortSignal.any([signal, late]),
        });
        if (!response.ok) {
          await response.body?.cancel();
          throw refusal(response.status, response.headers.get("retry-after"));
        }
        return textOf(await limited(response));
      } catch (error) {
        if (error instanceof TranscriberError) throw error;
        if (signal.aborted) throw new TranscriberError("there was no more time for it", false);
        const why = late.aborted ? `it did not answer within ${timeoutMs / 1_000} s` : "it cannot be reached";
        throw new TranscriberError(why, true, undefined, { cause: error });
      }
    },
  };
}

function refusal(status: number, retryAfter: string | null): TranscriberError {
  const isPassing = status === 429 || status === 408 || status >= 500;
  const seconds = Number(retryAfter ?? Number.NaN);
  const why = status === 401 || status === 403 ? `it does not take the key (${status})` : `it answered ${status}`;
  return new TranscriberError(why, isPassing, Number.isFinite(seconds) ? Math.max(0, seconds * 1_000) : undefined);
}

async function limited(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > ANSWER_MAX) throw new TranscriberError("its answer is too long", false);
  }
  return text;
}

function textOf(answer: string): string {
  try {
    return answerSchema.parse(JSON.parse(answer)).text.trim();
  } catch {
    throw new TranscriberError("its answer is no transcription", false);
  }
}
