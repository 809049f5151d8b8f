import { expect, it } from "vitest";
import { session, testWorld } from "../support/world.js";

const REMOTE = [
  "http://symbl.example.com",
  "http://192.168.1.10:8787",
  "http://127.example.com",
  "http://0.0.0.0:8787",
];
const OWN = [
  "http://localhost:8787",
  "http://gateway.localhost",
  "http://127.0.0.1:8787",
  "http://127.8.9.10",
  "http://[::1]:8787",
];

it("a base URL with plain http: warns, once for all sessions of it, unless it is on this machine", async () => {
  const world = await testWorld();
  const urls = [...REMOTE, ...OWN, "https://symbl.example.com"];
  const accounts = urls.flatMap((url, index) => [
    [`SYMBL_ACCOUNT${index}_BASE_URL`, url],
    [`SYMBL_ACCOUNT${index}_APP_ID`, "app-id"],
    [`SYMBL_ACCOUNT${index}_APP_SECRET`, "app-secret"],
  ]);
  const run = await world.run(Object.fromEntries(accounts));
  for (const [index] of urls.entries()) {
    for (const name of ["one", "another"])
      expect(await run.check(session({ account: `account${index}` }, name))).toEqual([]);
  }
  const warnings = run.log.map(({ severity, urn, message }) => [severity, urn.split("::").at(-1), message]);
  expect(warnings).toEqual(
    REMOTE.map((url) => [
      "warning",
      "one",
      expect.stringContaining(
        `The base URL ${url} is plain http:, so credentials and keys to press can be read on the way. Use`,
      ),
    ]),
  );
});
