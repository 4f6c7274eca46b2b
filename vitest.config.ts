import { defineConfig } from "vitest/config";

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
          include: ["src/**/*.test.ts", "docs/**/*.test.ts", "bench/**/*.test.mjs"],
          globalSetup: "src/report/html/testing/bundle.ts",
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "cluster",
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
