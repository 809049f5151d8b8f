import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { PROVIDER_TEXT, SESSION_TYPE, UNKNOWN_ID_PREFIX } from "../../provider/frozen.js";
import { repositoryRoot } from "../support/compiled-package.js";
import { session, testHost } from "./support.js";

it("what saved states depend on for ever is what it has always been", () => {
  expect(PROVIDER_TEXT).toBe(
    'exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("pulumi-symbl-telephony/provider");',
  );
  expect(Buffer.byteLength(PROVIDER_TEXT)).toBe(107);
  expect(SESSION_TYPE).toBe("pulumi-nodejs:dynamic/symbl:TelephonySession");
  expect(UNKNOWN_ID_PREFIX).toBe("unknown-");
});

it("the text, evaluated as a module of its own, gives the functions that the host calls, and nothing that needs an instance", () => {
  const required: string[] = [];
  const requireHere = createRequire(`${repositoryRoot}/test/`);
  const asked = (name: string): unknown => {
    required.push(name);
    return requireHere(name);
  };
  const exported: { handler?: () => Record<string, unknown> } = {};
  new Function("exports", "require", PROVIDER_TEXT)(exported, asked);
  expect(required).toEqual([]);
  const provider = exported.handler?.();
  expect(required).toEqual(["module"]);
  expect(Object.keys(provider ?? {}).sort()).toEqual([
    "check",
    "configure",
    "create",
    "delete",
    "diff",
    "read",
    "update",
  ]);
});

it("a state that was saved with this very text is still read and deleted", async () => {
  const host = await testHost();
  const ended = {
    ...session(),
    __provider:
      'exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("pulumi-symbl-telephony/provider");',
    connectionId: "c-1",
    conversationId: "1001",
    status: "ended",
    endedAt: "2027-01-11T10:00:00.000Z",
  };
  expect(await host.read("c-1", ended)).toEqual({ id: "c-1", properties: ended });
  await host.delete("c-1", ended);
});
