import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ScriptedBrokers, scriptedBrokers } from "../kafka/testing/scripted-brokers.js";
import type { View } from "../observer/leadership.js";
import { TopicPartitions } from "../topic-partitions.js";
import { transactionsLimitMs, waitForTransactions } from "./open-transactions.js";

it("a coordinator has the timeout of a transaction, its own interval, and 15 s more", () => {
  expect(transactionsLimitMs(10_000, {})).toBe(35_000);
  const config = { "transaction.abort.timed.out.transaction.cleanup.interval.ms": "2000" };
  expect(transactionsLimitMs(60_000, config)).toBe(77_000);
});

describe("the end of transactions", () => {
  const TOPIC = { name: "orders", partitions: 2 };
  const TOPICS = new TopicPartitions([TOPIC]);
  let brokers: ScriptedBrokers;

  beforeEach(async () => {
    brokers = await scriptedBrokers(3, TOPIC, {
      DescribeProducers: ({ topics }) => {
        const { name, partitionIndexes } = topics[0]!;
        const idle = { producerId: 7n, currentTxnStartOffset: -1n };
        const open = { producerId: 2000n, currentTxnStartOffset: 12n };
        const partitions = partitionIndexes.map((partitionIndex) => ({
          ...{ partitionIndex, activeProducers: [idle, open] },
        }));
        return { topics: [{ name, partitions }] };
      },
    });
    // kafka1 leads orders-0 and kafka2 leads orders-1.
    for (const node of brokers.nodes) node.watermarks = [20, 30];
  });
  afterEach(() => brokers[Symbol.asyncDispose]());

  const LED: View[] = [0, 1].map((partition) => ({
    ...{ node: "kafka3", partition, leader: `kafka${partition + 1}`, epoch: 1, isr: [] },
  }));

  function begin({
    limitMs = 60_000,
    views = LED,
    signal = new AbortController().signal,
  }: {
    limitMs?: number;
    views?: readonly View[];
    signal?: AbortSignal;
  } = {}) {
    return waitForTransactions({ nodes: brokers.nodes }, { views: () => views }, TOPICS, { limitMs, signal });
  }

  it("has come where each last stable offset is at the high watermark, as the leader says", async () => {
    // A broker that does not lead is not asked.
    brokers.nodes[2]!.lastStable = [1, 1];
    expect(await begin()).toEqual([]);
    expect(brokers.nodes[2]!.asked.get("ListOffsets")).toBeUndefined();
  });

  it("is waited for", async () => {
    const [, second] = brokers.nodes;
    second!.lastStable = [20, 12];
    const waiting = begin();
    await vi.waitFor(() => expect(second!.asked.get("ListOffsets")).toBeGreaterThan(4), 5_000);
    second!.lastStable = [20, 30];
    expect(await waiting).toEqual([]);
  });

  it("did not come: the partition, the producer id and the offset are told, and the run goes on", async () => {
    brokers.nodes[1]!.lastStable = [20, 12];
    expect(await begin({ limitMs: 0 })).toEqual([
      "in partition 1 the transaction of producer id 2000 from offset 12 on did not end within 0 s, so consumers of committed messages read up to offset 12 of 30",
    ]);
  });

  it("is told without a producer id by a broker that names none", async () => {
    const [leader] = brokers.nodes;
    leader!.lastStable = [3, 30];
    leader!.script.DescribeProducers = () => ({
      topics: [{ name: "orders", partitions: [{ partitionIndex: 0, errorCode: 6 }] }],
    });
    const [sentence] = await begin({ limitMs: 0 });
    expect(sentence).toContain("in partition 0 a transaction did not end within 0 s");
  });

  it("is not known of a partition whose leader does not answer", async () => {
    brokers.nodes[0]!.errors.ListOffsets = [6];
    expect(await begin({ limitMs: 0 })).toEqual([
      "waited 0 s for the end of all transactions; saw kafka1 not ready to tell about partition 0",
    ]);
    const [sentence] = await begin({ limitMs: 0, views: LED.slice(0, 1) });
    expect(sentence).toContain("saw no leader for partition 1");
  });

  it("an interrupted run does not wait", async () => {
    const over = AbortSignal.abort(new Error("interrupted"));
    await expect(begin({ signal: over })).rejects.toThrow("interrupted");
  });
});
