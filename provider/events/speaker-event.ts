import { InvalidInputsError, type Problem } from "../api/errors.js";

/** Source: Symbl's SDKs, `SpeakerEvent.types`. */
export type SpeakerEventType = "started_speaking" | "stopped_speaking" | "joined" | "left";

/** Who speaks, joins or leaves. Source: Symbl's SDKs, `SpeakerEvent`. */
export interface SpeakerEvent {
  type: SpeakerEventType;
  user: {
    /** Usually an e-mail address. */
    userId: string;
    name: string;
  };
  /** When it was so: a `Date`, or ISO 8601 with its zone, such as `2030-01-31T09:00:00.000Z`. Default: now. */
  timestamp?: string | Date | undefined;
}

/** A speaker event as it goes over the wire, by REST and by WebSocket alike. */
export interface SpeakerEventFrame {
  topic: "speaker";
  type: SpeakerEventType;
  user: { userId: string; name: string };
  /** In UTC. */
  timestamp: string;
}

const TYPES: readonly SpeakerEventType[] = ["started_speaking", "stopped_speaking", "joined", "left"];

/** Throws an `InvalidInputsError` that names every mistake: programs in JavaScript come here too. */
export function speakerEventFrame(event: SpeakerEvent, now: Date): SpeakerEventFrame {
  const problems: Problem[] = [];
  const given: Partial<SpeakerEvent> | null | undefined = event;
  const user: Partial<SpeakerEvent["user"]> | null | undefined = given?.user;
  const frame: SpeakerEventFrame = {
    topic: "speaker",
    type: given?.type ?? "joined",
    user: { userId: user?.userId ?? "", name: user?.name ?? "" },
    timestamp: isoTime(given?.timestamp ?? now) ?? "",
  };
  if (given?.type === undefined || !TYPES.includes(given.type)) {
    problems.push({ path: "event.type", reason: `must be one of ${TYPES.join(", ")}` });
  }
  if (typeof user?.userId !== "string" || user.userId.trim() === "") {
    problems.push({
      path: "event.user.userId",
      reason: 'must be text that tells the person apart, such as "ada@example.com"',
    });
  }
  if (typeof user?.name !== "string") problems.push({ path: "event.user.name", reason: "must be text" });
  if (frame.timestamp === "") {
    problems.push({
      path: "event.timestamp",
      reason: 'must be a Date, or ISO 8601 with its zone such as "2030-01-31T09:00:00.000Z"',
    });
  }
  if (problems.length > 0) throw new InvalidInputsError(problems);
  return frame;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** The same moment in UTC; `undefined` for anything that names none. Source: ISO 8601, as RFC 3339 profiles it. */
function isoTime(value: string | Date): string | undefined {
  if (typeof value === "string") {
    const parts = ISO.exec(value);
    // Date takes the 30th of February for the 2nd of March.
    if (parts === null || Number(parts[3]) > daysInMonth(Number(parts[1]), Number(parts[2]))) return undefined;
  } else if (!(value instanceof Date)) {
    return undefined;
  }
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
