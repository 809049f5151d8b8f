import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** A Chromium that is installed here: `CHROMIUM_PATH`, else where Debian's package puts it. `undefined` when there is none. */
export const CHROMIUM = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  (path) => path !== undefined && existsSync(path),
);

/** For the name of tests that need one. */
export const WITHOUT_CHROMIUM = CHROMIUM === undefined ? " [skipped: no Chromium here; set CHROMIUM_PATH]" : "";

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
