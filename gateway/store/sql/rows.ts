import type { Call } from "../../calls/call.js";
import type { Connection, Conversation } from "../store.js";
import type { ConnectionRow, ConversationRow, MemberRow } from "./schema.js";
import { isoTime } from "./times.js";

/** Between rows and what they stand for. Pure. */

export function toCallColumns({ state, cause, times, warnings }: Call) {
  return {
    state,
    cause,
    dialing_at: isoTime(times.dialing),
    ringing_at: toTime(times.ringing),
    answered_at: toTime(times.answered),
    dtmf_sent_at: toTime(times.dtmfSent),
    ended_at: toTime(times.ended),
    warnings,
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
      warnings: row.warnings,
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

function toTime(at: number | undefined): string | null {
  return at === undefined ? null : isoTime(at);
}
