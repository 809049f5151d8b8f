import { isRecord, property } from "./plain.js";

/** Where a value stands in the inputs. */
export type Path = readonly PropertyKey[];

const LONGEST_KEY = 64;

/** As a person writes it: `actions[0].parameters.emails[1]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = clipped(String(key));
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

/** The kind of place: `actions[].parameters.emails[]`. */
export function placeOf(path: Path): string {
  return pathText(path).replace(/\[\d+\]/g, "[]");
}

/** A person's own words, short enough to be repeated. */
function clipped(text: string): string {
  return text.length > LONGEST_KEY ? `${text.slice(0, LONGEST_KEY)}…` : text;
}

/** The values on the way to `path`, the one at its end included; ends early where the way does. */
export function* valuesAlong(root: unknown, path: Path): Generator<unknown> {
  let value = root;
  yield value;
  for (const key of path) {
    if (Array.isArray(value) && typeof key === "number") value = value[key];
    else if (isRecord(value)) value = property(value, String(key));
    else return;
    yield value;
  }
}
