import { describe, expect, it, vi } from "vitest";
import {
  errorCode,
  InvalidInputsError,
  interrupted,
  problemText,
  SYMBL_ERROR_CODES,
  SymblError,
} from "../../../provider/api/errors.js";
import { rememberSecret } from "../../../provider/api/redact.js";

it("the codes of errors are those that programs branch on, for good", () => {
  expect(SYMBL_ERROR_CODES.join("\n")).toMatchInlineSnapshot(`
    "SYMBL_INVALID_INPUTS
    SYMBL_INVALID_SETTINGS
    SYMBL_CREDENTIALS_MISSING
    SYMBL_UNTRUSTED_ORIGIN
    SYMBL_BAD_REQUEST
    SYMBL_UNAUTHORIZED
    SYMBL_NOT_FOUND
    SYMBL_TOO_MANY_CALLS
    SYMBL_SERVER_ERROR
    SYMBL_UNEXPECTED_STATUS
    SYMBL_UNREADABLE_ANSWER
    SYMBL_UNREACHABLE
    SYMBL_ANSWER_LOST
    SYMBL_TIMEOUT
    SYMBL_START_UNKNOWN
    SYMBL_START_NOT_PLACED
    SYMBL_HANG_UP_UNCONFIRMED
    SYMBL_JOURNAL_UNWRITABLE
    SYMBL_SESSION_BUSY
    SYMBL_INTERRUPTED
    SYMBL_ADOPTED_CALL
    SYMBL_SUBSCRIPTION_FAILED"
  `);
});

describe("an error", () => {
  it("has its name, code, message and status, and a cause only where there is one", () => {
    const error = new SymblError("SYMBL_NOT_FOUND", "Not there", { status: 404 });
    expect(error).toMatchObject({ name: "SymblError", code: "SYMBL_NOT_FOUND", message: "Not there", status: 404 });
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toHaveProperty("cause");
    expect(new SymblError("SYMBL_TIMEOUT", "Too late").status).toBeUndefined();
  });

  it("is known by an instance of this package that was loaded a second time", async () => {
    const error: unknown = new SymblError("SYMBL_TIMEOUT", "Too late");
    vi.resetModules();
    const second = await import("../../../provider/api/errors.js");
    expect(second.SymblError).not.toBe(SymblError);
    expect(error).toBeInstanceOf(second.SymblError);
    expect(Reflect.get(Object(error), Symbol.for("pulumi-symbl-telephony.error"))).toBe(true);
  });

  it.each([undefined, null, "SYMBL_TIMEOUT", 7, {}, new Error("SYMBL_TIMEOUT")])("is not %o", (value) => {
    expect(value instanceof SymblError).toBe(false);
  });

  it("that says a run was cut short tells what to do", () => {
    expect(interrupted()).toMatchObject({
      code: "SYMBL_INTERRUPTED",
      message: "Interrupted before anything was sent; run the command again",
    });
  });
});

describe("the cause of an error", () => {
  const causeOf = (cause: unknown): unknown => new SymblError("SYMBL_UNREACHABLE", "No way", { cause }).cause;

  it("keeps its name, message and code, and nothing else", () => {
    const cause = Object.assign(new TypeError("it failed"), { code: "ECONNRESET", headers: { "x-api-key": "hidden" } });
    const kept = causeOf(cause);
    expect(kept).toBeInstanceOf(Error);
    expect(kept).toMatchObject({ name: "TypeError", message: "it failed", stack: "", code: "ECONNRESET" });
    expect(Object.keys(Object(kept))).toContain("code");
    expect(kept).not.toHaveProperty("headers");
    expect(causeOf(new Error("it failed"))).not.toHaveProperty("code");
  });

  it("without a message is told by its code, or else its name", () => {
    expect(causeOf(Object.assign(new AggregateError([]), { code: "ETIMEDOUT" }))).toHaveProperty(
      "message",
      "ETIMEDOUT",
    );
    expect(causeOf(new RangeError())).toHaveProperty("message", "RangeError");
  });

  it("is masked, whatever it is", () => {
    rememberSecret("cause-of-all");
    expect(causeOf("cause-of-all evil")).toBe("[secret] evil");
    expect(causeOf(new Error("cause-of-all evil"))).toHaveProperty("message", "[secret] evil");
  });

  it("is kept as it is, where it is such an error", () => {
    const cause = new SymblError("SYMBL_UNAUTHORIZED", "No", { status: 401 });
    expect(causeOf(cause)).toBe(cause);
  });
});

describe("mistakes in the inputs", () => {
  const problems = [
    { path: "endpoint.dtmf", reason: "must be digits" },
    { path: "", reason: "say where to call" },
  ];

  it("are one error, with a line for each", () => {
    const error = new InvalidInputsError(problems);
    expect(error).toMatchObject({
      code: "SYMBL_INVALID_INPUTS",
      message: "endpoint.dtmf: must be digits\nsay where to call",
      problems,
    });
    expect(error).toBeInstanceOf(InvalidInputsError);
    expect(error).toBeInstanceOf(SymblError);
  });

  it("are told from other errors", () => {
    expect(new SymblError("SYMBL_TIMEOUT", "Too late")).not.toBeInstanceOf(InvalidInputsError);
    expect({ code: "SYMBL_INVALID_INPUTS" }).not.toBeInstanceOf(InvalidInputsError);
  });

  it("do not repeat a secret", () => {
    rememberSecret("in-the-inputs");
    expect(problemText({ path: "data", reason: "no in-the-inputs" })).toBe("data: no [secret]");
  });
});

describe("the code of an error", () => {
  it.each([
    ["its own", Object.assign(new Error("x"), { code: "EPIPE", cause: { code: "OTHER" } }), "EPIPE"],
    ["that of the first of its errors", { errors: [{ code: "ECONNREFUSED" }, { code: "OTHER" }] }, "ECONNREFUSED"],
    ["that of its cause", { code: 7, cause: { errors: [], cause: { code: "NO" } } }, undefined],
    ["that of its cause, at any depth", { cause: { code: 7, cause: { code: "ECONNRESET" } } }, "ECONNRESET"],
    ["that of its cause, where its errors are no list", { errors: "none", cause: { code: "EPIPE" } }, "EPIPE"],
    ["none, where nothing has one", new Error("x"), undefined],
    ["none, where there is no error", undefined, undefined],
    ["none, where there is null", null, undefined],
    ["none, where there is a text", "EPIPE", undefined],
  ])("is %s", (_name, error, code) => {
    expect(errorCode(error)).toBe(code);
  });
});
