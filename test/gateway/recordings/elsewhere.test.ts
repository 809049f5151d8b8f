import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openPostgres } from "../../../gateway/store/sql/open-postgres.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { leftOut } from "../../support/left-out.js";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../../support/postgres.js";
import { play, tone } from "../audio-dialer.js";
import { send, start, stop } from "../client.js";
import { TalkingDialer } from "../talking-dialer.js";
import { ENCODER, recordingOf, settled, WITHOUT_ENCODER } from "./recorded.js";

const why = whyNoPostgres();
const named = why === undefined ? WITHOUT_ENCODER : leftOut(why);

describe.skipIf(named !== "")(`a recording of another gateway on the same PostgreSQL${named}`, () => {
  let postgres: TestPostgres;
  let home: string;
  const gateways: TestGateway[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
    home = mkdtempSync(join(tmpdir(), "gateway-elsewhere-"));
  }, 120_000);
  afterEach(async () => {
    for (const gateway of gateways.splice(0)) await gateway.close();
  });
  afterAll(async () => {
    await postgres.close();
    rmSync(home, { recursive: true, force: true });
  });

  it("is told of, can be heard where it lies, and goes there too when it is deleted here", {
    timeout: 60_000,
  }, async () => {
    const openStorage = openPostgres(await postgres.createDatabase());
    const dialer = new TalkingDialer();
    const open = async (name: string): Promise<TestGateway> => {
      const recordings = { folder: join(home, name), encoder: ENCODER };
      const gateway = await startTestGateway({ dialer, openStorage, recordings });
      gateways.push(gateway);
      return gateway;
    };
    const [one, two] = [await open("one"), await open("two")];
    const token = await one.token();
    const { connectionId, conversationId } = await start(one, { token });
    await play(dialer, "far", tone(440, 0.3), { paced: false });
    await stop(two, token, connectionId);
    const here = await settled(one, conversationId);
    expect(here).toMatchObject({ state: "finished", isHere: true });
    expect(await recordingOf(two, conversationId)).toMatchObject({ ...here, isHere: false, files: [], waveform: null });
    const path = `/_gateway/conversations/${conversationId}/recording`;
    expect((await send(two, "GET", path)).body).toMatchObject({ code: "RECORDING_ELSEWHERE" });
    expect((await fetch(one.url + path)).status).toBe(200);
    const root = join(home, "one", readdirSync(join(home, "one"))[0] ?? "");
    expect(readdirSync(root)).toEqual([conversationId]);
    await send(two, "DELETE", `/v1/conversations/${conversationId}`, { token });
    // Files that nobody may hear any more, though they are there still.
    expect((await send(one, "GET", path)).status).toBe(404);
    await one.close();
    await open("one");
    await waitFor(
      () => readdirSync(root),
      (names) => names.length === 0,
    );
  });
});
