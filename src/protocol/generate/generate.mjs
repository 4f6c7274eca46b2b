/**
 * Writes src/protocol/generated from the message definitions in a kafka-clients jar.
 *
 *     node src/protocol/generate/generate.mjs [--check] [path/to/kafka-clients-<version>.jar]
 *
 * Without a path the jar is looked for in $KAFKA_HOME/libs, then in the cache that the tool itself fills, and it has to
 * be of the version that the present files are from; the path of another one moves them to its version.
 * With --check nothing is written: the exit code is 1 when the committed files differ from what would be.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CLIENTS_JAR, findClientsJar } from "../../generate/jars.mjs";
import { readDefinitions } from "./definitions.mjs";
import { printAll } from "./print.mjs";

const OUTPUT = fileURLToPath(new URL("../generated/", import.meta.url));

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(describe(error));
  process.exitCode = 2;
}

/** @returns {number} the exit code */
function main(/** @type {string[]} */ args) {
  const check = args.includes("--check");
  const jarPath = args.find((arg) => !arg.startsWith("--")) ?? findClientsJar(presentVersion());
  const version = CLIENTS_JAR.exec(basename(jarPath))?.[1];
  if (!version)
    throw new Error(`${jarPath} is not named kafka-clients-<version>.jar, so its version is unknown`);
  const files = printAll(readDefinitions(jarPath), version);
  return check ? compare(files, version) : write(files, version);
}

function write(/** @type {Map<string, string>} */ files, /** @type {string} */ version) {
  rmSync(OUTPUT, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(OUTPUT, path)), { recursive: true });
    writeFileSync(join(OUTPUT, path), text);
  }
  console.log(`wrote ${files.size} files from the definitions of Kafka ${version}`);
  return 0;
}

function compare(/** @type {Map<string, string>} */ files, /** @type {string} */ version) {
  const present = existsSync(OUTPUT) ? listFiles(OUTPUT) : [];
  const stale = [
    ...[...files].filter(
      ([path, text]) => !present.includes(path) || readFileSync(join(OUTPUT, path), "utf8") !== text,
    ),
    ...present.filter((path) => !files.has(path)).map((path) => [path]),
  ].map(([path]) => path);
  if (stale.length === 0) {
    console.log(`the generated protocol files are fresh (Kafka ${version}, ${files.size} files)`);
    return 0;
  }
  const some = stale.slice(0, 5).join(", ") + (stale.length > 5 ? ", …" : "");
  console.error(
    `${stale.length} generated protocol files differ from the definitions of Kafka ${version} (${some}): run "npm run generate" and commit the result`,
  );
  return 1;
}

/** @returns {string | undefined} the Kafka that the present files were generated from */
function presentVersion() {
  const present = join(OUTPUT, "apis.ts");
  return existsSync(present) ? /of Kafka (\S+)/.exec(readFileSync(present, "utf8"))?.[1] : undefined;
}

function listFiles(/** @type {string} */ folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length));
}

/** @returns {string} */
function describe(/** @type {unknown} */ error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}
