import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { CHROMIUM, startBrowser, WITHOUT_CHROMIUM } from "../../support/browser.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { ENDPOINT, send, start, stop } from "../client.js";
import { TalkingDialer } from "../talking-dialer.js";
import { openConsole } from "./console.js";

const BODY = {
  operation: "start",
  endpoint: ENDPOINT,
  data: { session: { name: "Stand-up" } },
  actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
};

describe.skipIf(CHROMIUM === undefined)(`the page of a conversation${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;
  let gateway: TestGateway;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  it("shows its call, who took part, what is said, and the e-mails once it has ended", async () => {
    const token = await gateway.token();
    const { connectionId, conversationId } = await start(gateway, { token, body: BODY });
    const event = { topic: "speaker", type: "joined", timestamp: "2030-01-31T09:00:00Z" };
    const user = { userId: "grace@example.com", name: "Grace Hopper" };
    await send(gateway, "POST", `/v1/event/${connectionId}`, { token, body: { ...event, user } });
    const { page, complaints, close } = await openConsole(browser, gateway, {
      path: `/conversations/${conversationId}`,
    });
    try {
      await page.getByRole("heading", { level: 1, name: "Stand-up" }).waitFor();
      await page.locator(".members").getByText("grace@example.com").waitFor();
      await page.locator(".facts").getByText(connectionId).waitFor();
      gateway.publish(connectionId, {
        type: "message_response",
        messages: [{ from: { name: "Grace Hopper" }, payload: { content: "It compiles." } }],
      });
      await page.locator(".transcript").getByText("It compiles.").waitFor();
      await stop(gateway, token, connectionId);
      await page.locator(".title").getByText("Ended").waitFor();
      const letter = page.locator(".letter");
      await letter.getByText("Summary of Stand-up").click();
      await letter.getByText("Meeting: Stand-up").waitFor();
      expect(await page.getByRole("button", { name: "Hang up" }).count()).toBe(0);
      expect(complaints).toEqual([]);
    } finally {
      await close();
    }
  });

  it("shows what was kept of it: every message once, in order, with its speaker, and the summary", async () => {
    const { conversationId } = await start(gateway, {
      body: { ...BODY, endpoint: { type: "sip", uri: "sip:conversation@meet.example.com" } },
    });
    const token = await gateway.token();
    const path = `/v1/conversations/${conversationId}/messages`;
    const messages = z.object({ messages: z.array(z.object({ text: z.string() })) });
    const said = async () => messages.parse((await send(gateway, "GET", path, { token })).body).messages;
    await waitFor(said, (all) => all.some(({ text }) => text.includes("Have a good day")));
    const { page, complaints, close } = await openConsole(browser, gateway, {
      path: `/conversations/${conversationId}`,
    });
    try {
      await page.locator(".transcript").getByText("Have a good day").waitFor();
      expect(await page.locator(".transcript .words").allTextContents()).toEqual(
        (await said()).map(({ text }) => text),
      );
      expect(await page.locator(".transcript b").first().textContent()).toBe("Ada Lovelace");
      expect(await page.locator(".sentences p").count()).toBeGreaterThan(1);
      const summary = await page.locator("a", { hasText: "The page that people are sent" }).getAttribute("href");
      expect((await send(gateway, "GET", summary ?? "")).status).toBe(200);
      expect(complaints).toEqual([]);
    } finally {
      await close();
    }
  });

  it("warns of what a person should know of the call, here and among the live calls, also when it has ended", async () => {
    const dialer = new TalkingDialer();
    const own = await startTestGateway({ dialer });
    const { connectionId, conversationId } = await start(own, { body: BODY });
    dialer.tell({ type: "warning", text: "The far end takes no <keys>." });
    const { page, complaints, close } = await openConsole(browser, own);
    try {
      const warning = page.getByRole("list", { name: "Warnings" }).getByText("The far end takes no <keys>.");
      await warning.waitFor();
      await page.goto(`${own.url}/#/conversations/${conversationId}`);
      await warning.waitFor();
      await stop(own, await own.token(), connectionId);
      await page.locator(".title").getByText("Ended").waitFor();
      await warning.waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await close();
      await own.close();
    }
  });

  it("is reached from its call by Enter, and left by Escape", async () => {
    await start(gateway, { body: BODY });
    const { page, close } = await openConsole(browser, gateway);
    try {
      await page.getByRole("link", { name: "Stand-up" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Stand-up" }).waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("heading", { level: 1, name: "Live calls" }).waitFor();
    } finally {
      await close();
    }
  });

  it("says so when there is none of that id, whatever the id is", async () => {
    const { page, close } = await openConsole(browser, gateway, {
      path: `/conversations/${encodeURIComponent("../reset?<b>")}`,
    });
    try {
      await page.getByText("There is no such conversation.").waitFor();
    } finally {
      await close();
    }
  });
});
