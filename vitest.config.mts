import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["./test/support/own-journal.ts"],
    reporters: ["default", "./test/support/closing-line.ts"],
    // Each file gets a process of its own: tests set the environment and spawn engines.
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
