import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { ownAddressTowards } from "../../../../../gateway/calls/dialers/baresip/own-address.js";
import { CallPortPool } from "../../../../../gateway/calls/dialers/baresip/ports.js";

const RANGE = [15_200, 15_211] as const;

test("each call gets three ports of its own, also from pools that know nothing of each other", async () => {
  const pools = [new CallPortPool(RANGE), new CallPortPool(RANGE)];
  const taken = await Promise.all([0, 1, 0, 1].map((each) => pools[each]?.take("127.0.0.1")));
  expect(taken.map((ports) => ports?.sip).sort()).toEqual([15_200, 15_203, 15_206, 15_209]);
  expect(taken.every((ports) => ports !== undefined && ports.control === ports.sip + 2)).toBe(true);
  expect(await pools[0]?.take("127.0.0.1")).toBeUndefined();
  taken[1]?.release();
  taken[1]?.release();
  const again = await pools[0]?.take("127.0.0.1");
  expect(again?.sip).toBe(taken[1]?.sip);
  for (const ports of [...taken, again]) ports?.release();
});

test("what a foreign program has is left alone", async () => {
  const foreign = createServer().listen(15_204, "127.0.0.1");
  await once(foreign, "listening");
  try {
    const pool = new CallPortPool([15_203, 15_208], () => 0);
    const ports = await pool.take("127.0.0.1");
    expect(ports?.sip).toBe(15_206);
    ports?.release();
  } finally {
    foreign.close();
  }
});

test("the own address is the one on the way to the far end", async () => {
  expect(await ownAddressTowards("127.0.0.1")).toBe("127.0.0.1");
  expect(await ownAddressTowards("nowhere.invalid")).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
});
