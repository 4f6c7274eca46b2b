import { defineConfig } from "vitest/config";

/** A test says itself whether it is in GitHub Actions, wherever the tests run. */
const env = { GITHUB_ACTIONS: "" };

/**
 * Tests on clusters that two processes run at once: each has one cluster at a time, and other files have two themselves
 * (roomForRuns). None of them asserts that something is done in time, looks at clusters or containers that it did not
 * start, runs `chaos clean`, or takes addresses that another cluster may have.
 */
const SHARING = [
  "contributing",
  "docs",
  "franz-go",
  "input",
  "library",
  "odd-paths",
  "output",
  "package",
  "protocol-live",
].map((name) => `test/${name}.test.ts`);

const onClusters = {
  env,
  globalSetup: "test/support/build.ts",
  testTimeout: 300_000,
  hookTimeout: 300_000,
};

export default defineConfig({
  test: {
    // CI counts tests from a file: it must not depend on what a terminal reporter prints.
    reporters: process.env.CHAOS_TEST_REPORT
      ? ["default", ["json", { outputFile: process.env.CHAOS_TEST_REPORT }]]
      : ["default"],
    projects: [
      {
        test: {
          name: "unit",
          env,
          include: ["src/**/*.test.ts", "docs/**/*.test.ts", "bench/**/*.test.mjs"],
          globalSetup: "src/report/html/testing/bundle.ts",
          testTimeout: 60_000,
          // Vitest leaves one core free, which is one of two in CI.
          maxWorkers: "100%",
        },
      },
      {
        test: {
          ...onClusters,
          name: "cluster",
          include: ["test/**/*.test.ts"],
          exclude: SHARING,
          // Clusters share two cores in CI; one file at a time keeps their timing their own.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...onClusters,
          name: "cluster-sharing",
          include: SHARING,
          maxWorkers: 2,
          // Last: whatever is fetched once for all clusters is here.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
