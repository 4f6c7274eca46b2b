/** The examples of docs/library.md are tests of Vitest and of Jest. They import the package by its name, as others do. */
import { execa } from "execa";
import { expect, it } from "vitest";

const env = { NODE_OPTIONS: "", VITEST: "", VITEST_MODE: "", NODE_ENV: "" };

it("the example for Vitest passes", async () => {
  const options = { env, cwd: "examples/library/vitest", reject: false, all: true } as const;
  const { all, exitCode } = await execa("npx", ["vitest", "run", "--root", "."], options);
  expect(exitCode, all).toBe(0);
});

it("the example for Jest passes", async () => {
  const withModules = { ...env, NODE_OPTIONS: "--experimental-vm-modules" };
  const options = { env: withModules, cwd: "examples/library/jest", reject: false, all: true } as const;
  const { all, exitCode } = await execa("npx", ["jest"], options);
  expect(exitCode, all).toBe(0);
});
