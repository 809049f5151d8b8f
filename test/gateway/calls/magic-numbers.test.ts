import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { send, start } from "../client.js";

describe("the numbers with agreed behaviour, through the API", () => {
  let gateway: TestGateway;
  let token: string;
  beforeEach(async () => {
    gateway = await startTestGateway({ speed: 10_000 });
    token = await gateway.token();
  });
  afterEach(() => gateway.close());

  const dial = (endpoint: object) => start(gateway, { token, body: { operation: "start", endpoint } });
  const ended = async () =>
    (await waitFor(gateway.connections, ([connection]) => connection?.state === "ended"))[0] ?? expect.fail();

  it.each([
    [{ type: "pstn", phoneNumber: "15005550001" }, "486 Busy Here", ["dialing", "ended"]],
    [{ type: "pstn", phoneNumber: "+15005550002" }, "no answer", ["dialing", "ended", "ringing"]],
    [{ type: "sip", uri: "sip:reject@sip.example.com" }, "603 Decline", ["dialing", "ended", "ringing"]],
    [{ type: "sip", uri: "sip:unallocated@sip.example.com" }, "404 Not Found", ["dialing", "ended"]],
    [{ type: "pstn", phoneNumber: "15005552003" }, "remote hang-up", ["answered", "dialing", "ended", "ringing"]],
    [
      { type: "pstn", phoneNumber: "15005550005", dtmf: "939293#,,9#" },
      "wrong passcode",
      ["answered", "dialing", "dtmfSent", "ended", "ringing"],
    ],
    [
      { type: "sip", uri: "sip:conversation-then-hang-up@sip.example.com" },
      "remote hang-up",
      ["answered", "dialing", "ended", "ringing"],
    ],
  ] as const)(
    "%j ends with %s; its conversation ends with it, and a stop is answered",
    async (endpoint, cause, states) => {
      const { connectionId, conversationId } = await dial(endpoint);
      const connection = await ended();
      expect(connection.cause).toBe(cause);
      expect(Object.keys(connection.times).sort()).toEqual(states);
      expect((await send(gateway, "GET", `/v1/conversations/${conversationId}`, { token })).body).toHaveProperty(
        "endTime",
      );
      const body = { operation: "stop", connectionId };
      expect((await send(gateway, "POST", "/v1/endpoint:connect", { token, body })).status).toBe(200);
    },
  );

  it("shows how many keys have been pressed while the call is up, and never which", async () => {
    await dial({ type: "pstn", phoneNumber: "15005550005", dtmf: ",,939293#,,1234#" });
    const [up] = await waitFor(gateway.connections, ([connection]) => connection?.times.dtmfSent !== undefined);
    expect(up).toMatchObject({ state: "answered", dtmf: { pressed: 12, of: 12 } });
    expect(JSON.stringify(up)).not.toMatch(/939293|1234#/);
    await gateway.hangUp(up?.connectionId ?? "");
    expect(await ended()).toMatchObject({ dtmf: null });
  });
});
