import { z } from "zod";

/** A person that a speaker event has named. */
export const memberSchema = z.object({ id: z.string(), name: z.string(), email: z.string() }).meta({ id: "Member" });

/** `GET /v1/conversations/{id}`. Source: Symbl Conversation API. */
export const conversationAnswerSchema = z
  .object({
    id: z.string(),
    type: z.literal("meeting"),
    name: z.string(),
    startTime: z.iso.datetime(),
    endTime: z.iso.datetime().optional().describe("Absent while the call runs."),
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
        members: [{ id: "c2583d56-21c0-4a1c-8b5f-8a2b6a5c1f10", name: "Ada", email: "ada@example.com" }],
        metadata: {},
      },
    ],
  });

export type Member = Readonly<z.output<typeof memberSchema>>;
export type ConversationAnswer = Readonly<z.output<typeof conversationAnswerSchema>>;
