import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Bench, bench } from "./support.js";

let on: Bench;
beforeEach(async () => {
  on = await bench();
});
afterEach(() => on.close());

const listSchema = z.object({
  journal: z.string(),
  calls: z.array(
    z.looseObject({
      key: z.string(),
      state: z.enum(["live", "ended", "never placed", "placing", "unknown"]),
      record: z.enum(["open", "taken", "confirmed", "torn"]),
      connectionId: z.string().nullable().optional(),
      orphan: z.boolean(),
      unknownStart: z.boolean(),
    }),
  ),
});

async function list(env: Record<string, string> = {}): Promise<z.output<typeof listSchema> & { exit: unknown }> {
  const { exit, stdout } = await on.cli(["calls", "--json"], { env });
  return { exit, ...listSchema.parse(JSON.parse(stdout)) };
}

describe("calls", () => {
  it("says of an empty journal that it knows of no calls, and where it lies", async () => {
    const { exit, stdout } = await on.cli(["calls"]);
    expect(exit).toBe(0);
    expect(stdout).toBe(`The journal in ${on.journal.directory} knows of no calls.\n`);
  });

  it("shows a call that a state has as live, with its session, its time, its process and its record", async () => {
    const { key, connectionId } = await on.recorded({ state: "confirmed", process: "alive", name: "retro" });
    const { exit, stdout } = await on.cli(["calls"]);
    expect(exit).toBe(0);
    expect(stdout).toContain(`live          ${connectionId}\n`);
    expect(stdout).toContain("  session     retro (stack dev, project meetings)\n");
    expect(stdout).toMatch(/ {2}placed {6}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, (just now|\d+ s ago)\n/);
    expect(stdout).toContain(`  process     ${process.pid}, alive\n`);
    expect(stdout).toContain("  record      confirmed: a state has the call\n");
    expect(stdout).toContain(`  key         ${key}\n`);
    expect(stdout).toContain("1 record: 1 live.\n");
    expect(stdout).not.toContain("ORPHAN");
  });

  it("exits 3 while an orphan is live, and 0 once the other side has hung up", async () => {
    const { connectionId } = await on.recorded();
    const live = await on.cli(["calls"]);
    expect(live.exit).toBe(3);
    expect(live.stdout).toContain(`live          ${connectionId}  ORPHAN\n`);
    expect(live.stdout).toContain(`  next        pulumi-symbl-telephony hang-up ${connectionId}\n`);
    await on.gateway.hangUp(connectionId);
    const ended = await on.cli(["calls"]);
    expect(ended.exit).toBe(0);
    expect(ended.stdout).toMatch(/^ended {9}/);
    expect(ended.stdout).toMatch(/ {2}ended {7}\d{4}-/);
    expect(ended.stdout).not.toContain("ORPHAN");
  });

  it("changes no record", async () => {
    await on.recorded();
    await on.record();
    const before = await on.journal.entries();
    await on.cli(["calls"]);
    expect(await on.journal.entries()).toEqual(before);
  });

  it("finds the call of a start whose answer was lost", async () => {
    const { key, call } = await on.place();
    await on.record({ key });
    expect(await list()).toMatchObject({
      exit: 3,
      calls: [{ key, state: "live", connectionId: call.connectionId, orphan: true, unknownStart: false }],
    });
  });

  it("asks by the key for a call whose answer was damaged", async () => {
    const { key, call } = await on.place();
    await on.record({ key, call: { connectionId: call.connectionId } });
    const other = await on.record({ call: { connectionId: "c-lost" } });
    const { calls } = await list();
    expect(calls).toContainEqual(expect.objectContaining({ key, state: "live", conversationId: call.conversationId }));
    expect(calls).toContainEqual(expect.objectContaining({ key: other.key, state: "unknown", orphan: true }));
  });

  it("says of a start that the server does not know that it was never placed", async () => {
    const { key } = await on.record();
    expect(await list()).toMatchObject({ exit: 0, calls: [{ key, state: "never placed", orphan: false }] });
  });

  it("does not believe that of a start that is older than the server's memory", async () => {
    await on.record({ intendedAt: new Date(Date.now() - 30 * 3_600_000).toISOString() });
    expect(await list()).toMatchObject({ exit: 3, calls: [{ state: "unknown", unknownStart: true }] });
  });

  it("does not believe that of a start that another account sent", async () => {
    await on.record({ accountFingerprint: "ffffffffffff" });
    expect(await list()).toMatchObject({ exit: 3, calls: [{ state: "unknown", unknownStart: true }] });
  });

  it("does not ask for a start that its process may be sending, since that would forbid it", async () => {
    const { key } = await on.record({ process: "alive" });
    expect(await list()).toMatchObject({ exit: 0, calls: [{ key, state: "placing" }] });
    const elsewhere = await on.record({ process: "elsewhere" });
    const listed = await list();
    expect(listed.exit).toBe(3);
    expect(listed.calls).toContainEqual(
      expect.objectContaining({ key: elsewhere.key, state: "unknown", orphan: false, unknownStart: true }),
    );
    expect((await on.gateway.requests()).filter(({ path }) => path.includes("/v1/starts/"))).toEqual([]);
  });

  it("never calls a record of another machine, of a living process or of a state an orphan", async () => {
    await on.recorded({ process: "elsewhere" });
    await on.recorded({ process: "alive" });
    await on.recorded({ state: "confirmed" });
    const { exit, calls } = await list();
    expect(exit).toBe(0);
    expect(calls.map(({ state, orphan }) => ({ state, orphan }))).toEqual(
      Array.from({ length: 3 }, () => ({ state: "live", orphan: false })),
    );
  });

  it("points to the state for a call that its engine was seen to take", async () => {
    await on.recorded({ state: "taken" });
    const { exit, stdout } = await on.cli(["calls"]);
    expect(exit).toBe(3);
    expect(stdout).toContain("  record      not confirmed, but its engine was alive after it had got the result");
    expect(stdout).toContain(
      "  next        pulumi stack export | pulumi-symbl-telephony hang-up --orphans --state -\n",
    );
  });

  it("shows a torn record, and what to do about it", async () => {
    await on.recorded({ state: "confirmed" });
    const key = randomUUID();
    writeFileSync(join(on.journal.directory, `${key}.json`), '{"version":1,');
    const { exit, stdout } = await on.cli(["calls"]);
    expect(exit).toBe(3);
    expect(stdout).toContain(`unknown       key ${key}  TORN RECORD\n`);
    expect(stdout).toContain(`pulumi-symbl-telephony forget ${key}\n`);
    expect(stdout).toContain("2 records: 1 live, 1 torn.\n");
    expect(await list()).toMatchObject({ calls: [{ state: "live" }, { key, state: "unknown", record: "torn" }] });
  });

  it("lists what needs care last, next to the prompt", async () => {
    const orphan = await on.recorded();
    await on.record({ accountFingerprint: "ffffffffffff" });
    const kept = await on.recorded({ state: "confirmed" });
    const { calls } = await list();
    expect(calls.map(({ connectionId }) => connectionId)).toEqual([kept.connectionId, null, orphan.connectionId]);
  });

  it("works when the journal is switched off for Pulumi", async () => {
    await on.recorded();
    expect(await list({ SYMBL_JOURNAL: "off" })).toMatchObject({ exit: 3, calls: [{ state: "live" }] });
  });
});

