import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { IDENTITY_KEY, PROVIDER_KEY, PROVIDER_TEXT, SESSION_TYPE } from "./frozen.js";
import type { EndpointArgs, ExistingCallArgs, TelephonySessionArgs } from "./inputs.js";
import { OUTPUT_KEYS, type SessionStatus } from "./outputs.js";
import { withShortStacks } from "./short-stacks.js";

/**
 * A call into a meeting, with Symbl listening: `pulumi up` dials in (PSTN with DTMF, or SIP), `pulumi destroy` hangs up.
 *
 * A change of the endpoint, the actions, the data, the time zone or the languages hangs up first and then dials anew; the same meaning in other
 * words changes nothing. Source: Symbl Telephony API.
 *
 * @example
 * ```ts
 * const standup = new symbl.TelephonySession("standup", {
 *   endpoint: { type: "pstn", phoneNumber: "+1 (408) 292-4837", dtmf: symbl.dtmf.zoom({ meetingId: "939293", passcode: "1234" }) },
 *   actions: [symbl.sendSummaryEmail(["ada@example.com"])],
 * });
 * export const { conversationId } = standup;
 * ```
 */
export class TelephonySession extends pulumi.CustomResource {
  /** Names the live call at the server. No longer valid once the call has ended. */
  declare readonly connectionId: pulumi.Output<string>;
  /** Names the conversation, during the call and afterwards. */
  declare readonly conversationId: pulumi.Output<string>;
  /** Where speaker events are posted to; see `pushSpeakerEvent`. */
  declare readonly eventUrl: pulumi.Output<string>;
  /** Where results are read from; see `subscribe`. */
  declare readonly resultWebSocketUrl: pulumi.Output<string>;
  /** `live`, `ended` or `unknown`, as of the last `pulumi up` or `pulumi refresh`. */
  declare readonly status: pulumi.Output<SessionStatus>;
  /** When the call was placed: ISO 8601, UTC. */
  declare readonly startedAt: pulumi.Output<string>;
  /** When the call ended, as far as is known: ISO 8601, UTC; else `null`. */
  declare readonly endedAt: pulumi.Output<string | null>;
  /** Why the call ended, in the server's words, such as `486 Busy Here`; `undefined` while it runs, and where the server does not tell. */
  declare readonly endCause: pulumi.Output<string | undefined>;
  /** The server that dialled, and that a stop goes to, whatever today's settings say. */
  declare readonly apiBaseUrl: pulumi.Output<string>;
  /** 12 hex digits that tell accounts apart without naming them; `""` when the token says nothing of its account. */
  declare readonly accountFingerprint: pulumi.Output<string>;
  /** Version of this package that placed the call. */
  declare readonly providerVersion: pulumi.Output<string>;

  /**
   * @param name unique in the stack
   * @param args whom to call, and how; every value may be a `pulumi.Input`
   * @param opts `deleteBeforeReplace` is always `true`: two bots in one meeting must never be
   */
  constructor(name: string, args: TelephonySessionArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal */
  constructor(name: string, args: TelephonySessionArgs | ExistingCallArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: TelephonySessionArgs | ExistingCallArgs, opts: pulumi.CustomResourceOptions = {}) {
    const outputs = Object.fromEntries(OUTPUT_KEYS.map((key) => [key, undefined]));
    const props: pulumi.Inputs = {
      ...outputs,
      ...args,
      ...("endpoint" in args ? { endpoint: withSecrets(args.endpoint) } : {}),
      [PROVIDER_KEY]: PROVIDER_TEXT,
      [IDENTITY_KEY]: identity(name, opts.parent),
    };
    const stacks = withShortStacks();
    try {
      super(SESSION_TYPE, name, props, { ...opts, deleteBeforeReplace: true });
    } catch (error) {
      stacks.restore();
      // Of the program's own line, since Pulumi's was left out.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      stacks.restore();
    }
  }

  /**
   * Looks at a call that was started elsewhere, without owning it: nothing is dialled, and `pulumi destroy` leaves it alone. Fails when its server does not know
   * the call. Both ids are needed: nothing on the wire finds a conversation by its connection. To own such a call, give a session the input `adopt` instead.
   *
   * @param name unique in the stack; not that of a session which the stack owns, since that one would be hung up
   */
  static get(name: string, call: ExistingCallArgs, opts?: pulumi.CustomResourceOptions): TelephonySession {
    return new TelephonySession(name, call, { ...opts, id: call.connectionId });
  }
}

/** Tells a session from those of other stacks, organisations and backends; no more of the backend's URL than its hash, as it may hold a key. */
function identity(name: string, parent: pulumi.Resource | undefined): Record<string, pulumi.Input<string>> {
  const backend = process.env.PULUMI_BACKEND_URL ?? "";
  return {
    urn: pulumi.createUrn(name, SESSION_TYPE, parent),
    organization: organization(),
    backend: backend === "" ? "" : createHash("sha256").update(backend).digest("hex"),
  };
}

/** A program's own unit tests seldom name one, and Pulumi then throws. */
function organization(): string {
  try {
    return pulumi.getOrganization();
  } catch {
    return "";
  }
}

/** DTMF carries passcodes, and a SIP URI may carry a password: both are secrets, whether a program says so or not. */
function withSecrets(endpoint: pulumi.Input<EndpointArgs>): pulumi.Input<EndpointArgs> {
  return isPlain(endpoint) ? maskFields(endpoint) : pulumi.output(endpoint).apply(maskFields);
}

function isPlain(endpoint: pulumi.Input<EndpointArgs>): endpoint is EndpointArgs {
  return (
    typeof endpoint === "object" &&
    endpoint !== null &&
    !(endpoint instanceof Promise) &&
    !pulumi.Output.isInstance(endpoint)
  );
}

function maskFields(endpoint: EndpointArgs): EndpointArgs {
  // Not ours to judge: check names what is wrong with it.
  if (typeof endpoint !== "object" || endpoint === null || Array.isArray(endpoint)) return endpoint;
  return {
    ...endpoint,
    ...(endpoint.dtmf === undefined ? {} : { dtmf: pulumi.secret(endpoint.dtmf) }),
    ...("uri" in endpoint ? { uri: maskPassword(endpoint.uri) } : {}),
  };
}

function maskPassword(uri: pulumi.Input<string>): pulumi.Input<string> {
  if (typeof uri === "string") return hasPassword(uri) ? pulumi.secret(uri) : uri;
  return pulumi.output(uri).apply((known) => (hasPassword(known) ? pulumi.secret(known) : pulumi.output(known)));
}

function hasPassword(uri: unknown): boolean {
  return typeof uri === "string" && /^\s*sips?:[^@]*:[^@]*@/i.test(uri);
}
