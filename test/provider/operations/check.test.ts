import { expect, it } from "vitest";
import { stackAccounts } from "../../../provider/accounts.js";
import { check } from "../../../provider/operations/check.js";
import { UNKNOWN_SENTINELS } from "../../../provider/session/unknown.js";
import { session, surroundings } from "./support.js";

const { serve, engine } = surroundings();

it("inputs come back as they were written, the very ones", async () => {
  const { accounts, server } = await serve({});
  const news = session({ timezone: "US/Pacific", languages: ["en-us"] });
  const before = structuredClone(news);
  const answer = await check(accounts, news);
  expect(answer).toEqual({ inputs: before, failures: [] });
  expect(answer.inputs).toBe(news);
  expect(server.arrived).toEqual([]);
  expect(engine().messages).toEqual([]);
});

it("no failure has a property, and each reason begins with the path", async () => {
  const { accounts } = await serve({});
  const { failures } = await check(accounts, session({ timezone: "Mars", onEnded: "never" }));
  expect(failures).toEqual([
    { property: "", reason: expect.stringMatching(/^timezone: /) },
    { property: "", reason: expect.stringMatching(/^onEnded: /) },
  ]);
});

it("an account that is not known yet, or is a mistake itself, is not looked up", async () => {
  const poor = stackAccounts(() => undefined);
  for (const account of UNKNOWN_SENTINELS) {
    expect((await check(poor, session({ account }))).failures).toEqual([]);
  }
  expect((await check(poor, session({ account: 7 }))).failures).toHaveLength(1);
  expect((await check(poor, session({ account: "a b" }))).failures).toHaveLength(1);
  expect(engine().messages).toEqual([]);
});

it("missing credentials are a warning, once for each account", async () => {
  const poor = stackAccounts(() => undefined);
  for (const account of ["blue-one", "blue-two", "blue-one"]) {
    expect((await check(poor, session({ account }, `urn:${account}`))).failures).toEqual([]);
  }
  expect(engine().messages).toEqual([
    {
      severity: "warning",
      urn: "urn:blue-one",
      ephemeral: false,
      message: expect.stringContaining("SYMBL_BLUE_ONE_APP_ID"),
    },
    {
      severity: "warning",
      urn: "urn:blue-two",
      ephemeral: false,
      message: expect.stringContaining("SYMBL_BLUE_TWO_APP_ID"),
    },
  ]);
});

it("an account left empty is the unnamed one", async () => {
  const { accounts } = await serve({});
  expect((await check(accounts, session({ account: "" }))).failures).toEqual([]);
  expect(engine().messages).toEqual([]);
});

it("settings that cannot be read are a failure, and an error of another kind is not hidden", async () => {
  const broken = stackAccounts((key) => (key === "symbl:accounts" ? "{" : undefined));
  expect((await check(broken, session({ account: "blue" }))).failures).toEqual([
    { property: "", reason: expect.stringMatching(/^symbl:accounts: must be an object of accounts/) },
  ]);
  const defect = stackAccounts(() => {
    throw new RangeError("a defect");
  });
  await expect(check(defect, session())).rejects.toThrow(RangeError);
});
