import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Endings, endingsIn } from "../../../provider/journal/endings.js";
import { openJournal } from "../../../provider/journal/journal.js";

const DAY_MS = 24 * 60 * 60 * 1_000;

let base: string;
let directory: string;
let endings: Endings;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "symbl-endings-"));
  directory = join(base, "journal");
  endings = endingsIn(directory);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** A note that was taken so long ago. */
function noteOf(daysAgo: number): string {
  const key = randomUUID();
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${key}.ending`), new Date(Date.now() - daysAgo * DAY_MS).toISOString());
  return key;
}

describe("the note of a hang-up", () => {
  it("is there until it is forgotten, for whoever opens the folder", async () => {
    const key = randomUUID();
    expect(await endings.has(key)).toBe(false);
    await endings.note(key);
    expect(await endingsIn(directory).has(key)).toBe(true);
    await endings.forget(key);
    expect(await endings.has(key)).toBe(false);
  });

  it("is its owner's only, and holds nothing but a time", async () => {
    const key = randomUUID();
    await endings.note(key);
    const path = join(directory, `${key}.ending`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(readdirSync(directory)).toEqual([`${key}.ending`]);
  });

  it("still counts when a power cut has emptied it", async () => {
    const key = noteOf(0);
    writeFileSync(join(directory, `${key}.ending`), "");
    expect(await endings.has(key)).toBe(true);
    await endings.forgetOld();
    expect(await endings.has(key)).toBe(true);
  });

  it("may be forgotten twice, and where none was ever taken", async () => {
    await endings.forget(randomUUID());
    await endings.forgetOld();
    expect(await endings.has(randomUUID())).toBe(false);
  });

  it("goes after a month, and not before", async () => {
    const [young, old] = [noteOf(29), noteOf(31)];
    await endings.forgetOld();
    expect(await endings.has(young)).toBe(true);
    expect(await endings.has(old)).toBe(false);
  });

  it("is no record of the journal", async () => {
    await endings.note(randomUUID());
    expect(await openJournal(directory).entries()).toEqual([]);
  });
});
