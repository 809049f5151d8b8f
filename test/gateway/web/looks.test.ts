import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { CHROMIUM, startBrowser, WITHOUT_CHROMIUM } from "../../support/browser.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { ENDPOINT, send, start, stop } from "../client.js";
import { openConsole } from "./console.js";

const LONG = "Averyveryverylongnamewithoutanyspaceinit".repeat(4);
const AXE = createRequire(__filename).resolve("axe-core/axe.min.js");
const violationsSchema = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

describe.skipIf(CHROMIUM === undefined)(`how the page looks${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;
  let gateway: TestGateway;
  let conversation: string;
  beforeAll(async () => {
    browser = await startBrowser();
    gateway = await startTestGateway();
    const token = await gateway.token();
    const body = (name: string) => ({
      operation: "start",
      endpoint: ENDPOINT,
      data: { session: { name } },
      actions: [
        { invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: [`${"a".repeat(60)}@example.com`] } },
      ],
    });
    const ended = await start(gateway, { token, body: body(LONG) });
    await stop(gateway, token, ended.connectionId);
    const live = await start(gateway, { token, body: body(LONG) });
    const user = { userId: `${LONG}@example.com`, name: LONG };
    const event = { topic: "speaker", type: "joined", timestamp: "2030-01-31T09:00:00Z", user };
    await send(gateway, "POST", `/v1/event/${live.connectionId}`, { token, body: event });
    conversation = `/conversations/${live.conversationId}`;
    await waitFor(
      () => gateway.liveConnections(),
      ([each]) => each?.state === "answered",
    );
  });
  afterAll(async () => {
    await gateway.close();
    await browser.close();
  });

  it("is light or dark as its reader likes it", async () => {
    const ground = async (colorScheme: "light" | "dark"): Promise<number> => {
      const { page, close } = await openConsole(browser, gateway, { colorScheme });
      try {
        const color = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
        return Number(/\d+/.exec(color)?.[0]);
      } finally {
        await close();
      }
    };
    expect(await ground("light")).toBeGreaterThan(200);
    expect(await ground("dark")).toBeLessThan(50);
  });

  it.each(["/", "conversation"])("%s fits a phone 360 pixels wide, whatever meetings are called", async (path) => {
    const { page, close } = await openConsole(browser, gateway, {
      path: path === "conversation" ? conversation : path,
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    try {
      await page.getByRole("button", { name: "Hang up" }).first().waitFor();
      await page.locator(".row, .members li").first().waitFor();
      await page.locator(".keypad summary").first().click();
      expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    } finally {
      await close();
    }
  });

  it.each([
    ["/", "light"],
    ["/", "dark"],
    ["conversation", "light"],
    ["conversation", "dark"],
  ] as const)("%s, %s, has nothing that axe finds wrong", async (path, colorScheme) => {
    const { page, close } = await openConsole(browser, gateway, {
      path: path === "conversation" ? conversation : path,
      colorScheme,
      // Only to get axe in.
      bypassCSP: true,
    });
    try {
      await page.getByRole("button", { name: "Hang up" }).first().waitFor();
      await page.locator(".row, .members li").first().waitFor();
      await page.locator(".keypad summary").first().click();
      await page.getByRole("button", { name: "Pound" }).first().waitFor();
      await page.addScriptTag({ path: AXE });
      const violations = violationsSchema.parse(await page.evaluate("axe.run().then(({ violations }) => violations)"));
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    } finally {
      await close();
    }
  });
});
