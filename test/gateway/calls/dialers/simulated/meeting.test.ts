import { describe, expect, it } from "vitest";
import { AT_THE_DOOR, type Entrance, patience, press } from "../../../../../gateway/calls/dialers/simulated/meeting.js";

const entered = (keys: string): Entrance => [...keys].reduce(press, AT_THE_DOOR);

describe("the conference bridge", () => {
  it.each(["939293#1234#", "939293##1234#", "939293#77#1234#", "939293#1234#anything#"])("lets %s in", (keys) => {
    expect(entered(keys)).toEqual({ stage: "admitted" });
    expect(patience(entered(keys))).toBeUndefined();
  });

  it.each([
    ["939294#", "wrong meeting id"],
    ["#", "wrong meeting id"],
    ["1234#939293#", "wrong meeting id"],
    ["939293#77#9999#", "wrong passcode"],
    ["939293###", "wrong passcode"],
    ["939293#9999#123#1234#", "wrong passcode"],
  ])("refuses %s: %s", (keys, cause) => {
    expect(entered(keys)).toEqual({ stage: "refused", cause });
    expect(patience(entered(keys))).toBeUndefined();
  });

  it.each([
    ["", 30_000, "no meeting id"],
    ["939293", 30_000, "no meeting id"],
    ["939293#", 30_000, "no passcode"],
    ["939293#1234", 30_000, "no passcode"],
    ["939293#9999#", 5_000, "wrong passcode"],
  ])("after %j waits for %i ms, and then hangs up: %s", (keys, milliseconds, cause) => {
    expect(patience(entered(keys))).toEqual({ milliseconds, cause });
  });
});
