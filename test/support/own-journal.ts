import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** Each test has a journal of its own: what one leaves open must not be settled by another, nor stand in the user's. */
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "symbl-journal-"));
  process.env.SYMBL_JOURNAL_DIR = directory;
});

afterEach(() => {
  delete process.env.SYMBL_JOURNAL_DIR;
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});
