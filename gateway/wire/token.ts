import { z } from "zod";

/** `POST /oauth2/token:generate`. Source: Symbl, "Authentication". */
export const tokenRequestSchema = z.strictObject({
  type: z.literal("application"),
  appId: z.string().min(1).max(200),
  appSecret: z.string().min(1).max(1_000),
});

export interface TokenAnswer {
  /** A JWT with an `exp` claim. */
  readonly accessToken: string;
  /** Seconds that remain, not those that were granted. */
  readonly expiresIn: number;
}
