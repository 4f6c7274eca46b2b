/** CONTRIBUTING.md, followed to the letter in a copy of the repository. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "chaos-contributing-"));
  for (const name of [
    "bin",
    "src",
    "examples",
    "bundle.mjs",
    "page-bundle.mjs",
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json",
  ]) {
    await cp(join(root, name), join(copy, name), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rm(copy, { recursive: true, force: true }));

interface Block {
  readonly language: string;
  readonly path: string;
  readonly text: string;
}

async function blocksOf(title: string, next: string): Promise<Block[]> {
  const text = await readFile(join(root, "CONTRIBUTING.md"), "utf8");
  const guide = text.slice(text.indexOf(`## ${title}`), text.indexOf(`## ${next}`));
  return [...guide.matchAll(/^```(\w+) ?(\S*)\n([\s\S]*?)^```$/gm)].map(([, language, path, block]) => ({
    language: language!,
    path: path!,
    text: block!,
  }));
}

/** Replaces the lines that a diff takes out, with those around them, by the lines that it puts in. */
function patch(text: string, diff: string): string {
  const lines = diff.trimEnd().split("\n");
  const side = (mark: string) =>
    lines
      .filter((line) => line[0] !== mark)
      .map((line) => line.slice(1))
      .join("\n");
  expect(text).toContain(side("+"));
  return text.replace(side("+"), side("-"));
}

/** Writes the files, makes the changes, types the commands; resolves to all that they print. */
async function follow(guide: readonly Block[]): Promise<string> {
  const commands: string[] = [];
  for (const { language, path, text } of guide) {
    if (language === "sh") commands.push(...text.trim().split("\n"));
    else if (language === "diff") {
      await writeFile(join(copy, path), patch(await readFile(join(copy, path), "utf8"), text));
    } else await writeFile(join(copy, path), text);
  }
  expect(commands).toHaveLength(3);
  let output = "";
  for (const command of commands) output += `${(await execa(command, { shell: true, cwd: copy })).stdout}\n`;
  return output;
}

it("a fault added as CONTRIBUTING says is built, listed, validated and runs", async () => {
  const output = await follow(await blocksOf("A new fault", "A new interceptor"));
  expect(output).toContain("examples/gc-pause.yaml: valid");
  expect(output).toMatch(/^as expected +gc-pause/m);
  const { stdout } = await execa(join(copy, "bin/chaos.js"), ["list", "examples"], { cwd: copy });
  expect(stdout).toContain("Freeze nodes again and again");
});

it("an interceptor added as CONTRIBUTING says is built, listed, and at work in a scenario", async () => {
  const output = await follow(await blocksOf("A new interceptor", "A new report"));
  expect(output).toContain("Tell producers to wait, as brokers do when a quota is used up");
  expect(output).toMatch(/^as expected +throttle/m);
});
