/**
 * Writes src/protocol/generated from the message definitions in two kafka-clients jars: those of the newest Kafka, and
 * those of an older one for the versions that the newest has removed (see merge.mjs).
 *
 *     node src/protocol/generate/generate.mjs [--check] [path/to/kafka-clients-<newer>.jar path/to/kafka-clients-<older>.jar]
 *
 * Without paths the jars are looked for in $KAFKA_HOME/libs, then in the cache that the tool itself fills, and they have
 * to be of the versions that the present files are from; the paths of others move them to their versions.
 * With --check nothing is written: the exit code is 1 when the committed files differ from what would be.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CLIENTS_JAR, findClientsJar } from "../../generate/jars.mjs";
import { readDefinitions } from "./definitions.mjs";
import { mergeDefinitions } from "./merge.mjs";
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
  const given = args.filter((arg) => !arg.startsWith("--"));
  const jars = given.length > 0 ? given : presentVersions().map(findClientsJar);
  const [newer, older] = jars;
  if (newer === undefined || older === undefined || jars.length > 2)
    throw new Error("give the paths of two jars: the newer kafka-clients, then the older one");
  const versions = `${versionOf(newer)} and ${versionOf(older)}`;
  const files = printAll(mergeDefinitions(readDefinitions(newer), readDefinitions(older)), versions);
  return check ? compare(files, versions) : write(files, versions);
}

/** @returns {string} */
function versionOf(/** @type {string} */ jarPath) {
  const version = CLIENTS_JAR.exec(basename(jarPath))?.[1];
  if (!version)
    throw new Error(`${jarPath} is not named kafka-clients-<version>.jar, so its version is unknown`);
  return version;
}

function write(/** @type {Map<string, string>} */ files, /** @type {string} */ versions) {
  rmSync(OUTPUT, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(OUTPUT, path)), { recursive: true });
    writeFileSync(join(OUTPUT, path), text);
  }
  console.log(`wrote ${files.size} files from the definitions of Kafka ${versions}`);
  return 0;
}

function compare(/** @type {Map<string, string>} */ files, /** @type {string} */ versions) {
  const present = existsSync(OUTPUT) ? listFiles(OUTPUT) : [];
  const stale = [
    ...[...files].filter(
      ([path, text]) => !present.includes(path) || readFileSync(join(OUTPUT, path), "utf8") !== text,
    ),
    ...present.filter((path) => !files.has(path)).map((path) => [path]),
  ].map(([path]) => path);
  if (stale.length === 0) {
    console.log(`the generated protocol files are fresh (Kafka ${versions}, ${files.size} files)`);
    return 0;
  }
  const some = stale.slice(0, 5).join(", ") + (stale.length > 5 ? ", …" : "");
  console.error(
    `${stale.length} generated protocol files differ from the definitions of Kafka ${versions} (${some}): run "npm run generate" and commit the result`,
  );
  return 1;
}

/** @returns {string[]} the newer and the older Kafka that the present files were generated from */
function presentVersions() {
  const present = join(OUTPUT, "apis.ts");
  const versions = existsSync(present)
    ? /of Kafka (\S+) and (\S+) by/.exec(readFileSync(present, "utf8"))?.slice(1)
    : undefined;
  if (versions === undefined)
    throw new Error(`${present} does not say which Kafka it is from: give two jars`);
  return versions;
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
