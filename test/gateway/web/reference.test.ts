import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { CHROMIUM, startBrowser, WITHOUT_CHROMIUM } from "../../support/browser.js";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { isRecord, send } from "../client.js";

const AXE = createRequire(__filename).resolve("axe-core/axe.min.js");
const violationsSchema = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

describe("the pages", () => {
  it.each(["/", "/reference", "/web/main.js"])(
    "%s is sent with a strict policy, and asks for nothing from elsewhere",
    async (path) => {
      const gateway = await startTestGateway();
      try {
        const { headers, body } = await send(gateway, "GET", path);
        expect(headers.get("content-security-policy")).toBe(
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        );
        expect(headers.get("x-content-type-options")).toBe("nosniff");
        expect(headers.get("referrer-policy")).toBe("no-referrer");
        expect(String(body)).not.toMatch(/(?:src|href|from|import)\s*[=(]?\s*["']https?:(?!\/\/github\.com\/symblai)/);
      } finally {
        await gateway.close();
      }
    },
  );
});

describe.skipIf(CHROMIUM === undefined)(`the reference page${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;
  let gateway: TestGateway;
  beforeAll(async () => {
    browser = await startBrowser();
    gateway = await startTestGateway();
  });
  afterAll(async () => {
    await gateway.close();
    await browser.close();
  });

  it.each(["light", "dark"] as const)(
    "%s, has every operation, fits a phone, and has nothing that axe finds wrong",
    async (colorScheme) => {
      const document = (await send(gateway, "GET", "/openapi.json")).body;
      const paths = isRecord(document) && isRecord(document.paths) ? Object.values(document.paths) : [];
      const count = paths.reduce<number>((sum, item) => sum + (isRecord(item) ? Object.keys(item).length : 0), 0);
      const context = await browser.newContext({ colorScheme, viewport: { width: 360, height: 740 }, bypassCSP: true });
      try {
        const page = await context.newPage();
        await page.goto(`${gateway.url}/reference`);
        expect(await page.locator("article h3 .verb").count()).toBe(count);
        expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
        await page.addScriptTag({ path: AXE });
        const violations = violationsSchema.parse(
          await page.evaluate("axe.run().then(({ violations }) => violations)"),
        );
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
      } finally {
        await context.close();
      }
    },
  );
});
