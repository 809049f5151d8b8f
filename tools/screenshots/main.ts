import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startBrowser } from "../../test/support/browser.js";
import { startTestGateway, type TestGateway, waitFor } from "../../test/support/gateway.js";

/** Takes the pictures of the gateway's page into `docs/images`: `npm run screenshots`. */

const FOLDER = resolve(__dirname, "../../docs/images");
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 780 };

const MEETINGS = [
  { name: "Weekly product review", phoneNumber: "+14082924837", dtmf: ",,939293#,,1234#" },
  { name: "Interview with Ms. Okafor", phoneNumber: "+442071838750" },
  { name: "Quarterly results, analysts' call", uri: "sip:results@conference.example.com" },
  { name: "Support: order 4711", phoneNumber: "+81345678901", dtmf: ",,77#" },
] as const;

const SAID = [
  ["Ada Lovelace", "Good morning, everyone. Shall we begin with the numbers of last week?"],
  ["Grace Hopper", "Yes. Sign-ups are up by eleven per cent, and most of them came from the new onboarding."],
  ["Ada Lovelace", "That is good to hear. Who writes it up for the newsletter?"],
  ["Katherine Johnson", "I will send a draft by Thursday."],
] as const;

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const gateway = await startTestGateway({ speed: 1 });
  const browser = await startBrowser();
  try {
    const conversationId = await furnish(gateway);
    for (const colorScheme of ["light", "dark"] as const) {
      await picture(browser, gateway, `console-${colorScheme}`, { colorScheme, viewport: WIDE, hash: "/" });
      await picture(browser, gateway, `conversation-${colorScheme}`, {
        colorScheme,
        viewport: WIDE,
        hash: `/conversations/${conversationId}`,
      });
    }
    await picture(browser, gateway, "console-phone", { colorScheme: "light", viewport: PHONE, hash: "/" });
  } finally {
    await browser.close();
    await gateway.close();
  }
}

interface Pose {
  readonly colorScheme: "light" | "dark";
  readonly viewport: { readonly width: number; readonly height: number };
  readonly hash: string;
}

async function picture(browser: Browser, gateway: TestGateway, name: string, pose: Pose): Promise<void> {
  const { colorScheme, viewport, hash } = pose;
  const page = await browser.newPage({ colorScheme, viewport, reducedMotion: "reduce", locale: "en-GB" });
  await page.goto(`${gateway.url}/#${hash}`);
  await page.locator('#link[data-state="live"]').waitFor();
  await page
    .locator(hash === "/" ? ".card" : ".facts dd")
    .first()
    .waitFor();
  await speak(page, gateway);
  await page.screenshot({ path: resolve(FOLDER, `${name}.png`), fullPage: true });
  await page.close();
}

/** Says something on the calls that are up, once the page is listening. */
async function speak(page: Page, gateway: TestGateway): Promise<void> {
  const [first] = await gateway.liveConnections();
  if (first === undefined) return;
  for (const [name, content] of SAID) {
    gateway.publish(first.connectionId, {
      type: "message_response",
      messages: [{ from: { name }, payload: { content } }],
    });
  }
  await page.getByText("draft by Thursday").first().waitFor();
}

async function furnish(gateway: TestGateway): Promise<string> {
  const token = await gateway.token();
  const call = async (body: object): Promise<{ connectionId: string; conversationId: string }> => {
    const answer = await fetch(`${gateway.url}/v1/endpoint:connect`, {
      method: "POST",
      headers: { "x-api-key": token, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const parsed: { connectionId: string; conversationId: string } = JSON.parse(await answer.text());
    return parsed;
  };
  const startOf = ({ name, ...where }: (typeof MEETINGS)[number]) => ({
    operation: "start",
    endpoint: { type: "uri" in where ? "sip" : "pstn", ...where },
    data: { session: { name } },
    actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
  });
  for (const meeting of [...MEETINGS].reverse()) {
    const { connectionId } = await call(startOf(meeting));
    await answered(gateway, connectionId);
    await call({ operation: "stop", connectionId });
  }
  const [first, second, third] = MEETINGS;
  const live = await call(startOf(first));
  await call(startOf(second));
  const event = { topic: "speaker", type: "joined", timestamp: new Date().toISOString() };
  for (const [name] of SAID) {
    const userId = `${name.split(" ")[0]?.toLowerCase()}@example.com`;
    await fetch(`${gateway.url}/v1/event/${live.connectionId}`, {
      method: "POST",
      headers: { "x-api-key": token, "content-type": "application/json" },
      body: JSON.stringify({ ...event, user: { userId, name } }),
    });
  }
  await answered(gateway, live.connectionId);
  await call(startOf(third));
  return live.conversationId;
}

async function answered(gateway: TestGateway, connectionId: string): Promise<void> {
  await waitFor(
    async () => (await gateway.connections()).find((each) => each.connectionId === connectionId),
    (each) => each?.times.answered !== undefined,
    30_000,
  );
}

void main();
