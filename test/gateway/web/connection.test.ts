import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, startBrowser, WITHOUT_CHROMIUM } from "../../support/browser.js";
import { startTestGateway } from "../../support/gateway.js";
import { ENDPOINT, send, start } from "../client.js";
import { openConsole } from "./console.js";

const APPS = [{ appId: "blue", appSecret: "a-secret-of-some-length" }];
const named = (name: string) => ({ operation: "start", endpoint: ENDPOINT, data: { session: { name } } });

describe.skipIf(CHROMIUM === undefined)(`the page and its gateway${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it("finds a gateway that was away again, and shows what there is now", async () => {
    const before = await startTestGateway();
    await start(before, { body: named("Before") });
    const { page, close } = await openConsole(browser, before);
    try {
      await page.getByRole("article", { name: "Before" }).waitFor();
      await before.close();
      await page.getByText("Reconnecting").waitFor();
      const after = await startTestGateway({ port: Number(new URL(before.url).port) });
      try {
        await start(after, { body: named("After") });
        await page.getByRole("article", { name: "After" }).waitFor();
        await page.locator('#link[data-state="live"]').waitFor();
        expect(await page.getByRole("article").count()).toBe(1);
      } finally {
        await after.close();
      }
    } finally {
      await close();
    }
  });

  it("from elsewhere it asks for the admin token, says when it is wrong, and keeps the right one for the tab", async () => {
    const gateway = await startTestGateway({ host: "0.0.0.0", apps: APPS, adminToken: "the-admin-token" });
    const local = { url: gateway.url.replace("0.0.0.0", "127.0.0.1") };
    await start({ ...gateway, ...local }, { body: named("Stand-up") });
    const { page, complaints, close } = await openConsole(browser, local, { live: false });
    try {
      const field = page.getByLabel("Value of SYMBL_GATEWAY_ADMIN_TOKEN");
      await field.waitFor();
      expect(await page.getByText("Stand-up").count()).toBe(0);
      await field.fill("wrong");
      await page.keyboard.press("Enter");
      await page.getByText("does not take this token").waitFor();
      await field.fill("the-admin-token");
      await page.keyboard.press("Enter");
      await page.getByRole("article", { name: "Stand-up" }).waitFor();
      await page.reload();
      await page.getByRole("article", { name: "Stand-up" }).waitFor();
      // What Chromium itself says of each 401.
      expect(complaints.filter((text) => !text.includes("401"))).toEqual([]);
    } finally {
      await close();
      await gateway.close();
    }
  });

  it("is not to be had where nobody could enter a token, nor under a foreign name", async () => {
    const gateway = await startTestGateway({ host: "0.0.0.0", apps: APPS });
    try {
      expect((await send({ url: gateway.url.replace("0.0.0.0", "127.0.0.1") }, "GET", "/")).status).toBe(403);
    } finally {
      await gateway.close();
    }
  });
});
