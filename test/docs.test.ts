/** The documents' figures come from runs and from code, and their commands do what the documents say. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";

const README = new URL("../README.md", import.meta.url);

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
  expect(JSON.parse(stdout)).toMatchObject([
    { run: { scenario: "groups" }, verdict: "as-expected" },
    { run: { scenario: "rolling-restart" }, verdict: "as-expected" },
    { run: { scenario: "transactions" }, verdict: "as-expected" },
  ]);
  await rm(out, { recursive: true });
}, 240_000);

it("README's first command prints a block as README shows it", async () => {
  const readme = await readFile(README, "utf8");
  const [, command] = /<!-- run -->\n```sh\nnpm install && (.*)\n```/.exec(readme)!;
  const [, shown] = /<!-- verdict -->\n\n```text\n([\s\S]*?)```/.exec(readme)!;
  const out = await mkdtemp(join(tmpdir(), "chaos-readme-"));
  const { stdout } = await execa(`${command} --engine local --out ${out}`, { shell: true });
  expect(labelsOf(stdout)).toEqual(labelsOf(shown!));
  expect(stdout).toMatch(/^LOST +\S+ of 20,000 acknowledged messages .* the producer saw no error$/m);
  await rm(out, { recursive: true });
});

/** The first column of a verdict block. */
function labelsOf(block: string): string[] {
  return block.split("\n").flatMap((line) => /^(\S+(?: \S+)*) {2,}/.exec(line)?.[1] ?? []);
}

it("README's commands of jq read what chaos prints of several runs", async () => {
  const readme = await readFile(README, "utf8");
  const filters = [...readme.matchAll(/\| jq '([^']+)'/g)].map(([, filter]) => filter!);
  expect(filters).toHaveLength(1);
  for (const filter of filters) {
    const command = `bin/chaos.js report docs/results/local/* --format json | jq '${filter}'`;
    const { stdout } = await execa(command, { shell: "bash" });
    expect([...new Set(stdout.split("\n"))]).toEqual(['"as-expected"']);
  }
});

it("README's command for published runs shows every one of them, with the columns of its table", async () => {
  const readme = await readFile(README, "utf8");
  const [, command] = /`(bin\/chaos\.js report docs\/results\/local\/\*)`/.exec(readme)!;
  const { stdout } = await execa(command!, { shell: "bash" });
  expect(stdout).toMatch(/^scenario .* acked +failed .* lost +no writes .* verdict$/m);
  expect(stdout).toContain("11 runs: 11 as expected");
});

it("README's commands that need no cluster run as they are", async () => {
  const { stdout: schema } = await execa("bin/chaos.js", ["schema"]);
  expect(JSON.parse(schema)).toHaveProperty("$schema");
  const { stdout: interceptors } = await execa("bin/chaos.js", ["proxy", "interceptors"]);
  expect(interceptors).toContain("leader-election");
  await execa("bin/chaos.js", ["doctor"]);
});
