/** Language codes. Sources: BCP 47 (RFC 5646), ECMA-402, whose registry of languages and regions `Intl` carries. */

/** RFC 5646, section 4.4.1, names 35 characters as enough; extensions may need a few more. */
const LONGEST = 64;

/** What is wrong with a code, and which was probably meant. */
export function languageProblem(code: string): string | undefined {
  if (code === "") return "is empty: leave it out of the list";
  if (code.length > LONGEST) return 'is too long for a language code: write one such as "en-US"';
  if (/^[A-Za-z]{2,3}(?:_[A-Za-z0-9]+)+$/.test(code)) {
    const dashed = canonicalLanguage(code.replaceAll("_", "-"));
    if (languageProblem(dashed) === undefined) return `${quoted(code)} has an underscore: write "${dashed}"`;
  }
  if (WELL_KNOWN.test(code)) return undefined;
  const named = byName(code);
  if (named !== undefined) return `${quoted(code)} is the name of a language: write its code, "${named}"`;
  const locale = parsed(code);
  if (locale === undefined) return `${quoted(code)} is no BCP-47 language code: write one such as "en-US"`;
  if (displayName("language", locale.language) === undefined)
    return `${quoted(code)} names no language that is registered: write a BCP-47 code such as "en-US"`;
  return regionProblem(code, locale.region);
}

/** To ask `Intl` for its first name takes longer than the rest of a check, so it is not asked for what most programs write. */
const WELL_KNOWN =
  /^(?:ar|cs|da|de|el|en|es|fi|fr|he|hi|hu|it|ja|ko|nb|nl|pl|pt|ro|ru|sv|th|tr|uk|vi|zh)(?:-(?:AT|AU|BE|BR|CA|CH|CN|DE|ES|FR|GB|IE|IL|IN|IT|JP|KR|MX|NL|NZ|PL|PT|RU|SE|TW|US|ZA))?$/;

function regionProblem(code: string, canonicalRegion: string | undefined): string | undefined {
  const written = writtenRegion(code);
  if (written === undefined || canonicalRegion === undefined) return undefined;
  if (written !== canonicalRegion) {
    const right = canonicalLanguage(code).replace(`-${written}`, `-${canonicalRegion}`);
    return `${quoted(code)} has a region by another name than the registered one: write "${right}"`;
  }
  if (displayName("region", written) === undefined || written === "ZZ")
    return `${quoted(code)} names no region that is registered: write a BCP-47 code such as "en-US"`;
  return undefined;
}

/** The same code in the usual case: `EN-us` is `en-US`. Source: RFC 5646, section 2.1.1. */
export function canonicalLanguage(code: string): string {
  let afterSingleton = false;
  return code
    .split("-")
    .map((subtag, index) => {
      const lower = subtag.toLowerCase();
      const cased =
        index === 0 || afterSingleton ? lower : /^[a-z]{2}$/.test(lower) ? lower.toUpperCase() : titled(lower);
      afterSingleton ||= subtag.length === 1;
      return cased;
    })
    .join("-");
}

/** Scripts, such as `Hant`, are the only subtags of four letters after the first. */
function titled(lower: string): string {
  return /^[a-z]{4}$/.test(lower) ? `${lower.charAt(0).toUpperCase()}${lower.slice(1)}` : lower;
}

function writtenRegion(code: string): string | undefined {
  const subtags = code.split("-").slice(1);
  const singleton = subtags.findIndex((subtag) => subtag.length === 1);
  return (singleton < 0 ? subtags : subtags.slice(0, singleton))
    .find((subtag) => /^(?:[A-Za-z]{2}|\d{3})$/.test(subtag))
    ?.toUpperCase();
}

function parsed(code: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(code);
  } catch {
    return undefined;
  }
}

function displayName(type: "language" | "region", code: string): string | undefined {
  try {
    return new Intl.DisplayNames("en", { type, fallback: "none" }).of(code);
  } catch {
    return undefined;
  }
}

/** The code of a language given by its English name: `english` is `en`. Two-letter codes cover the languages that people name. */
function byName(name: string): string | undefined {
  if (!/^[A-Za-z]{4,}$/.test(name)) return undefined;
  const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  return codes.find((code) => names.of(code)?.toLowerCase() === name.toLowerCase());
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
