import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SymblError } from "../../../provider/api/errors.js";
import { readStateExport } from "../../../provider/cli/state-file.js";
import { readFrame } from "../../../provider/events/frames.js";
import { plainJson } from "../../../provider/host/plain-json.js";
import { readRecord } from "../../../provider/journal/stored.js";
import { resolveSettings } from "../../../provider/settings.js";
import { rightOutputs } from "./inputs.js";
import { oddString } from "./junk.js";
import { nearlyJson, nearlyRecord } from "./mutate.js";
import { fuzz, runsOf } from "./runs.js";

const SECRET = "of-the-table-47110815";
const tables = nearlyJson(
  fc.constant({
    blue: { appId: "blue-app", appSecret: SECRET, baseUrl: "https://blue.example.com" },
    green: { accessToken: SECRET },
  }),
);

describe("settings, whatever the stack's config holds", () => {
  it(`resolve, or are refused without their secrets (${runsOf(60)} tables)`, { timeout: 0 }, async () => {
    const names = fc.oneof(fc.constantFrom("blue", "green", "__proto__", "constructor"), oddString);
    const tried = await fuzz(60, fc.tuple(tables, names), ([table, account]) => {
      try {
        const { baseUrl, missing } = resolveSettings(
          {},
          (key) => (key === "symbl:accounts" ? table : undefined),
          account,
        );
        expect(URL.canParse(baseUrl)).toBe(true);
        expect(missing).not.toContain(SECRET);
      } catch (error) {
        if (!(error instanceof SymblError)) throw error;
        expect(error.code).toBe("SYMBL_INVALID_SETTINGS");
        expect(error.message).not.toContain(SECRET);
      }
    });
    expect(tried).toBe(runsOf(60));
  });
});

const record = {
  version: 1,
  key: "6e9a1c9e-3f52-4d1c-8a34-0f4b3c2d1e0f",
  session: { urn: "urn:pulumi:dev::meetings::t::standup", organization: "organization", backend: "" },
  inputs: { hmac: "00ff", canonicalVersion: 1 },
  apiBaseUrl: "https://api.example.com",
  accountFingerprint: "0123456789ab",
  process: { pid: 4711, startedAt: "99", bootId: "boot", host: "machine pid:[1]" },
  intendedAt: "2027-01-11T09:00:00.000Z",
  call: { connectionId: "c-1", conversationId: "1" },
};

describe("what stands on disk", () => {
  it(`is a record of the journal, or none (${runsOf(60)} files)`, { timeout: 0 }, async () => {
    let read = 0;
    const tried = await fuzz(60, nearlyJson(fc.constant(record)), (text) => {
      const one = readRecord(text);
      if (one === undefined) return;
      read++;
      expect(one.key).toMatch(/^[0-9a-f-]{36}$/i);
      expect(one).toMatchObject({ version: 1, apiBaseUrl: expect.any(String), process: { pid: expect.any(Number) } });
    });
    expect(tried).toBe(runsOf(60));
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(tried);
  });

  it(`is the export of a stack, or is refused in words (${runsOf(30)} files)`, { timeout: 0 }, async () => {
    const exported = rightOutputs.map((outputs) => ({
      version: 3,
      deployment: { resources: [{ urn: "urn:pulumi:dev::meetings::t::standup", outputs }] },
    }));
    const tried = await fuzz(30, nearlyJson(exported), (text) => {
      const reading = readStateExport(text);
      if (reading.ok) for (const id of reading.state.ids) expect(id).toBeTypeOf("string");
      else expect(reading.problem).toMatch(/^It /);
    });
    expect(tried).toBe(runsOf(30));
  });
});

const messages = [
  { type: "transcript_response", isFinal: true, payload: { content: "good morning" } },
  {
    type: "message_response",
    messages: [{ id: "1", from: { name: "Jane" }, payload: { content: "Hello", contentType: "text/plain" } }],
  },
  {
    type: "insight_response",
    insights: [{ type: "question", text: "Shall we?", confidence: 0.99, hints: [], tags: [] }],
  },
  { type: "topic_response", topics: [{ id: "1", phrases: "budget", score: 0.7 }] },
  { type: "intent_response", intent: { intent: "interested", alternatives: [] } },
] as const;

describe("a frame of the results' socket, whatever it is", () => {
  it(`is a message, or keeps the connection alive (${runsOf(50)} frames)`, { timeout: 0 }, async () => {
    const kinds = new Set<string>();
    const tried = await fuzz(
      50,
      fc.tuple(nearlyJson(fc.constantFrom<unknown>(...messages, "__PING__")), fc.boolean()),
      ([text, isBinary]) => {
        const frame = readFrame(isBinary ? new Uint8Array(Buffer.from(text)).buffer : text);
        kinds.add(frame.kind === "message" ? frame.message.type : frame.kind);
        if (frame.kind === "message") expect(frame.size).toBeGreaterThan(0);
      },
    );
    expect(tried).toBe(runsOf(50));
    expect(kinds.size).toBeGreaterThan(5);
  });
});

describe("what goes to the engine, whatever it was made of", () => {
  it(`is JSON and nothing else (${runsOf(10)} values)`, { timeout: 0 }, async () => {
    const strange = fc.constantFrom<unknown>(
      undefined,
      1n,
      Number.NaN,
      new Date(0),
      Symbol("x"),
      () => 1,
      new Map(),
      Number.POSITIVE_INFINITY,
    );
    const tried = await fuzz(10, fc.tuple(nearlyRecord(rightOutputs), strange), ([value, inner]) => {
      const plain = plainJson({ ...value, strange: inner, inside: { list: [inner] } });
      expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
      expect(Object.keys(plain)).toEqual(
        expect.arrayContaining(Object.keys(value).filter((key) => value[key] !== undefined)),
      );
    });
    expect(tried).toBe(runsOf(10));
  });
});
