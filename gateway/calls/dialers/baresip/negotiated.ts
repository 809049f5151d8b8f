/** Whether the far end takes keys, told from what baresip's `callstat` says: the formats of its answer. Pure. */
export function takesKeys(callstat: string): boolean | undefined {
  const lines = callstat.split("\n").map((line) => line.trim());
  const start = lines.indexOf("remote formats:");
  if (start === -1) return undefined;
  const end = lines.findIndex((line, index) => index > start && line.endsWith(":"));
  return lines.slice(start + 1, end === -1 ? undefined : end).some((line) => /^\d+ telephone-event\//i.test(line));
}
