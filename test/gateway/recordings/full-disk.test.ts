import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { waitFor } from "../../support/gateway.js";
import { send } from "../client.js";
import { ENCODER, recordingOf, WITHOUT_ENCODER } from "./recorded.js";

/** A small disk that the gateway's process alone sees mounted. */
const UNSHARE = process.getuid?.() === 0 ? ["unshare", "-m"] : ["unshare", "-rm"];
const SMALL_DISK = [...UNSHARE, "sh", "-c", 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"'];

function whyNoSmallDisk(): string {
  const folder = mkdtempSync(join(tmpdir(), "gateway-disk-"));
  const [command = "", ...args] = [...SMALL_DISK, folder, "true"];
  const { status } = spawnSync(command, args);
  rmSync(folder, { recursive: true, force: true });
  return status === 0 ? "" : " [skipped: no small disk can be mounted (unshare -m, mount)]";
}
const missing = ENCODER === undefined ? WITHOUT_ENCODER : whyNoSmallDisk();
const callsSchema = z.object({
  connections: z.array(z.object({ state: z.string(), warnings: z.array(z.string()), cause: z.string().nullable() })),
});

describe.skipIf(missing !== "")(`a recording whose disk is full${missing}`, () => {
  let child: ChildProcess | undefined;
  let folder = "";
  afterEach(() => {
    child?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("breaks off and says so on the call, which goes on", async () => {
    folder = mkdtempSync(join(tmpdir(), "gateway-disk-"));
    const [command = "", ...args] = [...SMALL_DISK, folder, process.execPath, "--import", "tsx"];
    child = spawn(command, [...args, join(__dirname, "recording-process.ts"), "", folder], {
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
    const { conversationId, connectionId } = Object(answer.body);
    await waitFor(
      () => recordingOf({ url }, conversationId),
      (recording) => recording?.state === "recording",
    );
    fill(`/proc/${child.pid}/root${folder}/filler`);
    const calls = async () =>
      callsSchema.parse((await send({ url }, "GET", "/_gateway/connections")).body).connections[0];
    const warned = await waitFor(calls, (call) => (call?.warnings.length ?? 0) > 0);
    expect(warned).toMatchObject({ state: "answered", warnings: ["The recording broke off: the disk is full."] });
    expect(await recordingOf({ url }, conversationId)).toMatchObject({
      state: "failed",
      failure: "The recording broke off: the disk is full.",
    });
    const stopped = { operation: "stop", connectionId };
    expect((await send({ url }, "POST", "/v1/endpoint:connect", { token, body: stopped })).status).toBe(200);
    expect((await calls())?.cause).toBe("stopped");
  });
});

function fill(path: string): void {
  const file = openSync(path, "w");
  try {
    for (const size of [65_536, 4_096, 1]) {
      try {
        for (;;) writeSync(file, Buffer.alloc(size));
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}
