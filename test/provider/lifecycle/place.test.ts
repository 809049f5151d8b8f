import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { stackAccounts } from "../../../provider/accounts.js";
import { type SymblClient, symblClient } from "../../../provider/api/client.js";
import { SymblError } from "../../../provider/api/errors.js";
import { journalDirectory } from "../../../provider/journal/directory.js";
import { openJournal } from "../../../provider/journal/journal.js";
import { placeSafely } from "../../../provider/lifecycle/place.js";
import { canonicalise } from "../../../provider/session/canonical.js";

const session = { urn: "urn:pulumi:dev::meetings::type::standup", organization: "organization", backend: "" };

/** What the journal holds after a start that failed so. */
async function keptAfter(failure: Error): Promise<number> {
  const journal = openJournal(journalDirectory(process.env));
  const unreachable = symblClient("http://127.0.0.1:9", { kind: "token", accessToken: "opaque" });
  const client: SymblClient = { ...unreachable, start: () => Promise.reject(failure) };
  const placing = placeSafely({
    client,
    request: { operation: "start", endpoint: { type: "pstn", phoneNumber: "14082924837" } },
    canonical: canonicalise({}),
    session,
    account: undefined,
    key: randomUUID(),
    allowed: 10_000,
    settling: { accounts: stackAccounts(() => undefined), journal, allowed: 10_000 },
  });
  await expect(placing).rejects.toBe(failure);
  return (await journal.entriesOf(session)).length;
}

it("a start that was provably not placed leaves no record", async () => {
  expect(await keptAfter(new SymblError("SYMBL_BAD_REQUEST", "bad request"))).toBe(0);
});

it("a start that failed by a slip of ours keeps its record: there may be a call", async () => {
  expect(await keptAfter(new TypeError("x is not a function"))).toBe(1);
});
