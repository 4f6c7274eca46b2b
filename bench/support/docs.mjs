/** Puts the figures into docs/benchmarks.md, between `<!-- figures -->` and `<!-- end of figures -->`. */
import { readFile, writeFile } from "node:fs/promises";
import { markdownOf } from "./table.mjs";

const page = new URL("../../docs/benchmarks.md", import.meta.url);

export async function writeDocs(machine, results) {
  const total = results.reduce((sum, { seconds }) => sum + seconds, 0);
  const minutes = Math.round(total / 6) / 10;
  const block = `${machine} · all parts in ${minutes} minutes\n\n${markdownOf(results)}`;
  const text = await readFile(page, "utf8");
  const written = text.replace(
    /(<!-- figures -->\n)[\s\S]*(<!-- end of figures -->)/,
    (_, before, after) => `${before}\n${block}\n\n${after}`,
  );
  if (!written.includes(block)) throw new Error("docs/benchmarks.md has no place for the figures");
  await writeFile(page, written);
}
