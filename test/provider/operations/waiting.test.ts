import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { shownWhileSlow, waitingOn } from "../../../provider/operations/waiting.js";

const nothing = async (): Promise<void> => undefined;

function shownFor(waits: readonly [why: string, milliseconds: number][]): string[] {
  const shown: string[] = [];
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

describe("an operation whose server says nothing", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("shows whose answer is missing, once it is slow and now and then after that, and nothing when it is over", async () => {
    const shown: string[] = [];
    const log = { warn: nothing, note: nothing, status: (text: string) => void shown.push(text) };
    let end = (): void => undefined;
    const work = async (): Promise<void> =>
      new Promise((resolve) => {
        end = resolve;
      });
    const slow = { log, server: "https://api.example.com", what: "hang up", allowed: 60_000 };
    const over = shownWhileSlow(slow, work);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(shown).toEqual([]);
    await vi.advanceTimersByTimeAsync(20_001);
    expect(shown).toEqual([
      "still waiting for https://api.example.com to hang up (5 s of 60 s)",
      "still waiting for https://api.example.com to hang up (15 s of 60 s)",
      "still waiting for https://api.example.com to hang up (25 s of 60 s)",
    ]);
    end();
    await over;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shown).toHaveLength(3);
  });

  it("leaves the word to a better reason for as long as that one holds", async () => {
    const shown: string[] = [];
    const log = { warn: nothing, note: nothing, status: (text: string) => void shown.push(text) };
    const over = shownWhileSlow({ log, server: undefined, what: "hang up", allowed: 60_000 }, async (waiting) => {
      waiting("503, something went wrong on the server", 20_000);
      await new Promise((resolve) => setTimeout(resolve, 26_000));
    });
    await vi.advanceTimersByTimeAsync(26_000);
    await over;
    expect(shown).toEqual([
      "503, something went wrong on the server; trying again in 20 s",
      "still waiting for the server to hang up (25 s of 60 s)",
    ]);
  });
});
