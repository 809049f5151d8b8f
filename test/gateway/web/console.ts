import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { TestGateway } from "../../support/gateway.js";

/** The gateway's page in a real Chromium, with everything that it complains of. */
export interface Console {
  readonly page: Page;
  /** Errors, warnings and refusals by the Content-Security-Policy. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens the page at `#path` and waits until it hears from its gateway. */
export async function openConsole(
  browser: Browser,
  gateway: Pick<TestGateway, "url">,
  {
    path = "/",
    live = true,
    ...options
  }: BrowserContextOptions & { readonly path?: string; readonly live?: boolean } = {},
): Promise<Console> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${gateway.url}/#${path}`);
  if (live) await page.locator('#link[data-state="live"]').waitFor();
  return { page, complaints, close: () => context.close() };
}
