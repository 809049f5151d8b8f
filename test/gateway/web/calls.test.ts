import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CHROMIUM, startBrowser, WITHOUT_CHROMIUM } from "../../support/browser.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { ENDPOINT, send, start, stop } from "../client.js";
import { type Console, openConsole } from "./console.js";

const named = (name: string) => ({ operation: "start", endpoint: ENDPOINT, data: { session: { name } } });

describe.skipIf(CHROMIUM === undefined)(`the page's calls${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;
  let gateway: TestGateway;
  let open: Console;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    gateway = await startTestGateway();
    open = await openConsole(browser, gateway);
  });
  afterEach(async () => {
    await open.close();
    await gateway.close();
  });

  it("appear the moment they are started, with their state and a duration that ticks", async () => {
    const { page } = open;
    await page.getByText("No call is up.").waitFor();
    await start(gateway, { body: named("Stand-up") });
    const card = page.getByRole("article", { name: "Stand-up" });
    await card.getByText("Connected", { exact: true }).first().waitFor();
    await card.getByText("+1 408 292 4837").waitFor();
    await card.getByText("Keys sent").waitFor();
    const duration = card.getByRole("timer");
    const before = await duration.textContent();
    await waitFor(
      () => duration.textContent(),
      (text) => text !== before,
    );
    expect(await page.title()).toContain("(1)");
    expect(open.complaints).toEqual([]);
  });

  it("show what is being said, unfinished words first", async () => {
    const { page } = open;
    const { connectionId } = await start(gateway, { body: named("Stand-up") });
    const card = page.getByRole("article", { name: "Stand-up" });
    await card.waitFor();
    gateway.publish(connectionId, { type: "transcript_response", isFinal: false, payload: { content: "Shall we be" } });
    await card.locator(".unfinished").getByText("Shall we be").waitFor();
    gateway.publish(connectionId, {
      type: "message_response",
      messages: [{ from: { name: "Ada" }, payload: { content: "Shall we begin?" } }],
    });
    await card.getByText("Shall we begin?").waitFor();
    expect(await card.locator(".said").textContent()).toBe("Ada: Shall we begin?");
  });

  it("are hung up by keyboard alone, after a second press", async () => {
    const { page } = open;
    const { connectionId } = await start(gateway, { body: named("Stand-up") });
    await page.getByRole("article", { name: "Stand-up" }).waitFor();
    const focused = () => page.evaluate<string>("document.activeElement.textContent");
    for (let presses = 0; presses < 20 && (await focused()) !== "Hang up"; presses += 1)
      await page.keyboard.press("Tab");
    expect(await page.evaluate<boolean>("document.activeElement.matches(':focus-visible')")).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Really hang up?" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await gateway.liveConnections()).toHaveLength(1);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.locator(".row").getByText("stopped by operator").waitFor();
    await page.getByText("No call is up.").waitFor();
    expect((await gateway.connections()).find((each) => each.connectionId === connectionId)).toMatchObject({
      state: "ended",
      cause: "stopped by operator",
    });
  });

  it("end in the list below without a reload, and are found again by name, number or cause", async () => {
    const { page } = open;
    const token = await gateway.token();
    for (const name of ["Alpha review", "Beta review"]) {
      const { connectionId } = await start(gateway, { token, body: named(name) });
      await stop(gateway, token, connectionId);
    }
    const rows = page.locator(".row");
    await waitFor(
      () => rows.count(),
      (count) => count === 2,
    );
    await page.keyboard.press("/");
    await page.keyboard.type("beta 292");
    await waitFor(
      () => rows.allTextContents(),
      (texts) => texts.length === 1 && texts[0]?.includes("Beta review") === true,
    );
    await page.getByRole("searchbox").fill("no such call");
    await page.getByText("No call fits the search.").waitFor();
    await page.keyboard.press("Escape");
    await waitFor(
      () => rows.count(),
      (count) => count === 2,
    );
  });

  it("stand beside the faults in force", async () => {
    const { page } = open;
    const rules = [{ id: "busy-hour", operation: "start", effect: { type: "status", status: 503 } }];
    expect((await send(gateway, "PUT", "/_gateway/faults", { body: { rules } })).status).toBe(200);
    await page.reload();
    const faults = page.getByRole("region", { name: "Faults in force" });
    await faults.getByText("busy-hour").waitFor();
    expect(await faults.textContent()).toContain("status 503");
  });

  it("names and speakers that look like HTML are shown as they are, and nothing runs", async () => {
    const { page } = open;
    const evil = `<img src=x onerror="document.title='pwned'"><script>document.title='pwned'</script>`;
    const { connectionId } = await start(gateway, { body: named(evil) });
    const card = page.getByRole("article").first();
    await card.waitFor();
    expect(await card.locator(".name").textContent()).toBe(evil);
    gateway.publish(connectionId, {
      type: "message_response",
      messages: [{ from: { name: evil }, payload: { content: evil } }],
    });
    await card.locator(".said b").waitFor();
    expect(await card.locator(".said").textContent()).toBe(`${evil}: ${evil}`);
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.title()).not.toBe("pwned");
    expect(open.complaints).toEqual([]);
  });
});
