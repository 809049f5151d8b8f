import { sql } from "kysely";
import { type Call, isLive } from "../../calls/call.js";
import type { Mail, QueuedMail } from "../../mail/mail.js";
import type { Member } from "../../wire/conversation.js";
import type { CallQuery, ListedCall } from "../call-list.js";
import type { Recording } from "../recording-store.js";
import {
  CONNECTIONS_SHOWN,
  type Connection,
  type Conversation,
  type NewStart,
  type StartDecision,
  type StartLookup,
  type Store,
} from "../store.js";
import type { Deletion, Message, Metadata, SpeakerMark } from "../transcript-store.js";
import { Batches } from "./batches.js";
import { findCalls } from "./call-list.js";
import { type EndNotices, keepNews, type News } from "./calls.js";
import { guarded } from "./failures.js";
import { burnKey, dropExpiredKeys, findKey, unlessRunning } from "./keys.js";
import { claimMail, mailFailed, mailSent, mails, queueMail } from "./outbox.js";
import * as recordings from "./recordings.js";
import { FORGET_BATCH, forgetBatch } from "./retention.js";
import { fromConnectionRow, fromConversationRow } from "./rows.js";
import type { Database, DatabaseTransaction } from "./schema.js";
import { beginStarts, forgetStart, startName } from "./starts.js";
import * as transcripts from "./transcripts.js";

export interface SqlStoreOptions {
  readonly database: Database;
  readonly onClosed?: () => void;
  /** Tell other processes that calls have ended. */
  readonly endNotices?: EndNotices;
}

/** Keeps everything in a database that speaks PostgreSQL. */
export class SqlStore implements Store {
  readonly #database: Database;
  readonly #onClosed: SqlStoreOptions["onClosed"];
  readonly #starts: Batches<NewStart, StartDecision>;
  readonly #news: Batches<News, "kept">;

