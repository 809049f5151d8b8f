import { type Call, isLive } from "../calls/call.js";
import type { Mail, QueuedMail } from "../mail/mail.js";
import type { Member } from "../wire/conversation.js";
import { type CallQuery, type ListedCall, searchedText, wordsOf } from "./call-list.js";
import { decide, IdempotencyKeys } from "./idempotency-keys.js";
import { MemoryOutbox } from "./memory-outbox.js";
import { MemoryTranscripts } from "./memory-transcripts.js";
import type { Recording } from "./recording-store.js";
import {
  CONNECTIONS_SHOWN,
  type Connection,
  type Conversation,
  type NewStart,
  type StartDecision,
  type StartLookup,
  type Store,
} from "./store.js";
import type { Deletion, Message, Metadata, SpeakerMark } from "./transcript-store.js";

/** Keeps everything in this process; what it holds is gone when the process ends. */
export class MemoryStore implements Store {
  readonly #connections = new Map<string, Connection>();
  readonly #conversations = new Map<string, Conversation>();
  readonly #keys = new IdempotencyKeys();
  readonly #outbox = new MemoryOutbox();
  readonly #transcripts = new MemoryTranscripts();
  readonly #recordings = new Map<string, Recording>();
  /** Live connections by app. */
  readonly #live = new Map<string, number>();

  async beginStart(start: NewStart): Promise<StartDecision> {
    const { connection, conversation, idempotency, now } = start;
    const { appId, connectionId } = connection;
    if (idempotency !== undefined) {
      const known = this.#keys.find(appId, idempotency.key, now);
      if (known !== undefined) return decide(known, idempotency.bodyHash);
    }
    const live = this.#live.get(appId) ?? 0;
    if (live >= start.maxConnections) return { kind: "too-many" };

    if (idempotency !== undefined) {
      this.#keys.add(appId, idempotency.key, { kind: "running", bodyHash: idempotency.bodyHash }, now);
    }
    this.#live.set(appId, live + 1);
    this.#connections.set(connectionId, connection);
    this.#conversations.set(conversation.conversationId, conversation);
    return { kind: "accepted" };
  }

  async answerStart(connectionId: string): Promise<void> {
    const connection = this.#connections.get(connectionId);
    if (connection === undefined || connection.idempotencyKey === null) return;
    this.#keys.answer(connection.appId, connection.idempotencyKey, connection.answer);
  }

  async forgetStart(connectionId: string): Promise<void> {
    const connection = this.#connections.get(connectionId);
    if (connection === undefined) return;
    this.#connections.delete(connectionId);
    this.#conversations.delete(connection.conversationId);
    this.#recordings.delete(connection.conversationId);
    if (isLive(connection.call)) this.#countDown(connection.appId);
    if (connection.idempotencyKey !== null) this.#keys.remove(connection.appId, connection.idempotencyKey);
  }

  async lookUpStart(appId: string, key: string, now: number): Promise<StartLookup> {
    const known = this.#keys.find(appId, key, now);
    switch (known?.kind) {
      case "answered":
        return { kind: "answered", answer: known.answer };
      case "running":
        return { kind: "running" };
      case undefined:
        this.#keys.add(appId, key, { kind: "burned" }, now);
        return { kind: "not-found" };
      case "burned":
        return { kind: "not-found" };
    }
  }

  async connection(connectionId: string): Promise<Connection | undefined> {
    return this.#connections.get(connectionId);
  }

