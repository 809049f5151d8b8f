import { z } from "zod";

/** `POST /oauth2/token:generate`. Source: Symbl, "Authentication". */
export const tokenRequestSchema = z
  .strictObject({
    type: z.literal("application"),
    appId: z.string().min(1).max(200),
    appSecret: z.string().min(1).max(1_000),
  })
  .meta({
    id: "TokenRequest",
    examples: [{ type: "application", appId: "dev-app-id", appSecret: "dev-app-secret" }],
  });

export const tokenAnswerSchema = z
  .object({
    accessToken: z.string().describe("A JWT with an exp claim."),
    expiresIn: z.int().positive().describe("Seconds that remain, not those that were granted."),
  })
  .meta({ id: "TokenAnswer", examples: [{ accessToken: "eyJhbGciOi…", expiresIn: 86400 }] });

export type TokenAnswer = Readonly<z.output<typeof tokenAnswerSchema>>;
