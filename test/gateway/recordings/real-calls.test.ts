import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { readWav, samplesOf, WAV_HEADER_BYTES, wavFile } from "../../../gateway/audio/wav.js";
import { BaresipDialer, type BaresipDialerOptions } from "../../../gateway/calls/dialers/baresip.js";
import { openEmbedded } from "../../../gateway/store/sql/open-embedded.js";
import { openAiTranscriber } from "../../../gateway/transcription/openai-transcriber.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { startGatewayProcess } from "../../support/gateway-process.js";
import { leftOut } from "../../support/left-out.js";
import { direct } from "../../support/sip/direct.js";
import { closeEars, type Ear, startEar } from "../../support/sip/ear.js";
import { closeFarEnds, startFarEnd } from "../../support/sip/far-end.js";
import { whyNoCalls } from "../../support/sip/packages.js";
import { accepts } from "../../support/sip/scenarios.js";
import { speaks } from "../../support/sip/speaking-far-end.js";
import { startRecogniser, whyNoRecogniser } from "../../support/speech/recogniser.js";
import { speak, whyNoVoice } from "../../support/speech/speak.js";
import { strongest, tone } from "../audio-dialer.js";
import { send, start, stop } from "../client.js";
import { ENCODER, settled, WITHOUT_ENCODER } from "./recorded.js";

const APPS = [{ appId: "blue", appSecret: "the-secret-of-blue" }];
const missing = whyNoCalls();
const speechless = whyNoVoice() ?? whyNoRecogniser();
const named = missing === undefined ? WITHOUT_ENCODER : leftOut(missing);

