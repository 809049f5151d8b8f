import { describe, expect, it } from "vitest";
import { FaultRules } from "../../../gateway/faults/fault-rules.js";
import { type FaultSet, faultSetSchema } from "../../../gateway/wire/faults.js";

const RESET = { type: "reset" };
const set = (...rules: object[]): FaultSet =>
  faultSetSchema.parse({ rules: rules.map((rule) => ({ effect: RESET, ...rule })) });
const strikes = (rules: FaultRules, times: number, operation: "start" | "stop" = "start", appId = "blue") =>
  Array.from({ length: times }, () => rules.strike(operation, appId)?.id ?? "-");

describe("the rules of faults", () => {
  it("strike what they fit: an operation, an app, or everything", () => {
    const rules = new FaultRules(
      1,
      set({ id: "a", operation: "stop" }, { id: "b", appId: "red" }, { id: "c", operation: "start", appId: "blue" }),
    );
    expect(strikes(rules, 1, "stop")).toEqual(["a"]);
    expect(strikes(rules, 1, "start", "red")).toEqual(["b"]);
    expect(strikes(rules, 1)).toEqual(["c"]);
    expect(rules.strike("event", "blue")).toBeUndefined();
  });

  it("strike as often as they say, and then let the next one", () => {
    const rules = new FaultRules(1, set({ count: 2 }, { id: "next", count: 1 }));
    expect(strikes(rules, 5)).toEqual(["rule-1", "rule-1", "next", "-", "-"]);
    expect(rules.inForce.rules).toMatchObject([
      { id: "rule-1", matched: 5, struck: 2 },
      { id: "next", matched: 3, struck: 1 },
    ]);
  });

  it("strike by chance the same way for the same seed, and about as often as they say", () => {
    const run = (seed: number) => strikes(new FaultRules(seed, set({ probability: 0.25 })), 1_000);
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    const struck = run(1).filter((each) => each !== "-").length;
    expect(struck).toBeGreaterThan(200);
    expect(struck).toBeLessThan(300);
  });

  it("take the seed of their set before the gateway's", () => {
    const ofSet = new FaultRules(1, { ...set({ probability: 0.5 }), seed: 9 });
    expect(strikes(ofSet, 50)).toEqual(strikes(new FaultRules(9, set({ probability: 0.5 })), 50));
    expect(ofSet.inForce.seed).toBe(9);
  });

  it("have dice of their own", () => {
    const one = strikes(new FaultRules(1, set({ operation: "stop" }, { operation: "start", probability: 0.5 })), 20);
    const rules = new FaultRules(
      1,
      set({ operation: "stop", probability: 0.5 }, { operation: "start", probability: 0.5 }),
    );
    const mixed = one.map(() => {
      rules.strike("stop", "blue");
      return rules.strike("start", "blue")?.id ?? "-";
    });
    expect(mixed).toEqual(one);
  });

  it("leave alone what their effect does not fit", () => {
    const rules = new FaultRules(1, set({ effect: { type: "hang-up", after: 1 } }, { effect: { type: "drip" } }));
    expect(strikes(rules, 1, "stop")).toEqual(["rule-2"]);
    expect(strikes(rules, 1, "start")).toEqual(["rule-1"]);
    expect(rules.strike("websocket", "blue")).toBeUndefined();
  });

  it("begin anew when they are replaced, and are as at first after a reset", () => {
    const rules = new FaultRules(1, set({ id: "first", count: 1 }));
    strikes(rules, 1);
    rules.replace(set({ id: "second", count: 1 }));
    expect(strikes(rules, 2)).toEqual(["second", "-"]);
    rules.reset();
    expect(strikes(rules, 2)).toEqual(["first", "-"]);
  });
});
