/** What came of offer and answer, told from what baresip's `callstat` says of the formats of the answer. Pure. */
export interface Negotiated {
  /** Whether the far end takes keys by RFC 4733. */
  readonly keys: boolean;
  /** Whether there is an encoding that both sides speak. */
  readonly sound: boolean;
}

/** `undefined` when `callstat` tells of no answer. */
export function negotiatedOf(callstat: string): Negotiated | undefined {
  const lines = callstat.split("\n").map((line) => line.trim());
  const start = lines.indexOf("remote formats:");
  if (start === -1) return undefined;
  const end = lines.findIndex((line, index) => index > start && line.endsWith(":"));
  const formats = lines.slice(start + 1, end === -1 ? undefined : end).filter((line) => /^\d+ /.test(line));
  const isKeys = (format: string): boolean => /^\d+ telephone-event\//i.test(format);
  return {
    keys: formats.some(isKeys),
    // The star is for those that were offered too.
    sound: formats.some((format) => !isKeys(format) && format.endsWith("*")),
  };
}
