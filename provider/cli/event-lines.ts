import type { ResultMessage } from "../events/index.js";

/** A message as a person reads it: when it came, of what kind, and what it says. Interim transcripts are left out. */
export function eventLines(message: ResultMessage, at: Date): string[] {
  const time = at.toTimeString().slice(0, 8);
  return contents(message).map(([kind, text]) => `${time}  ${kind.padEnd(11)} ${text.replace(/\s+/g, " ")}`.trimEnd());
}

function contents(message: ResultMessage): [kind: string, text: string][] {
  switch (message.type) {
    case "transcript_response":
      return message.isFinal ? [["transcript", message.payload.content]] : [];
    case "message_response":
      return message.messages.map(({ from, payload }) => [
        "message",
        `${from?.name ?? from?.userId ?? "somebody"}: ${payload.content}`,
      ]);
    case "insight_response":
      return message.insights.map(({ type, text, confidence }) => [
        "insight",
        `${type}: ${text ?? ""}${score(confidence)}`,
      ]);
    case "topic_response":
      return message.topics.map((topic) => ["topic", `${topic.phrases ?? ""}${score(topic.score)}`]);
    case "intent_response":
      return [["intent", `${message.intent.subIntent ?? message.intent.intent}${score(message.intent.score)}`]];
    case "other":
      return [[message.name ?? "other", brief(message.raw)]];
  }
}

function score(value: number | undefined): string {
  return value === undefined ? "" : ` (${Math.round(value * 100)} %)`;
}

const LONGEST = 200;

function brief(raw: unknown): string {
  const text = raw instanceof Uint8Array ? `${raw.length} bytes` : JSON.stringify(raw);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
