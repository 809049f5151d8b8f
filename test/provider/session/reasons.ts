/** What is said of each text, one below the other, for a snapshot that a person can read. */
export function reasons<T>(said: (value: T) => string | undefined, values: readonly T[]): string {
  return values.map((value) => `${shown(value)}\n  ${said(value) ?? "passes"}\n`).join("");
}

/** As JSON in letters that can be seen; of long texts the beginning. */
function shown(value: unknown): string {
  const json = JSON.stringify(value).replace(
    /[^\P{C}]|[^\P{Z} ]|\p{M}/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
  return typeof value === "string" && value.length > 120 ? `${json.slice(0, 60)}… (${value.length} characters)` : json;
}
