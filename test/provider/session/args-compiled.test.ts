import { expect, it, vi } from "vitest";

it("a schema is compiled once so many arguments were checked that it pays", async () => {
  vi.resetModules();
  const { sessionSchema } = await import("../../../provider/session/schema.js");
  const { checkArgs } = await import("../../../provider/session/args.js");
  const parse = vi.spyOn(sessionSchema, "safeParse");
  for (let check = 0; check < 52; check++) checkArgs({});
  const compiled = parse.mock.calls.map(([, options]) => options?.jitless !== true);
  expect(compiled).toEqual([...Array(50).fill(false), true, true]);
});
