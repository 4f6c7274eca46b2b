/**
 * `node jars.mjs kafka 4.4.0` and `node jars.mjs registry` print the folder of jars in chaos' own cache, filled first where
 * it has to be: by the code that fills it for the local engine, checksums and all. Needs `npm run build`, and Maven for
 * what is not cached.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kafkaJars } from "../dist/engine/local/kafka-jars.js";
import { registryJars } from "../dist/engine/local/registry-jars.js";
import { Supervisor } from "../dist/engine/local/supervisor-client.js";

const [what, version] = process.argv.slice(2);
/** Of any cluster that this version runs. */
const planFor = (kafka) => ({ kind: Number(kafka.split(".")[0]) >= 4 ? "kraft" : "zookeeper", members: 1 });
const folderOf = {
  kafka: async (options) => (await kafkaJars({ kafka: version, metadata: planFor(version) }, options)).libs,
  registry: registryJars,
}[what];
if (folderOf === undefined) throw new Error(`there are jars of kafka and of the registry, not of ${what}`);
// Somebody's installed Kafka may be of another version than the image is tagged with.
const { KAFKA_HOME: _, ...env } = process.env;
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());
process.once("SIGTERM", () => interrupted.abort());

const folder = mkdtempSync(join(tmpdir(), "chaos-jars-"));
const supervisor = await Supervisor.start({
  runDirectory: folder,
  seed: 0,
  log: join(folder, "supervisor.log"),
});
try {
  const onProgress = (line) => console.error(line);
  console.log(await folderOf({ env, supervisor, signal: interrupted.signal, onProgress }));
} catch (error) {
  console.error(error.remedy === undefined ? error.message : `${error.message}: ${error.remedy}`);
  process.exitCode = 1;
} finally {
  await supervisor.end();
  rmSync(folder, { recursive: true, force: true });
}