describe("calls, when a server cannot be asked", () => {
  it("lists a call of an account without credentials as unknown, and names the variables to set", async () => {
    const { connectionId } = await on.recorded({ state: "confirmed", account: "blue" });
    const { exit, stdout } = await on.cli(["calls"]);
    expect(exit).toBe(0);
    expect(stdout).toContain(`unknown       ${connectionId}\n`);
    expect(stdout).toContain(`  at          ${on.gateway.url}, account blue\n`);
    expect(stdout).toContain(
      'SYMBL_CREDENTIALS_MISSING: No credentials for the account "blue" in the environment. Set SYMBL_BLUE_APP_ID',
    );
    expect(stdout).not.toContain("pulumi config");
    const {
      SYMBL_BASE_URL: SYMBL_BLUE_BASE_URL = "",
      SYMBL_APP_ID: SYMBL_BLUE_APP_ID = "",
      SYMBL_APP_SECRET: SYMBL_BLUE_APP_SECRET = "",
    } = on.env;
    const blue = { SYMBL_BLUE_BASE_URL, SYMBL_BLUE_APP_ID, SYMBL_BLUE_APP_SECRET };
    expect(await list(blue)).toMatchObject({ exit: 0, calls: [{ state: "live" }] });
  });

  it("sends credentials to another origin only when it is trusted", async () => {
    const { connectionId } = await on.recorded();
    const SYMBL_BASE_URL = "https://api.example.com";
    const before = (await on.gateway.requests()).length;
    const untrusted = await on.cli(["calls"], { env: { SYMBL_BASE_URL } });
    expect(untrusted.exit).toBe(3);
    expect(untrusted.stdout).toContain(`unknown       ${connectionId}  ORPHAN\n`);
    expect(untrusted.stdout).toContain(`set SYMBL_TRUSTED_ORIGINS=${on.gateway.url}`);
    expect((await on.gateway.requests()).length).toBe(before);
    const trusted = await list({ SYMBL_BASE_URL, SYMBL_TRUSTED_ORIGINS: on.gateway.url });
    expect(trusted).toMatchObject({ exit: 3, calls: [{ state: "live" }] });
  });

  it("lists an orphan at a server that is down as unknown, and exits 3", async () => {
    const { connectionId } = await on.recorded();
    await on.gateway.close();
    const { exit, stdout } = await on.cli(["calls"]);
    expect(exit).toBe(3);
    expect(stdout).toContain(`unknown       ${connectionId}  ORPHAN\n`);
    expect(stdout).toContain("SYMBL_UNREACHABLE");
  });

  it("says who may read a journal that it cannot read", async () => {
    const file = join(on.journal.directory, "file");
    mkdirSync(on.journal.directory, { recursive: true });
    writeFileSync(file, "");
    chmodSync(file, 0o600);
    const { exit, stdout, stderr } = await on.cli(["calls"], { env: { SYMBL_JOURNAL_DIR: file } });
    expect(exit).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("cannot be read (ENOTDIR)");
    expect(stderr).toContain("SYMBL_JOURNAL_DIR");
  });
});
