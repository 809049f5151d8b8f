import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startBrowser } from "../../test/support/browser.js";
import { startTestGateway, type TestGateway, waitFor } from "../../test/support/gateway.js";

import { recordedConversation } from "./recorded.js";

/** Takes the pictures of the gateway's page into `docs/images`: `npm run screenshots`. */

const FOLDER = resolve(__dirname, "../../docs/images");
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 780 };

const MEETINGS = [
  { name: "Weekly product review", phoneNumber: "+14082924837", dtmf: ",,939293#,,1234#" },
  { name: "Interview, second round", phoneNumber: "+442071838750" },
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
  // A minute of talk in three seconds.
  const talkative = await startTestGateway({ speed: 20 });
  const browser = await startBrowser();
  const folder = mkdtempSync(join(tmpdir(), "gateway-screenshots-"));
  try {
    await furnish(gateway);
    for (const colorScheme of ["light", "dark"] as const) {
      await picture(browser, gateway, `console-${colorScheme}`, { colorScheme, viewport: WIDE, hash: "/" });
    }
    await picture(browser, gateway, "console-phone", { colorScheme: "light", viewport: PHONE, hash: "/" });
    const conversationId = await converse(talkative);
    for (const colorScheme of ["light", "dark"] as const) {
      const hash = `/conversations/${conversationId}`;
      await picture(browser, talkative, `conversation-${colorScheme}`, { colorScheme, viewport: WIDE, hash });
    }
    const recorded = await recordedConversation(folder, async (on, body) => connect(on, await on.token(), body));
    try {
      const hash = `/conversations/${recorded.conversationId}`;
      await picture(browser, recorded.gateway, "recording", { colorScheme: "light", viewport: WIDE, hash });
    } finally {
      await recorded.gateway.close();
    }
    await picture(browser, talkative, "reference", { colorScheme: "light", viewport: WIDE, hash: "reference" });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
    await gateway.close();
    await talkative.close();
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
  await page.goto(hash === "reference" ? `${gateway.url}/reference` : `${gateway.url}/#${hash}`);
  if (hash !== "reference") await page.locator('#link[data-state="live"]').waitFor();
  if (hash === "/") await speak(page, gateway);
  const shown = hash === "/" ? ".card" : hash === "reference" ? "article" : ".transcript li";
  await page.locator(shown).first().waitFor();
  await page.screenshot({ path: resolve(FOLDER, `${name}.png`), fullPage: hash !== "reference" });
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

interface Started {
  readonly connectionId: string;
  readonly conversationId: string;
}

async function connect(gateway: TestGateway, token: string, body: object): Promise<Started> {
  const answer = await fetch(`${gateway.url}/v1/endpoint:connect`, {
    method: "POST",
    headers: { "x-api-key": token, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const parsed: Started = JSON.parse(await answer.text());
  return parsed;
}

/** A call on which the people of the sample script talk, from its beginning to its end. */
async function converse(gateway: TestGateway): Promise<string> {
  const token = await gateway.token();
  const { connectionId, conversationId } = await connect(gateway, token, {
    operation: "start",
    endpoint: { type: "sip", uri: "sip:conversation-then-hang-up@meet.example.com" },
    data: { session: { name: "Weekly product review" } },
    actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
  });
  await waitFor(
    () => gateway.liveConnections(),
    (live) => live.length === 0,
    120_000,
  );
  await connect(gateway, token, { operation: "stop", connectionId });
  return conversationId;
}

async function furnish(gateway: TestGateway): Promise<void> {
  const rules = [
    { id: "lost-answers", operation: "start", appId: "staging", effect: { type: "reset", when: "after" } },
  ];
  await fetch(`${gateway.url}/_gateway/faults`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ rules }),
  });
  const token = await gateway.token();
  const call = (body: object) => connect(gateway, token, body);
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
}

async function answered(gateway: TestGateway, connectionId: string): Promise<void> {
  await waitFor(
    async () => (await gateway.connections()).find((each) => each.connectionId === connectionId),
    (each) => each?.times.answered !== undefined,
    30_000,
  );
}

void main();
