import { describe, expect, it } from "vitest";
import { type EarlierStart, verdictOn } from "../../../provider/session/verdict.js";

const start = (more: Partial<EarlierStart>): EarlierStart => ({
  state: "open",
  process: "dead",
  hasAnswer: true,
  asksForTheSame: true,
  isNamed: false,
  ...more,
});

describe("an earlier start of the session that is to dial", () => {
  it.each<[string, Partial<EarlierStart>, string]>([
    ["nobody took it, and it asked for the same", {}, "adopt"],
    ["it asked for something else", { asksForTheSame: false }, "hang-up"],
    ["an engine took it, so a state may have it", { state: "taken" }, "hang-up"],
    ["a state has it", { state: "confirmed" }, "hang-up"],
    ["a state has it, and its process lives", { state: "confirmed", process: "alive" }, "hang-up"],
    ["a state has it without an answer", { state: "confirmed", hasAnswer: false }, "look-up"],
    ["its process lives", { process: "alive" }, "busy"],
    ["its process lives and an engine took it", { state: "taken", process: "alive" }, "busy"],
    ["it is another machine's", { process: "elsewhere" }, "busy"],
    ["the program names its call", { isNamed: true, asksForTheSame: false }, "spare"],
    ["the program names its call, and a state has it", { isNamed: true, state: "confirmed" }, "spare"],
    ["the program names its call, and its process lives", { isNamed: true, process: "alive" }, "busy"],
    ["no answer is known", { hasAnswer: false }, "look-up"],
    ["no answer is known and its process lives", { hasAnswer: false, process: "alive" }, "busy"],
  ])("%s", (_name, more, expected) => {
    expect(verdictOn(start(more))).toBe(expected);
  });
});
