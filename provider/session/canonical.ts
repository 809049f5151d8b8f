import { canonicalEmail } from "./formats/email.js";
import { canonicalDtmf } from "./formats/keypad.js";
import { canonicalLanguage } from "./formats/language.js";
import { canonicalPhoneNumber } from "./formats/phone-number.js";
import { canonicalSipUri } from "./formats/sip-uri.js";
import { canonicalTimeZone } from "./formats/time-zone.js";
import { REDIAL_KEYS, type RedialKey } from "./keys.js";
import { isEmpty, isRecord, property, withoutEmptyFields } from "./plain.js";
import { isUnknown } from "./unknown.js";

/**
 * Inputs with the same meaning in one form: empty fields gone, keys in one order, so that `JSON.stringify` gives one text for one meaning.
 * For comparison only; what goes out is what was written (`start-request.ts`).
 */
export type Canonical = Readonly<Partial<Record<RedialKey, unknown>>>;

/**
 * The canonical form of what redials. Takes anything that an old state may hold and never throws: what it can't read stays as it is, and
 * what is not known yet stays so.
 */
export function canonicalise(inputs: Readonly<Record<string, unknown>>): Canonical {
  const pruned = withoutEmptyFields(inputs, UNTOUCHED);
  const entries = REDIAL_KEYS.flatMap((key): [RedialKey, unknown][] => {
    const value = sorted(FORMS[key](property(pruned, key)));
    return isEmpty(value) ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}

const UNTOUCHED: ReadonlySet<string> = new Set(["triggers"]);

type Form = (value: unknown) => unknown;

const asItIs: Form = (value) => value;

/** A form for text; anything else, and what is not known yet, stays. */
function text(form: (value: string) => string | undefined): Form {
  return (value) => (typeof value === "string" && !isUnknown(value) ? form(value) : value);
}

function fields(forms: Readonly<Record<string, Form>>): Form {
  return (value) => {
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, field]): [string, unknown] => [
        key,
        Object.hasOwn(forms, key) ? forms[key]?.(field) : field,
      ]),
    );
  };
}

function each(form: Form): Form {
  return (value) => (Array.isArray(value) ? value.map((element: unknown) => form(element)) : value);
}

/** A list whose order means nothing. */
function anyOrder(form: Form): Form {
  return (value) => (Array.isArray(value) ? inOrder(value.map((element: unknown) => sorted(form(element)))) : value);
}

/** A list whose order and repetitions mean nothing. */
function set(form: Form): Form {
  return (value) => {
    if (!Array.isArray(value)) return value;
    const byText = new Map(
      value.map((element: unknown) => sorted(form(element))).map((element) => [orderOf(element), element]),
    );
    return inOrder([...byText.values()]);
  };
}

const FORMS: Readonly<Record<RedialKey, Form>> = {
  endpoint: fields({
    phoneNumber: text(canonicalPhoneNumber),
    dtmf: text(canonicalDtmf),
    uri: text(canonicalSipUri),
  }),
  actions: anyOrder(fields({ parameters: fields({ emails: set(text(canonicalEmail)) }) })),
  data: asItIs,
  timezone: text(canonicalTimeZone),
  languages: each(text(canonicalLanguage)),
  intents: asItIs,
  endpointWebhookUrl: asItIs,
  callbackUrl: asItIs,
  insightTypes: set(asItIs),
  triggers: asItIs,
};

/** Deeper than anything that is compared here; what lies below keeps its order, and cannot overflow the stack. */
const DEEPEST = 32;

/** A copy with the keys of its objects in one order. */
function sorted(value: unknown, depth = DEEPEST): unknown {
  if (depth === 0) return value;
  if (Array.isArray(value)) return value.map((element: unknown) => sorted(element, depth - 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key): [string, unknown] => [key, sorted(value[key], depth - 1)]),
  );
}

function inOrder(values: readonly unknown[]): unknown[] {
  return values
    .map((value) => ({ value, text: orderOf(value) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ value }) => value);
}

/** Text that is the same for the same value, keys being sorted already. */
function orderOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    // Nested deeper than the stack, or circular: no input of ours, and its order is nobody's concern.
    return "";
  }
}
