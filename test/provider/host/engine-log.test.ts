import { afterEach, beforeEach, expect, it } from "vitest";
import { rememberSecret } from "../../../provider/api/redact.js";
import { engineLog } from "../../../provider/host/engine-log.js";
import { type RecordingEngineLog, recordingEngineLog } from "../../support/engine-log.js";

const URN = "urn:pulumi:dev::meetings::pulumi-nodejs:dynamic/symbl:TelephonySession::standup";
const argument = process.argv[2];
let engine: RecordingEngineLog;

beforeEach(async () => {
  engine = await recordingEngineLog();
  process.argv[2] = engine.address;
});
afterEach(() => {
  engine.close();
  if (argument === undefined) process.argv.length = 2;
  else process.argv[2] = argument;
});

it("warnings and notes stay, what is waited for does not, and each is on the resource's own row", async () => {
  const log = engineLog(URN);
  await log.warn("May redial.");
  await log.note("The call has ended.");
  log.status("connection refused; trying again in 1.0 s");
  await expect.poll(() => engine.messages).toHaveLength(3);
  expect(engine.messages).toEqual([
    { severity: "warning", urn: URN, ephemeral: false, message: "May redial." },
    { severity: "info", urn: URN, ephemeral: false, message: "The call has ended." },
    { severity: "info", urn: URN, ephemeral: true, message: "connection refused; trying again in 1.0 s" },
  ]);
});

it("a message without a resource goes to the stack's row", async () => {
  await engineLog(undefined).warn("Hello.");
  expect(engine.messages).toMatchObject([{ urn: "", message: "Hello." }]);
});

it("secrets are masked in every kind of message", async () => {
  rememberSecret("hunter22-the-secret");
  const log = engineLog(URN);
  await log.warn("hunter22-the-secret");
  await log.note("x-api-key: abc.def");
  log.status("dtmf: ',,1234#'");
  await expect.poll(() => engine.messages).toHaveLength(3);
  expect(engine.messages.map(({ message }) => message)).toEqual([
    "[secret]",
    "x-api-key: [secret]",
    "dtmf: '[secret]'",
  ]);
});

it("a message to an engine that is gone is dropped, and nothing fails", async () => {
  engine.close();
  await engineLog(URN).warn("Nobody hears this.");
  engineLog(URN).status("Nor this.");
  expect(engine.messages).toEqual([]);
});

it("another engine is found at its own address", async () => {
  await engineLog(URN).warn("to the first");
  const second = await recordingEngineLog();
  try {
    process.argv[2] = second.address;
    await engineLog(URN).warn("to the second");
    expect(second.messages).toMatchObject([{ message: "to the second" }]);
    expect(engine.messages).toHaveLength(1);
  } finally {
    second.close();
  }
});

it.each(["run", "--help", "/a/file.js:1", ""])(
  "outside a host, where the argument is %j, messages go nowhere",
  async (other) => {
    process.argv[2] = other;
    await engineLog(URN).warn("Nobody hears this.");
    process.argv.length = 2;
    await engineLog(URN).note("Nor this.");
    expect(engine.messages).toEqual([]);
  },
);
