import { describe, expect, it } from "vitest";
import { SymblError } from "../../../provider/api/errors.js";
import { rememberSecret } from "../../../provider/api/redact.js";
import { HostError, InitFailedError } from "../../../provider/host/errors.js";

rememberSecret("hunter22-the-secret");

/** How Pulumi's host writes to stderr. */
const printed = (error: Error): string => `${error}: ${error.stack}`;

describe("an error for the host", () => {
  it("carries the code and the message, and prints one line without a stack and without the message again", () => {
    const error = new HostError(new SymblError("SYMBL_TIMEOUT", "no answer in time"));
    expect(error.message).toBe("SYMBL_TIMEOUT: no answer in time");
    expect(printed(error)).toBe("see the resource's error: ");
    expect(error).toBeInstanceOf(Error);
  });

  it("masks secrets, whatever was thrown", () => {
    for (const thrown of [
      new TypeError("cannot read hunter22-the-secret"),
      "hunter22-the-secret",
      { toString: () => "hunter22-the-secret" },
    ]) {
      const error = new HostError(thrown);
      expect(error.message).toContain("[secret]");
      expect(`${error.message}${printed(error)}${JSON.stringify(error)}`).not.toContain("hunter22");
    }
    expect(new HostError(undefined).message).toBe("undefined");
  });
});

describe("an error that keeps the resource", () => {
  const properties = { status: "unknown", startedAt: undefined, attempts: 1n };
  const error = new InitFailedError("unknown-1", properties, ["first, with hunter22-the-secret", "second"]);

  it("has what the host looks for, in plain JSON", () => {
    expect(error.id).toBe("unknown-1");
    expect(error.properties).toStrictEqual({ status: "unknown", attempts: "1" });
    expect(error.reasons).toEqual(["first, with [secret]", "second"]);
    expect(error.message).toBe("first, with [secret]");
  });

  it("is one of the host's errors, and prints like them", () => {
    expect(error).toBeInstanceOf(HostError);
    expect(printed(error)).toBe("see the resource's error: ");
  });
});
