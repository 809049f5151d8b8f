import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { json, scriptedServer, TOKEN } from "../../support/scripted-server.js";
import { type Bench, bench } from "./support.js";

let on: Bench;
beforeEach(async () => {
  on = await bench();
});
afterEach(() => on.close());

describe("hang-up <connectionId>", () => {
  it("ends the call and removes its record", async () => {
    const { connectionId } = await on.recorded();
    expect(await on.cli(["hang-up", connectionId])).toEqual({
      exit: 0,
      stdout: `Hung up ${connectionId}.\n`,
      stderr: "",
    });
    expect(await on.gateway.liveConnections()).toEqual([]);
    expect(await on.keys()).toEqual([]);
  });

  it("may be said twice", async () => {
    const { connectionId } = await on.recorded();
    await on.cli(["hang-up", connectionId]);
    const again = await on.cli(["hang-up", connectionId]);
    expect(again.exit).toBe(0);
    expect(again.stdout).toBe(`Hung up ${connectionId}.\n`);
    expect(again.stderr).toBe(`The journal does not know ${connectionId}; asking ${on.gateway.url} to end it.\n`);
  });

  it("ends one call and no other", async () => {
    const { connectionId } = await on.recorded();
    const other = await on.recorded();
    await on.cli(["hang-up", connectionId]);
    expect(await on.gateway.liveConnections()).toMatchObject([{ connectionId: other.connectionId }]);
    expect(await on.keys()).toEqual([other.key]);
  });

  it("ends a call that a state has, too, and says that the state does not know yet", async () => {
    const { connectionId } = await on.recorded({ state: "confirmed", process: "alive" });
    const { exit, stderr } = await on.cli(["hang-up", connectionId]);
    expect(exit).toBe(0);
    expect(stderr).toContain("`pulumi refresh`");
    expect(await on.gateway.liveConnections()).toEqual([]);
  });

  it("does well with a call that the other side has ended", async () => {
    const { connectionId } = await on.recorded();
    await on.gateway.hangUp(connectionId);
    expect((await on.cli(["hang-up", connectionId])).exit).toBe(0);
    expect(await on.keys()).toEqual([]);
  });

  it("ends a call that the journal does not know, at today's server", async () => {
    const { call } = await on.place();
    const { exit, stdout } = await on.cli(["hang-up", call.connectionId]);
    expect(exit).toBe(0);
    expect(stdout).toBe(`Hung up ${call.connectionId}.\n`);
    expect(await on.gateway.liveConnections()).toEqual([]);
  });

  it("ends such a call with the account that it is told", async () => {
    const { call } = await on.place();
    const { SYMBL_BASE_URL = "", SYMBL_APP_ID = "", SYMBL_APP_SECRET = "" } = on.env;
    const env = {
      SYMBL_APP_ID: "",
      SYMBL_APP_SECRET: "",
      SYMBL_BLUE_BASE_URL: SYMBL_BASE_URL,
      SYMBL_BLUE_APP_ID: SYMBL_APP_ID,
      SYMBL_BLUE_APP_SECRET: SYMBL_APP_SECRET,
    };
    const without = await on.cli(["hang-up", call.connectionId], { env });
    expect(without.exit).toBe(1);
    expect(without.stderr).toContain("Set SYMBL_APP_ID and SYMBL_APP_SECRET, or SYMBL_ACCESS_TOKEN");
    expect((await on.cli(["hang-up", call.connectionId, "--account", "blue"], { env })).exit).toBe(0);
    expect(await on.gateway.liveConnections()).toEqual([]);
  });

  it("fails for a connection that nobody knows, and says what to try", async () => {
    const { exit, stdout, stderr } = await on.cli(["hang-up", "no-such-connection"]);
    expect(exit).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("no-such-connection was not hung up. SYMBL_HANG_UP_UNCONFIRMED");
    expect(stderr).toContain("--account NAME");
    expect(stderr).not.toContain("pulumi state delete");
  });

  it("keeps the record of a call that another account placed, and fails", async () => {
    const { key, connectionId } = await on.recorded({ accountFingerprint: "ffffffffffff" });
    await on.gateway.reset();
    const { exit, stderr } = await on.cli(["hang-up", connectionId]);
    expect(exit).toBe(1);
    expect(stderr).toContain(`account ffffffffffff`);
    expect(stderr).toContain(`pulumi-symbl-telephony forget ${key}`);
    expect(await on.keys()).toEqual([key]);
  });

  it("says what it waits for while the server has trouble, and goes on until the call is over", async () => {
    const stop = [json(503, { message: "busy" }, { "retry-after": "1" }), json(200, {})];
    const server = await scriptedServer({ token: [TOKEN], stop });
    try {
      const call = { connectionId: "c-1", conversationId: "1001" };
      await on.record({ call, apiBaseUrl: server.url });
      const { exit, stderr } = await on.cli(["hang-up", "c-1"], { env: { SYMBL_BASE_URL: server.url } });
      expect(exit).toBe(0);
      expect(stderr).toMatch(/^c-1: 503, .*; trying again in 1 s\n$/);
      expect(server.to("stop")).toHaveLength(2);
    } finally {
      await server.close();
    }
  });

  it("fails and keeps the record when the server refuses", async () => {
    const server = await scriptedServer({ token: [TOKEN], stop: [json(400, { message: "no" })] });
    try {
      const { key } = await on.record({ call: { connectionId: "c-1" }, apiBaseUrl: server.url });
      const { exit, stderr } = await on.cli(["hang-up", "c-1"], { env: { SYMBL_BASE_URL: server.url } });
      expect(exit).toBe(1);
      expect(stderr).toContain("c-1 was not hung up. SYMBL_BAD_REQUEST");
      expect(await on.keys()).toEqual([key]);
    } finally {
      await server.close();
    }
  });

  it("says that the call is over but its record stays, when the journal is read-only", async () => {
    const { key, connectionId } = await on.recorded();
    const disk = join(on.env.SYMBL_JOURNAL_DIR ?? "", "disk");
    mkdirSync(disk);
    const [folder, file] = [join(disk, "pulumi-symbl-telephony"), `${key}.json`];
    const mounted = process.getuid?.() === 0;
    if (mounted && spawnSync("mount", ["-t", "tmpfs", "tmpfs", disk]).status !== 0) {
      process.stdout.write("not run: a read-only journal needs the right to mount a tmpfs\n");
      return;
    }
    try {
      mkdirSync(folder);
      copyFileSync(join(on.journal.directory, file), join(folder, file));
      if (mounted) spawnSync("mount", ["-o", "remount,ro", disk]);
      else chmodSync(folder, 0o500);
      const { exit, stderr } = await on.cli(["hang-up", connectionId], { env: { SYMBL_JOURNAL_DIR: disk } });
      expect(exit).toBe(1);
      expect(stderr).toContain(`The call was hung up, but the record ${key} could not be removed from ${folder}`);
      expect(await on.gateway.liveConnections()).toEqual([]);
    } finally {
      if (mounted) spawnSync("umount", [disk]);
      else chmodSync(folder, 0o700);
    }
  });

  it("tells a script what became of it", async () => {
    const { connectionId } = await on.recorded();
    const { exit, stdout } = await on.cli(["hang-up", connectionId, "--json"]);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ id: connectionId, connectionId, outcome: "hung-up", reason: null });
    const failed = await on.cli(["hang-up", "no-such-connection", "--json"]);
    expect(failed.exit).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      outcome: "failed",
      reason: { code: "SYMBL_HANG_UP_UNCONFIRMED" },
    });
  });
});

