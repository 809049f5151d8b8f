import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEmbedded } from "../../../gateway/store/sql/open-embedded.js";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { isRecord, START, type StartAnswer, send, start, stop, wrongPaths } from "../client.js";
import { ADA, TalkingDialer } from "../talking-dialer.js";

describe("the link to the summary page", () => {
  let dialer: TalkingDialer;
  let gateway: TestGateway;
  let token: string;
  let session: StartAnswer;
  beforeEach(async () => {
    dialer = new TalkingDialer();
    gateway = await startTestGateway({ dialer });
    token = await gateway.token();
    session = await start(gateway, {
      token,
      body: {
        ...START,
        timezone: "Asia/Tokyo",
        data: { session: { name: "Stand-up <b>" } },
        actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
      },
    });
  });
  afterEach(() => gateway.close());

  const linkOfStop = async (): Promise<string> => {
    const { body } = await stop(gateway, token, session.connectionId);
    const [first]: readonly unknown[] = isRecord(body) && Array.isArray(body.summaryInfo) ? body.summaryInfo : [];
    return isRecord(first) ? String(first.url) : "";
  };
  const experience = (body: unknown) =>
    send(gateway, "POST", `/v1/conversations/${session.conversationId}/experiences`, { token, body });
  const linkOfExperience = async (options = {}): Promise<string> => {
    const { body, status } = await experience({ name: "verbose-text-summary", ...options });
    expect(status).toBe(200);
    expect(body).toEqual({ name: "verbose-text-summary", url: expect.any(String) });
    return isRecord(body) ? String(body.url) : "";
  };

  it("opens it, from summaryInfo, the e-mail and experiences, without a token and after the call", async () => {
    dialer.say("The release plan is late, and the release plan is long.", { speaker: ADA });
    const during = await linkOfExperience();
    expect(await (await fetch(during)).text()).toContain("the call is still up");
    const after = await linkOfStop();
    const { body } = await send(gateway, "GET", "/_gateway/mails");
    const [mail]: readonly unknown[] = isRecord(body) && Array.isArray(body.mails) ? body.mails : [];
    const text = isRecord(mail) ? String(mail.text) : "";
    expect(text).toContain("- Ada: The release plan is late");
    const ofMail = /^http\S+$/m.exec(text)?.[0];
    expect(ofMail).toBe(after);
    for (const url of [during, after]) {
      const response = await fetch(url);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
      expect(response.headers.get("referrer-policy")).toBe("no-referrer");
      expect(response.headers.get("cache-control")).toBe("no-store");
      const page = await response.text();
      expect(page).toContain("<h1>Stand-up &lt;b&gt;</h1>");
      expect(page).toContain("(Asia/Tokyo)");
      expect(page).toContain("The release plan is late");
      expect(page).not.toContain("<script");
    }
  });

  it("is a page that says so when it was made up, has expired, or its conversation is gone", async () => {
    const short = await linkOfExperience({ summaryURLExpiresIn: 60 });
    const lasting = await linkOfExperience({ summaryURLExpiresIn: 0 });
    const [link, byDefault] = [await linkOfStop(), await linkOfExperience()];
    const missing = async (url: string) => {
      const response = await fetch(url);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(await response.text()).toContain(response.status === 404 ? "There is nothing here" : "Stand-up");
      return response.status === 404;
    };
    expect(await missing(short)).toBe(false);
    gateway.advanceClock(61_000);
    expect(await missing(short)).toBe(true);
    expect(await missing(byDefault)).toBe(false);
    gateway.advanceClock(30 * 24 * 3_600_000);
    expect(await missing(byDefault)).toBe(true);
    expect(await missing(lasting)).toBe(false);
    expect(await missing(`${link}x`)).toBe(true);
    expect(await missing(`${gateway.url}/summary/${session.conversationId}`)).toBe(true);
    expect(await missing(`${gateway.url}/summary/%22%3E%3Cscript%3E`)).toBe(true);
    token = await gateway.token();
    await send(gateway, "DELETE", `/v1/conversations/${session.conversationId}`, { token });
    expect(await missing(link)).toBe(true);
  });

  it("is refused for another experience, and given for what the published sample sends", async () => {
    expect(wrongPaths(await experience({ name: "video-summary", videoUrl: "https://x.example/a.mp4" }))).toEqual([
      "name",
      "videoUrl",
    ]);
    expect(wrongPaths(await experience({ name: "verbose-text-summary", summaryURLExpiresIn: -1 }))).toEqual([
      "summaryURLExpiresIn",
    ]);
    await linkOfExperience({
      logo: "https://images.example.com/logo.png",
      favicon: "https://images.example.com/favicon.png",
      color: { background: "#0A2136", topicsFilter: "#FF0000", insightsFilter: "#FF0000" },
      font: { family: "roboto" },
      readOnly: true,
    });
  });

  it("stands masked in the journal", async () => {
    await fetch(await linkOfStop());
    expect((await gateway.requests()).at(-1)).toMatchObject({ method: "GET", path: "/summary/***", status: 200 });
  });

  it("still works, with all that was said, after a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gateway-"));
    await gateway.close();
    try {
      gateway = await startTestGateway({ dialer, openStorage: openEmbedded(folder) });
      token = await gateway.token();
      session = await start(gateway, {
        token,
        body: {
          ...START,
          actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
        },
      });
      dialer.say("Hello after the restart.", { speaker: ADA });
      const link = new URL(await linkOfStop());
      await gateway.close();
      gateway = await startTestGateway({ dialer, openStorage: openEmbedded(folder) });
      const page = await (await fetch(gateway.url + link.pathname)).text();
      expect(page).toContain("Hello after the restart.");
    } finally {
      await gateway.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
