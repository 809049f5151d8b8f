import { afterEach, describe, expect, it } from "vitest";
import { hashSecret } from "../../../gateway/apps/secret-hash.js";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { type Answer, askToken, send } from "../client.js";

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

describe("guessing at the admin token", () => {
  it("is limited too, even for the right one, and concerns no app", async () => {
    const gateway = await startTestGateway({ host: "0.0.0.0", apps: APPS, adminToken: "the-admin-token" });
    try {
      const local = { url: gateway.url.replace("0.0.0.0", "127.0.0.1") };
      const look = (token: string) =>
        send(local, "GET", "/_gateway/connections", { headers: { authorization: `Bearer ${token}` } });
      const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => look(`guess-${index}`)));
      expect([401, 429].map((status) => answers.filter((answer) => answer.status === status).length)).toEqual([10, 20]);
      const refused = await look("the-admin-token");
      expect(refused).toMatchObject({ status: 429, body: { code: "TOO_MANY_ATTEMPTS" } });
      expect((await askToken(local, { type: "application", appId: "blue", appSecret: SECRET })).status).toBe(200);
      gateway.advanceClock(60_000);
      expect((await look("the-admin-token")).status).toBe(200);
    } finally {
      await gateway.close();
    }
  });
});
