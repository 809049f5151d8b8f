/** What the numbering plans of the world say of a number. */
export type NumberReading =
  /** Nobody can have such a number; `why` is the rest of a sentence that begins with "It". */
  | { readonly kind: "impossible"; readonly why: string }
  | {
      readonly kind: "possible";
      /** Whether a network has it, as far as is known. */
      readonly assigned: boolean;
      /** What callers pay for, as libphonenumber names it; `undefined` when nobody knows. */
      readonly type: string | undefined;
      readonly countryCode: string;
      /** What follows the country code. */
      readonly national: string;
    };

export interface NumberPlan {
  /** Reads an E.164 number, given as digits. */
  read(digits: string): NumberReading;
}

/** libphonenumber's plans, loaded only by gateways that place real calls. */
export async function loadNumberPlan(): Promise<NumberPlan> {
  const { parsePhoneNumberFromString, validatePhoneNumberLength } = await import("libphonenumber-js/max");
  return {
    read: (digits) => {
      const number = parsePhoneNumberFromString(`+${digits}`);
      if (number === undefined || !number.isPossible()) {
        return { kind: "impossible", why: WHY[validatePhoneNumberLength(`+${digits}`) ?? ""] ?? "is no phone number" };
      }
      // Otherwise one number would be judged and another one dialled.
      if (number.number !== `+${digits}`) return { kind: "impossible", why: `has to be written ${number.number}` };
      return {
        kind: "possible",
        assigned: number.isValid(),
        type: number.getType(),
        countryCode: number.countryCallingCode,
        national: number.nationalNumber,
      };
    },
  };
}

const WHY: Readonly<Record<string, string>> = {
  INVALID_COUNTRY: "begins with no country code",
  TOO_SHORT: "is too short for its country",
  TOO_LONG: "is too long for its country",
  INVALID_LENGTH: "has a length that its country does not have",
};
