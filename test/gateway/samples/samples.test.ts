import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { WebSocket as BrowserWebSocket } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { Socket, send, start, stop } from "../client.js";
import { SPEAKER_EVENTS, START_BODIES } from "./sdk-bodies.js";

const FOLDER = __dirname;
/** The one of the PATH may not be the one that Debian's packages are for. */
const python = ["python3", "/usr/bin/python3"].find((each) => spawnSync(each, ["-c", "import requests"]).status === 0);

describe("the requests of the published samples", () => {
  let gateway: TestGateway;
  let token: string;
  beforeAll(async () => {
    gateway = await startTestGateway();
    token = await gateway.token();
  });
  afterAll(() => gateway.close());

  /** What a program printed, line by line. */
  async function answers(file: string, ...args: readonly string[]): Promise<readonly unknown[]> {
    const { stdout } = await promisify(execFile)(file, args);
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  }

  const answered = {
    eventUrl: expect.stringContaining("/v1/event/"),
    resultWebSocketUrl: expect.stringMatching(/^ws:.*\/events\//),
    connectionId: expect.any(String),
    conversationId: expect.stringMatching(/^\d+$/),
  };

  it("are taken from curl", async () => {
    const { appId, appSecret } = gateway;
    const printed = await answers("sh", join(FOLDER, "curl.sh"), gateway.url, appId, appSecret);
    expect(printed).toEqual([
      answered,
      expect.objectContaining({
        type: "meeting",
        name: "My Meeting",
        members: [expect.objectContaining({ name: "John" })],
      }),
      { ...answered, summaryInfo: expect.arrayContaining([expect.objectContaining({ url: expect.any(String) })]) },
    ]);
  });

  it("are taken from fetch", async () => {
    const printed = await answers(process.execPath, join(FOLDER, "fetch.mjs"), gateway.url, token);
    expect(printed).toEqual([answered, expect.objectContaining(answered)]);
  });

  it.skipIf(python === undefined)(
    `are taken from Python${python === undefined ? " [skipped: python3 has no module requests here (Debian: python3-requests)]" : ""}`,
    async () => {
      const printed = await answers(python ?? "", join(FOLDER, "python.py"), gateway.url, token);
      expect(printed).toEqual([answered, expect.objectContaining(answered)]);
    },
  );

  it.each(Object.entries(START_BODIES))("are taken as %s sends them", async (_name, body) => {
    const { connectionId } = await start(gateway, { token, body });
    try {
      for (const event of SPEAKER_EVENTS)
        expect((await send(gateway, "POST", `/v1/event/${connectionId}`, { token, body: event })).status).toBe(200);
    } finally {
      expect((await stop(gateway, token, connectionId)).status).toBe(200);
    }
  });

  const WAYS: Readonly<Record<string, (url: string, token: string) => Promise<Socket>>> = {
    "in the header X-API-KEY": (url, key) => Socket.open(url, { "x-api-key": key }),
    "in the query": (url, key) => Socket.open(`${url}?access_token=${key}`),
    "as the sub-protocol": (url, key) => Socket.open(url, {}, [key]),
  };
  const PATHS = ["/events/", "/session/subscribe/"];
  it.each(Object.entries(WAYS).flatMap(([way, open]) => PATHS.map((path) => [way, path, open] as const)))(
    "open a WebSocket with the token %s, at %s",
    async (_way, path, open) => {
      const { connectionId } = await start(gateway, { token });
      const socket = await open(`${gateway.url.replace("http", "ws")}${path}${connectionId}`, token);
      for (const event of SPEAKER_EVENTS) socket.send(JSON.stringify(event));
      socket.send("__PING__");
      expect(await socket.next()).toBe("__PONG__");
      await stop(gateway, token, connectionId);
      expect(await socket.closed).toMatchObject({ code: 1000 });
    },
  );

  it("open a WebSocket as a browser does, which knows no headers", async () => {
    const { connectionId, resultWebSocketUrl } = await start(gateway, { token });
    const socket = new BrowserWebSocket(resultWebSocketUrl, [token]);
    const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("error", reject);
    });
    expect(socket.protocol).toBe(token);
    await stop(gateway, token, connectionId);
    expect(await closed).toBe(1000);
  });
});
