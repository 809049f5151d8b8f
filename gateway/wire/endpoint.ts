import { z } from "zod";
import { DTMF, PHONE_NUMBER } from "./formats.js";
import { parseSipUri } from "./sip-uri.js";

/** Whom to call. Source: Symbl Telephony API, "Endpoint Config". */

const common = {
  /** Keys to press after the answer. Source: Symbl Telephony API, "dtmf". */
  dtmf: z.string().regex(DTMF, { error: "Only the keys 0-9 * # A-D, and commas that wait 500 ms each." }).optional(),
  /** Seconds of silence after which the gateway hangs up; -1 for never. Default: the gateway's limit. Source: symbl-node. */
  idleTimeout: z
    .int()
    .refine((seconds) => seconds === -1 || (seconds > 0 && seconds <= 86_400), {
      error: "Seconds from 1 to 86400, or -1 for never.",
    })
    .optional(),
};

const pstnEndpointSchema = z.strictObject({
  type: z.literal("pstn"),
  phoneNumber: z.string().regex(PHONE_NUMBER, {
    error: "An E.164 number: 7 to 15 digits that begin with the country code, such as 14082924837.",
  }),
  ...common,
});

const sipEndpointSchema = z.strictObject({
  type: z.literal("sip"),
  uri: z.string().refine((uri) => parseSipUri(uri) !== undefined, {
    error: "A SIP or SIPS URI, such as sip:standup@sip.example.com.",
  }),
  providerName: z.string().min(1).max(200).optional(),
  audioConfig: z
    .strictObject({
      encoding: z.enum(["OPUS", "PCMU", "SPEEX", "LINEAR16", "MULAW"]).optional(),
      /** Hz. */
      sampleRate: z.int().min(1).max(384_000).optional(),
      /** Bits. */
      sampleSize: z.int().min(1).max(64).optional(),
    })
    .optional(),
  transportConfig: z.string().max(2_000).optional(),
  ...common,
});

export const endpointSchema = z.discriminatedUnion("type", [pstnEndpointSchema, sipEndpointSchema], {
  error: (issue) => (issue.code === "invalid_union" ? 'Must be "pstn" or "sip".' : undefined),
});

export type Endpoint = z.output<typeof endpointSchema>;
