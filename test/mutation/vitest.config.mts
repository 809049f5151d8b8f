import { defineConfig } from "vitest/config";

/** The tests that know the domain and the wire in process; those on a real host or engine run compiled code, where no mutant is. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: [
      "test/provider/{session,api,operations,host}/**/*.test.ts",
      "test/provider/{accounts,settings,saved-session,dtmf,actions}.test.ts",
    ],
    setupFiles: ["./test/support/own-journal.ts"],
    testTimeout: 30_000,
  },
});
