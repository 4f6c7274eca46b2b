/** What the documents say comes from runs and from code, and the examples do what they say. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";

it("README says what the published runs and the list of faults say", async () => {
  await execa("node", ["docs/readme.mjs", "--check"]);
});

it("the protocol files are what Kafka's own definitions generate", async () => {
  await execa("npm", ["run", "--silent", "generate", "--", "--check"]);
});

it("the names of properties are those that Kafka and librdkafka know", async () => {
  await execa("npm", ["run", "--silent", "generate:properties", "--", "--check"]);
});

it("every example runs to the verdict it expects", async () => {
  const out = await mkdtemp(join(tmpdir(), "chaos-examples-"));
  const { stdout } = await execa("bin/chaos.js", ["run", "examples", "--reporter", "json", "--out", out]);
  expect(JSON.parse(stdout)).toMatchObject([{ scenario: "rolling-restart", verdict: "as-expected" }]);
  await rm(out, { recursive: true });
});
