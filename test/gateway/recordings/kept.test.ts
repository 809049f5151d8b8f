import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readWav, samplesOf, WAV_HEADER_BYTES } from "../../../gateway/audio/wav.js";
import { openEmbedded } from "../../../gateway/store/sql/open-embedded.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { play, strongest, tone } from "../audio-dialer.js";
import { send, start, stop } from "../client.js";
import { TalkingDialer } from "../talking-dialer.js";
import { ENCODER, recordingOf, settled, WITHOUT_ENCODER } from "./recorded.js";

const APPS = ["blue", "green"].map((appId) => ({ appId, appSecret: `the-secret-of-${appId}` }));

describe.skipIf(ENCODER === undefined)(`what was recorded${WITHOUT_ENCODER}`, () => {
  let home: string;
  let folder: string;
  let dialer: TalkingDialer;
  let gateways: TestGateway[];
  let child: ChildProcess | undefined;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "gateway-kept-"));
    folder = join(home, "recordings");
    dialer = new TalkingDialer();
    gateways = [];
  });
  afterEach(async () => {
    child?.kill("SIGKILL");
    for (const gateway of gateways) await gateway.close();
    rmSync(home, { recursive: true, force: true });
  });

  const open = async (options: Parameters<typeof startTestGateway>[0] = {}): Promise<TestGateway> => {
    const gateway = await startTestGateway({ dialer, recordings: { folder, encoder: ENCODER }, ...options });
    gateways.push(gateway);
    return gateway;
  };
  const call = async (gateway: TestGateway, token: string) => {
    const started = await start(gateway, { token });
    await play(dialer, "far", tone(440, 0.2), { paced: false });
    await stop(gateway, token, started.connectionId);
    await settled(gateway, started.conversationId);
    return started.conversationId;
  };
  const kept = () => readdirSync(join(folder, readdirSync(folder)[0] ?? ""));

  it("is gone with its conversation, at once, and not by another app's doing", async () => {
    const gateway = await open({ apps: APPS });
    const tokenOf = async (app: (typeof APPS)[number]) => {
      const body = { type: "application", ...app };
      const answer = await send(gateway, "POST", "/oauth2/token:generate", { body });
      return String(Object(answer.body).accessToken);
    };
    const [blue = "", green = ""] = await Promise.all(APPS.map(tokenOf));
    const id = await call(gateway, blue);
    expect(kept()).toContain(id);
    expect((await send(gateway, "DELETE", `/v1/conversations/${id}`, { token: green })).status).toBe(404);
    expect(kept()).toContain(id);
    expect((await send(gateway, "DELETE", `/v1/conversations/${id}`, { token: blue })).status).toBeLessThan(300);
    expect(kept()).not.toContain(id);
    expect((await send(gateway, "GET", `/_gateway/conversations/${id}/recording`)).status).toBe(404);
  });

  it("is gone with everything at a reset, and with its storage in memory", async () => {
    const gateway = await open();
    const id = await call(gateway, await gateway.token());
    expect(kept()).toContain(id);
    await gateway.reset();
    expect(kept()).not.toContain(id);
    await gateway.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is removed when nothing knows of its conversation, or when its time is over; what others keep there is not", {
    timeout: 60_000,
  }, async () => {
    const openStorage = openEmbedded(join(home, "data"));
    const first = await open({ openStorage });
    const id = await call(first, await first.token());
    await first.close();
    const root = join(folder, readdirSync(folder)[0] ?? "");
    for (const name of ["12345", "notes"]) mkdirSync(join(root, name));
    writeFileSync(join(folder, "letter.txt"), "not a recording");
    writeFileSync(join(root, "12345", "far.wav"), "");
    // Without recording, too.
    const second = await open({ openStorage, recordings: { folder } });
    await waitFor(
      () => readdirSync(root),
      (names) => !names.includes("12345"),
    );
    expect(readdirSync(root).sort()).toEqual([id, "notes"].sort());
    expect(existsSync(join(folder, "letter.txt"))).toBe(true);
    expect((await recordingOf(second, id))?.state).toBe("finished");
    await second.close();
    // Kept no longer than its conversation.
    const third = await open({ openStorage, recordings: { folder }, retainMs: 1 });
    await waitFor(
      () => readdirSync(root),
      (names) => !names.includes(id),
    );
    expect((await send(third, "GET", `/_gateway/conversations/${id}`)).status).toBe(404);
  });

  it("is whole after a kill -9: as long as it went on, and mixed", { timeout: 60_000 }, async () => {
    const data = join(home, "data");
    const script = join(__dirname, "recording-process.ts");
    child = spawn(process.execPath, ["--import", "tsx", script, data, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { value } = await createInterface({ input: child.stdout ?? process.stdin })
      [Symbol.asyncIterator]()
      .next();
    const { url, appId, appSecret } = JSON.parse(String(value));
    const body = { type: "application", appId, appSecret };
    const token = String(Object((await send({ url }, "POST", "/oauth2/token:generate", { body })).body).accessToken);
    const startBody = { operation: "start", endpoint: { type: "sip", uri: "sip:a@example.com" } };
    const answer = await send({ url }, "POST", "/v1/endpoint:connect", { token, body: startBody });
    const conversationId = String(Object(answer.body).conversationId);
    const file = () => join(folder, readdirSync(folder)[0] ?? "", conversationId, "far.wav");
    await waitFor(
      () => existsSync(file()) && statSync(file()).size,
      (size) => size !== false && size > 16_000,
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    const before = readFileSync(file());
    expect(readWav(before, before.length)?.repaired).toBeDefined();
    // Half made by an encoder that was killed as well.
    writeFileSync(join(file(), "..", "left.part"), "x");

    const gateway = await open({ openStorage: openEmbedded(data) });
    const recording = await settled(gateway, conversationId);
    expect(recording).toMatchObject({ state: "finished", failure: null });
    expect(recording?.files.map(({ which }) => which)).toEqual(["mixed", "far", "near"]);
    const after = readFileSync(file());
    expect(readWav(after, after.length)?.repaired).toBeUndefined();
    expect(strongest(samplesOf(after.subarray(WAV_HEADER_BYTES)), [440, 1_000])).toBe(440);
    expect(recording?.duration).toBeGreaterThanOrEqual((before.length - WAV_HEADER_BYTES) / 16 - 1);
    expect(readdirSync(join(file(), ".."))).not.toContain("left.part");
  });

  it("has to have a folder: the gateway does not start where it cannot be made, and leaves its storage free", async () => {
    const openStorage = openEmbedded(join(home, "data"));
    writeFileSync(folder, "in its place");
    await expect(open({ openStorage })).rejects.toMatchObject({
      code: "NO_STORAGE",
      message: expect.stringContaining(`The recordings folder ${folder} cannot be used`),
    });
    // Without recording it is nobody's trouble.
    await open({ openStorage, recordings: { folder } });
  });

  it("breaks off when its folder cannot be written to; the call goes on, and says so", async () => {
    const gateway = await open();
    const token = await gateway.token();
    const { connectionId, conversationId } = await start(gateway, { token });
    const root = join(folder, readdirSync(folder)[0] ?? "");
    // In the place of its folder.
    writeFileSync(join(root, conversationId), "");
    await play(dialer, "far", tone(440, 0.1));
    const warned = await waitFor(
      () => gateway.connections(),
      ([each]) => JSON.stringify(each).includes("broke off"),
    );
    expect(warned[0]?.state).toBe("answered");
    expect(await recordingOf(gateway, conversationId)).toMatchObject({ state: "failed" });
    expect((await stop(gateway, token, connectionId)).status).toBe(200);
  });
});
