/**
 * All that checks read of a run, from its directory alone. What is missing, damaged or of another run is an
 * InfrastructureError with one sentence: such a run cannot be judged, and no part of it is.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { common } from "../alike.js";
import { brokersOf, planNodes } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import { type RunData, runPaths } from "../rundir/rundir.js";
import { specOf } from "../scenario/cluster-spec.js";
import { loadScenario } from "../scenario/load.js";
import type { FaultSyntax, Scenario } from "../scenario/syntax.js";
import { eachProducer } from "../scenario/timing.js";
import { TopicPartitions, type TopicShape } from "../topic-partitions.js";
import type { Ledger } from "./ledger.js";
import { readLedger } from "./ledger-file.js";
import type { LogIdentity } from "./log-entries.js";
import { openLog, type StoredLog } from "./log-file.js";
import { type KnownReads, openReadsOf } from "./open-reads.js";

export interface History extends KnownReads {
  readonly scenario: Scenario;
  readonly ledger: Ledger;
  readonly log: StoredLog;
  /** Path of transactions.ndjson; it is there where producers have transactions. */
  readonly transactions: string;
  /** Path of timeline.ndjson. */
  readonly timeline: string;
  /** Path of proxy.ndjson; it is there where the scenario has a proxy. */
  readonly proxyJournal: string;
  /** By the name of the broker: the path of its log. */
  readonly brokerLogs: ReadonlyMap<string, string>;
}

/** `faults`: those that scenarios may name. */
export async function openHistory(run: RunData, faults: readonly FaultSyntax[]): Promise<History> {
  const paths = runPaths(run.directory);
  if (!existsSync(paths.log)) throw withoutLog(run);
  const scenario = readScenario(paths.scenario, faults);
  const { ledger, complete } = await readLedger(paths.ledger);
  if (!complete) {
    throw new InfrastructureError(`${paths.ledger} was not written to its end: the run was killed before`);
  }
  const log = await openLog(paths.log);
  expectOneRun(run.result, log.identity, scenario, ledger);
  const reads = await openReadsOf(paths, ledger);
  const brokers = brokersOf({ nodes: planNodes(specOf(scenario, [])) });
  return {
    ...{ scenario, ledger, log, ...reads },
    transactions: paths.transactions,
    timeline: paths.timeline,
    proxyJournal: paths.proxyJournal,
    brokerLogs: new Map(brokers.map(({ name }) => [name, join(paths.logs, `${name}.log`)])),
  };
}

function withoutLog({ directory, result }: RunData): InfrastructureError {
  const why =
    result.counts.logMessages === null
      ? "the run stopped before it had read the log"
      : "an older chaos made the run, and it kept no log";
  return new InfrastructureError(
    `there is no log.bin in ${directory}, so the run cannot be checked again: ${why}`,
    { remedy: `chaos run ${join(directory, "scenario.yaml")}` },
  );
}

function readScenario(path: string, faults: readonly FaultSyntax[]): Scenario {
  try {
    return loadScenario(readFileSync(path, "utf8"), { path, faults, randomSeed: 0 }).scenario;
  } catch (cause) {
    const [first] = (cause as Error).message.split("\n");
    throw new InfrastructureError(`the scenario of the run cannot be read: ${first}`, { cause });
  }
}

function topicsOf(topics: readonly TopicShape[]): string {
  return topics.map(({ name }) => name).join(", ");
}

/** @throws InfrastructureError when the four files cannot be of the same run */
function expectOneRun(
  result: RunData["result"],
  log: LogIdentity,
  { topics, producers }: Scenario,
  ledger: Ledger,
): void {
  const counts = ({ producers }: { readonly producers: readonly { readonly messages: number }[] }) =>
    producers.map(({ messages }) => messages).join(", ");
  const planned = eachProducer(producers).map(({ count: messages, ...group }) => ({ ...group, messages }));
  const sizes = (some: readonly { readonly sizeBytes: number }[]) =>
    some.map(({ sizeBytes }) => sizeBytes).join(", ");
  const acksOf = (some: readonly { readonly acks: 0 | 1 | "all" }[]) =>
    some.map(({ acks }) => acks).join(", ");
  for (const [file, what, found, other, expected] of [
    ["log.bin", "the number that marks the messages", log.nonce, "ledger.bin", ledger.nonce],
    ["log.bin", "the number of producers", log.producers.length, "ledger.bin", ledger.producers.length],
    ["log.bin", "the number of messages of each producer", counts(log), "ledger.bin", counts(ledger)],
    [
      "log.bin",
      "the number of partitions",
      new TopicPartitions(log.topics).count,
      "ledger.bin",
      ledger.partitions,
    ],
    [
      "log.bin",
      topics.length === 1 ? "the topic" : "the topics",
      topicsOf(log.topics),
      "scenario.yaml",
      topicsOf(topics),
    ],
    ["log.bin", "the size of messages", sizes(log.producers), "scenario.yaml", sizes(planned)],
    ["log.bin", "the schema", log.schemaId === null ? "none" : "avro", "scenario.yaml", planned[0]!.schema],
    ["ledger.bin", "the number of producers", ledger.producers.length, "scenario.yaml", planned.length],
    [
      "ledger.bin",
      "the number of messages of each producer",
      counts(ledger),
      "scenario.yaml",
      counts({ producers: planned }),
    ],
    [
      "ledger.bin",
      "the number of partitions",
      ledger.partitions,
      "scenario.yaml",
      new TopicPartitions(topics).count,
    ],
    ["ledger.bin", "acks", acksOf(ledger.producers), "scenario.yaml", acksOf(planned)],
    [
      "ledger.bin",
      "acks",
      String(common(ledger.producers.map(({ acks }) => acks))),
      "result.json",
      String(result.producers.acks),
    ],
    ["ledger.bin", "the number of messages", ledger.rows, "result.json", result.counts.planned],
  ] as const) {
    if (found === expected) continue;
    throw new InfrastructureError(
      `${file} and ${other} are not of the same run: ${what} is ${found} in ${file} and ${expected} in ${other}`,
    );
  }
}
