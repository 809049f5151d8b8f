import { expect, it } from "vitest";
import { waitingOn } from "../../../provider/operations/waiting.js";

function shownFor(waits: readonly [why: string, milliseconds: number][]): string[] {
  const shown: string[] = [];
  const nothing = async (): Promise<void> => undefined;
  const waiting = waitingOn({ warn: nothing, note: nothing, status: (text) => void shown.push(text) });
  for (const [why, milliseconds] of waits) waiting(why, milliseconds);
  return shown;
}

it.each([
  [0, "a moment"],
  [99, "a moment"],
  [100, "0.1 s"],
  [1_240, "1.2 s"],
  [9_949, "9.9 s"],
  [10_000, "10 s"],
  [61_400, "61 s"],
])("a wait of %i ms is shown as %s", (milliseconds, text) => {
  expect(shownFor([["429", milliseconds]])).toEqual([`429; trying again in ${text}`]);
});

it("a short wait for a reason that was shown already is not worth a line, a long one and a new reason are", () => {
  expect(
    shownFor([
      ["refused", 200],
      ["refused", 400],
      ["refused", 1_000],
      ["reset", 200],
      ["refused", 200],
    ]),
  ).toEqual([
    "refused; trying again in 0.2 s",
    "refused; trying again in 1.0 s",
    "reset; trying again in 0.2 s",
    "refused; trying again in 0.2 s",
  ]);
});
