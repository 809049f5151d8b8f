import type { Reporter, TestModule } from "vitest/node";

/** Ends the run with one plain line on what ran, for people and machines alike. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      let failed = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "failed") failed++;
        if (state === "passed") count.passed++;
        if (state === "skipped" || state === "pending") count.skipped++;
      }
      // A file that could not even be loaded, or whose hook failed, has no failed test to show for it.
      count.failed += failed === 0 && module.state() === "failed" ? 1 : failed;
    }
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}
