import { IDENTITY_KEY, PROVIDER_KEY, PROVIDER_TEXT, SESSION_TYPE } from "../../../provider/frozen.js";

/** What a program wants of one session, and the words it uses for it. */
export interface Program {
  /** A change of one of these means another call. */
  readonly keys: number;
  readonly name: number;
  readonly trigger: number;
  /** Other words for the same. */
  readonly style: number;
  /** These change in place. */
  readonly patience: number;
  readonly onEnded: "keep" | "redial";
}

export const SESSIONS = ["standup", "retro"] as const;
export type Session = (typeof SESSIONS)[number];

export const FIRST_PROGRAM: Program = { keys: 0, name: 0, trigger: 0, style: 0, patience: 0, onEnded: "keep" };

/** Must never stand in the journal. */
export const PASSCODE = "4711004711";
export const APP_SECRET = "hidden-secret-of-the-model";

/** The number that a session calls, as it stands on the wire. */
export function numberOf(session: Session): string {
  return `1408292483${SESSIONS.indexOf(session)}`;
}

export function urnOf(session: Session): string {
  return `urn:pulumi:dev::project::${SESSION_TYPE}::${session}`;
}

/** The inputs as they get to the engine. */
export function inputsOf(session: Session, program: Program): Record<string, unknown> {
  const { keys, name, trigger, style, patience, onEnded } = program;
  const last = numberOf(session).slice(-1);
  const emails = ["ada@example.com", "grace@example.com"];
  return {
    endpoint: {
      type: "pstn",
      phoneNumber: [`+1 (408) 292-483${last}`, `1408292483${last}`, `001408292483${last}`, `tel:+1-408-292-483${last}`][
        style
      ],
      dtmf: `,,93929${keys}#,,${PASSCODE}#`,
    },
    actions: [
      {
        invokeOn: "stop",
        name: "sendSummaryEmail",
        parameters: { emails: style === 1 ? emails.reverse() : style === 2 ? ["ada@EXAMPLE.com", ...emails] : emails },
      },
    ],
    ...(name === 0
      ? style === 3
        ? { data: { session: { name: "" } } }
        : {}
      : { data: { session: { name: `Meeting ${name}` } } }),
    ...(style === 3 ? { timezone: "UTC" } : {}),
    ...(trigger === 0 ? (style === 1 ? { triggers: [] } : {}) : { triggers: [trigger] }),
    ...(patience === 0
      ? style === 2
        ? { timeouts: { start: "60s" } }
        : {}
      : { timeouts: { start: "30s", stop: 20_000 } }),
    ...(onEnded === "keep" && style < 2 ? {} : { onEnded }),
    [PROVIDER_KEY]: PROVIDER_TEXT,
    [IDENTITY_KEY]: { urn: urnOf(session), organization: "organization", backend: "" },
  };
}

/** Whether two programs want the same call. */
export function wantSameCall(one: Program, other: Program): boolean {
  return one.keys === other.keys && one.name === other.name && one.trigger === other.trigger;
}

export type Plan = "create" | "same" | "update" | "replace";

/** What a state says of a session, and what the server's ledger says beside. */
export interface Saved {
  readonly wanted: Program;
  readonly connected: boolean;
  readonly status: unknown;
  /** By a run that was cut short, so that the state does not say so. */
  readonly mayHaveBeenHungUp: boolean;
}

/** What is promised for an `up`: the reference that the provider is held to. Of a call that was hung up unsaid it may be unable to learn that. */
export function plansFor(saved: Saved, program: Program): readonly Plan[] {
  if (!saved.connected || !wantSameCall(saved.wanted, program)) return ["replace"];
  if (saved.status === "ended" && program.onEnded === "redial") return ["replace"];
  const inPlace = saved.wanted.patience !== program.patience || saved.wanted.onEnded !== program.onEnded;
  return [inPlace ? "update" : "same", ...(saved.mayHaveBeenHungUp ? ["replace" as const] : [])];
}
