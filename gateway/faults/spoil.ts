import { Readable } from "node:stream";

/** Answers that are not what they should be. Pure, but for the time that `drip` takes. */

/** JSON without its second half. */
export function malformed(payload: string): string {
  return payload.slice(0, Math.ceil(payload.length / 2));
}

/** JSON without the field at a dotted path; as it was when it is no JSON or has no such field. */
export function withoutField(payload: string, path: string): string {
  let data: unknown;
  try {
    data = JSON.parse(payload);
  } catch {
    return payload;
  }
  const names = path.split(".");
  const last = names.pop() ?? "";
  let holder: unknown = data;
  for (const name of names) holder = isObject(holder) ? Reflect.get(holder, name) : undefined;
  if (!isObject(holder) || !Object.hasOwn(holder, last)) return payload;
  Reflect.deleteProperty(holder, last);
  return JSON.stringify(data);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** A byte now, and one every `interval` milliseconds; it stops when its reader has gone. */
export function drip(payload: string, interval: number): Readable {
  const bytes = Buffer.from(payload);
  let next = 0;
  let timer: NodeJS.Timeout | undefined;
  return new Readable({
    read() {
      if (timer !== undefined) return;
      const give = () => {
        timer = undefined;
        this.push(next < bytes.length ? bytes.subarray(next, ++next) : null);
      };
      timer = setTimeout(give, next === 0 ? 0 : interval);
    },
    destroy(error, done) {
      clearTimeout(timer);
      done(error);
    },
  });
}
