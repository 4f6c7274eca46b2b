/** What was run: the settings that the loss depends on. */
import type { Result, Settings } from "../../rundir/result.js";
import { count, countOf } from "../text.js";

const PROPERTIES_MAX = 5;

/** Lines of parts: of the producers, of the cluster, of each topic. */
export function settingsOf({
  environment,
  engine,
  producers,
  scale,
  settings,
  reachedRate,
}: Result): string[][] {
  const { acks, instances, rate } = producers;
  const asked = rate === "max" ? "as fast as it goes" : `${count(rate)}/s`;
  const pace = reachedRate === null ? asked : `${asked} (${count(reachedRate)}/s reached)`;
  const clients = [
    `acks ${acks}`,
    `${countOf(instances, "producer")} at ${pace}`,
    ...(settings?.producers.idempotence ? ["idempotent"] : []),
    ...written(settings?.producers.config),
    `librdkafka ${environment.librdkafka}`,
  ];
  const cluster = [
    `Kafka ${environment.kafka}`,
    engine,
    ...(settings === null ? [] : nodesOf(settings.cluster)),
    ...written(settings?.cluster.config),
    ...(scale === 1 ? [] : [`scale ${scale}`]),
    ...(environment.reusedCluster === undefined ? [] : ["reused cluster"]),
  ];
  if (settings === null) return [clients, cluster];
  const topics = settings.topics.map(({ name, partitions, replicas, config }) => [
    `topic ${name}: ${countOf(partitions, "partition")}`,
    countOf(replicas, "replica"),
    ...written(config),
  ]);
  return [clients, cluster, ...topics];
}

const MEMBERS: Readonly<Record<string, string>> = { kraft: "controller", zookeeper: "ZooKeeper server" };

function nodesOf({ brokers, metadata }: Settings["cluster"]): string[] {
  const isCombined = metadata.nodes.every((node) => brokers.includes(node));
  if (isCombined) return [`${countOf(brokers.length, "broker")}, also controllers`];
  const member = MEMBERS[metadata.kind] ?? `node of ${metadata.kind}`;
  return [countOf(brokers.length, "broker"), countOf(metadata.nodes.length, member)];
}

function written(config: Settings["topics"][number]["config"] = {}): string[] {
  const all = Object.entries(config).map(([name, value]) => `${name} ${value}`);
  const more = all.length - PROPERTIES_MAX;
  return more > 0 ? [...all.slice(0, PROPERTIES_MAX), `${more} more in scenario.yaml`] : all;
}
