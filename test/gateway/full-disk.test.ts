import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { waitFor } from "../support/gateway.js";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.js";
import { type Answer, START, send } from "./client.js";

/** A small disk that the gateway's process alone sees mounted. */
const UNSHARE = process.getuid?.() === 0 ? ["unshare", "-m"] : ["unshare", "-rm"];
const SMALL_DISK = [...UNSHARE, "sh", "-c", 'mount -t tmpfs -o size=96m tmpfs "$0" && exec "$@"'];

function whyNoSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "gateway-disk-"));
  const [command = "", ...args] = [...SMALL_DISK, folder, "true"];
  const { status } = spawnSync(command, args);
  rmSync(folder, { recursive: true, force: true });
  return status === 0 ? undefined : "no small disk can be mounted (unshare -m, mount)";
}

const missing = whyNoSmallDisk();
describe("a gateway whose disk is full", () => {
  if (missing !== undefined) {
    it.skip(`is not tested here: ${missing}`);
    return;
  }
  let folder: string;
  let gateway: GatewayProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gateway-disk-"));
  });
  afterEach(async () => {
    await gateway?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A start that takes room on the disk. */
  const bigStart = (on: GatewayProcess, token: string): Promise<Answer> => {
    const name = randomBytes(90_000).toString("base64");
    return send(on, "POST", "/v1/endpoint:connect", { token, body: { ...START, data: { session: { name } } } });
  };

  it("answers 503 and dials nothing, and goes on when there is room again", async () => {
    gateway = await startGatewayProcess(["--data", folder, "--max-connections", "1000"], {
      wrapper: [...SMALL_DISK, folder],
    });
    const running = gateway;
    const token = await running.token();
    expect((await bigStart(running, token)).status).toBe(201);
    const filler = `/proc/${running.pid}/root${folder}/filler`;
    fill(filler);
    let accepted = 1;
    const refused: Answer[] = [];
    while (refused.length < 3) {
      const answer = await bigStart(running, token);
      if (answer.status === 201) accepted += 1;
      else refused.push(answer);
      expect(accepted).toBeLessThan(1_000);
    }
    for (const { status, body, headers } of refused) {
      expect({ status, body }).toMatchObject({ status: 503, body: { code: "STORE_UNAVAILABLE" } });
      expect(headers.get("retry-after")).toBe("1");
    }
    rmSync(filler);
    await waitFor(
      () => bigStart(running, token),
      ({ status }) => status === 201,
      60_000,
    );
    const connections = await running.connections();
    expect(connections).toHaveLength(accepted + 1);
  }, 180_000);
});

function fill(path: string): void {
  const file = openSync(path, "w");
  try {
    for (const size of [1 << 20, 1 << 12, 1]) {
      const block = Buffer.alloc(size);
      try {
        for (;;) writeSync(file, block);
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}
