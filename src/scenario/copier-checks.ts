/** The rules between the keys of `copiers`, and between them and other sections. */
import { defaultKafka, isBefore } from "../cluster/versions.js";
import { roughDuration } from "../rough-duration.js";
import type { Contradiction, Parts } from "./checks.js";
import { metadataPlan } from "./cluster-spec.js";
import type { Copier } from "./syntax.js";
import { lastDueMs } from "./timing.js";
import { adviceFor, writtenTo } from "./topics.js";

/** Since then one transactional producer serves all partitions of a consumer (KIP-447). */
const OFFSETS_OF_A_MEMBER_SINCE = "2.5";
const CONSUMER_PROTOCOL_SINCE = "4.0";

export function* aboutCopiers(parts: Parts & { readonly hasCopiers: boolean }): Generator<Contradiction> {
  const { copiers = [], expect } = parts;
  for (const [index, copier] of copiers.entries()) {
    const at = (...keys: (string | number)[]) => ["copiers", index, ...keys];
    yield* aboutNames(parts, copiers, index);
    yield* aboutTopicsOf(parts, copiers, index);
    yield* aboutVersion(parts, copier, at);
    if (copier.transactions && String(copier.config["enable.idempotence"] ?? true) === "false") {
      const message =
        "a transactional producer is idempotent; leave enable.idempotence out, or write transactions: false";
      yield { path: at("config", "enable.idempotence"), at: "value", message };
    }
    for (const name of ["acks", "request.required.acks"]) {
      const acks = copier.config[name];
      if (!copier.transactions || acks === undefined || ["all", "-1"].includes(String(acks))) continue;
      const message = `transactions need acks all, not ${acks}; leave ${name} out, or write transactions: false`;
      yield { path: at("config", name), at: "value", message };
    }
    if (!copier.transactions && copier.config["transaction.timeout.ms"] !== undefined) {
      const message = "transaction.timeout.ms needs transactions; leave it out, or write transactions: true";
      yield { path: at("config", "transaction.timeout.ms"), at: "key", message };
    }
    if (copier.restarts?.how === "pause" && copier.restarts.forMs === 0) {
      yield { path: at("restarts"), at: "value", message: "a pause needs its length; write for: 5s" };
    }
    const lastMs = parts.producers && lastDueMs(parts.producers);
    if (lastMs === undefined) continue;
    const late = (what: string, ms: number) =>
      `${what} after ${roughDuration(ms)}, but the producers send for ${roughDuration(lastMs)}`;
    if (copier.startMs > lastMs) {
      yield { path: at("start"), at: "value", message: late("the copier would start", copier.startMs) };
    } else if (copier.restarts !== undefined && copier.startMs + copier.restarts.everyMs > lastMs) {
      const message = late("the first restart would come", copier.startMs + copier.restarts.everyMs);
      yield { path: at("restarts", "every"), at: "value", message };
    }
  }
  if (expect?.copiers !== undefined && copiers.length === 0 && !parts.hasCopiers) {
    const message =
      "expect.copiers needs copiers; write copiers, such as [{ name: billing, from: orders, to: invoices }]";
    yield { path: ["expect", "copiers"], at: "key", message };
  }
  const hasTransactions = copiers.some(({ transactions }) => transactions);
  if (expect?.copiers?.exactlyOnce !== undefined && copiers.length > 0 && !hasTransactions) {
    const message =
      "exactlyOnce is asked of copiers with transactions, and there is none; write transactions: true, or expect twice and missing";
    yield { path: ["expect", "copiers", "exactlyOnce"], at: "key", message };
  }
}

