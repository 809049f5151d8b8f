import type { NumberFormat } from "./config-schema.js";

/** How a trunk wants its numbers. Pure. */

/** What is dialled for an E.164 number, given as digits: `14082924837` → `+14082924837`, or as the trunk wants it. */
export function dialledAs(digits: string, format: NumberFormat): string {
  const styled = inStyle(digits, format);
  const rest = format.strip !== "" && styled.startsWith(format.strip) ? styled.slice(format.strip.length) : styled;
  return format.prefix + rest;
}

function inStyle(digits: string, { style, countryCode = "", trunkPrefix, internationalPrefix }: NumberFormat): string {
  switch (style) {
    case "e164":
      return `+${digits}`;
    case "digits":
      return digits;
    case "national":
      return digits.startsWith(countryCode)
        ? trunkPrefix + digits.slice(countryCode.length)
        : internationalPrefix + digits;
  }
}
