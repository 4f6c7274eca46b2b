/** What the figures were measured with. */
import { execFile } from "node:child_process";
import { cpus, release } from "node:os";
import { promisify } from "node:util";
import Rdkafka from "node-rdkafka";
import { NEWEST_KAFKA_WITH_ZOOKEEPER } from "../../dist/cluster/versions.js";
import { findJava } from "../../dist/engine/local/java.js";

/** One line: date, machine, and the version of everything that took part. */
export async function describeMachine() {
  const java = await findJava(process.env).catch(() => null);
  const kcat = await kcatVersion();
  return [
    new Date().toISOString().slice(0, 10),
    `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}`,
    `Linux ${release()}`,
    `Node ${process.versions.node}`,
    `librdkafka ${Rdkafka.librdkafkaVersion}`,
    `Kafka ${NEWEST_KAFKA_WITH_ZOOKEEPER}`,
    ...(java === null ? [] : [`Java ${java.version}`]),
    ...(kcat === null ? [] : [`kcat ${kcat}`]),
  ].join(" · ");
}

/** null where it is not installed. */
export async function kcatVersion() {
  try {
    const { stdout, stderr } = await promisify(execFile)("kcat", ["-V"]);
    return /Version (\S+)/.exec(stdout + stderr)?.[1] ?? "of unknown version";
  } catch {
    return null;
  }
}
