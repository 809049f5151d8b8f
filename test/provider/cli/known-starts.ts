import type { KnownStart } from "../../../provider/cli/known-start.js";
import type { IntentRecord } from "../../../provider/journal/record.js";

/** A record as the journal would hold it. Default: open, of a dead process, without an answer. */
export function knownStart(
  of: { state?: KnownStart["state"]; process?: KnownStart["process"] } & Partial<RecordFields> = {},
): KnownStart {
  const { state = "open", process = "dead", ...more } = of;
  return {
    state,
    process,
    record: {
      version: 1,
      key: "00000000-0000-4000-8000-000000000000",
      session: {
        urn: "urn:pulumi:dev::meetings::pulumi-nodejs:dynamic/symbl:TelephonySession::standup",
        organization: "organization",
        backend: "",
      },
      inputs: { hmac: "", canonicalVersion: 1 },
      apiBaseUrl: "https://api.example.com",
      accountFingerprint: "0123456789ab",
      process: { pid: 4711, startedAt: "1", bootId: "", host: "build-7 pid:[1]" },
      intendedAt: "2026-03-01T10:00:00.000Z",
      ...more,
    },
  };
}

type RecordFields = Omit<IntentRecord, "version" | "process">;
