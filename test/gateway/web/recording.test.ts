import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { CHROMIUM, startBrowser, WITHOUT_CHROMIUM } from "../../support/browser.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { play, tone } from "../audio-dialer.js";
import { START, start, stop } from "../client.js";
import { ENCODER, settled, WITHOUT_ENCODER } from "../recordings/recorded.js";
import { TalkingDialer } from "../talking-dialer.js";
import { openConsole } from "./console.js";

const AXE = createRequire(__filename).resolve("axe-core/axe.min.js");
const violationsSchema = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

describe.skipIf(CHROMIUM === undefined || ENCODER === undefined)(
  `the recording on the page of a conversation${WITHOUT_CHROMIUM}${WITHOUT_ENCODER}`,
  () => {
    let folder: string;
    let browser: Browser;
    let gateway: TestGateway;
    let path: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "gateway-player-"));
      browser = await startBrowser();
      const dialer = new TalkingDialer();
      gateway = await startTestGateway({ dialer, recordings: { folder, encoder: ENCODER } });
      const token = await gateway.token();
      const body = { ...START, data: { session: { name: "Stand-up" } } };
      const { connectionId, conversationId } = await start(gateway, { token, body });
      const began = Date.now();
      await play(dialer, "far", tone(440, 2));
      dialer.say("Two seconds on", { startedAt: began + 2_000 });
      await Promise.all([play(dialer, "far", tone(440, 2)), play(dialer, "near", tone(1_000, 2))]);
      await stop(gateway, token, connectionId);
      await settled(gateway, conversationId);
      path = `/conversations/${conversationId}`;
    });
    afterAll(async () => {
      await gateway.close();
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const now = "document.querySelector('audio').currentTime";

    it("plays, goes where it is clicked and where the keys lead, and shows where it is", async () => {
      const { page, complaints, close } = await openConsole(browser, gateway, { path });
      try {
        const slider = page.getByRole("slider", { name: "Position in the recording" });
        await page.getByText("0:00 / 0:04").waitFor();
        expect(await page.evaluate<number>("document.querySelector('audio').duration")).toBeCloseTo(4, 0);
        await page.locator(".wave path.far[d*=v]").waitFor({ state: "attached" });
        await page.getByRole("button", { name: "Play", exact: true }).click();
        await waitFor(
          () => page.evaluate<number>(now),
          (seconds) => seconds > 0.3,
        );
        await page.getByRole("button", { name: "Pause" }).click();
        await slider.focus();
        await page.keyboard.press("Home");
        expect(await page.evaluate<number>(now)).toBe(0);
        await page.keyboard.press("End");
        expect(await slider.getAttribute("aria-valuenow")).toBe("4");
        const box = await page.locator(".wave svg").boundingBox();
        await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 20);
        const middle = await page.evaluate<number>(now);
        expect(middle).toBeGreaterThan(1.8);
        expect(middle).toBeLessThan(2.3);
        expect(await slider.getAttribute("aria-valuetext")).toMatch(/^2 s of 4 s$/);
        expect(complaints).toEqual([]);
      } finally {
        await close();
      }
    });

    it("plays what was said from the time of its line", async () => {
      const { page, complaints, close } = await openConsole(browser, gateway, { path });
      try {
        await page.getByText("0:00 / 0:04").waitFor();
        await page.getByRole("button", { name: /^Play from 0:0/ }).click();
        const from = await waitFor(
          () => page.evaluate<number>(now),
          (seconds) => seconds > 1.8,
        );
        expect(from).toBeLessThan(3.9);
        await page.getByRole("button", { name: "Pause" }).waitFor();
        expect(complaints).toEqual([]);
      } finally {
        await close();
      }
    });

    it("has its files to be downloaded, each side and both", async () => {
      const { page, close } = await openConsole(browser, gateway, { path });
      try {
        const links = page.locator(".files a");
        await links.first().waitFor();
        expect(await links.count()).toBe(3);
        const download = page.waitForEvent("download");
        await page.getByRole("link", { name: /^Far end, WAV/ }).click();
        expect((await download).suggestedFilename()).toMatch(/^conversation-\d+-far\.wav$/);
      } finally {
        await close();
      }
    });

    it.each(["light", "dark"] as const)("has nothing that axe finds wrong, %s", async (colorScheme) => {
      // Only to get axe in.
      const { page, close } = await openConsole(browser, gateway, { path, colorScheme, bypassCSP: true });
      try {
        await page.getByText("0:00 / 0:04").waitFor();
        await page.addScriptTag({ path: AXE });
        const found = violationsSchema.parse(await page.evaluate("axe.run().then(({ violations }) => violations)"));
        expect(found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
        await page.setViewportSize({ width: 360, height: 740 });
        expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
      } finally {
        await close();
      }
    });
  },
);