  async connections(): Promise<readonly Connection[]> {
    return [...this.#connections.values()].slice(-CONNECTIONS_SHOWN);
  }

  async calls(query: CallQuery): Promise<readonly ListedCall[]> {
    const { live, connectionId, conversationId, before, limit } = query;
    const words = wordsOf(query.text);
    const all = connectionId === undefined ? this.#connections.values() : [this.#connections.get(connectionId)];
    const found: ListedCall[] = [];
    if (before !== undefined && !this.#connections.has(before)) return found;
    for (const connection of all) {
      if (connection === undefined) continue;
      if (connection.connectionId === before) break;
      if (live !== undefined && isLive(connection.call) !== live) continue;
      if (conversationId !== undefined && connection.conversationId !== conversationId) continue;
      const call = { connection, name: this.#conversations.get(connection.conversationId)?.name ?? "" };
      if (words.length > 0) {
        const text = searchedText(call);
        if (!words.every((word) => text.includes(word))) continue;
      }
      found.push(call);
    }
    return found.slice(-limit).reverse();
  }

  async liveBefore(holder: string, before: number): Promise<readonly string[]> {
    return [...this.#connections.values()]
      .filter((each) => each.holder === holder && isLive(each.call) && each.call.times.dialing < before)
      .map(({ connectionId }) => connectionId);
  }

  async saveCall(connectionId: string, call: Call): Promise<void> {
    const connection = this.#connections.get(connectionId);
    // Forgotten meanwhile, by a reset.
    if (connection === undefined || !isLive(connection.call)) return;
    this.#connections.set(connectionId, { ...connection, call });
    if (isLive(call)) return;
    this.#countDown(connection.appId);
    const conversation = this.#conversations.get(connection.conversationId);
    if (conversation !== undefined && call.times.ended !== undefined) {
      this.#conversations.set(connection.conversationId, { ...conversation, endTime: call.times.ended });
    }
  }

  async settle(): Promise<void> {}

  async conversation(conversationId: string): Promise<Conversation | undefined> {
    return this.#conversations.get(conversationId);
  }

  async saveMessage(_connectionId: string, message: Message, speaker: Member | undefined): Promise<void> {
    const { conversationId } = message;
    if (!this.#conversations.has(conversationId) || !this.#transcripts.add(message)) return;
    if (speaker !== undefined) this.#saveMember(conversationId, speaker);
  }

  async messages(conversationId: string): Promise<readonly Message[]> {
    return this.#transcripts.messages(conversationId);
  }

  async saveSpeakerMark(conversationId: string, mark: SpeakerMark, member: Member | undefined): Promise<void> {
    if (!this.#conversations.has(conversationId)) return;
    this.#transcripts.mark(conversationId, mark);
    if (member !== undefined) this.#saveMember(conversationId, member);
  }

  async speakerMarks(conversationId: string, limit?: number): Promise<readonly SpeakerMark[]> {
    return this.#transcripts.marks(conversationId, limit);
  }

  async saveMetadata(conversationId: string, metadata: Metadata): Promise<boolean> {
    const conversation = this.#conversations.get(conversationId);
    if (conversation !== undefined) this.#conversations.set(conversationId, { ...conversation, metadata });
    return conversation !== undefined;
  }

  async connectionOf(conversationId: string): Promise<Connection | undefined> {
    for (const connection of this.#connections.values()) {
      if (connection.conversationId === conversationId) return connection;
    }
    return undefined;
  }

  async deleteConversation(conversationId: string): Promise<Deletion> {
    const conversation = this.#conversations.get(conversationId);
    if (conversation === undefined) return "not-found";
    if (conversation.endTime === undefined) return "live";
    const connection = await this.connectionOf(conversationId);
    if (connection !== undefined) this.#connections.delete(connection.connectionId);
    this.#forgetConversations(new Set([conversationId]));
    return "deleted";
  }

  async saveRecording(recording: Recording): Promise<void> {
    if (this.#conversations.has(recording.conversationId)) this.#recordings.set(recording.conversationId, recording);
  }

  async recording(conversationId: string): Promise<Recording | undefined> {
    return this.#recordings.get(conversationId);
  }

  async existing(conversationIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(conversationIds.filter((id) => this.#conversations.has(id)));
  }

  async queueMail(mail: Mail, dueAt: number | undefined): Promise<void> {
    if (this.#conversations.has(mail.conversationId)) this.#outbox.queue(mail, dueAt);
  }

  async claimMail(now: number, until: number): Promise<QueuedMail | undefined> {
    return this.#outbox.claim(now, until);
  }

  async mailSent(mailId: string, at: number): Promise<void> {
    this.#outbox.sent(mailId, at);
  }

  async mailFailed(mailId: string, failure: string, dueAt: number | undefined): Promise<void> {
    this.#outbox.failed(mailId, failure, dueAt);
  }

  async mails(conversationId?: string): Promise<readonly QueuedMail[]> {
    return this.#outbox.all(conversationId);
  }

  async forgetOld(now: number, endedBefore: number | undefined): Promise<number> {
    this.#keys.dropExpired(now);
    if (endedBefore === undefined) return 0;
    const old = [...this.#connections.values()].filter(({ call }) => (call.times.ended ?? endedBefore) < endedBefore);
    for (const { connectionId } of old) this.#connections.delete(connectionId);
    this.#forgetConversations(new Set(old.map(({ conversationId }) => conversationId)));
    return old.length;
  }

  async ping(): Promise<void> {}

  async clear(): Promise<void> {
    this.#connections.clear();
    this.#conversations.clear();
    this.#transcripts.clear();
    this.#recordings.clear();
    this.#keys.clear();
    this.#outbox.clear();
    this.#live.clear();
  }

  async close(): Promise<void> {
    await this.clear();
  }

  #saveMember(conversationId: string, member: Member): void {
    const conversation = this.#conversations.get(conversationId);
    if (conversation === undefined) return;
    const known = conversation.members.some(({ id }) => id === member.id);
    const members = known
      ? conversation.members.map((each) => (each.id === member.id ? member : each))
      : [...conversation.members, member];
    this.#conversations.set(conversationId, { ...conversation, members });
  }

  #forgetConversations(conversationIds: ReadonlySet<string>): void {
    for (const conversationId of conversationIds) {
      this.#conversations.delete(conversationId);
      this.#transcripts.forget(conversationId);
      this.#recordings.delete(conversationId);
    }
    this.#outbox.forget(conversationIds);
  }

  #countDown(appId: string): void {
    const left = (this.#live.get(appId) ?? 1) - 1;
    if (left > 0) this.#live.set(appId, left);
    else this.#live.delete(appId);
  }
}
