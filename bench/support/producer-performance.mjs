/** Kafka's own `kafka-producer-perf-test.sh`, at its defaults but for acks. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { NEWEST_KAFKA_WITH_ZOOKEEPER } from "../../dist/cluster/versions.js";
import { bootstrapOf } from "../../dist/engine/addresses.js";
import { findJava } from "../../dist/engine/local/java.js";
import { kafkaJars } from "../../dist/engine/local/kafka-jars.js";
import { MESSAGE_BYTES } from "./scenario.mjs";

/** Resolves to the messages per second that it says. */
export async function producerPerformance(cluster, topic, count) {
  const { command } = await findJava(process.env);
  const { libs } = await kafkaJars(
    { kafka: NEWEST_KAFKA_WITH_ZOOKEEPER, metadata: { kind: "zookeeper", members: 1 } },
    { env: process.env, onProgress: () => {} },
  );
  const { stdout } = await promisify(execFile)(command, [
    // As the script sets them.
    ...["-Xmx512M", "-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"],
    ...["-cp", join(libs, "*"), "org.apache.kafka.tools.ProducerPerformance"],
    ...["--topic", topic, "--num-records", String(count), "--record-size", String(MESSAGE_BYTES)],
    ...["--throughput", "-1", "--producer-props", `bootstrap.servers=${bootstrapOf(cluster)}`, "acks=all"],
  ]);
  // One line every five seconds, and the last for all of them.
  const total = stdout.split("\n").findLast((line) => line.startsWith(`${count} records sent`));
  const perSecond = /([\d.]+) records\/sec/.exec(total ?? "")?.[1];
  if (perSecond === undefined) throw new Error(`ProducerPerformance said: ${stdout.slice(-500)}`);
  return Number(perSecond);
}
