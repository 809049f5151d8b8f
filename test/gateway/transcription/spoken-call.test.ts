import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { openAiTranscriber } from "../../../gateway/transcription/openai-transcriber.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { leftOut } from "../../support/left-out.js";
import { type Recogniser, startRecogniser, whyNoRecogniser } from "../../support/speech/recogniser.js";
import { speak, whyNoVoice } from "../../support/speech/speak.js";
import { play } from "../audio-dialer.js";
import { ENDPOINT, Socket, send, start, stop } from "../client.js";
import { TalkingDialer } from "../talking-dialer.js";

const missing = whyNoVoice() ?? whyNoRecogniser();
const messagesSchema = z.object({
  messages: z.array(z.object({ text: z.string(), from: z.object({ name: z.string().optional() }) })),
});
const BODY = {
  operation: "start",
  endpoint: ENDPOINT,
  data: { session: { name: "Budget" } },
  actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
};

describe.skipIf(missing !== undefined)(`speech on a call${leftOut(missing)}`, () => {
  let recogniser: Recogniser;
  let gateway: TestGateway;
  let dialer: TalkingDialer;
  beforeAll(async () => {
    recogniser = await startRecogniser();
  });
  afterAll(() => recogniser.close());
  beforeEach(async () => {
    dialer = new TalkingDialer();
    gateway = await startTestGateway({
      dialer,
      transcriber: openAiTranscriber({ url: recogniser.url, model: "pocketsphinx", key: undefined }),
    });
  });
  afterEach(() => gateway.close());

  it("becomes messages, results on the WebSocket, a summary and an e-mail, each side under its name", async () => {
    const token = await gateway.token();
    const { connectionId, conversationId, resultWebSocketUrl } = await start(gateway, { token, body: BODY });
    const socket = await Socket.open(resultWebSocketUrl, { "x-api-key": token });
    const user = { userId: "ada@example.com", name: "Ada" };
    const event = { topic: "speaker", type: "started_speaking", user, timestamp: new Date().toISOString() };
    await send(gateway, "POST", `/v1/event/${connectionId}`, { token, body: event });
    await play(dialer, "far", speak("we need to call the doctor"));
    await play(dialer, "far", new Int16Array(8_000));
    const path = `/v1/conversations/${conversationId}/messages`;
    const messages = async () => messagesSchema.parse((await send(gateway, "GET", path, { token })).body).messages;
    // While the call is up.
    await waitFor(messages, (all) => all.length > 0);
    await play(dialer, "near", speak("hello world"));
    // The last words have no silence behind them.
    await play(dialer, "far", speak("we have a problem with the computer"));
    await stop(gateway, token, connectionId);

    const said = await messages();
    expect(said.map(({ text }) => text)).toEqual([
      expect.stringContaining("call the doctor"),
      expect.stringContaining("hello world"),
      expect.stringContaining("problem with the computer"),
    ]);
    expect(said.map(({ from }) => from.name)).toEqual(["Ada", "Bot", "Ada"]);
    await socket.closed;
    const results = socket.arrived().join("\n");
    expect(results).toContain("message_response");
    for (const words of ["insight_response", "call the doctor", "problem with the computer"])
      expect(results).toContain(words);
    const [mail] = z
      .object({ mails: z.array(z.object({ text: z.string() })) })
      .parse((await send(gateway, "GET", "/_gateway/mails")).body).mails;
    expect(mail?.text).toContain("call the doctor");
  });

  it("is transcribed to its end when the far end hangs up, before the stop's e-mail", async () => {
    const token = await gateway.token();
    const { connectionId } = await start(gateway, { token, body: BODY });
    await play(dialer, "far", speak("we need to call the doctor"), { paced: false });
    // The stop comes while the last words are being recognised.
    await Promise.all([gateway.hangUp(connectionId), stop(gateway, token, connectionId)]);
    const { body } = await send(gateway, "GET", "/_gateway/mails");
    expect(JSON.stringify(body)).toContain("call the doctor");
  });
});
