import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["./test/support/own-journal.ts"],
    reporters: ["default", "./test/support/closing-line.ts"],
    // Each file gets a process of its own: tests set the environment and spawn engines.
    pool: "forks",
    // Most of a file is spent waiting for an engine, so two run side by side on two cores too.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