describe.skipIf(missing !== undefined || ENCODER === undefined)(`real calls that are recorded${named}`, () => {
  let folder: string;
  let gateway: TestGateway | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gateway-real-"));
  });
  afterEach(async () => {
    await gateway?.close();
    await closeFarEnds();
    closeEars();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (
    dialer: Partial<BaresipDialerOptions> = {},
    options: Parameters<typeof startTestGateway>[0] = {},
  ): Promise<TestGateway> => {
    gateway = await startTestGateway({
      ...{ apps: APPS, dialer: new BaresipDialer({ route: direct, address: "127.0.0.1", ...dialer }) },
      recordings: {
        folder: join(folder, "recordings"),
        encoder: ENCODER,
        needsAnnouncement: dialer.announcement !== undefined,
      },
      ...options,
    });
    return gateway;
  };
  const call = (running: TestGateway, token: string, port: number) =>
    start(running, {
      token,
      body: { operation: "start", endpoint: { type: "sip", uri: `sip:bot@127.0.0.1:${port}` } },
    });
  const side = (conversationId: string, name: "far" | "near") => {
    const root = join(folder, "recordings");
    const file = readFileSync(join(root, readdirSync(root)[0] ?? "", conversationId, `${name}.wav`));
    return { facts: readWav(file, file.length), samples: samplesOf(file.subarray(WAV_HEADER_BYTES)) };
  };
  /** The part of a sound in which something is to be heard. */
  const loud = (samples: Int16Array) => {
    const from = samples.findIndex((sample) => Math.abs(sample) > 2_000);
    return samples.slice(from, from + 4_000);
  };

  it("have the announcement on our side and the far end on its own", async () => {
    const announcement = join(folder, "announcement.wav");
    writeFileSync(announcement, wavFile(8_000, tone(1_000, 1)));
    const running = await open({ announcement });
    const token = await running.token();
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const { connectionId, conversationId } = await call(running, token, farEnd.port);
    await ear.until(() => ear.loudness(200) > 1_000);
    await ear.play(tone(440, 1));
    await stop(running, token, connectionId);
    const recording = await settled(running, conversationId);
    expect(recording).toMatchObject({ state: "finished", failure: null });
    const [far, near] = [side(conversationId, "far"), side(conversationId, "near")];
    expect(far.facts?.samples).toBe(near.facts?.samples);
    expect(strongest(loud(far.samples), [440, 1_000])).toBe(440);
    expect(strongest(loud(near.samples), [440, 1_000])).toBe(1_000);
  });

  it("never mix, six at once", async () => {
    const running = await open();
    const token = await running.token();
    const tones = [300, 500, 700, 1_100, 1_700, 2_300];
    const calls: { readonly hertz: number; readonly ear: Ear; readonly ids: Awaited<ReturnType<typeof call>> }[] = [];
    for (const hertz of tones) {
      const ear = await startEar();
      const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
      calls.push({ hertz, ear, ids: await call(running, token, farEnd.port) });
    }
    await Promise.all(
      calls.map(async ({ ear, hertz }) => {
        await ear.until(() => ear.packets() > 5);
        await ear.play(tone(hertz, 1.2));
      }),
    );
    await Promise.all(calls.map(({ ids }) => stop(running, token, ids.connectionId)));
    for (const { ids, hertz } of calls) {
      expect((await settled(running, ids.conversationId))?.state).toBe("finished");
      expect(strongest(loud(side(ids.conversationId, "far").samples), tones)).toBe(hertz);
    }
  });

  it("are whole after a kill -9 of the gateway in the middle of one", { timeout: 60_000 }, async () => {
    const data = join(folder, "data");
    const gatewayProcess = await startGatewayProcess(["--dialer", "baresip", "--data", data, "--record"], {
      env: { SYMBL_GATEWAY_APPS: JSON.stringify(APPS) },
    });
    const ear = await startEar();
    const farEnd = await startFarEnd(accepts({ rtpPort: ear.port }));
    const body = { type: "application", ...APPS[0] };
    const answer = await send(gatewayProcess, "POST", "/oauth2/token:generate", { body });
    const token = String(Object(answer.body).accessToken);
    const endpoint = { type: "sip", uri: `sip:bot@127.0.0.1:${farEnd.port}` };
    const started = await send(gatewayProcess, "POST", "/v1/endpoint:connect", {
      token,
      body: { operation: "start", endpoint },
    });
    expect(started.body).toMatchObject({ conversationId: expect.any(String) });
    const { conversationId } = Object(started.body);
    await ear.until(() => ear.packets() > 5);
    await ear.play(tone(440, 2));
    await gatewayProcess.kill("SIGKILL");
    // What places the call ends with it.
    await farEnd.seen(/^BYE /m);

    const running = await open(
      {},
      { openStorage: openEmbedded(data), recordings: { folder: join(data, "recordings"), encoder: ENCODER } },
    );
    const recording = await settled(running, conversationId);
    expect(recording).toMatchObject({ state: "finished", failure: null });
    expect(recording?.duration).toBeGreaterThan(800);
    const root = join(data, "recordings");
    const file = readFileSync(join(root, readdirSync(root)[0] ?? "", conversationId, "far.wav"));
    expect(readWav(file, file.length)?.repaired).toBeUndefined();
    expect(strongest(loud(samplesOf(file.subarray(WAV_HEADER_BYTES))), [440, 1_000])).toBe(440);
  });

  it.skipIf(speechless !== undefined)(
    `are transcribed: what sipp says comes out as words${leftOut(speechless)}`,
    async () => {
      const recogniser = await startRecogniser();
      try {
        const transcriber = openAiTranscriber({ url: recogniser.url, model: "pocketsphinx", key: undefined });
        const running = await open({}, { transcriber });
        const token = await running.token();
        const words = Int16Array.of(
          ...new Int16Array(4_000),
          ...speak("we need to call the doctor"),
          ...new Int16Array(12_000),
        );
        const farEnd = await startFarEnd(speaks(words, join(folder, "speech.ulaw")));
        const { connectionId, conversationId } = await call(running, token, farEnd.port);
        const messages = z.object({ messages: z.array(z.object({ text: z.string() })) });
        const path = `/v1/conversations/${conversationId}/messages`;
        const said = await waitFor(
          async () => messages.parse((await send(running, "GET", path, { token })).body).messages,
          (all) => all.length > 0,
          20_000,
        );
        expect(said[0]?.text).toContain("call the doctor");
        await stop(running, token, connectionId);
      } finally {
        await recogniser.close();
      }
    },
  );
});
