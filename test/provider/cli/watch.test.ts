import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { waitFor } from "../../support/gateway.js";
import { type Bench, bench, type Running } from "./support.js";

let on: Bench;
beforeEach(async () => {
  on = await bench();
});
afterEach(() => on.close());

const SAID = { type: "transcript_response", isFinal: true, payload: { content: "Good\nmorning \u001b[31mall" } };

/** Says it until somebody hears it. */
const say = async (connectionId: string, message: object = SAID): Promise<void> => {
  await waitFor(
    () => on.gateway.publish(connectionId, message),
    (sockets) => sockets > 0,
    25_000,
  );
};
const heard = (run: Running, words: string): Promise<string> => waitFor(run.stdout, (text) => text.includes(words));

describe("watch", () => {
  it("prints what is said, and ends when the call ends", async () => {
    const { connectionId } = await on.recorded();
    const run = on.start(["watch", connectionId]);
    await say(connectionId);
    await say(connectionId, { type: "transcript_response", isFinal: false, payload: { content: "Good mor" } });
    await say(connectionId, {
      type: "message_response",
      messages: [{ from: { name: "Ada" }, payload: { content: "Good morning." } }],
    });
    await heard(run, "Ada: Good morning.");
    await on.gateway.hangUp(connectionId);
    const { exit, stdout, stderr } = await run.done;
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d {2}transcript {2}Good morning {2}\[31mall\n/);
    expect(stdout).toMatch(/\n\d\d:\d\d:\d\d {2}message {5}Ada: Good morning\.\n$/);
    expect(stdout).not.toContain("Good mor\n");
    expect(stderr).toBe(`Watching ${connectionId}. Ctrl-C ends the watch, not the call.\nThe call has ended.\n`);
  });

  it("prints for a script what the server sent, interim transcripts too, a line each", async () => {
    const { connectionId } = await on.recorded();
    const run = on.start(["watch", connectionId, "--json"]);
    const interim = { type: "transcript_response", isFinal: false, payload: { content: "Good mor" } };
    await say(connectionId, interim);
    await say(connectionId);
    await heard(run, "31m");
    await on.gateway.hangUp(connectionId);
    const { exit, stdout } = await run.done;
    expect(exit).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([interim, SAID]);
  });

  it("ends on Ctrl-C, and the call goes on", async () => {
    const { connectionId } = await on.recorded();
    const run = on.start(["watch", connectionId]);
    await say(connectionId);
    await heard(run, "morning");
    run.child.kill("SIGINT");
    const { exit, stderr } = await run.done;
    expect(exit).toBe(0);
    expect(stderr).toContain("Stopped watching; the call goes on.");
    expect(await on.gateway.liveConnections()).toMatchObject([{ connectionId }]);
  });

  it("ends when nobody reads what it prints", async () => {
    const { connectionId } = await on.recorded();
    const run = on.start(["watch", connectionId]);
    await say(connectionId);
    await heard(run, "morning");
    run.child.stdout?.destroy();
    await waitFor(
      () => on.gateway.publish(connectionId, SAID),
      (sockets) => sockets === 0,
    );
    expect((await run.done).exit).toBe(0);
  });

  it("watches a call that the journal does not know, at today's server", async () => {
    const { call } = await on.place();
    const run = on.start(["watch", call.connectionId]);
    await say(call.connectionId);
    await heard(run, "morning");
    await on.gateway.hangUp(call.connectionId);
    expect((await run.done).exit).toBe(0);
  });

  it("goes to the server that placed the call, once that is trusted", async () => {
    const { connectionId } = await on.recorded();
    const SYMBL_BASE_URL = "https://api.example.com";
    const untrusted = await on.cli(["watch", connectionId], { env: { SYMBL_BASE_URL } });
    expect(untrusted.exit).toBe(1);
    expect(untrusted.stderr).toContain("SYMBL_UNTRUSTED_ORIGIN");
    const env = { SYMBL_BASE_URL, SYMBL_TRUSTED_ORIGINS: on.gateway.url };
    const run = on.start(["watch", connectionId], { env });
    await say(connectionId);
    await heard(run, "morning");
    await on.gateway.hangUp(connectionId);
    expect((await run.done).exit).toBe(0);
  });

  it("fails for a call that has ended, and says that this is most likely so", async () => {
    const { connectionId } = await on.recorded();
    await on.gateway.hangUp(connectionId);
    const { exit, stderr } = await on.cli(["watch", connectionId]);
    expect(exit).toBe(1);
    expect(stderr).toContain("SYMBL_NOT_FOUND");
    expect(stderr).toContain("most likely ended");
  });

  it("fails for a start whose call is not known", async () => {
    const { key } = await on.record();
    const { exit, stderr } = await on.cli(["watch", key]);
    expect(exit).toBe(1);
    expect(stderr).toContain("`pulumi-symbl-telephony calls` asks its server for it");
  });

  it("says which credentials are missing", async () => {
    const { exit, stderr } = await on.cli(["watch", "c-1", "--account", "blue"]);
    expect(exit).toBe(1);
    expect(stderr).toContain("Set SYMBL_BLUE_APP_ID and SYMBL_BLUE_APP_SECRET, or SYMBL_BLUE_ACCESS_TOKEN");
  });
});