function* aboutNames(
  { consumers = [] }: Parts,
  copiers: readonly Copier[],
  index: number,
): Generator<Contradiction> {
  const { name } = copiers[index]!;
  const path = ["copiers", index, "name"];
  const first = copiers.findIndex((other) => other.name === name);
  const group = consumers.findIndex((other) => other.group === name);
  if (first < index) {
    const message = `two copiers are called ${name}: copiers[${first}] and copiers[${index}]; write another name`;
    yield { path, at: "value", message };
  } else if (group >= 0) {
    const message = `${name} is the name of a consumer group already, and a copier has a group, too; write another name`;
    yield { path, at: "value", message, beside: ["consumers", group, "group"] };
  }
}

function* aboutTopicsOf(
  { topics, groups = [], cluster }: Parts,
  copiers: readonly Copier[],
  index: number,
): Generator<Contradiction> {
  const { from, to } = copiers[index]!;
  const at = (key: "from" | "to") => ["copiers", index, key];
  if (from === to) {
    const message = `a copier onto its own topic would read its own copies; write another topic as to`;
    yield { path: at("to"), at: "value", message, beside: at("from") };
    return;
  }
  const chained = copiers.findIndex((other) => other.from === to);
  if (chained >= 0) {
    const message = `copiers[${chained}] reads ${to}, and copies of copies cannot be told apart; write another topic as to`;
    yield { path: at("to"), at: "value", message, beside: ["copiers", chained, "from"] };
  }
  const first = copiers.findIndex((other) => other.to === to);
  if (first < index) {
    const message = `copiers[${first}] writes to ${to} already, and their copies cannot be told apart; write another topic as to`;
    yield { path: at("to"), at: "value", message, beside: ["copiers", first, "to"] };
  }
  if (topics === undefined) return;
  const names = topics.map(({ topic: { name } }) => name);
  for (const key of ["from", "to"] as const) {
    const name = copiers[index]![key];
    const placed = topics.find(({ topic }) => topic.name === name);
    if (placed === undefined) {
      const message = `there is no topic ${name}; ${adviceFor(name, names)}, or add it to topics`;
      yield { path: at(key), at: "value", message };
      continue;
    }
    const policy = placed.topic.config["cleanup.policy"] ?? cluster?.config["log.cleanup.policy"];
    if (policy?.includes("compact")) {
      const message = `${name} is compacted, so messages and copies disappear from it; write another topic as ${key}, or cleanup.policy: delete`;
      yield { path: at(key), at: "value", message };
    }
  }
  const writer = groups.find(({ group }) => writtenTo(topics, group).topic.name === to);
  if (writer !== undefined) {
    const message = `producers write to ${to}, and their messages could not be told from copies; write another topic as to`;
    yield {
      ...{ path: at("to"), at: "value", message },
      ...(writer.group.topic !== undefined && { beside: [...writer.path, "topic"] }),
    };
  }
  if (
    names.includes(from) &&
    groups.length > 0 &&
    !groups.some(({ group }) => writtenTo(topics, group).topic.name === from)
  ) {
    const message = `no producer writes to ${from}, so there is nothing to copy; write a topic that producers write to`;
    yield { path: at("from"), at: "value", message };
  }
}

function* aboutVersion(
  { cluster }: Parts,
  { transactions, protocol }: Copier,
  at: (key: string) => (string | number)[],
): Generator<Contradiction> {
  const kafka = cluster?.kafka ?? (cluster && defaultKafka(metadataPlan(cluster)));
  if (kafka === undefined) return;
  if (transactions && isBefore(kafka, OFFSETS_OF_A_MEMBER_SINCE)) {
    const message = `transactions of copiers (KIP-447) need Kafka 2.5.0 or later, and the cluster has ${kafka}; write transactions: false, or a later cluster.kafka`;
    yield { path: at("transactions"), at: "value", message };
  }
  if (protocol === "consumer" && isBefore(kafka, CONSUMER_PROTOCOL_SINCE)) {
    const message = `protocol consumer (KIP-848) needs Kafka 4.0.0 or later, and the cluster has ${kafka}; write protocol: classic, or a later cluster.kafka`;
    yield { path: at("protocol"), at: "value", message };
  }
}
