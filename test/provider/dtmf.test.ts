import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInputsError } from "../../provider/api/errors.js";
import { dtmf } from "../../provider/dtmf.js";
import { dtmfProblem } from "../../provider/session/formats/keypad.js";

/** The value of an output, which must be a secret. */
async function secretIn(output: pulumi.Output<string>): Promise<string> {
  const value = new Promise<string>((resolve) => output.apply(resolve));
  expect(await pulumi.isSecret(output)).toBe(true);
  return value;
}

/** What the program is told by an output that fails. All of its promises fail, and each must be looked at. */
async function refusalIn(output: pulumi.Output<string>): Promise<string> {
  const parts = ["promise", "allResources"].map((method) => Reflect.apply(Reflect.get(output, method), output, []));
  const [value] = await Promise.allSettled([...parts, Reflect.get(output, "isKnown"), Reflect.get(output, "isSecret")]);
  if (value?.status !== "rejected" || !(value.reason instanceof InvalidInputsError))
    throw new Error("it was not refused");
  return value.reason.message;
}

/** What the program is told at once. */
function refusalOf(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    if (error instanceof InvalidInputsError) return error.message;
  }
  throw new Error("it was not refused");
}

describe("the keys of a Zoom meeting", () => {
  it("are its id, its participant and its passcode, each after a second", async () => {
    expect(await secretIn(dtmf.zoom({ meetingId: "939293" }))).toBe(",,939293#");
    expect(await secretIn(dtmf.zoom({ meetingId: "939293", passcode: "1234" }))).toBe(",,939293#,,1234#");
    expect(await secretIn(dtmf.zoom({ meetingId: "939293", participantId: "77", passcode: "1234" }))).toBe(
      ",,939293#,,77#,,1234#",
    );
    expect(await secretIn(dtmf.zoom({ meetingId: "939293", participantId: "", passcode: undefined }))).toBe(
      ",,939293#",
    );
  });

  it("keep leading zeros, and lose what people put between digits", async () => {
    expect(await secretIn(dtmf.zoom({ meetingId: " 939 2934\u00a0837\u20112 ", passcode: "0012" }))).toBe(
      ",,93929348372#,,0012#",
    );
  });

  it("may come from other resources", async () => {
    const meetingId = pulumi.output(Promise.resolve("939293"));
    expect(await secretIn(dtmf.zoom({ meetingId, passcode: pulumi.secret("1234") }))).toBe(",,939293#,,1234#");
  });

  it.each<[Record<string, unknown>, RegExp[]]>([
    [{ meetingId: "standup" }, [/dtmf\.zoom\.meetingId: must be digits/]],
    [{ meetingId: "" }, [/dtmf\.zoom\.meetingId: is missing/]],
    [{ meetingId: undefined }, [/dtmf\.zoom\.meetingId: is missing/]],
    [{ meetingId: 939293 }, [/dtmf\.zoom\.meetingId: is a number: write it in quotes/]],
    [{ meetingId: "1", passcode: "aB3$xyz" }, [/dtmf\.zoom\.passcode: must be digits.*numeric passcode/]],
    [{ meetingId: "x", passcode: "hunter2", participantId: "#" }, [/meetingId/, /participantId/, /passcode/]],
  ])("are refused when they are none: %j", (args, reasons) => {
    const refusal = refusalOf(() => Reflect.apply(dtmf.zoom, undefined, [args]));
    for (const reason of reasons) expect(refusal).toMatch(reason);
    expect(refusal).not.toMatch(/aB3|hunter2/);
  });

  it("are refused by way of the output, where a part comes from another resource", async () => {
    const refusal = await refusalIn(dtmf.zoom({ meetingId: pulumi.output("939293"), passcode: "hunter2" }));
    expect(refusal).toMatch(/dtmf\.zoom\.passcode: must be digits/);
    expect(refusal).not.toContain("hunter2");
  });
});

describe("a sequence of keys", () => {
  it("is its parts, one after the other, and a secret", async () => {
    expect(await secretIn(dtmf.sequence(dtmf.pause(1000), "12", pulumi.output("#"), "", dtmf.pause(), "*a"))).toBe(
      ",,12#,*a",
    );
    expect(await secretIn(dtmf.sequence())).toBe("");
  });

  it("is refused where it has what no keypad has, without being repeated", async () => {
    const parts = ["12", "73914826 ", "w"];
    const refusal = refusalOf(() => dtmf.sequence(...parts));
    expect(refusal).toContain("dtmf.sequence[1]: contains white space");
    expect(refusal).toContain("dtmf.sequence[2]: contains p, w");
    expect(await refusalIn(dtmf.sequence(...parts.map((part) => pulumi.output(part))))).toBe(refusal);
    expect(refusal).not.toContain("7391");
  });
});

describe("a pause", () => {
  it.each([
    [undefined, ","],
    [500, ","],
    [1000, ",,"],
    [2500, ",,,,,"],
  ])("of %s ms is %j", (milliseconds, commas) => {
    expect(dtmf.pause(milliseconds)).toBe(commas);
  });

  it.each([0, -500, 250, 750.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53 * 500])(
    "is refused when it is %d ms",
    (milliseconds) => {
      expect(() => dtmf.pause(milliseconds)).toThrow(/positive multiple of 500/);
    },
  );

  it("is taken as DTMF, however long", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7200 }), (count) => {
        expect(dtmfProblem(dtmf.pause(count * 500))).toBeUndefined();
      }),
    );
  });
});
