import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
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
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { journalDirectory } from "../../../provider/journal/directory.js";
import { type Intent, type Journal, openJournal } from "../../../provider/journal/journal.js";

let base: string;
let journal: Journal;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "symbl-journal-"));
  journal = openJournal(join(base, "journal"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const intent = (more: Partial<Intent> = {}): Intent => ({
  key: randomUUID(),
  session: { urn: "urn:pulumi:dev::p::t::call", organization: "organization", backend: "" },
  canonical: { endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#,,4711#" } },
  apiBaseUrl: "http://127.0.0.1:8787",
  accountFingerprint: "0123456789ab",
  account: undefined,
  ...more,
});

const states = async (): Promise<string[]> =>
  (await journal.entries()).map((entry) => (entry.kind === "torn" ? "torn" : entry.state));

describe("an intent", () => {
  it("is on disk, whole and for its owner only, before the start is sent", async () => {
    const { key } = await journal.intend(intent());
    const path = join(journal.directory, `${key}.json`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(journal.directory).mode & 0o777).toBe(0o700);
    expect(await journal.entries()).toMatchObject([
      { kind: "record", state: "open", record: { key, process: { pid: process.pid } } },
    ]);
    expect(readdirSync(journal.directory).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("holds no keys to press and no number, hashed or not without the folder's key", async () => {
    const { key } = await journal.intend(intent());
    const text = readFileSync(join(journal.directory, `${key}.json`), "utf8");
    for (const secret of ["4711", "939293", "14082924837"]) expect(text).not.toContain(secret);
  });

  it("hashes the same inputs to the same value, in another process too, and others to another", async () => {
    const { canonical } = intent();
    const again = openJournal(journal.directory);
    expect(await again.hmacOf(canonical)).toBe(await journal.hmacOf(canonical));
    expect(await journal.hmacOf({ endpoint: {} })).not.toBe(await journal.hmacOf(canonical));
  });

  it("gets its folder's key from whoever made it first, when many begin at once", async () => {
    const journals = Array.from({ length: 20 }, () => openJournal(journal.directory));
    const hashes = await Promise.all(journals.map((one) => one.hmacOf({ endpoint: "x" })));
    expect(new Set(hashes).size).toBe(1);
  });

  it("takes its answer, is taken, is confirmed, and is forgotten", async () => {
    const record = await journal.intend(intent());
    await journal.complete(record, { call: { connectionId: "c-1", conversationId: "1001" } });
    expect(await journal.entries()).toMatchObject([{ record: { call: { connectionId: "c-1" } }, state: "open" }]);
    await journal.mark(record.key, "taken");
    expect(await states()).toEqual(["taken"]);
    await journal.mark(record.key, "confirmed");
    await journal.mark(record.key, "taken");
    expect(await states()).toEqual(["confirmed"]);
    await journal.forget(record.key);
    expect(await states()).toEqual([]);
  });

  it.each(["taken", "confirmed"] as const)(
    "that is %s takes an answer and stays that, in one record",
    async (state) => {
      const record = await journal.intend(intent());
      await journal.mark(record.key, state);
      await journal.complete(record, { call: { connectionId: "c-1" } });
      expect(await journal.entries()).toMatchObject([{ state, record: { call: { connectionId: "c-1" } } }]);
    },
  );

  it("that somebody cleared away comes back whole with its answer", async () => {
    const record = await journal.intend(intent());
    await journal.forget(record.key);
    await journal.complete(record, { call: { connectionId: "c-1" } });
    expect(await journal.entries()).toMatchObject([
      { state: "open", record: { ...record, call: { connectionId: "c-1" } } },
    ]);
  });

  it("loses no more than the line that was cut short", async () => {
    const record = await journal.intend(intent());
    await journal.complete(record, { call: { connectionId: "c-1" } });
    appendFileSync(join(journal.directory, `${record.key}.json`), '\n{"call":{"connectionId":"c-');
    expect(await journal.entries()).toMatchObject([{ record: { call: { connectionId: "c-1" } } }]);
    const process = { pid: 7, startedAt: "1", bootId: "b", host: "h" };
    await journal.complete(record, { process });
    expect(await journal.entries()).toMatchObject([{ record: { call: { connectionId: "c-1" }, process } }]);
  });

  it("of another process is seen at once", async () => {
    await journal.intend(intent());
    await openJournal(journal.directory).intend(intent());
    expect(await states()).toEqual(["open", "open"]);
  });

  it("is seen, once, at every instant while others move it on", async () => {
    const records = await Promise.all(Array.from({ length: 60 }, () => journal.intend(intent())));
    const keys = records.map(({ key }) => key).sort();
    const other = openJournal(journal.directory);
    let moving = true;
    const moved = Promise.all(
      records.map(async ({ key }) => {
        await other.mark(key, "taken");
        await other.mark(key, "confirmed");
      }),
    ).finally(() => {
      moving = false;
    });
    do {
      const seen = await journal.entries();
      expect(seen.map((entry) => (entry.kind === "torn" ? "torn" : entry.record.key)).sort()).toEqual(keys);
    } while (moving);
    await moved;
    expect(new Set(await states())).toEqual(new Set(["confirmed"]));
  });

  it("is found by its session, among those of others, whoever wrote it and however often it is asked for", async () => {
    const other = { ...intent().session, urn: "urn:pulumi:dev::p::t::other" };
    await journal.intend(intent({ session: other }));
    const mine = [await journal.intend(intent()), await openJournal(journal.directory).intend(intent())];
    const found = async (): Promise<string[]> =>
      (await journal.entriesOf(intent().session)).map(({ record }) => record.key).sort();
    for (let time = 0; time < 2; time++) expect(await found()).toEqual(mine.map(({ key }) => key).sort());
    const late = await openJournal(journal.directory).intend(intent());
    await journal.forget(mine[0]?.key ?? "");
    expect(await found()).toEqual([mine[1]?.key, late.key].sort());
  });

  it("is not sought outside the folder, whatever a state calls its key", async () => {
    writeFileSync(join(base, "precious.json"), "{}");
    await journal.intend(intent());
    await journal.forget("../precious");
    await journal.mark("../precious", "confirmed");
    expect(existsSync(join(base, "precious.json"))).toBe(true);
  });
});

describe("a file that is no record", () => {
  it.each([
    ["torn", '{"version":1,"key":'],
    ["empty", ""],
    ["of another version", '{"version":9}'],
  ])("is named as torn and left alone when it is %s", async (_name, text) => {
    await journal.intend(intent());
    const key = randomUUID();
    writeFileSync(join(journal.directory, `${key}.json`), text);
    expect(await journal.entries()).toContainEqual({ kind: "torn", key });
    expect(await states()).toContain("open");
  });
});

describe("a journal that cannot be written", () => {
  const refusal = {
    code: "SYMBL_JOURNAL_UNWRITABLE",
    message: expect.stringMatching(/not placed.*SYMBL_JOURNAL_DIR.*SYMBL_JOURNAL=off/),
  };

  it("refuses the intent when a file stands where its folder should be", async () => {
    writeFileSync(join(base, "file"), "");
    await expect(openJournal(join(base, "file", "journal")).intend(intent())).rejects.toMatchObject(refusal);
  });

  it("refuses the intent on a full disk", async () => {
    // A file system of its own, small and full: needs the right to mount one.
    const disk = join(base, "disk");
    mkdirSync(disk);
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]);
    if (mounted.status !== 0) {
      process.stdout.write("not run: a full disk needs the right to mount a tmpfs\n");
      return;
    }
    try {
      const full = openJournal(join(disk, "journal"));
      await full.hmacOf({});
      spawnSync("sh", ["-c", `cat /dev/zero > ${disk}/filler`]);
      await expect(full.intend(intent())).rejects.toMatchObject({ ...refusal, cause: { code: "ENOSPC" } });
      expect(readdirSync(join(disk, "journal")).filter((name) => name.endsWith(".json"))).toEqual([]);
    } finally {
      spawnSync("umount", [disk]);
    }
  });

  it("refuses the intent in a read-only home", async () => {
    const home = join(base, "home");
    mkdirSync(home);
    const mounted =
      process.getuid?.() === 0 ? spawnSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", home]) : undefined;
    if (mounted === undefined) chmodSync(home, 0o500);
    try {
      await expect(openJournal(join(home, "journal")).intend(intent())).rejects.toMatchObject(refusal);
    } finally {
      if (mounted?.status === 0) spawnSync("umount", [home]);
    }
  });
});

describe("where the journal lies", () => {
  it.each([
    [{ SYMBL_JOURNAL_DIR: "/j", XDG_STATE_HOME: "/x", HOME: "/h" }, "/j/pulumi-symbl-telephony"],
    [{ XDG_STATE_HOME: "/x", HOME: "/h" }, "/x/pulumi-symbl-telephony"],
    [{ XDG_STATE_HOME: " ", HOME: "/h" }, "/h/.local/state/pulumi-symbl-telephony"],
  ])("%j", (env, expected) => {
    expect(journalDirectory(env)).toBe(expected);
  });
});
