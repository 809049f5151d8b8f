import { createServer } from "node:http";
import { expect, test } from "vitest";
import { answers, cleanUpAfterEach, demoTimeoutMs, filesInCheckout, newPlace, outOfOrder, printed } from "./support.js";

cleanUpAfterEach();

/** Counts who comes; whoever runs the demo may have an account there. */
async function someonesServer(): Promise<{ url: string; requests: () => number; close: () => Promise<void> }> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    requests: () => requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

test(
  "it dials in, hangs up before it dials another number, hangs up, and leaves nothing behind",
  async () => {
    const before = filesInCheckout();
    const own = await someonesServer();
    try {
      const place = newPlace();
      const demo = place.demo([], {
        // A person's own settings, which must not matter.
        SYMBL_BASE_URL: own.url,
        SYMBL_ACCESS_TOKEN: "a-token-of-their-own",
        SYMBL_GATEWAY_APPS: '[{"appId":"their-app","appSecret":"their-secret"}]',
        PULUMI_BACKEND_URL: own.url,
        PULUMI_ACCESS_TOKEN: "pul-their-own",
        PULUMI_STACK: "production",
        HTTP_PROXY: own.url,
        http_proxy: own.url,
      });
      expect(await demo.ended, demo.output()).toBe(0);
      const output = demo.output();
      expect(
        outOfOrder(output, [
          "1. A Pulumi engine",
          "Pulumi 3.",
          "Taken because",
          "2. A gateway that speaks Symbl's Telephony API",
          "$ node gateway/dist/main.js --port 0 --json",
          "3. `pulumi up` dials in",
          "$ pulumi stack init demo",
          "$ pulumi up --yes --skip-preview",
          "standup created",
          "conversationId",
          'status            : "live"',
          "dialing 14082924837",
          "ringing",
          "answered",
          "DTMF sent",
          "1 call is live: 14082924837",
          "4. Another number: hang up first, then dial",
          "$ pulumi config set phoneNumber '+1 (408) 555-0123'",
          "$ pulumi preview --diff",
          '~ phoneNumber: "+1 (408) 292-4837" => "+1 (408) 555-0123"',
          "+-1 to replace",
          "$ pulumi up --yes --skip-preview",
          "deleted original",
          "created replacement",
          "stop   200  hangs up 14082924837",
          "start  201  dials 14085550123",
          "Hung up first, dialled",
          "1 call is live: 14085550123",
          "5. `pulumi destroy` hangs up",
          "$ pulumi destroy --yes --skip-preview",
          "14082924837  ended: stopped",
          "14085550123  ended: stopped",
          "No call is live; the 2 that were placed have ended.",
          "6. Clean up",
          "is removed.",
          "Done. Nothing is left behind.",
          "npm run gateway",
          "pulumi up",
          "SYMBL_APP_ID",
          "npm run demo -- --keep",
        ]),
        output,
      ).toEqual([]);
      // Steps say how long they took.
      expect(output.match(/^ {3}\(\d+\.\d s\)$/gm)).toHaveLength(6);
      // A pipe is no terminal.
      expect(output).not.toContain("\x1b");
      expect(output).not.toContain("warning:");
      expect(own.requests()).toBe(0);
      expect(await answers(printed(output, /listens on (http:\S+),/))).toBe(false);
      expect(place.remains()).toEqual([]);
    } finally {
      await own.close();
    }
    expect(filesInCheckout()).toEqual(before);
  },
  demoTimeoutMs,
);

test.each(["--bogus", "something", "--clean", "--keep --clean ."])("`%s` is wrong usage", async (line) => {
  const place = newPlace();
  const demo = place.demo(line.split(" "));
  expect(await demo.ended).toBe(2);
  expect(demo.output()).toContain("npm run demo");
  expect(place.remains()).toEqual([]);
});

test("--help says what there is", async () => {
  const demo = newPlace().demo(["--help"]);
  expect(await demo.ended).toBe(0);
  for (const text of ["--keep", "--clean", "NO_COLOR", "Exit codes"]) expect(demo.output()).toContain(text);
});
