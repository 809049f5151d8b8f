import { expect, it } from "vitest";
import { stackAccounts } from "../../../provider/accounts.js";
import { rememberSecret } from "../../../provider/api/redact.js";
import { read } from "../../../provider/operations/read.js";
import { json } from "../../support/scripted-server.js";
import { liveSession, session, surroundings } from "./support.js";

const { serve, engine } = surroundings();

it("the answer holds everything that the state held, whatever was found", async () => {
  const { accounts, server } = await serve({
    "/v1/conversations/": [
      json(200, { id: "1001" }),
      json(200, { id: "1001", endTime: "2027-01-11T10:00:00Z" }),
      json(404, { message: "No." }),
    ],
  });
  const state = liveSession(server.url, { fromALaterVersion: { a: [1] } });
  expect(await read(accounts, "an-id", state)).toEqual({ id: "an-id", props: state });
  expect(await read(accounts, "an-id", state)).toEqual({
    id: "an-id",
    props: { ...state, status: "ended", endedAt: "2027-01-11T10:00:00.000Z" },
  });
  expect(await read(accounts, "an-id", state)).toEqual({ id: "an-id", props: { ...state, status: "unknown" } });
  expect(engine().messages.map(({ severity }) => severity)).toEqual(["info", "warning"]);
});

it("says and keeps why the call ended, in one line and without credentials, where the server tells", async () => {
  rememberSecret("s3cret-passcode");
  const endTime = "2027-01-11T10:00:00Z";
  const { accounts, server } = await serve({
    "/v1/conversations/": [
      json(200, { id: "1001", endTime, endCause: "486 Busy\r\nHere s3cret-passcode" }),
      json(200, { id: "1001", endTime, endCause: { a: 1 } }),
    ],
  });
  const state = liveSession(server.url);
  const { props } = await read(accounts, "an-id", state);
  expect(props.endCause).toMatch(/^486 Busy Here \S+$/);
  expect(JSON.stringify([props, engine().messages])).not.toContain("s3cret-passcode");
  expect(engine().messages[0]?.message).toContain(": 486 Busy Here");
  expect((await read(accounts, "an-id", props)).props, "it stays").toEqual(props);
  expect((await read(accounts, "an-id", state)).props).not.toHaveProperty("endCause");
});

it("warns of what the server says of the call, live or ended", async () => {
  const { accounts, server } = await serve({
    "/v1/conversations/": [
      json(200, { id: "1001", warnings: ["The far end takes no keys.", 7, " "] }),
      json(200, { id: "1001", warnings: "none" }),
    ],
  });
  const state = liveSession(server.url);
  expect((await read(accounts, "an-id", state)).props).toEqual(state);
  expect((await read(accounts, "an-id", state)).props).toEqual(state);
  expect(engine().messages).toMatchObject([
    { severity: "warning", message: "The server says of this call: The far end takes no keys." },
  ]);
});

it("a call without a conversation, and a start of unknown outcome, stay unknown, and nobody is asked", async () => {
  const { accounts, server } = await serve({});
  const { conversationId: _lost, ...nameless } = liveSession(server.url);
  expect((await read(accounts, "c-1", nameless)).props.status).toBe("unknown");
  expect((await read(accounts, "unknown-k", { ...session(), idempotencyKey: "k" })).props.status).toBe("unknown");
  expect(engine().messages.map(({ message }) => message)).toEqual([
    expect.stringContaining("`pulumi destroy` still hangs it up"),
    expect.stringContaining("The next `pulumi up` or `pulumi destroy` asks the server for it"),
  ]);
  expect(server.arrived).toEqual([]);
});

it("settings that are missing or cannot be read leave the call as it is, and an error of another kind is not hidden", async () => {
  const state = liveSession("https://api.symbl.ai");
  expect(
    await read(
      stackAccounts(() => undefined),
      "c-1",
      state,
    ),
  ).toMatchObject({ id: "c-1", props: { status: "unknown" } });
  const broken = stackAccounts((key) => (key === "symbl:accounts" ? "{" : undefined));
  expect((await read(broken, "c-1", { ...state, account: "blue" })).props.status).toBe("unknown");
  expect(
    engine()
      .warnings()
      .map(({ message }) => message.split(":")[0]),
  ).toEqual(["SYMBL_CREDENTIALS_MISSING", "SYMBL_INVALID_SETTINGS"]);
  const defect = stackAccounts(() => {
    throw new RangeError("a defect");
  });
  await expect(read(defect, "c-1", state)).rejects.toThrow(RangeError);
});
