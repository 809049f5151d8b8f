import { z } from "zod";

/** What a file of trunks may say. `docs/sip-trunk.md` explains it by examples. */

const PREFIX = /^\+?\d{1,15}$/;
/** A name or an IPv4 address: baresip calls no host by its IPv6 address. */
const HOST = "[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?";
const HOST_PORT = new RegExp(`^${HOST}(?::(?:[1-9]\\d{0,4}))?$`);

/** Digits alone, as prefixes are compared. */
const prefix = z
  .string()
  .regex(PREFIX, { error: "1 to 15 digits that begin with a country code, a + before them allowed: 1408, +44." })
  .transform((text) => text.replace("+", ""));

const hostName = z
  .string()
  .regex(new RegExp(`^${HOST}$`), { error: "A host name or address without a port, such as sip.example.com." });

/** What baresip's files of accounts can hold: they know no escapes. */
export const CREDENTIAL = /^[\x21\x23-\x2b\x2d-\x3a\x3d\x3f-\x5b\x5d-\x7e]{1,500}$/;
const credential = (what: string) =>
  z.string().regex(CREDENTIAL, {
    error: `${what}: 1 to 500 visible ASCII characters without blanks and ; , " < > \\; have the provider set another one.`,
  });

const digitsOrNothing = z.string().regex(/^\d{0,15}$/, { error: "Up to 15 digits." });
const dialled = z.string().regex(/^[\d*#+]{0,20}$/, { error: "Up to 20 digits, *, # and +." });

const numberFormatSchema = z.strictObject({
  /** `e164` is `+14082924837`, `digits` the same without the `+`, `national` as people dial it in `countryCode`. Default: `e164`. */
  style: z.enum(["e164", "digits", "national"]).default("e164"),
  /** Of the country whose numbers are dialled nationally, such as `44`. With `national` only. */
  countryCode: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, { error: "A country code of 1 to 3 digits, such as 44." })
    .optional(),
  /** Before national numbers, such as `0`. Default: none. */
  trunkPrefix: digitsOrNothing.default(""),
  /** Before the country codes of other countries, such as `00` or `011`. Default: `00`. */
  internationalPrefix: dialled.default("00"),
  /** Taken off the front of the number in this style, where it stands there. Default: nothing. */
  strip: dialled.default(""),
  /** Put before all that, such as a technical prefix or the digit for an outside line. Default: nothing. */
  prefix: dialled.default(""),
});

const trunkSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, {
    error: "Up to 64 letters, digits, dots, dashes and underscores.",
  }),
  /** Where requests go: `host` or `host:port`. */
  proxy: z
    .string()
    .regex(HOST_PORT, { error: "A host, or host:port, such as sip.example.com:5060; the transport has its own field." })
    .refine((text) => Number(/:(\d+)$/.exec(text)?.[1] ?? 1) <= 65_535, { error: "A port is at most 65535." }),
  transport: z.enum(["udp", "tcp", "tls"], { error: '"udp", "tcp" or "tls".' }).default("udp"),
  /** For digest authentication; without it the trunk has to know this machine by its address. */
  user: credential("The user").optional(),
  password: credential("The password").optional(),
  /** Environment variable that holds the password. */
  passwordEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/, { error: "The name of an environment variable, such as TRUNK_PASSWORD." })
    .optional(),
  /** Who is shown to the called. Default: the user. */
  callerId: z
    .strictObject({
      number: z.string().regex(/^\+?\d{2,15}$/, { error: "2 to 15 digits, a + before them allowed." }),
      displayName: z
        .string()
        .regex(/^[A-Za-z0-9 .'&()_-]{1,60}$/, { error: "Up to 60 letters, digits, blanks and . ' & ( ) _ -" })
        .optional(),
    })
    .optional(),
  /** Host of the From header. Default: that of the proxy. */
  fromDomain: hostName.optional(),
  numberFormat: z
    .union([z.enum(["e164", "digits"]).transform((style) => numberFormatSchema.parse({ style })), numberFormatSchema], {
      error: '"e164", "digits", or an object with style, countryCode, trunkPrefix, internationalPrefix, strip, prefix.',
    })
    .default(() => numberFormatSchema.parse({})),
  /** Numbers that it takes, by their beginnings. Default: all. */
  prefixes: z.array(prefix).min(1, { error: "At least one; leave the field out for all numbers." }).optional(),
  /** Whether it answers OPTIONS, by which it is found out, before a call that another trunk takes too, whether it is there. Default: true. */
  answersOptions: z.boolean().default(true),
  /** Calls at a time. Default: as many as in all. */
  maxCalls: z.int().min(1).max(100_000).optional(),
});

