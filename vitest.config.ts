import { defineConfig } from "vitest/config";

/** A test says itself whether it is in GitHub Actions, wherever the tests run. */
const env = { GITHUB_ACTIONS: "" };

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
          name: "cluster",
          env,
          include: ["test/**/*.test.ts"],
          globalSetup: "test/support/build.ts",
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Clusters share two cores in CI; one file at a time keeps their timing their own.
          fileParallelism: false,
        },
      },
    ],
  },
});
