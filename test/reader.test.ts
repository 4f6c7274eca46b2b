/** The reader of the log, when the log's leader changes while it reads: every message is still accounted for once. */

import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkLog } from "../dist/checker/check-log.js";
import { bootstrapOf } from "../dist/engine/addresses.js";
import { LogWriter, openLog } from "../dist/history/log-file.js";
import { createTopics } from "../dist/kafka/topics.js";
import { readLog } from "../dist/reader/read-log.js";
import { compareReplicas } from "../dist/reader/replicas.js";
import { TopicPartitions } from "../dist/topic-partitions.js";
import { Workload } from "../dist/workload/producers.js";
import { brokersOf } from "../src/cluster/topology.js";
import type { Cluster } from "../src/engine/engine.js";
import { equalLedger, identityFor } from "../src/history/equal.test-support.js";
import type { Ledger } from "../src/history/ledger.js";
import type { Scenario } from "../src/scenario/syntax.js";
import { nodeOf, untilWhole, viewOf } from "./support/brokers.js";
import { scenarioFor, startCluster } from "./support/cluster.js";

/** Several fetches of 8 MB. */
const MESSAGES = 200_000;
const SIZE_BYTES = 200;
const TOPIC = "test1";
const forever = new AbortController().signal;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chaos-reader-"));
});
afterEach(() => rm(directory, { recursive: true }));

test.each(["kill", "stop"] as const)("%s of the leader in the middle of the log", async (primitive) => {
  await using place = await startCluster({
    config: { "zookeeper.session.timeout.ms": "4000", "replica.lag.time.max.ms": "2000" },
  });
  const { cluster } = place;
  const ledger = await fill(cluster);
  const leader = await untilWhole(cluster);
  const leadsBefore = nodeOf(cluster, leader).id;

  let gone: Promise<unknown> | undefined;
  const path = join(directory, "log.bin");
  const identity = identityFor(ledger, { topic: TOPIC, sizeBytes: SIZE_BYTES });
  await using log = await LogWriter.create(path, identity);
  atRecord(MESSAGES / 2, log, () => {
    gone = cluster[primitive](leader);
  });
  await readLog(brokersOf(cluster), log, forever);
  const { counts, anomalies, inconclusive } = await checkLog(await openLog(path), ledger);

  await gone;
  const survivor = brokersOf(cluster).find(({ name }) => name !== leader)!;
  expect((await viewOf(survivor)).leader).not.toBe(leadsBefore);
  expect(counts).toMatchObject({
    lost: 0,
    duplicated: 0,
    reordered: 0,
    corrupted: 0,
    unexpected: 0,
    misplaced: 0,
  });
  expect([anomalies, inconclusive]).toEqual([[], []]);
});

test("a replica whose log is changed on its disk is found, and where", async () => {
  await using place = await startCluster();
  const { cluster, runDirectory } = place;
  await fill(cluster);
  const leader = await untilWhole(cluster);
  const compare = () =>
    compareReplicas(
      brokersOf(cluster),
      new TopicPartitions([{ name: TOPIC, partitions: 1 }]),
      [MESSAGES],
      forever,
    );
  expect(await compare()).toEqual({ differences: [], unknown: null });

  const { name } = brokersOf(cluster).find((broker) => broker.name !== leader)!;
  const { undo } = await cluster.stop(name);
  const segment = join(runDirectory, "cluster", name, "data", `${TOPIC}-0`, `${"0".repeat(20)}.log`);
  await using file = await open(segment, "r+");
  const { size } = await file.stat();
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, size - 100);
  await file.write(Buffer.from([byte[0]! ^ 0xff]), 0, 1, size - 100);
  await undo();
  await untilWhole(cluster);
  const { differences } = await compare();
  expect(differences).toEqual([{ partition: 0, replica: name, leader, offset: expect.any(Number) }]);
  expect(differences[0]!.offset).toBeGreaterThan(MESSAGES / 2);
});

/** Every message acknowledged by all replicas. */
async function fill(cluster: Cluster): Promise<Ledger> {
  const base = scenarioFor({});
  const scenario: Scenario = {
    ...base,
    topics: [{ ...base.topics[0]!, name: TOPIC, replicas: 3 }],
    producers: [
      {
        ...base.producers[0]!,
        ...{ topic: TOPIC, count: MESSAGES, rate: "max", acks: "all", sizeBytes: SIZE_BYTES },
      },
    ],
  };
  await createTopics(brokersOf(cluster), scenario.topics, forever);
  const ledger = equalLedger({
    nonce: 7,
    producers: 1,
    messages: MESSAGES,
    partitions: 1,
    acks: "all",
    startedAtMs: Date.now(),
  });
  await using workload = await Workload.connect({
    scenario,
    bootstrap: bootstrapOf(cluster),
    ledger,
    schemaId: null,
    nowMs: () => performance.now(),
    signal: forever,
    listener: {
      log() {},
      sent: () => Number.POSITIVE_INFINITY,
      report() {},
      failover() {},
      transaction() {},
      gaveUp() {},
    },
  });
  await workload.run();
  expect(ledger.totals.acknowledged).toBe(MESSAGES);
  return ledger;
}

/** Does something the moment the n-th record comes. */
function atRecord(n: number, log: LogWriter, strike: () => void): void {
  const record = log.record.bind(log);
  let seen = 0;
  log.record = (...args) => {
    if (++seen === n) strike();
    record(...args);
  };
}
