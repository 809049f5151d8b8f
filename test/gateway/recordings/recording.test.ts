import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { readWav, samplesOf, WAV_HEADER_BYTES } from "../../../gateway/audio/wav.js";
import { type Encoder, MIXED_FILES, sox } from "../../../gateway/recordings/encoder.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { play, strongest, tone } from "../audio-dialer.js";
import { send, start, stop } from "../client.js";
import { TalkingDialer } from "../talking-dialer.js";
import { ENCODER, recordingOf, settled, WITHOUT_ENCODER } from "./recorded.js";

const peaksSchema = z.object({ far: z.array(z.number()), near: z.array(z.number()) });
/** What it writes, among other things. */
const SOX: string | undefined = spawnSync("sox", ["-h"], { encoding: "utf8" }).stdout ?? undefined;
const SLOW: Encoder = { name: "slow", file: "mixed.m4a", command: () => ["sleep", "600"] };

describe.skipIf(ENCODER === undefined)(`a call that is recorded${WITHOUT_ENCODER}`, () => {
  let folder: string;
  let dialer: TalkingDialer;
  let gateway: TestGateway | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gateway-recordings-"));
    dialer = new TalkingDialer();
  });
  afterEach(async () => {
    await gateway?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (encoder: Encoder | undefined = ENCODER): Promise<TestGateway> => {
    gateway = await startTestGateway({ dialer, recordings: { folder, encoder } });
    return gateway;
  };
  const home = (conversationId: string) => join(folder, readdirSync(folder)[0] ?? "", conversationId);
  const side = (conversationId: string, name: "far" | "near") => {
    const file = readFileSync(join(home(conversationId), `${name}.wav`));
    return { facts: readWav(file, file.length), samples: samplesOf(file.subarray(WAV_HEADER_BYTES)) };
  };

  it("has a file a side, side by side in time, and both mixed; for nobody else on this machine", async () => {
    const running = await open();
    const token = await running.token();
    const { connectionId, conversationId } = await start(running, { token });
    await play(dialer, "far", tone(440, 0.6));
    // We say something only now.
    await Promise.all([play(dialer, "near", tone(1_000, 0.6)), play(dialer, "far", tone(440, 0.6))]);
    await stop(running, token, connectionId);
    const recording = await settled(running, conversationId);
    expect(recording).toMatchObject({ state: "finished", failure: null });
    expect(recording?.duration).toBeGreaterThanOrEqual(1_150);
    expect(recording?.duration).toBeLessThan(1_600);
    const [far, near] = [side(conversationId, "far"), side(conversationId, "near")];
    for (const { facts } of [far, near]) {
      expect(facts).toMatchObject({ sampleRate: 8_000, repaired: undefined });
      expect(facts?.samples).toBe(Math.round(((recording?.duration ?? 0) * 8_000) / 1_000));
    }
    expect(strongest(far.samples.slice(800, 4_000), [440, 1_000])).toBe(440);
    const silence = near.samples.findIndex((sample) => sample !== 0) / 8;
    expect(silence).toBeGreaterThan(500);
    expect(silence).toBeLessThan(900);
    expect(strongest(near.samples.slice(8_000), [440, 1_000])).toBe(1_000);
    expect(readdirSync(home(conversationId)).sort()).toEqual(
      ["far.wav", "mixed.m4a", "near.wav", "peaks.json", "recording.json"].map((name) =>
        name === "mixed.m4a" ? (ENCODER?.file ?? "") : name,
      ),
    );
    for (const name of readdirSync(home(conversationId))) {
      expect(statSync(join(home(conversationId), name)).mode & 0o777, name).toBe(0o600);
    }
    expect(statSync(home(conversationId)).mode & 0o777).toBe(0o700);
  });

  it("can be heard as a whole, from any place in it, and by side; the ticket stands for the admin token", async () => {
    gateway = await startTestGateway({
      ...{ dialer, recordings: { folder, encoder: ENCODER } },
      ...{ adminToken: "the admin token", publicUrl: "http://gateway.example.com" },
    });
    const running = gateway;
    const token = await running.token();
    const { connectionId, conversationId } = await start(running, { token });
    await play(dialer, "far", tone(440, 1));
    const path = `/_gateway/conversations/${conversationId}/recording`;
    expect((await send(running, "GET", path)).status).toBe(409);
    await stop(running, token, connectionId);
    const recording = await settled(running, conversationId);
    expect(recording?.files.map(({ which }) => which)).toEqual(["mixed", "far", "near"]);
    // As from a browser elsewhere.
    const outside = { "x-forwarded-for": "192.0.2.1" };
    for (const { which, url, bytes } of recording?.files ?? []) {
      const whole = await fetch(running.url + url, { headers: outside });
      expect(whole.status).toBe(200);
      expect(whole.headers.get("content-type")).toBe(
        which === "mixed" ? MIXED_FILES[ENCODER?.file ?? "mixed.m4a"] : "audio/wav",
      );
      expect(whole.headers.get("cache-control")).toContain("private");
      const content = Buffer.from(await whole.arrayBuffer());
      expect(content).toHaveLength(bytes);
      const part = await fetch(running.url + url, { headers: { ...outside, range: "bytes=10-29" } });
      expect(part.status).toBe(206);
      expect(part.headers.get("content-range")).toBe(`bytes 10-29/${bytes}`);
      expect(Buffer.from(await part.arrayBuffer())).toEqual(content.subarray(10, 30));
      const none = await fetch(running.url + url, { headers: { ...outside, range: `bytes=${bytes}-` } });
      expect([none.status, none.headers.get("content-range")]).toEqual([416, `bytes */${bytes}`]);
    }
    const attached = await fetch(`${running.url}${path}?side=far&download=1`);
    expect(attached.headers.get("content-disposition")).toBe(
      `attachment; filename="conversation-${conversationId}-far.wav"`,
    );
    await attached.body?.cancel();
    expect((await fetch(running.url + path, { headers: outside })).status).toBe(401);
    const [mixed] = recording?.files ?? [];
    const others = mixed?.url.replace(conversationId, "1234");
    expect((await fetch(running.url + others, { headers: outside })).status).toBe(401);
    const waveform = peaksSchema.parse(
      await (await fetch(running.url + recording?.waveform, { headers: outside })).json(),
    );
    expect(waveform.far).toHaveLength(600);
    expect(Math.max(...waveform.far)).toBeGreaterThan(30);
    expect(Math.max(...waveform.near)).toBe(0);
  });

  it("never holds up the end of its call, nor the stop of the gateway", async () => {
    const running = await open(SLOW);
    const token = await running.token();
    const { connectionId, conversationId } = await start(running, { token });
    await play(dialer, "far", tone(440, 0.1));
    expect((await stop(running, token, connectionId)).status).toBe(200);
    await waitFor(
      () => recordingOf(running, conversationId),
      (recording) => recording?.state === "encoding",
    );
    await running.close();
  });

  it("does not mix with others that are up at the same time", async () => {
    const running = await open();
    const token = await running.token();
    const tones = [300, 500, 700, 1_100, 1_700, 2_300];
    const started = [];
    for (const _ of tones) started.push(await start(running, { token }));
    await Promise.all(
      tones.flatMap((hertz, call) => [
        play(dialer, "far", tone(hertz, 1), { call }),
        play(dialer, "near", tone(hertz + 100, 1), { call }),
      ]),
    );
    await Promise.all(started.map(({ connectionId }) => stop(running, token, connectionId)));
    const all = tones.flatMap((hertz) => [hertz, hertz + 100]);
    for (const [call, { conversationId }] of started.entries()) {
      expect((await settled(running, conversationId))?.state).toBe("finished");
      const hertz = tones[call] ?? 0;
      expect(strongest(side(conversationId, "far").samples, all)).toBe(hertz);
      expect(strongest(side(conversationId, "near").samples, all)).toBe(hertz + 100);
    }
  });

  it("keeps what came before its answer to itself, and is not recorded without sound", async () => {
    const running = await open();
    const token = await running.token();
    const silent = await start(running, { token });
    await stop(running, token, silent.connectionId);
    expect(await recordingOf(running, silent.conversationId)).toBeNull();
    expect(readdirSync(join(folder, readdirSync(folder)[0] ?? ""))).not.toContain(silent.conversationId);
  });

  it("begins with its announcement where one is demanded", async () => {
    const announcing = Object.assign(dialer, { playsAnnouncement: true });
    const recordings = { folder, encoder: ENCODER, needsAnnouncement: true };
    gateway = await startTestGateway({ dialer: announcing, recordings });
    const token = await gateway.token();
    const unheard = await start(gateway, { token });
    await play(dialer, "far", tone(1_000, 0.2), { paced: false });
    await stop(gateway, token, unheard.connectionId);
    expect(await recordingOf(gateway, unheard.conversationId)).toBeNull();
    const { connectionId, conversationId } = await start(gateway, { token });
    await play(dialer, "far", tone(1_000, 0.2), { paced: false });
    dialer.tell({ type: "announcing" });
    await play(dialer, "far", tone(440, 0.5));
    await stop(gateway, token, connectionId);
    await settled(gateway, conversationId);
    const { samples } = side(conversationId, "far");
    expect(samples.length).toBeLessThan(8_000);
    expect(strongest(samples.slice(0, 800), [440, 1_000])).toBe(440);
  });

  it("can still be had as it was heard when it could not be mixed, and says why", async () => {
    const running = await open({
      name: "broken",
      file: "mixed.m4a",
      command: () => ["sh", "-c", "echo no way >&2; exit 3"],
    });
    const token = await running.token();
    const { connectionId, conversationId } = await start(running, { token });
    await play(dialer, "far", tone(440, 0.2));
    await stop(running, token, connectionId);
    const recording = await settled(running, conversationId);
    expect(recording).toMatchObject({ state: "failed", failure: "broken could not mix it: no way" });
    expect(recording?.files.map(({ which }) => which)).toEqual(["far", "near"]);
    expect((await send(running, "GET", `/_gateway/conversations/${conversationId}/recording`)).status).toBe(404);
    expect(readdirSync(home(conversationId)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it.skipIf(SOX === undefined).each(SOX?.includes(" mp3 ") ? (["mp3", "ogg"] as const) : (["ogg"] as const))(
    "is mixed by sox where there is no ffmpeg, as %s",
    async (format) => {
      const running = await open(sox("sox", format));
      const token = await running.token();
      const { connectionId, conversationId } = await start(running, { token });
      await Promise.all([play(dialer, "far", tone(440, 0.5)), play(dialer, "near", tone(1_000, 0.5))]);
      await stop(running, token, connectionId);
      const recording = await settled(running, conversationId);
      expect(recording).toMatchObject({ state: "finished", failure: null });
      const answer = await fetch(running.url + recording?.files[0]?.url);
      expect(answer.headers.get("content-type")).toBe(MIXED_FILES[`mixed.${format}`]);
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
    },
  );

  it.skipIf(ENCODER?.name !== "ffmpeg")("is played by others as long as it was", async () => {
    const running = await open();
    const token = await running.token();
    const { connectionId, conversationId } = await start(running, { token });
    await play(dialer, "far", tone(440, 1));
    await stop(running, token, connectionId);
    const recording = await settled(running, conversationId);
    const lengthOf = (name: string) =>
      Number(
        execFileSync("ffprobe", [
          "-v",
          "error",
          "-show_entries",
          "format=duration",
          "-of",
          "csv=p=0",
          join(home(conversationId), name),
        ]),
      );
    for (const name of ["far.wav", "near.wav", ENCODER?.file ?? ""]) {
      expect(Math.abs(lengthOf(name) * 1_000 - (recording?.duration ?? 0))).toBeLessThan(150);
    }
  });
});
