import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Dialer, LegListener } from "../../../gateway/calls/dialer.js";
import { CHROMIUM, startBrowser, WITHOUT_CHROMIUM } from "../../support/browser.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { START, start, stop } from "../client.js";
import { openConsole } from "./console.js";

/** A dialer whose calls are answered when the test says so, and that notes the keys. */
class KeyDialer implements Dialer {
  readonly name = "keys";
  readonly placesRealCalls = false;
  pressed = "";
  answer = (): void => {};

  dial(_endpoint: unknown, listener: LegListener) {
    this.answer = () => listener({ type: "answered" });
    return Promise.resolve({
      hangUp: async () => listener({ type: "ended", cause: "stopped" }),
      sendDtmf: (keys: string) => {
        this.pressed += keys;
      },
    });
  }

  async close(): Promise<void> {}
}

describe.skipIf(CHROMIUM === undefined)(`the keypad of a call${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;
  let gateway: TestGateway;
  let dialer: KeyDialer;
  let close: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    dialer = new KeyDialer();
    gateway = await startTestGateway({ dialer });
  });
  afterEach(async () => {
    await close?.();
    await gateway.close();
  });

  async function open(path: string): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
    const opened = await openConsole(browser, gateway, { path });
    close = opened.close;
    return opened;
  }
  const startCall = () =>
    start(gateway, {
      body: {
        ...START,
        endpoint: { type: "pstn", phoneNumber: "14082924837" },
        data: { session: { name: "Stand-up" } },
      },
    });

  it("is there from the answer to the end of the call", async () => {
    const { page, complaints } = await open("/");
    const { connectionId } = await startCall();
    const summary = page.getByRole("article", { name: "Stand-up" }).locator(".keypad summary");
    await summary.waitFor({ state: "attached" });
    expect(await summary.isVisible()).toBe(false);
    dialer.answer();
    await summary.waitFor();
    await stop(gateway, await gateway.token(), connectionId);
    await summary.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  it.each(["card", "conversation"])(
    "presses the keys in their order, and does not show which, on the %s",
    async (where) => {
      const { conversationId } = await startCall();
      dialer.answer();
      const { page, complaints } = await open(where === "card" ? "/" : `/conversations/${conversationId}`);
      const keypad = page.locator(".keypad");
      await keypad.locator("summary").click();
      for (const name of ["9", "3", "Star", "0", "Pound"]) {
        await keypad.getByRole("button", { name, exact: true }).click();
      }
      await keypad.getByText("5 keys pressed").waitFor();
      expect(dialer.pressed).toBe("93*0#");
      expect(await page.locator("body").innerText()).not.toContain("93*0#");
      expect(complaints).toEqual([]);
    },
  );

  it("goes by keyboard alone: Tab, Enter, then the keys as they are typed", async () => {
    await startCall();
    dialer.answer();
    const { page } = await open("/");
    const keypad = page.locator(".keypad");
    await keypad.locator("summary").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate<string>("document.activeElement.textContent")).toBe("1");
    await page.keyboard.press("Enter");
    await page.keyboard.type("234#", { delay: 5 });
    await keypad.getByText("5 keys pressed").waitFor();
    expect(dialer.pressed).toBe("1234#");
    await waitFor(
      () => page.locator("#announce").textContent(),
      (said) => said === "5 keys pressed",
    );
  });

  it("says why a key was not pressed", async () => {
    await startCall();
    dialer.answer();
    const { page } = await open("/");
    await page.route("**/dtmf", (route) => route.fulfill({ status: 503, json: { message: "It does not answer." } }));
    await page.locator(".keypad summary").click();
    await page.getByRole("button", { name: "7", exact: true }).click();
    await page.locator(".keypad .wrong").getByText("It does not answer.").waitFor();
    expect(dialer.pressed).toBe("");
  });
});
