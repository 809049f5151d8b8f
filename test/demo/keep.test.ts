import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import {
  answers,
  cleanUpAfterEach,
  demoTimeoutMs,
  filesInCheckout,
  liveCalls,
  newPlace,
  type Place,
  printed,
} from "./support.js";

cleanUpAfterEach();

describe("--keep", () => {
  /** Runs a line as a person would paste it, in a shell in the checkout. */
  async function shell(place: Place, line: string): Promise<string> {
    const started = place.start("sh", ["-c", line], { SYMBL_ACCESS_TOKEN: "a-token-of-their-own" });
    const code = await started.ended;
    if (code !== 0) throw new Error(`${line}\nended with ${code}:\n${started.output()}`);
    return started.output();
  }

  const line = (output: string, start: string): string =>
    printed(output, new RegExp(`^ {2}(${start.replaceAll(".", "\\.")}.*)$`, "m"));

  test(
    "leaves the gateway and the stack up, and the printed commands look, change and tear down",
    async () => {
      const before = filesInCheckout();
      const place = newPlace();
      const demo = place.demo(["--keep"], { SYMBL_ACCESS_TOKEN: "a-token-of-their-own" });
      expect(await demo.ended, demo.output()).toBe(0);
      const output = demo.output();
      expect(output).toContain("stay up.");
      expect(output).not.toContain("Clean up");
      const gateway = printed(output, /listens on (http:\S+),/);
      expect(await liveCalls(gateway)).toBe(1);

      const enter = line(output, ". ");
      expect(await shell(place, `${enter} && ${line(output, "pulumi stack output")}`)).toContain("conversationId");
      expect(await shell(place, `${enter} && pulumi stack output status`)).toBe("live\n");
      expect(await shell(place, `${enter} && echo $SYMBL_BASE_URL $SYMBL_ACCESS_TOKEN`)).toBe(`${gateway}\n`);

      const up = `${line(output, "pulumi up")} --yes --skip-preview`;
      expect(await shell(place, `${enter} && ${line(output, "pulumi config")} && ${up}`)).toContain("1 replaced");
      expect(await liveCalls(gateway)).toBe(1);

      const torn = await shell(place, line(output, "npm run demo -- --clean"));
      expect(torn).toContain("No call is live; the 3 that were placed have ended.");
      expect(torn).toContain("Torn down. Nothing is left behind.");
      expect(await answers(gateway)).toBe(false);
      expect(place.remains()).toEqual([]);
      expect(filesInCheckout()).toEqual(before);
    },
    demoTimeoutMs,
  );
});

describe("--clean", () => {
  test(
    "takes away what is left when the gateway has ended",
    async () => {
      const place = newPlace();
      const folder = join(place.temporary, "kept");
      mkdirSync(folder);
      const gone = place.start("sh", ["-c", "exit 0"]);
      await gone.ended;
      const gateway = {
        url: "http://127.0.0.1:1",
        pid: gone.child.pid,
        appId: "dev-app-id",
        appSecret: "dev-app-secret",
      };
      writeFileSync(join(folder, "kept.json"), JSON.stringify({ gateway, engine: await testEngine() }));
      const demo = place.demo(["--clean", folder]);
      expect(await demo.ended, demo.output()).toBe(0);
      expect(demo.output()).toContain("has ended already");
      expect(place.remains()).toEqual([]);
    },
    engineTimeoutMs,
  );

  test("touches no directory that --keep did not leave", async () => {
    const place = newPlace();
    writeFileSync(join(place.temporary, "kept.json"), '{"gateway":{"url":"http://127.0.0.1:1","pid":1}}');
    const demo = place.demo(["--clean", place.temporary]);
    expect(await demo.ended).toBe(1);
    expect(demo.output()).toContain("is not what `npm run demo -- --keep` left");
    expect(place.remains()).toEqual(["kept.json"]);
  });
});
