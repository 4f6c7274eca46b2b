/**
 * `npm run bench [-- part…] [--against <checkout>] [--write]`: the figures that we hold ourselves to, each beside a peer measured in the same
 * run on the same machine.
 *
 * A part is a file in parts/ that exports `summary` and `measure(progress)`; it resolves to figures. Ours and the peer
 * take turns, so that a noisy moment hits both, and a figure is the median of several rounds. No test depends on any of
 * this: a slow machine makes a figure worse, never a build red.
 *
 * A part that cannot be measured here (no Docker engine, say) is left out, and the table says why.
 *
 * `--against` measures the same parts of another checkout, which is built, after each of ours: column "before".
 *
 * `--write` puts the table into docs/benchmarks.md; it needs every part to be asked for.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { writeDocs } from "./support/docs.mjs";
import { describeMachine } from "./support/machine.mjs";
import { measureAll } from "./support/measure-all.mjs";
import { tableOf } from "./support/table.mjs";

/** In the order in which they are told. */
const PARTS = [
  "start",
  "overhead",
  "campaign",
  "observer",
  "commands",
  "producer",
  "checker",
  "consumers",
  "reading",
  "report",
  "memory",
  "links",
  "paths",
  "diagnose",
  "docker",
  "proxy",
];

async function main() {
  const { values, positionals } = parseArgs({
    options: {
      against: { type: "string" },
      write: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
    allowPositionals: true,
  });
  const parts = await Promise.all(
    PARTS.map(async (name) => ({
      name,
      ...(await import(`./parts/${name}.mjs`)),
      before: values.against === undefined ? undefined : await measureIn(values.against, name),
    })),
  );
  const usage = [
    "npm run bench [-- part…] [--against <checkout>] [--write]",
    ...parts.map(({ name, summary }) => `  ${name.padEnd(9)} ${summary}`),
  ].join("\n");
  if (values.help) return void console.log(usage);
  const unknown = positionals.find((name) => !PARTS.includes(name));
  const chosen = positionals.length === 0 ? parts : parts.filter(({ name }) => positionals.includes(name));
  if (unknown !== undefined || (values.write && chosen.length < parts.length)) {
    const why = unknown === undefined ? "--write needs every part" : `there is no part "${unknown}"`;
    console.error(`${why}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }

  const results = await measureAll(chosen, (line) => console.error(line));
  const machine = await describeMachine();
  console.log(`${machine}\n\n${tableOf(results)}`);
  if (values.write) await writeDocs(machine, results);
}

/** How another checkout measures the part; undefined: it has no such part. */
async function measureIn(checkout, part) {
  const path = resolve(checkout, `bench/parts/${part}.mjs`);
  if (!existsSync(resolve(checkout, "dist")))
    throw new Error(`${checkout} is no checkout that is built: npm run build`);
  return existsSync(path) ? (await import(pathToFileURL(path))).measure : undefined;
}

await main();
