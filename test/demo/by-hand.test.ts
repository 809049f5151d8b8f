import { expect, test } from "vitest";
import { ownSettings } from "../../tools/demo/environment.js";
import { stackWorkspace } from "../support/engine.js";
import { checkout, cleanUpAfterEach, demoTimeoutMs, liveCalls, newPlace, outOfOrder, type Started } from "./support.js";

cleanUpAfterEach();

/** Unsets what belongs to whoever runs the tests. */
const bare = Object.fromEntries(ownSettings(process.env).map((name) => [name, undefined]));

test(
  "`npm run gateway` in one terminal and `pulumi up` at the root in another need nothing else",
  async () => {
    const place = newPlace();
    const env = { ...bare, XDG_STATE_HOME: place.temporary };
    const gateway = place.start("npm", ["run", "gateway"], env);
    const free = await gateway.until("listens on http://127.0.0.1:8787").then(
      () => true,
      () => false,
    );
    if (free) {
      await upAndDestroy("http://127.0.0.1:8787", {});
      await stop(gateway);
      return;
    }
    expect(gateway.output()).toContain("port 8787 of 127.0.0.1 is taken");
    process.stderr.write("Port 8787 is taken: the stack is tried by hand with SYMBL_BASE_URL.\n");
    const other = place.start("npm", ["run", "gateway", "--", "--port", "0"], env);
    await other.until("Requests: ");
    const url = /listens on (\S+)/.exec(other.output())?.[1] ?? "";
    await upAndDestroy(url, { SYMBL_BASE_URL: url });
    await stop(other);
  },
  demoTimeoutMs,
);

async function upAndDestroy(url: string, env: Readonly<Record<string, string>>): Promise<void> {
  const stack = await stackWorkspace({ projectDir: checkout, env: { ...bare, ...env } });
  try {
    const up = await stack.run(["up", "--yes"]);
    expect(up.code, up.stdout + up.stderr).toBe(0);
    expect(outOfOrder(up.stdout, ["2 to create", "standup created", 'status            : "live"'])).toEqual([]);
    expect(await stack.outputs()).toMatchObject({ status: "live", eventUrl: expect.stringContaining(url) });
    expect(await liveCalls(url)).toBe(1);
  } finally {
    const destroy = await stack.run(["destroy", "--yes"]);
    await stack.dispose();
    expect(destroy.code, destroy.stdout + destroy.stderr).toBe(0);
  }
  expect(await liveCalls(url)).toBe(0);
}

async function stop(gateway: Started): Promise<void> {
  gateway.ctrlC();
  expect([0, 130, "SIGINT"]).toContain(await gateway.ended);
}
