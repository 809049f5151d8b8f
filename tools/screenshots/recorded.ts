import { play } from "../../test/gateway/audio-dialer.js";
import { ENCODER, settled } from "../../test/gateway/recordings/recorded.js";
import { TalkingDialer } from "../../test/gateway/talking-dialer.js";
import { startTestGateway, type TestGateway } from "../../test/support/gateway.js";
import { speak } from "../../test/support/speech/speak.js";

const SAID = [
  { name: "Ada Lovelace", text: "Good morning. Shall we begin with the numbers of last week?" },
  { name: "Grace Hopper", text: "Sign-ups are up by eleven per cent, and most of them came from the new onboarding." },
  { name: "Ada Lovelace", text: "That is good to hear. I will send a draft of the newsletter by Thursday." },
] as const;

/** A gateway with one conversation that was spoken and recorded. */
export async function recordedConversation(
  folder: string,
  startCall: (gateway: TestGateway, body: object) => Promise<{ connectionId: string; conversationId: string }>,
): Promise<{ readonly gateway: TestGateway; readonly conversationId: string }> {
  const dialer = new TalkingDialer();
  const gateway = await startTestGateway({ dialer, recordings: { folder, encoder: ENCODER } });
  const { connectionId, conversationId } = await startCall(gateway, {
    operation: "start",
    endpoint: { type: "pstn", phoneNumber: "+14082924837" },
    data: { session: { name: "Weekly product review" } },
  });
  for (const { name, text } of SAID) {
    const startedAt = Date.now();
    const words = speak(text);
    await play(dialer, "far", words);
    const userId = `${name.split(" ")[0]?.toLowerCase()}@example.com`;
    dialer.say(text, { startedAt, duration: words.length / 8, speaker: { name, userId } });
  }
  await startCall(gateway, { operation: "stop", connectionId });
  await settled(gateway, conversationId);
  return { gateway, conversationId };
}
