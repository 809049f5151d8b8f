import { randomUUID } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Bench, bench } from "./support.js";

let on: Bench;
beforeEach(async () => {
  on = await bench();
});
afterEach(() => on.close());

describe("forget", () => {
  it("says what it gives up, and forgets nothing without a terminal and without --yes", async () => {
    const { key, connectionId } = await on.recorded();
    const { exit, stdout, stderr } = await on.cli(["forget", key]);
    expect(exit).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("The call is LIVE, and forgetting it does not hang it up");
    expect(stderr).toContain(`To end it: pulumi-symbl-telephony hang-up ${connectionId}`);
    expect(stderr).toContain("Add --yes");
    expect(await on.keys()).toEqual([key]);
  });

  it("forgets by key with --yes, and hangs nothing up", async () => {
    const { key, connectionId } = await on.recorded();
    const { exit, stdout } = await on.cli(["forget", key, "--yes"]);
    expect(exit).toBe(0);
    expect(stdout).toBe(`Forgotten: ${key}. Nothing was hung up.\n`);
    expect(await on.keys()).toEqual([]);
    expect(await on.gateway.liveConnections()).toMatchObject([{ connectionId }]);
  });

  it("forgets by connection, one record and no other, whatever its state", async () => {
    const { key, connectionId } = await on.recorded({ state: "confirmed" });
    const other = await on.recorded({ state: "taken" });
    const { exit, stdout } = await on.cli(["forget", connectionId, "--yes", "--json"]);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ forgotten: [key] });
    expect(await on.keys()).toEqual([other.key]);
  });

  it.each([
    ["never placed", async () => on.record(), "there is no call"],
    ["being placed", async () => on.record({ process: "alive" }), "can let the session be called twice"],
    ["unknown", async () => on.record({ accountFingerprint: "ffffffffffff" }), "the next `up` may dial beside it"],
  ])("tells what a start gives up that is %s", async (_what, record, words) => {
    const { key } = await record();
    const { exit, stderr } = await on.cli(["forget", key, "--yes"]);
    expect(exit).toBe(0);
    expect(stderr).toContain(words);
    expect(await on.keys()).toEqual([]);
  });

  it("removes a record that cannot be read", async () => {
    await on.record();
    const key = randomUUID();
    writeFileSync(join(on.journal.directory, `${key}.json`), "torn");
    expect((await on.cli(["forget", key, "--yes"])).exit).toBe(0);
    expect(existsSync(join(on.journal.directory, `${key}.json`))).toBe(false);
  });

  it("does not remove a file that is not named as a record, and says where it is", async () => {
    await on.record();
    const path = join(on.journal.directory, "notes.json");
    writeFileSync(path, "mine");
    const { exit, stderr } = await on.cli(["forget", "notes", "--yes"]);
    expect(exit).toBe(1);
    expect(stderr).toContain(on.journal.directory);
    expect(existsSync(path)).toBe(true);
  });

  it("fails for what the journal does not have", async () => {
    await on.record();
    for (const id of ["no-such-call", "../precious"]) {
      const { exit, stderr } = await on.cli(["forget", id, "--yes"]);
      expect(exit).toBe(1);
      expect(stderr).toContain(`has no record of ${id}; \`pulumi-symbl-telephony calls\` lists`);
    }
  });
});
