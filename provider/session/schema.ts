import * as z from "../zod.js";
import { emailProblem } from "./formats/email.js";
import { dtmfProblem } from "./formats/keypad.js";
import { languageProblem } from "./formats/language.js";
import { readPhoneNumber } from "./formats/phone-number.js";
import { sipUriProblem } from "./formats/sip-uri.js";
import { timeZoneProblem } from "./formats/time-zone.js";
import { webUrlProblem } from "./formats/web-url.js";
import {
  accountProblem,
  idProblem,
  insightTypeProblem,
  labelProblem,
  transportConfigProblem,
} from "./formats/words.js";
import { choice, duration, endpointUnion, list, number, record, text } from "./leaves.js";
import { isRecord } from "./plain.js";

/**
 * What a program may write, as one schema. Each field's own rules stand in `formats/`; this is their arrangement. Fields that mean the same as
 * being left out are gone before a value gets here.
 */

const commonEndpoint = {
  dtmf: text("the keys to press", dtmfProblem).optional(),
  idleTimeout: number("a number of seconds", (value) =>
    value === -1 || (Number.isInteger(value) && value > 0)
      ? undefined
      : "must be a positive whole number of seconds, or -1 for never",
  ).optional(),
};

const audioConfig = record({
  encoding: choice(["OPUS", "PCMU", "SPEEX", "LINEAR16", "MULAW"]).optional(),
  sampleRate: number("a number of Hz", (value) => {
    if (Number.isInteger(value) && value >= 4_000 && value <= 384_000) return undefined;
    return value > 0 && value < 400
      ? "must be in Hz: write 8000 for 8 kHz"
      : "must be a whole number of Hz between 4000 and 384000, such as 8000 or 48000";
  }).optional(),
  sampleSize: number("a number of bits", (value) =>
    Number.isInteger(value) && value >= 8 && value <= 64
      ? undefined
      : "must be a whole number of bits between 8 and 64, such as 16",
  ).optional(),
});

const phoneNumber = text('the number to call, such as "+14082924837"', (value) => {
  const number = readPhoneNumber(value);
  return number.ok ? undefined : number.reason;
});

const sipUri = text('the address to call, such as "sip:bot@example.com"', sipUriProblem);
const sipOnly = {
  providerName: text("the name of the SIP provider", labelProblem).optional(),
  audioConfig: audioConfig.optional(),
  transportConfig: text("key=value pairs", transportConfigProblem).optional(),
};

const pstnEndpoint = record({ type: z.literal("pstn"), phoneNumber, ...commonEndpoint });
const sipEndpoint = record({ type: z.literal("sip"), uri: sipUri, ...sipOnly, ...commonEndpoint });

/** For an endpoint whose type is not known yet or not right: the other fields' rules run all the same. */
export const anyEndpoint = record({
  type: z.unknown().optional(),
  phoneNumber: phoneNumber.optional(),
  uri: sipUri.optional(),
  ...sipOnly,
  ...commonEndpoint,
}).check(
  z.refine(({ phoneNumber, uri }) => phoneNumber !== undefined || uri !== undefined, {
    error: 'needs a phoneNumber (type "pstn") or a uri (type "sip")',
    // Beside other mistakes too.
    when: ({ value }) => isRecord(value),
  }),
);

const action = record({
  invokeOn: choice(["start", "stop"]),
  name: choice(["sendSummaryEmail"]),
  parameters: record({ emails: list(text("an e-mail address", emailProblem), 'such as ["ada@example.com"]') }),
});

const intent = record({
  intent: choice(["answering_machine", "do_not_call", "not_interested", "interested"]),
  silenceTimeout: number("a number of seconds", (value) =>
    value > 0 ? undefined : "must be a positive number of seconds",
  ).optional(),
});

const url = text("a URL", webUrlProblem);

export const sessionSchema = record({
  endpoint: endpointUnion(pstnEndpoint, sipEndpoint),
  actions: list(action, 'such as [sendSummaryEmail(["ada@example.com"])]').optional(),
  data: record({
    session: record({ name: text("the meeting's name", labelProblem).optional() }).optional(),
  }).optional(),
  timezone: text('an IANA time zone, such as "Asia/Tokyo"', timeZoneProblem).optional(),
  languages: list(text('a BCP-47 code, such as "en-US"', languageProblem), 'such as ["en-US"]').optional(),
  intents: list(intent, 'such as [{ intent: "answering_machine" }]').optional(),
  endpointWebhookUrl: url.optional(),
  callbackUrl: url.optional(),
  insightTypes: list(text("a kind of insight", insightTypeProblem), 'such as ["action_item"]').optional(),
  triggers: list(z.unknown(), "of any values").optional(),
  timeouts: record({ start: duration().optional(), stop: duration().optional() }).optional(),
  onEnded: choice(["keep", "redial"]).optional(),
  account: text("the account's name", accountProblem).optional(),
  adopt: record({
    connectionId: text("the connection of a live call", idProblem),
    conversationId: text("the conversation of that call", idProblem),
  }).optional(),
});
