import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffSession } from "../../../provider/session/diff.js";
import { UNKNOWN_SENTINELS } from "../../../provider/session/unknown.js";
import { abyss, anyRecord, validArgs } from "./arbitraries.js";
import { endpoint, placed } from "./saved-outputs.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const mail = (invokeOn: string, ...emails: string[]) => ({
  invokeOn,
  name: "sendSummaryEmail",
  parameters: { emails },
});

describe("what is not known yet", () => {
  it.each<[Record<string, unknown>, string[]]>([
    [{ endpoint: UNKNOWN }, ["endpoint"]],
    [{ endpoint: { ...endpoint, phoneNumber: UNKNOWN } }, ["endpoint"]],
    [{ endpoint: { ...endpoint, dtmf: UNKNOWN } }, ["endpoint"]],
    [{ endpoint, actions: UNKNOWN }, ["actions"]],
    [{ endpoint, actions: [mail("stop", "a@x.org", UNKNOWN)] }, ["actions"]],
    [{ endpoint, triggers: [{ a: [UNKNOWN] }], account: "blue" }, ["triggers", "account"]],
    [{ endpoint, timezone: UNKNOWN }, ["timezone"]],
    [{ endpoint, data: { session: { name: UNKNOWN } }, languages: [UNKNOWN] }, ["data", "languages"]],
  ])("decides nothing: %j", (news, changed) => {
    expect(diffSession(placed({ endpoint }), news)).toEqual({ kind: "undecided", changed });
  });

  it("does not hide a change that is known", () => {
    const news = { endpoint: UNKNOWN, timezone: "Asia/Tokyo", triggers: [UNKNOWN] };
    expect(diffSession(placed({ endpoint }), news)).toEqual({
      kind: "redial",
      changed: ["timezone"],
      reason: "inputs",
    });
    const other = { endpoint: { ...endpoint, dtmf: UNKNOWN, phoneNumber: "+14082924838" } };
    expect(diffSession(placed({ endpoint }), other)).toEqual({
      kind: "redial",
      changed: ["endpoint"],
      reason: "inputs",
    });
  });

  it("is recognised in each of its seven forms, wherever it stands", () => {
    fc.assert(
      fc.property(
        validArgs,
        fc.constantFrom(...UNKNOWN_SENTINELS),
        fc.constantFrom("endpoint", "actions", "timezone", "triggers"),
        (args, unknown, key) => {
          expect(diffSession(placed(args), { ...args, [key]: unknown })).toEqual({ kind: "undecided", changed: [key] });
        },
      ),
    );
  });
});

describe("diff survives", () => {
  it("triggers that differ far below", () => {
    const diff = diffSession(placed({ endpoint, triggers: [abyss("list")] }), {
      endpoint,
      triggers: [[abyss("list")]],
    });
    expect(diff).toEqual({ kind: "redial", changed: ["triggers"], reason: "triggers" });
  });

  it("anything that a state or a program may hold", () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (olds, news) => {
        expect(["same", "update", "undecided", "redial"]).toContain(diffSession(olds, news).kind);
        expect(diffSession({ ...olds, connectionId: "c", status: "live" }, olds)).toEqual({ kind: "same" });
      }),
      { numRuns: 500 },
    );
  });

  it("nesting of any depth", () => {
    for (const deep of [abyss("list"), abyss("object")])
      for (const key of [
        "endpoint",
        "actions",
        "data",
        "languages",
        "insightTypes",
        "triggers",
        "timeouts",
        "account",
      ]) {
        expect(diffSession(placed({ [key]: deep }), { [key]: deep })).toEqual({ kind: "same" });
        expect(diffSession(placed({ [key]: [deep] }), { [key]: [deep, UNKNOWN] }).kind).toBe(
          key === "timeouts" || key === "account" ? "update" : "undecided",
        );
      }
  });
});
