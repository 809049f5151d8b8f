import { expect, test } from "vitest";
import { requireBuild } from "../../tools/demo/checkout.js";
import {
  answers,
  cleanUpAfterEach,
  demoTimeoutMs,
  newPlace,
  outOfOrder,
  pidsOf,
  printed,
  pulumiThat,
} from "./support.js";

cleanUpAfterEach();

test(
  "a Pulumi that does not work: it says so, names the way out, and ends with 1",
  async () => {
    const place = newPlace();
    const demo = place.demo([], await pulumiThat(place, '*" stack init "*) echo "error: out of order" >&2; exit 3 ;;'));
    expect(await demo.ended).toBe(1);
    const output = demo.output();
    expect(
      outOfOrder(output, [
        "error: out of order",
        "`pulumi stack init demo` ended with exit code 3",
        "SYMBL_ENGINE=",
        "No call is live; none was placed.",
        "Failed. Nothing is left behind.",
      ]),
      output,
    ).toEqual([]);
    expect(await answers(printed(output, /listens on (http:\S+),/))).toBe(false);
    expect(place.remains()).toEqual(["own-pulumi"]);
  },
  demoTimeoutMs,
);

test(
  "a command fails while a call is live: the call is hung up",
  async () => {
    const place = newPlace();
    const demo = place.demo(
      [],
      await pulumiThat(place, '*" preview "*) echo "error: no preview today" >&2; exit 7 ;;'),
    );
    expect(await demo.ended).toBe(1);
    const output = demo.output();
    expect(
      outOfOrder(output, [
        "1 call is live",
        "error: no preview today",
        "`pulumi preview --diff` ended with exit code 7",
        "$ pulumi destroy",
        "standup deleted",
        "No call is live; the one that was placed has ended.",
        "Failed. Nothing is left behind.",
      ]),
      output,
    ).toEqual([]);
    expect(place.remains()).toEqual(["own-pulumi"]);
  },
  demoTimeoutMs,
);

test(
  "not even `pulumi destroy` works: the call is hung up at the gateway",
  async () => {
    const place = newPlace();
    const demo = place.demo([], await pulumiThat(place, '*" preview "*|*" destroy "*) exit 7 ;;'));
    expect(await demo.ended).toBe(1);
    const output = demo.output();
    expect(
      outOfOrder(output, [
        "`pulumi preview --diff` ended with exit code 7",
        "`pulumi destroy --yes --skip-preview` ended with exit code 7",
        "Hung up at the gateway: 1 call.",
        "No call is live; the one that was placed has ended.",
        "Failed. Nothing is left behind.",
      ]),
      output,
    ).toEqual([]);
    expect(place.remains()).toEqual(["own-pulumi"]);
  },
  demoTimeoutMs,
);

test.runIf(process.platform === "linux")(
  "the gateway dies under a live call: its calls are gone with it, and so is everything else",
  async () => {
    const place = newPlace();
    const demo = place.demo();
    await demo.until("  ringing");
    const [gateway = 0] = pidsOf(place, "gateway/dist/main.js --port 0");
    process.kill(gateway, "SIGKILL");
    expect(await demo.ended).toBe(1);
    expect(
      outOfOrder(demo.output(), [
        "The gateway does not answer",
        "has ended already",
        "Failed. Nothing is left behind.",
      ]),
      demo.output(),
    ).toEqual([]);
    expect(place.remains()).toEqual([]);
  },
  demoTimeoutMs,
);

test("there is no engine: it says what to do, and ends with 1", async () => {
  const place = newPlace();
  const demo = place.demo([], { SYMBL_ENGINE: "path", PATH: "/nonexistent" });
  expect(await demo.ended).toBe(1);
  expect(demo.output()).toContain("No Pulumi engine. Tried:");
  expect(place.remains()).toEqual([]);
});

test("a checkout that is not built is named with what builds it", () => {
  expect(() => requireBuild(newPlace().temporary)).toThrow(/gateway\/dist\/main\.js are missing.*`npm ci`/);
});
