import type { Reporter, TestModule } from "vitest/node";

/** How suites and tests name why they were left out. */
const WHY = /\[skipped: (.+?)\](?: |$)|is not tested here: (.+)/;

/** Ends the run with one plain line on what ran, for people and machines alike, and before it what was left out for want of something. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const leftOut = new Map<string, number>();
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      let failed = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "failed") failed++;
        if (state === "passed") count.passed++;
        if (state !== "skipped" && state !== "pending") continue;
        count.skipped++;
        const [, one, other] = WHY.exec(test.fullName) ?? [];
        const why = one ?? other;
        if (why !== undefined) leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
      }
      // A file that could not even be loaded, or whose hook failed, has no failed test to show for it.
      count.failed += failed === 0 && module.state() === "failed" ? 1 : failed;
    }
    for (const [why, tests] of leftOut) process.stdout.write(`\nLeft out: ${tests} tests, for ${why}`);
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}
