/** What was run: the settings that the loss depends on. */
import type { Result, Settings } from "../../rundir/result.js";
import { count, countOf, percent } from "../text.js";

const PROPERTIES_MAX = 5;

/** Lines of parts: of the producers, of the cluster, of each topic. */
export function settingsOf({
  environment,
  engine,
  producers,
  scale,
  settings,
  reachedRate,
  groups,
}: Result): string[][] {
  const librdkafka = `librdkafka ${environment.librdkafka}`;
  const clients =
    groups === undefined
      ? [[...clientsOf({ ...producers, ...settings?.producers, reachedRate }), librdkafka]]
      : [
          ...groups.map(({ name, topic, ...group }) => [
            `${name}: ${clientsOf(group)[0]}`,
            ...clientsOf(group).slice(1),
            `topic ${topic}`,
          ]),
          [librdkafka],
        ];
  const cluster = [
    `Kafka ${environment.kafka}`,
    engine,
    ...(settings === null ? [] : nodesOf(settings.cluster)),
    ...written(settings?.cluster.config),
    ...(scale === 1 ? [] : [`scale ${scale}`]),
    ...(environment.reusedCluster === undefined ? [] : ["reused cluster"]),
  ];
  if (settings === null) return [...clients, cluster];
  const topics = settings.topics.map(({ name, partitions, replicas, config }) => [
    `topic ${name}: ${countOf(partitions, "partition")}`,
    countOf(replicas, "replica"),
    ...written(config),
  ]);
  return [...clients, cluster, ...topics];
}

/** Of the producers of one group. */
function clientsOf(group: {
  readonly acks: Result["producers"]["acks"];
  readonly instances: number;
  readonly rate: Result["producers"]["rate"];
  readonly reachedRate?: number | null;
  readonly idempotence?: boolean;
  readonly transactions?: Settings["producers"]["transactions"];
  readonly config?: Settings["producers"]["config"];
}): [string, ...string[]] {
  const { acks, instances, rate, reachedRate = null, idempotence, transactions, config } = group;
  const asked = typeof rate === "number" ? `${count(rate)}/s` : "as fast as it goes";
  const pace = reachedRate === null ? asked : `${asked} (${count(reachedRate)}/s reached)`;
  return [
    `acks ${acks}`,
    `${countOf(instances, "producer")} at ${pace}`,
    ...(transactions !== undefined ? transactionsOf(transactions) : idempotence ? ["idempotent"] : []),
    ...written(config),
  ];
}

function transactionsOf({ every, abortShare }: NonNullable<Settings["producers"]["transactions"]>): string[] {
  const abort = abortShare === 0 ? "" : `, ${percent(abortShare, 1)} aborted`;
  return [`transactions of ${countOf(every, "message")}${abort}`];
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