  constructor({ database, endNotices, onClosed }: SqlStoreOptions) {
    this.#onClosed = onClosed;
    this.#database = database;
    this.#starts = new Batches({
      run: (starts) => guarded(() => beginStarts(database, starts)),
      keyOf: startName,
    });
    this.#news = new Batches({
      run: (news) => guarded(() => keepNews(database, news, endNotices)),
      keyOf: ({ kind, connectionId }) => `${kind} ${connectionId}`,
      // Someone may be waiting for the end of a call.
      isUrgent: (news) => news.kind === "call" && !isLive(news.call),
    });
  }

  beginStart(start: NewStart): Promise<StartDecision> {
    return unlessRunning(() => this.#starts.add(start));
  }

  async answerStart(connectionId: string): Promise<void> {
    await this.#news.add({ kind: "answered", connectionId });
  }

  async forgetStart(connectionId: string): Promise<void> {
    await this.#transaction((transaction) => forgetStart(transaction, connectionId));
  }

  async lookUpStart(appId: string, key: string, now: number): Promise<StartLookup> {
    const known = await unlessRunning(() =>
      guarded(
        async () =>
          (await findKey(this.#database, appId, key, now)) ?? (await burnKey(this.#database, appId, key, now)),
      ),
    );
    switch (known.kind) {
      case "answered":
        return { kind: "answered", answer: known.answer };
      case "running":
        return { kind: "running" };
      case "burned":
        return { kind: "not-found" };
    }
  }

  async connection(connectionId: string): Promise<Connection | undefined> {
    const row = await guarded(() =>
      this.#database.selectFrom("connections").selectAll().where("connection_id", "=", connectionId).executeTakeFirst(),
    );
    return row === undefined ? undefined : fromConnectionRow(row);
  }

  async connections(): Promise<readonly Connection[]> {
    const rows = await guarded(() =>
      this.#database
        .selectFrom("connections")
        .selectAll()
        .orderBy("position", "desc")
        .limit(CONNECTIONS_SHOWN)
        .execute(),
    );
    return rows.reverse().map(fromConnectionRow);
  }

  async calls(query: CallQuery): Promise<readonly ListedCall[]> {
    return guarded(() => findCalls(this.#database, query));
  }

  async liveBefore(holder: string, before: number): Promise<readonly string[]> {
    const rows = await guarded(() =>
      this.#database
        .selectFrom("connections")
        .select("connection_id")
        .where("process_id", "=", holder)
        .where("ended_at", "is", null)
        .where("dialing_at", "<", new Date(before))
        .orderBy("position")
        .execute(),
    );
    return rows.map(({ connection_id: id }) => id);
  }

  async saveCall(connectionId: string, call: Call): Promise<void> {
    await this.#news.add({ kind: "call", connectionId, call });
  }

  async settle(): Promise<void> {}

  async conversation(conversationId: string): Promise<Conversation | undefined> {
    return guarded(async () => {
      const row = await this.#database
        .selectFrom("conversations")
        .selectAll()
        .where("conversation_id", "=", conversationId)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const members = await this.#database
        .selectFrom("members")
        .selectAll()
        .where("conversation_id", "=", conversationId)
        .orderBy("position")
        .execute();
      return fromConversationRow(row, members);
    });
  }

  async saveMessage(_connectionId: string, message: Message, speaker: Member | undefined): Promise<void> {
    await this.#transaction((transaction) => transcripts.saveMessage(transaction, message, speaker));
  }

  async messages(conversationId: string): Promise<readonly Message[]> {
    return guarded(() => transcripts.messages(this.#database, conversationId));
  }

  async saveSpeakerMark(conversationId: string, mark: SpeakerMark, member: Member | undefined): Promise<void> {
    await this.#transaction((transaction) => transcripts.saveSpeakerMark(transaction, conversationId, mark, member));
  }

  async speakerMarks(conversationId: string, limit?: number): Promise<readonly SpeakerMark[]> {
    return guarded(() => transcripts.speakerMarks(this.#database, conversationId, limit));
  }

  async saveMetadata(conversationId: string, metadata: Metadata): Promise<boolean> {
    return guarded(() => transcripts.saveMetadata(this.#database, conversationId, metadata));
  }

  async connectionOf(conversationId: string): Promise<Connection | undefined> {
    return guarded(() => transcripts.connectionOf(this.#database, conversationId));
  }

  async deleteConversation(conversationId: string): Promise<Deletion> {
    return this.#transaction((transaction) => transcripts.deleteConversation(transaction, conversationId));
  }

  async saveRecording(recording: Recording): Promise<void> {
    await guarded(() => recordings.saveRecording(this.#database, recording));
  }

  async recording(conversationId: string): Promise<Recording | undefined> {
    return guarded(() => recordings.recording(this.#database, conversationId));
  }

  async existing(conversationIds: readonly string[]): Promise<ReadonlySet<string>> {
    return guarded(() => recordings.existing(this.#database, conversationIds));
  }

  async queueMail(mail: Mail, dueAt: number | undefined): Promise<void> {
    await guarded(() => queueMail(this.#database, mail, dueAt));
  }

  async claimMail(now: number, until: number): Promise<QueuedMail | undefined> {
    return guarded(() => claimMail(this.#database, now, until));
  }

  async mailSent(mailId: string, at: number): Promise<void> {
    await guarded(() => mailSent(this.#database, mailId, at));
  }

  async mailFailed(mailId: string, failure: string, dueAt: number | undefined): Promise<void> {
    await guarded(() => mailFailed(this.#database, mailId, failure, dueAt));
  }

  async mails(conversationId?: string): Promise<readonly QueuedMail[]> {
    return guarded(() => mails(this.#database, conversationId));
  }

  async forgetOld(now: number, endedBefore: number | undefined): Promise<number> {
    await guarded(() => dropExpiredKeys(this.#database, now));
    if (endedBefore === undefined) return 0;
    for (let forgotten = 0; ; ) {
      const batch = await this.#transaction((transaction) => forgetBatch(transaction, new Date(endedBefore)));
      forgotten += batch;
      if (batch < FORGET_BATCH) return forgotten;
    }
  }

  async ping(): Promise<void> {
    await guarded(() => sql`select 1`.execute(this.#database));
  }

  async clear(): Promise<void> {
    await guarded(() =>
      sql`truncate outbox, connections, conversations, members, messages, speaker_marks, recordings, idempotency_keys, live_counts`.execute(
        this.#database,
      ),
    );
  }

  async close(): Promise<void> {
    try {
      await Promise.all([this.#starts.idle(), this.#news.idle()]);
      await this.#database.destroy();
    } finally {
      this.#onClosed?.();
    }
  }

  #transaction<Result>(steps: (transaction: DatabaseTransaction) => Promise<Result>): Promise<Result> {
    return guarded(() => this.#database.transaction().execute(steps));
  }
}