const guardSchema = z.strictObject({
  /** Only numbers that begin so are dialled. Default: all. */
  allow: z
    .array(prefix)
    .min(1, { error: "At least one; leave the field out to allow all that is not refused." })
    .optional(),
  /** Numbers that begin so are never dialled. */
  deny: z.array(prefix).default([]),
  /** Whole numbers that are dialled although they are emergency or premium numbers, or unassigned. `deny` wins. */
  allowExactly: z.array(prefix).default([]),
  /** What becomes of numbers that no network has, as far as the numbering plans of this version know. */
  unassigned: z.enum(["refuse", "dial"]).default("refuse"),
});

const sipSchema = z.strictObject({
  /** Hosts that SIP endpoints may name; `*.example.com` is all below it. Default: all. */
  hosts: z
    .array(
      z
        .string()
        .regex(new RegExp(`^(?:\\*\\.)?${HOST}$`), { error: "A host such as sip.example.com or *.example.com." }),
    )
    .min(1, { error: "At least one; leave the field out to allow all." })
    .optional(),
});

const limitsSchema = z.strictObject({
  /** Calls at a time, whoever started them and wherever they go. */
  maxCalls: z.int().min(1).max(100_000).default(100),
  /** Calls that one app may start within 60 s. */
  callsPerMinutePerApp: z.int().min(1).max(100_000).default(60),
});

export const trunkConfigSchema = z
  .strictObject({
    trunks: z.array(trunkSchema).max(100).default([]),
    guard: guardSchema.default(() => guardSchema.parse({})),
    sip: sipSchema.default(() => sipSchema.parse({})),
    limits: limitsSchema.default(() => limitsSchema.parse({})),
  })
  .superRefine(({ trunks }, context) => {
    const names = new Set<string>();
    trunks.forEach((trunk, index) => {
      const wrong = (field: string, message: string) =>
        context.addIssue({ code: "custom", path: ["trunks", index, ...field.split(".")], message });
      if (names.has(trunk.name)) wrong("name", `Two trunks are called ${trunk.name}; give each a name of its own.`);
      names.add(trunk.name);
      if (trunk.password !== undefined && trunk.passwordEnv !== undefined) {
        wrong("passwordEnv", "Either password or passwordEnv; take one away.");
      }
      const secret = trunk.password !== undefined || trunk.passwordEnv !== undefined;
      if (trunk.user !== undefined && !secret)
        wrong("password", "A user needs a password: add password or passwordEnv.");
      if (trunk.user === undefined && secret) wrong("user", "A password needs a user; add it.");
      const { style, countryCode } = trunk.numberFormat;
      if (style === "national" && countryCode === undefined) {
        wrong("numberFormat.countryCode", "The style national needs a countryCode, such as 44.");
      }
    });
  });

export type WrittenTrunkConfig = z.output<typeof trunkConfigSchema>;
type WrittenTrunk = WrittenTrunkConfig["trunks"][number];
export type NumberFormat = z.output<typeof numberFormatSchema>;
export type GuardConfig = WrittenTrunkConfig["guard"];

/** A trunk with its password at hand. */
export interface Trunk extends Omit<WrittenTrunk, "user" | "password" | "passwordEnv"> {
  readonly credentials?: { readonly user: string; readonly password: string };
}

export interface TrunkConfig extends Omit<WrittenTrunkConfig, "trunks"> {
  readonly trunks: readonly Trunk[];
}

/** No trunk, and what holds without a file. */
export const NO_TRUNKS: TrunkConfig = { ...trunkConfigSchema.parse({}), trunks: [] };
