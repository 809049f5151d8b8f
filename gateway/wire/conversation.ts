import { z } from "zod";

/** The Conversation API. Source: Symbl Conversation API. */

export const conversationParamsSchema = z.object({ conversationId: z.string() });

const isoTime = z.iso.datetime();

export const memberSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z
      .string()
      .describe("The user id of the speaker event that named the member; empty when only a name is known."),
  })
  .meta({ id: "Member" });
export type Member = Readonly<z.output<typeof memberSchema>>;

/** `GET /v1/conversations/{id}`. */
export const conversationAnswerSchema = z
  .object({
    id: z.string(),
    type: z.literal("meeting"),
    name: z.string(),
    startTime: isoTime,
    endTime: isoTime.optional().describe("Absent while the call runs."),
    endCause: z
      .string()
      .optional()
      .describe(
        "Why the call is over, such as 486 Busy Here; absent while it runs. Symbl's own API has no such field.",
      ),
    warnings: z
      .array(z.string())
      .readonly()
      .optional()
      .describe(
        "What a person should know of the call, such as that its far end takes no keys; absent for none. Ours as well.",
      ),
    members: z.array(memberSchema).readonly(),
    metadata: z.record(z.string(), z.unknown()).readonly(),
  })
  .meta({
    id: "Conversation",
    examples: [
      {
        id: "5135623242300001",
        type: "meeting",
        name: "Daily stand-up",
        startTime: "2030-01-31T09:00:00.000Z",
        endTime: "2030-01-31T09:14:12.000Z",
        endCause: "remote hang-up",
        members: [{ id: "c2583d56-21c0-4a1c-8b5f-8a2b6a5c1f10", name: "Ada", email: "ada@example.com" }],
        metadata: {},
      },
    ],
  });
export type ConversationAnswer = Readonly<z.output<typeof conversationAnswerSchema>>;

/** Bytes of metadata as JSON. */
const METADATA_MAX = 16_384;
/** Objects and lists within one another. */
const DEPTH_MAX = 20;

const unchangeable = z.never({ error: "Cannot be changed; only metadata can." }).optional();

/** `PUT /v1/conversations/{id}`. */
export const metadataRequestSchema = z.strictObject({
  metadata: z
    .record(z.string(), z.unknown())
    .refine(isBounded, { error: `At most ${METADATA_MAX} bytes as JSON, and at most ${DEPTH_MAX} levels deep.` }),
  id: unchangeable,
  type: unchangeable,
  name: unchangeable,
  startTime: unchangeable,
  endTime: unchangeable,
  members: unchangeable,
});

export const deletionAnswerSchema = z.object({ message: z.string() });

/** Empty when it is not known who it was. */
const userSchema = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  userId: z.string().optional(),
});

export const messagesAnswerSchema = z.object({
  messages: z
    .array(
      z.object({
        id: z.string(),
        text: z.string(),
        from: userSchema,
        startTime: isoTime,
        endTime: isoTime,
        conversationId: z.string(),
        phrases: z.array(z.object({ type: z.string(), text: z.string() })),
      }),
    )
    .readonly(),
});

export const membersAnswerSchema = z.object({ members: z.array(memberSchema).readonly() });

export const topicsAnswerSchema = z.object({
  topics: z
    .array(
      z.object({
        id: z.string(),
        text: z.string(),
        type: z.literal("topic"),
        /** From 0 to 1: how often it is named, by how often the most frequent topic is. */
        score: z.number(),
        messageIds: z.array(z.string()).readonly(),
        parentRefs: z.array(z.object({ type: z.string(), text: z.string() })),
      }),
    )
    .readonly(),
});

const insight = {
  id: z.string(),
  text: z.string(),
  /** 1 when the words state it, 0.5 when they suggest it. */
  score: z.number(),
  messageIds: z.array(z.string()).readonly(),
  from: userSchema,
};
const task = {
  ...insight,
  entities: z.array(z.object({ type: z.string(), text: z.string() })),
  phrases: z.array(z.object({ type: z.string(), text: z.string() })),
  definitive: z.boolean(),
  assignee: userSchema,
};

export const questionsAnswerSchema = z.object({
  questions: z.array(z.object({ ...insight, type: z.literal("question") })).readonly(),
});
export const followUpsAnswerSchema = z.object({
  followUps: z.array(z.object({ ...task, type: z.literal("follow_up") })).readonly(),
});
export const actionItemsAnswerSchema = z.object({
  actionItems: z.array(z.object({ ...task, type: z.literal("action_item") })).readonly(),
});

const share = z.object({ percentage: z.number(), seconds: z.number() });
const identity = { id: z.string(), name: z.string(), userId: z.string() };

export const analyticsAnswerSchema = z.object({
  metrics: z
    .array(
      z.object({
        type: z.enum(["total_silence", "total_talk_time", "total_overlap"]),
        percent: z.number(),
        seconds: z.number(),
      }),
    )
    .readonly(),
  members: z
    .array(
      z.object({
        ...identity,
        /** Words per minute. */
        pace: z.object({ wpm: z.number() }),
        talkTime: share,
        listenTime: share,
        overlap: z.object({
          overlapDuration: z.number(),
          overlappingMembers: z.array(z.object({ ...identity, percent: z.number(), seconds: z.number() })).readonly(),
        }),
      }),
    )
    .readonly(),
});

/** `POST …/experiences`. What only changes its looks is taken and not used. Source: Symbl, "POST Text Summary UI". */
export const experienceRequestSchema = z.strictObject({
  name: z.literal("verbose-text-summary", { error: 'Must be "verbose-text-summary".' }),
  /** Seconds that the link is good for, 0 for good. Default: 30 days. */
  summaryURLExpiresIn: z.int().min(0).max(3_153_600_000).default(2_592_000),
  logo: z.string().max(2_000).optional(),
  favicon: z.string().max(2_000).optional(),
  color: z
    .strictObject({
      background: z.string().max(100).optional(),
      topicsFilter: z.string().max(100).optional(),
      insightsFilter: z.string().max(100).optional(),
    })
    .optional(),
  font: z.strictObject({ family: z.string().max(200).optional() }).optional(),
  readOnly: z.boolean().optional(),
  enableCustomDomain: z.boolean().optional(),
});

export const experienceAnswerSchema = z.object({ name: z.literal("verbose-text-summary"), url: z.url() });

function isBounded(metadata: unknown): boolean {
  // Without recursion: what is too deep must not be walked into.
  let level: readonly unknown[] = [metadata];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) return false;
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
  }
  return Buffer.byteLength(JSON.stringify(metadata)) <= METADATA_MAX;
}
