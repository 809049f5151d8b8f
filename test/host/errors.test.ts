import { describe, expect, it } from "vitest";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import { json } from "../support/scripted-server.js";
import { failureOf, liveSession, session, stageForFile } from "./support.js";

const stage = stageForFile();

/** Pulumi's host prints an error twice, once with its stack; this is all that is left of it. */
const TIDY_LINE = "see the resource's error: \n";

describe("mistakes in the inputs", () => {
  it("are all reported at once, each named by its path, and never under a property whose value the engine would print", async () => {
    const { host, play, stderr } = stage();
    play();
    const program = session({
      endpoint: { type: "pstn", phonenumber: "14082924837", phoneNumber: "12", dtmf: ",,471147 pin#" },
      actions: [
        { invokeOn: "end", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com", "ada@@example.com"] } },
      ],
      timezone: "Asia/Tokio",
      languages: ["en-US", "english"],
      timeouts: { start: "30" },
      onEnded: "retry",
      meetingName: "Daily stand-up",
    });
    const { inputs, failures } = await host.check({}, program);
    expect(inputs).toEqual(program);
    expect(failures.map(({ property }) => property)).toEqual(failures.map(() => ""));
    const reasons = failures.map(({ reason }) => reason);
    for (const [path, hint] of [
      ["endpoint.phonenumber", "did you mean phoneNumber?"],
      ["endpoint.phoneNumber", ""],
      ["endpoint.dtmf", "white space"],
      ["actions[0].invokeOn", ""],
      ["actions[0].parameters.emails[1]", ""],
      ["timezone", "Asia/Tokyo"],
      ["languages[1]", ""],
      ["timeouts.start", '"30s"'],
      ["onEnded", ""],
      ["meetingName", "data.session.name"],
    ]) {
      expect(reasons).toContainEqual(expect.stringMatching(new RegExp(`^${escaped(path)}: .*${escaped(hint)}`)));
    }
    expect(reasons).toHaveLength(10);
    expect(host.transcript()).not.toContain("471147");
    expect(stderr()).toBe("");
  });

  it("that got past check fail the create in the same words, and nothing is dialled", async () => {
    const { host, server, play, stderr } = stage();
    play({});
    const failure = await failureOf(host.create(session({ timezone: "Asia/Tokio", onEnded: "retry" })));
    expect(failure.initFailed).toBeUndefined();
    expect(failure.message.split("\n")).toEqual([
      expect.stringMatching(/^timezone: .*Asia\/Tokyo/),
      expect.stringMatching(/^onEnded: /),
    ]);
    expect(server.arrived).toEqual([]);
    expect(stderr()).toBe("");
  });

  it("of a kind that no program can make are answered too: no inputs at all, and junk in their place", async () => {
    const { host, play, stderr } = stage();
    play();
    const bare = { __provider: PROVIDER_TEXT };
    expect((await host.check({}, bare)).failures).toEqual([
      { property: "", reason: expect.stringMatching(/^endpoint: /) },
    ]);
    const { failures } = await host.check(
      {},
      { ...bare, endpoint: [], actions: "x", data: 7, account: { a: 1 }, __session: 1 },
    );
    expect(failures.map(({ reason }) => reason.split(":")[0])).toEqual(["endpoint", "actions", "data", "account"]);
    expect(await host.diff("c-1", bare, { ...bare, endpoint: 3 })).toMatchObject({
      changes: "some",
      replaces: ["endpoint"],
    });
    const junk = { ...bare, endpoint: 3 };
    expect(await host.read("c-1", junk)).toEqual({ id: "c-1", properties: { ...junk, status: "unknown" } });
    expect(stderr()).toBe("");
    // Without an endpoint it is a call of `TelephonySession.get`.
    expect((await failureOf(host.read("c-1", bare))).message).toMatch(
      /connectionId and conversationId are both needed/,
    );
    await expect.poll(stderr).toBe(TIDY_LINE);
  });
});

describe("a failure", () => {
  it("of a delete is one error for the engine and one tidy line without a stack on stderr", async () => {
    const { host, server, play, stderr } = stage();
    play({ stop: [json(403, { message: "Not yours." })] });
    const failure = await failureOf(host.delete("c-1", liveSession(server)));
    expect(failure.message).toMatch(
      /^SYMBL_UNEXPECTED_STATUS: The call could not be hung up: .* answered 403, not a status of this API\. It said: Not yours\. /,
    );
    expect(stderr()).toBe(TIDY_LINE);
    expect(host.stdout()).toMatch(/^\d+\n$/);
  });

  it("of a create or an update prints nothing at all: the engine shows it", async () => {
    const { host, server, play, stderr } = stage();
    play({ start: [json(400, { message: "No such number." })] });
    expect((await failureOf(host.create(session()))).message).toMatch(
      /^SYMBL_BAD_REQUEST: The call was not placed: .* answered 400, bad request\. It said: No such number\./,
    );
    const { eventUrl: _lost, ...incomplete } = liveSession(server);
    expect((await failureOf(host.update("c-1", incomplete, session()))).initFailed?.id).toBe("c-1");
    expect(stderr()).toBe("");
  });

  it("leaves the host as it was: the next call works", async () => {
    const { host, play, stderr } = stage();
    play({
      start: [json(400, { message: "No such number." }), json(201, liveSession({ url: "" }))],
      stop: [json(500, {}), json(204, "")],
    });
    const quickly = { timeouts: { stop: "1ms" } };
    await failureOf(host.create(session(quickly)));
    const { id, properties } = await host.create(session(quickly));
    await failureOf(host.delete(id, properties));
    await host.delete(id, { ...properties, timeouts: { stop: "30s" } });
    expect(stderr()).toBe(TIDY_LINE);
  });
});

function escaped(text = ""): string {
  return text.replace(/[[\]().?]/g, "\\$&");
}
