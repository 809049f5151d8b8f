import type { Message, SpeakerMark } from "./transcript-store.js";

/** What was said, and who spoke when, in this process. */
export class MemoryTranscripts {
  readonly #messages = new Map<string, Map<string, Message>>();
  readonly #marks = new Map<string, SpeakerMark[]>();

  /** `false` when it is there already. */
  add(message: Message): boolean {
    const messages = this.#messages.get(message.conversationId) ?? new Map<string, Message>();
    if (messages.has(message.messageId)) return false;
    this.#messages.set(message.conversationId, messages.set(message.messageId, message));
    return true;
  }

  messages(conversationId: string): readonly Message[] {
    return [...(this.#messages.get(conversationId)?.values() ?? [])].sort((a, b) => a.sequence - b.sequence);
  }

  mark(conversationId: string, mark: SpeakerMark): void {
    const marks = this.#marks.get(conversationId) ?? [];
    marks.push(mark);
    this.#marks.set(conversationId, marks);
  }

  marks(conversationId: string, limit?: number): readonly SpeakerMark[] {
    const marks = [...(this.#marks.get(conversationId) ?? [])].sort((a, b) => a.at - b.at);
    return limit === undefined ? marks : marks.slice(-limit);
  }

  forget(conversationId: string): void {
    this.#messages.delete(conversationId);
    this.#marks.delete(conversationId);
  }

  clear(): void {
    this.#messages.clear();
    this.#marks.clear();
  }
}
