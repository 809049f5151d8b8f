import type { Call } from "../../calls/call.js";
import type { Connection, Conversation } from "../store.js";
import type { ConnectionRow, ConversationRow, MemberRow, NewConnectionRow } from "./schema.js";

/** Between rows and what they stand for. Pure. */

export function toConnectionRow(connection: Connection): NewConnectionRow {
  return {
    connection_id: connection.connectionId,
    conversation_id: connection.conversationId,
    app_id: connection.appId,
    process_id: connection.holder,
    ...toCallColumns(connection.call),
    endpoint: JSON.stringify(connection.endpoint),
    details: JSON.stringify(connection.details),
    answer: JSON.stringify(connection.answer),
    idempotency_key: connection.idempotencyKey,
  };
}

export function toCallColumns({ state, cause, times }: Call) {
  return {
    state,
    cause,
    dialing_at: new Date(times.dialing),
    ringing_at: toDate(times.ringing),
    answered_at: toDate(times.answered),
    dtmf_sent_at: toDate(times.dtmfSent),
    ended_at: toDate(times.ended),
  };
}

export function fromConnectionRow(row: ConnectionRow): Connection {
  return {
    connectionId: row.connection_id,
    conversationId: row.conversation_id,
    appId: row.app_id,
    holder: row.process_id,
    endpoint: row.endpoint,
    details: row.details,
    answer: row.answer,
    call: {
      state: row.state,
      times: {
        dialing: row.dialing_at.getTime(),
        ...(row.ringing_at === null ? {} : { ringing: row.ringing_at.getTime() }),
        ...(row.answered_at === null ? {} : { answered: row.answered_at.getTime() }),
        ...(row.dtmf_sent_at === null ? {} : { dtmfSent: row.dtmf_sent_at.getTime() }),
        ...(row.ended_at === null ? {} : { ended: row.ended_at.getTime() }),
      },
      cause: row.cause,
    },
    idempotencyKey: row.idempotency_key,
  };
}

export function fromConversationRow(row: ConversationRow, members: readonly MemberRow[]): Conversation {
  return {
    conversationId: row.conversation_id,
    appId: row.app_id,
    name: row.name,
    startTime: row.start_time.getTime(),
    ...(row.end_time === null ? {} : { endTime: row.end_time.getTime() }),
    members: members.map(({ member_id: id, name, email }) => ({ id, name, email })),
    metadata: row.metadata,
  };
}

function toDate(at: number | undefined): Date | null {
  return at === undefined ? null : new Date(at);
}
