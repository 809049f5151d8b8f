import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readWav, samplesOf, WAV_HEADER_BYTES } from "../../../gateway/audio/wav.js";
import type { Speech } from "../../../gateway/calls/speech.js";
import { openAiTranscriber, transcriptionsUrl } from "../../../gateway/transcription/openai-transcriber.js";
import { pauseAfter, spokenLanguage, TranscriberError } from "../../../gateway/transcription/transcriber.js";
import { Transcription } from "../../../gateway/transcription/transcription.js";
import { waitFor } from "../../support/gateway.js";
import { strongest, tone } from "../audio-dialer.js";
import { newStart } from "../store/new-start.js";
import { says, startTranscriberServer } from "./transcriber-server.js";

const KEY = "sk-the-secret-key";
const TONES = [300, 500, 700, 1_100, 1_700];
type Server = Awaited<ReturnType<typeof startTranscriberServer>>;

describe("the transcription of a call", () => {
  let server: Server | undefined;
  let told: Speech[];
  let warnings: string[];
  let troubles: string[];
  beforeEach(() => {
    told = [];
    warnings = [];
    troubles = [];
  });
  afterEach(() => server?.close());

  const { connection } = newStart();
  const id = connection.connectionId;
  let now = 0;

  function begin(
    options: { timeoutMs?: number; graceMs?: number; waitingMax?: number; url?: string } = {},
  ): Transcription {
    const { timeoutMs, url = server?.url ?? "", ...rest } = options;
    const transcription = new Transcription({
      transcriber: openAiTranscriber({ url, model: "m", key: KEY, ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
      onSpeech: (_id, speech) => told.push(speech),
      clock: () => now,
      warn: (_id, text) => warnings.push(text),
      onTrouble: (error) => troubles.push(String(error)),
      ...rest,
    });
    transcription.begin(connection);
    now = 0;
    return transcription;
  }
  /** A second of a tone on a side, and a second of silence. */
  function sound(transcription: Transcription, hertz: number, side: "far" | "near" = "far", call = id): void {
    for (const samples of [tone(hertz, 1), new Int16Array(8_000)]) {
      now += 1_000;
      transcription.take(call, { side, sampleRate: 8_000, samples });
    }
  }
  /** Which tone it hears. */
  const heard = (wav: Buffer) => String(strongest(samplesOf(wav.subarray(WAV_HEADER_BYTES)), TONES));

  it("sends each segment as a WAV with its key, model and language, and tells its words with their time and side", async () => {
    server = await startTranscriberServer(({ wav }, response) => says(response, ` ${heard(wav)} `));
    const transcription = begin();
    sound(transcription, 300);
    sound(transcription, 500, "near");
    expect(await transcription.end(id)).toEqual([]);
    expect(told).toMatchObject([
      { utterance: 0, text: "300", isFinal: true },
      { utterance: 1, text: "500", isFinal: true, speaker: { name: "Bot" } },
    ]);
    expect(told[0]).not.toHaveProperty("speaker");
    expect(told[0]?.startedAt).toBeCloseTo(0, -2);
    expect(told[1]?.startedAt).toBeCloseTo(2_000, -3);
    const [asked] = server.asked;
    expect(asked).toMatchObject({ key: `Bearer ${KEY}`, model: "m", language: "en" });
    expect(readWav(asked?.wav ?? Buffer.alloc(0), asked?.wav.length ?? 0)?.repaired).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it("tells the words in the order in which they were said, whichever is recognised first", async () => {
    let first = true;
    let answered = 0;
    server = await startTranscriberServer(async ({ wav }, response) => {
      if (first) {
        first = false;
        await waitFor(
          () => answered,
          (count) => count > 0,
        );
      }
      response.once("finish", () => {
        answered += 1;
      });
      says(response, heard(wav));
    });
    const transcription = begin();
    for (const hertz of TONES) sound(transcription, hertz);
    await transcription.end(id);
    expect(told.map(({ text }) => text)).toEqual(TONES.map(String));
  });

  it("tries again where that may help: 429, 5xx, no answer in time, a broken connection", async () => {
    let attempt = 0;
    server = await startTranscriberServer(({ wav }, response) => {
      attempt += 1;
      if (attempt === 1) response.writeHead(429, { "retry-after": "0" }).end();
      else if (attempt === 2) response.writeHead(503).end("secret");
      else if (attempt === 3) response.socket?.destroy();
      else says(response, heard(wav));
    });
    const transcription = begin();
    sound(transcription, 300);
    await transcription.end(id);
    expect(told.map(({ text }) => text)).toEqual(["300"]);
    expect(warnings).toEqual([]);

    attempt = 3;
    await server.close();
    let hangs = true;
    server = await startTranscriberServer(({ wav }, response) => {
      if (hangs) hangs = false;
      else says(response, heard(wav));
    });
    const late = begin({ timeoutMs: 200 });
    sound(late, 500);
    await late.end(id);
    expect(told.map(({ text }) => text)).toEqual(["300", "500"]);
  });

  it.each([
    ["401", "it does not take the key (401)"],
    ["404", "it answered 404"],
    ["garbage", "its answer is no transcription"],
    ["other JSON", "its answer is no transcription"],
    ["a redirect", "it cannot be reached"],
  ])("says once on the call that words are missing, and never its key: %s", async (kind, why) => {
    server = await startTranscriberServer((_asked, response, request) => {
      if (kind === "a redirect") response.writeHead(307, { location: "http://127.0.0.1:9/" }).end();
      else if (kind === "garbage") response.end("<html>");
      else if (kind === "other JSON") response.end('{"words":[]}');
      else response.writeHead(Number(kind)).end(`wrong key ${request.headers.authorization}`);
    });
    const transcription = begin({ graceMs: 500 });
    sound(transcription, 300);
    sound(transcription, 500);
    if (kind !== "a redirect") {
      await waitFor(
        () => troubles.length,
        (count) => count === 2,
      );
    }
    const atTheEnd = await transcription.end(id);
    const text = `Words are missing in the transcript: the transcriber failed, ${kind === "a redirect" ? "there was no more time for it" : why}.`;
    expect([...warnings, ...atTheEnd]).toEqual([text]);
    expect(JSON.stringify([warnings, atTheEnd, troubles])).not.toContain(KEY);
    expect(told).toEqual([]);
  });

  it("is given a bounded time at the end of the call, and says so; what is there is told", async () => {
    server = await startTranscriberServer(({ wav }, response) => {
      // The second never comes.
      if (heard(wav) !== "500") says(response, heard(wav));
    });
    const transcription = begin({ graceMs: 300 });
    for (const hertz of [300, 500, 700]) sound(transcription, hertz);
    expect(await transcription.end(id)).toEqual([
      "Words are missing in the transcript: the transcriber failed, there was no more time for it.",
    ]);
    expect(told.map(({ text }) => text)).toEqual(["300", "700"]);
  });

  it("lets no call wait longer for its last words because others keep the recogniser busy", async () => {
    // It answers nothing at all.
    server = await startTranscriberServer(() => {});
    const transcription = begin({ graceMs: 100 });
    const others = Array.from({ length: 8 }, (_, number) => `other-${number}`);
    for (const other of others) transcription.begin({ ...connection, connectionId: other });
    for (const call of [...others, ...others]) sound(transcription, 300, "far", call);
    await waitFor(
      () => server?.asked.length,
      (count) => count === 16,
    );
    sound(transcription, 500);
    expect(await transcription.end(id)).toEqual([
      "Words are missing in the transcript: the transcriber failed, there was no more time for it.",
    ]);
    // The others were not in the way because they had ended.
    expect(troubles).toHaveLength(1);
    await Promise.all(others.map((other) => transcription.end(other)));
  });

  it("leaves out what has waited for longest when the recogniser is too slow, aloud", async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    server = await startTranscriberServer(async ({ wav }, response) => {
      await gate;
      says(response, heard(wav));
    });
    const transcription = begin({ waitingMax: 2 });
    for (const hertz of TONES) sound(transcription, hertz);
    expect(warnings).toEqual([
      "Words are missing in the transcript: the transcriber failed, it is too slow, and what waited for longest was left out.",
    ]);
    open();
    await transcription.end(id);
    // Two were under way, and the third had waited for longest.
    expect(told.map(({ text }) => text)).toEqual(["300", "500", "1100", "1700"]);
  });

  it("is nothing for a call that is over, or that it never heard of", async () => {
    server = await startTranscriberServer((_asked, response) => says(response, "x"));
    const transcription = begin();
    expect(await transcription.end(id)).toEqual([]);
    sound(transcription, 300);
    expect(await transcription.end(id)).toEqual([]);
    expect(server.asked).toEqual([]);
  });
});

describe("a transcriber", () => {
  it("is named by its base URL or the whole of it", () => {
    expect(transcriptionsUrl("http://a/v1")).toBe("http://a/v1/audio/transcriptions");
    expect(transcriptionsUrl("http://a/v1/")).toBe("http://a/v1/audio/transcriptions");
    expect(transcriptionsUrl("http://a/v1/audio/transcriptions")).toBe("http://a/v1/audio/transcriptions");
  });

  it("is asked for the first language of the session, English unless told otherwise", () => {
    expect(spokenLanguage(["de-CH", "fr-FR"])).toBe("de");
    expect(spokenLanguage([{ code: "ja-JP" }])).toBe("ja");
    expect(spokenLanguage([])).toBe("en");
    expect(spokenLanguage(undefined)).toBe("en");
  });

  it("is left alone for longer each time, as long as it asks for within bounds, and not for ever", () => {
    const passing = new TranscriberError("x", true);
    expect([1, 2, 3, 4].map((failures) => pauseAfter(passing, failures, 1))).toEqual([500, 1_000, 2_000, undefined]);
    expect(pauseAfter(new TranscriberError("x", true, 3_000), 1, 0)).toBe(3_000);
    expect(pauseAfter(new TranscriberError("x", true, 3_600_000), 1, 0)).toBe(8_000);
    expect(pauseAfter(new TranscriberError("x", false), 1, 0)).toBeUndefined();
    expect(pauseAfter(new TypeError("a slip"), 1, 0)).toBeUndefined();
  });
});
