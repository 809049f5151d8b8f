import { z } from "zod";

/** Who speaks, joins or leaves: by `POST /v1/event/{connectionId}` or as a frame on the WebSocket. Source: Symbl's SDKs, `SpeakerEvent`. */

const timestamp = z.iso.datetime({
  offset: true,
  error: "An ISO 8601 date and time with its zone, such as 2030-01-31T09:00:00.000Z.",
});

const user = z.strictObject({
  /** Usually an e-mail address. */
  userId: z.string().min(1).max(320),
  name: z.string().max(500).optional(),
  id: z.string().min(1).max(200).optional(),
});

const participantEventSchema = z.strictObject({
  topic: z.literal("speaker"),
  type: z.enum(["started_speaking", "stopped_speaking", "joined", "left"]),
  user,
  timestamp,
});

/** What the SDKs send before they stop a connection. */
const stoppedEventSchema = z.strictObject({
  topic: z.literal("speaker"),
  type: z.literal("stopped"),
  user: user.optional(),
  timestamp,
});

export const speakerEventSchema = z
  .discriminatedUnion("type", [participantEventSchema, stoppedEventSchema], {
    error: (issue) =>
      issue.code === "invalid_union"
        ? 'Must be "started_speaking", "stopped_speaking", "joined", "left" or "stopped".'
        : undefined,
  })
  .meta({
    id: "SpeakerEvent",
    examples: [
      {
        topic: "speaker",
        type: "started_speaking",
        user: { userId: "john@example.com", name: "John" },
        timestamp: "2030-01-31T09:00:00.000Z",
      },
    ],
  });

export type SpeakerEvent = z.output<typeof speakerEventSchema>;