describe("hang-up <key>", () => {
  it("ends the call of a start whose answer was lost", async () => {
    const { key, call } = await on.place();
    await on.record({ key });
    const { exit, stdout } = await on.cli(["hang-up", key]);
    expect(exit).toBe(0);
    expect(stdout).toBe(`Hung up ${call.connectionId}.\n`);
    expect(await on.gateway.liveConnections()).toEqual([]);
    expect(await on.keys()).toEqual([]);
  });

  it("removes the record of a start that was never placed", async () => {
    const { key } = await on.record();
    expect(await on.cli(["hang-up", key])).toMatchObject({
      exit: 0,
      stdout: `${key} was never placed; its record is removed.\n`,
    });
    expect(await on.keys()).toEqual([]);
  });

  it("exits 3 when nobody can tell whether there is a call, and keeps the record", async () => {
    const { key } = await on.record({ accountFingerprint: "ffffffffffff" });
    const { exit, stderr } = await on.cli(["hang-up", key]);
    expect(exit).toBe(3);
    expect(stderr).toContain(`pulumi-symbl-telephony forget ${key}`);
    expect(await on.keys()).toEqual([key]);
  });

  it("waits for its process when that may be sending the start", async () => {
    const { key } = await on.record({ process: "alive" });
    const { exit, stderr } = await on.cli(["hang-up", key]);
    expect(exit).toBe(1);
    expect(stderr).toContain("is being placed by a process that lives");
    expect(await on.keys()).toEqual([key]);
    expect((await on.gateway.requests()).filter(({ path }) => path.includes("/v1/starts/"))).toEqual([]);
  });

  it("does not take a record that cannot be read for a connection", async () => {
    await on.record();
    const key = randomUUID();
    writeFileSync(join(on.journal.directory, `${key}.json`), "torn");
    const { exit, stderr } = await on.cli(["hang-up", key]);
    expect(exit).toBe(1);
    expect(stderr).toContain(`pulumi-symbl-telephony forget ${key}`);
  });
});
