import { describe, expect, it } from "vitest";
import { check } from "../../../provider/dynamic-provider.js";
import { check as checkWith } from "../../../provider/operations/check.js";
import { checkArgs, parseArgs } from "../../../provider/session/args.js";
import { canonicalise } from "../../../provider/session/canonical.js";
import { hasUnknown } from "../../../provider/session/unknown.js";
import { nearlyInputs } from "./inputs.js";
import { fuzz, runsOf } from "./runs.js";
import { silentServer } from "./surroundings.js";

const server = silentServer();
const LONGEST_REASON = 2_000;

describe("check, whatever it is given", () => {
  it(`gives the inputs back with a reason for each mistake, and sends nothing (${runsOf(100)} inputs)`, {
    timeout: 0,
  }, async () => {
    const accounts = server.accounts();
    let refused = 0;
    const tried = await fuzz(100, nearlyInputs, async (news) => {
      const answer = await checkWith(accounts, news);
      expect(answer.inputs).toBe(news);
      if (answer.failures.length > 0) refused++;
      const unlikely = answer.failures.filter(
        ({ property, reason }) => property !== "" || !/\S/.test(reason) || reason.length > LONGEST_REASON,
      );
      expect(unlikely).toEqual([]);
      const parsed = parseArgs(news);
      const isRight = checkArgs(news).length === 0;
      // A call needs all that a preview may leave open.
      if (parsed.ok) expect(isRight).toBe(true);
      if (isRight && !parsed.ok) expect(hasUnknown(news)).toBe(true);
      canonicalise(news);
    });
    expect(tried).toBe(runsOf(100));
    // Neither all right nor all wrong: both ways were tried.
    expect(refused).toBeGreaterThan(tried / 10);
    expect(refused).toBeLessThan((tried * 9) / 10);
  });

  it(`does so as the host calls it, too (${runsOf(20)} inputs)`, { timeout: 0 }, async () => {
    const tried = await fuzz(20, nearlyInputs, async (news) => {
      const { inputs, failures } = await check({}, news);
      expect(inputs).toBe(news);
      expect(JSON.parse(JSON.stringify(failures))).toEqual(failures);
    });
    expect(tried).toBe(runsOf(20));
  });
});
