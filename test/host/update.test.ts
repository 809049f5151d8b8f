import { describe, expect, it } from "vitest";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import { expectPlainJson, liveSession, session, stageForFile, urnOf } from "./support.js";

const stage = stageForFile();

describe("update", () => {
  it("drops the inputs that a program no longer gives, takes over the new ones, keeps every output, and sends nothing", async () => {
    const { host, server, play } = stage();
    play();
    const before = session({ timeouts: { start: "2m" }, onEnded: "redial", account: "blue", languages: ["en-US"] });
    const state = liveSession(server, before);
    const after = session({ timeouts: { stop: "90s" }, languages: ["en-us"], triggers: [] });

    const updated = await host.update("c-1", state, after);
    expect(updated).toEqual({ ...liveSession(server), timeouts: { stop: "90s" }, languages: ["en-us"], triggers: [] });
    expect(updated).not.toHaveProperty("onEnded");
    expect(updated).not.toHaveProperty("account");
    expectPlainJson(updated);
    expect(server.arrived).toEqual([]);
  });

  it("keeps what a later version may have added to the state, and renews the text and the identity", async () => {
    const { host } = stage();
    const state = liveSession({ url: "https://api.symbl.ai" }, { recordingUrl: "https://example.com/r/1" });
    const { __session: _identity, __provider: _text, ...older } = state;
    const updated = await host.update("c-1", older, session({}, "renamed"));
    expect(updated).toMatchObject({
      recordingUrl: "https://example.com/r/1",
      __provider: PROVIDER_TEXT,
      __session: { urn: urnOf("renamed") },
    });
  });

  it("leaves an ended call ended", async () => {
    const { host } = stage();
    const state = liveSession(
      { url: "https://api.symbl.ai" },
      { status: "ended", endedAt: "2027-01-11T10:00:00.000Z" },
    );
    const updated = await host.update("c-1", state, session({ onEnded: "keep" }));
    expect(updated).toEqual({ ...state, onEnded: "keep" });
  });
});
