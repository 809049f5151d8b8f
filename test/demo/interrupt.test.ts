import { expect, test } from "vitest";
import {
  answers,
  cleanUpAfterEach,
  demoTimeoutMs,
  filesInCheckout,
  liveCalls,
  newPlace,
  outOfOrder,
  printed,
  pulumiThat,
} from "./support.js";

cleanUpAfterEach();

const gatewayIn = (output: string): string => printed(output, /listens on (http:\S+),/);

test(
  "Ctrl-C under npm while the call is being placed: the engine finishes, and the call is hung up",
  async () => {
    const before = filesInCheckout();
    const place = newPlace();
    const demo = place.start("npm", ["run", "demo"]);
    await demo.until("standup creating");
    demo.ctrlC();
    // npm ends as a shell expects it of what Ctrl-C has ended.
    expect([130, "SIGINT"]).toContain(await demo.ended);
    const output = demo.output();
    expect(
      outOfOrder(output, [
        "Interrupted.",
        "Clean up",
        "No call is live",
        "has stopped",
        "is removed",
        "Nothing is left",
      ]),
      output,
    ).toEqual([]);
    expect(output).not.toContain("Interrupted again");
    expect(output).not.toContain("Hung up at the gateway");
    expect(await answers(gatewayIn(output))).toBe(false);
    expect(place.remains()).toEqual([]);
    expect(filesInCheckout()).toEqual(before);
  },
  demoTimeoutMs,
);

test(
  "SIGINT while the call is live: it is hung up by `pulumi destroy`",
  async () => {
    const place = newPlace();
    const demo = place.demo();
    await demo.until("  ringing");
    const gateway = gatewayIn(demo.output());
    expect(await liveCalls(gateway)).toBe(1);
    demo.child.kill("SIGINT");
    expect(await demo.ended).toBe(130);
    const output = demo.output();
    expect(
      outOfOrder(output, [
        "Interrupted.",
        "$ pulumi destroy",
        "standup deleted",
        "No call is live; the one that was placed has ended.",
        "Interrupted. Nothing is left behind.",
      ]),
      output,
    ).toEqual([]);
    expect(await answers(gateway)).toBe(false);
    expect(place.remains()).toEqual([]);
  },
  demoTimeoutMs,
);

test(
  "a second Ctrl-C does not wait for `pulumi destroy`, and leaves nothing behind either",
  async () => {
    const place = newPlace();
    const demo = place.demo(
      [],
      await pulumiThat(place, '*" destroy "*) echo "this takes for ever"; exec sleep 1000 ;;'),
    );
    await demo.until("  ringing");
    const gateway = gatewayIn(demo.output());
    demo.ctrlC();
    await demo.until("this takes for ever");
    expect(await liveCalls(gateway)).toBe(1);
    // What comes within half a second counts as the same keystroke, as under npm; so it is pressed until it counts.
    const pressing = setInterval(() => demo.ctrlC(), 100);
    await demo.until("Interrupted again.").finally(() => clearInterval(pressing));
    expect(await demo.ended).toBe(130);
    const output = demo.output();
    expect(
      outOfOrder(output, [
        "Hung up at the gateway: 1 call.",
        "No call is live; the one that was placed has ended.",
        "has stopped",
        "is removed",
        "Interrupted. Nothing is left behind.",
      ]),
      output,
    ).toEqual([]);
    expect(await answers(gateway)).toBe(false);
    expect(place.remains()).toEqual(["own-pulumi"]);
  },
  demoTimeoutMs,
);

test.each([
  ["SIGTERM", 143],
  // Of this it dies as any other program does: it could not end otherwise without its terminal.
  ["SIGHUP", "SIGHUP"],
] as const)(
  "%s before anything was dialled",
  async (signal, ending) => {
    const place = newPlace();
    const demo = place.demo();
    await demo.until("$ node gateway/dist/main.js");
    demo.child.kill(signal);
    expect(await demo.ended).toBe(ending);
    expect(demo.output()).toContain("Nothing is left behind.");
    expect(demo.output()).not.toContain("standup");
    expect(place.remains()).toEqual([]);
  },
  demoTimeoutMs,
);

test(
  "nobody reads its output any more: it cleans up",
  async () => {
    const place = newPlace();
    const demo = place.demo();
    await demo.until("standup creating");
    demo.child.stdout?.destroy();
    expect(await demo.ended).toBe(141);
    expect(place.remains()).toEqual([]);
  },
  demoTimeoutMs,
);
