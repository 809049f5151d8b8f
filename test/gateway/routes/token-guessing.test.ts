import { afterEach, describe, expect, it } from "vitest";
import { hashSecret } from "../../../gateway/apps/secret-hash.js";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { type Answer, askToken } from "../client.js";

const SECRET = "a-secret-of-some-length";
const APPS = [
  { appId: "blue", appSecret: SECRET },
  { appId: "red", appSecret: SECRET },
];

describe("guessing at secrets", () => {
  let gateway: TestGateway;
  afterEach(() => gateway.close());
  const ask = (appId: string, appSecret: string) => askToken(gateway, { type: "application", appId, appSecret });
  const guess = (appId: string, times: number): Promise<readonly Answer[]> =>
    Promise.all(Array.from({ length: times }, (_, index) => ask(appId, `guess-${index}`)));
  const count = (answers: readonly Answer[], status: number) =>
    answers.filter((answer) => answer.status === status).length;

  it("is 401 ten times a minute, and then 429 with the seconds to wait, even for the right one", async () => {
    gateway = await startTestGateway({ apps: APPS });
    const answers = await guess("blue", 50);
    expect([count(answers, 401), count(answers, 429)]).toEqual([10, 40]);
    const right = await ask("blue", SECRET);
    expect(right).toMatchObject({ status: 429, body: { code: "TOO_MANY_ATTEMPTS", message: expect.any(String) } });
    const seconds = Number(right.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect((await ask("red", SECRET)).status, "another app is not concerned").toBe(200);
    gateway.advanceClock(seconds * 1_000);
    expect((await ask("blue", SECRET)).status).toBe(200);
  });

  it("does not get in the way of those who are right, however many", async () => {
    gateway = await startTestGateway({ apps: APPS });
    const answers = await Promise.all(Array.from({ length: 500 }, () => ask("blue", SECRET)));
    expect(count(answers, 200)).toBe(500);
  });

  it("is no cheaper all at once where a check is costly", async () => {
    gateway = await startTestGateway({ apps: [{ appId: "blue", appSecretScrypt: await hashSecret(SECRET) }] });
    expect((await ask("blue", SECRET)).status).toBe(200);
    const answers = await guess("blue", 60);
    expect([count(answers, 401), count(answers, 429)]).toEqual([10, 50]);
  });
});
