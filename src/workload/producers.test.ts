import { describe, expect, it } from "vitest";
import {
  createLedger,
  errorCounts,
  type Ledger,
  OUTCOME,
  TICKS_PER_MS,
  UNKNOWN_PARTITION,
} from "../history/ledger.js";
import type { ClientTransaction } from "../history/transaction-file.js";
import type { PlacedGroup } from "../scenario/checks.js";
import { PRODUCER_PROPERTIES } from "../scenario/generated/properties.js";
import { excludedPairs } from "../scenario/properties/pairs.js";
import { reasonAgainst } from "../scenario/properties/refused.js";
import { PRODUCERS } from "../scenario/properties/sections.js";
import type { ProducerGroup, Scenario, Topic } from "../scenario/syntax.js";
import { eachProducer } from "../scenario/timing.js";
import { TopicPartitions } from "../topic-partitions.js";
import { BURST_MS } from "./pacing.js";
import { checkProducerConfig, Workload, type WorkloadListener } from "./producers.js";

// librdkafka brings a broker of its own: every producer of these tests has a cluster to itself, with offsets from 0.
const TRANSACTIONS = { every: 10, abortShare: 0 };
const MOCK = { "test.mock.num.brokers": 1 };

function transactionalOf(every: number, abortShare: number, producers: Partial<ProducerGroup>): Scenario {
  return scenarioOf({ idempotence: true, transactions: { every, abortShare }, ...producers });
}

function scenarioOf(producers: Partial<ProducerGroup>, topic: Partial<Topic> = {}): Scenario {
  const { config = {}, ...rest } = producers;
  return {
    name: "test",
    cluster: {
      brokers: 1,
      zookeepers: 1,
      kafka: "3.9.1",
      config: {},
      network: { latencyMs: 0, jitterMs: 0 },
    },
    topics: [{ name: "test1", partitions: 1, replicas: 1, config: {}, ...topic }],
    producers: [
      {
        name: "producers",
        topic: "test1",
        count: 1_000,
        rate: "max",
        acks: "all",
        instances: 1,
        startMs: 0,
        sizeBytes: 100,
        idempotence: false,
        key: "none",
        schema: "none",
        ...rest,
        config: { ...MOCK, ...config },
      },
    ],
    faults: [],
    expect: { loss: "any" },
    seed: 1,
    scale: 1,
  };
}

interface Told {
  readonly ledger: Ledger;
  /** Delivery reports by row of the ledger. */
  readonly reports: Uint8Array;
  /** Offsets as they were reported, by producer. */
  readonly offsets: (number | null)[][];
  readonly errors: Record<string, number>;
  /** Totals as they grew. */
  readonly sent: number[];
  readonly transactions: ClientTransaction[];
}

/** Runs the producers to their end, or until `onSent` aborts them. */
async function produce(
  scenario: Scenario,
  options: {
    signal?: AbortSignal;
    onSent?: (total: number) => number | undefined;
    onTransactions?: (all: ClientTransaction[]) => void;
  } = {},
): Promise<Told> {
  const ledger = createLedger({
    nonce: 1,
    producers: eachProducer(scenario.producers).map(({ count: messages, acks }) => ({ messages, acks })),
    partitions: new TopicPartitions(scenario.topics).count,
    startedAtMs: Date.now(),
  });
  const told: Told = {
    ledger,
    reports: new Uint8Array(ledger.rows),
    offsets: ledger.producers.map(() => []),
    errors: {},
    sent: [],
    transactions: [],
  };
  const listener: WorkloadListener = {
    log: () => {},
    sent: (total) => {
      told.sent.push(total);
      return options.onSent?.(total) ?? Number.POSITIVE_INFINITY;
    },
    report: (producer, sequence, offset, error) => {
      told.reports[ledger.rowsOf.rowOf(producer, sequence)]!++;
      if (error === null) told.offsets[producer]!.push(offset);
      else told.errors[error.name] = (told.errors[error.name] ?? 0) + 1;
    },
    failover: () => {},
    transaction: (transaction) => told.transactions.push(transaction),
    gaveUp: () => {},
  };
  options.onTransactions?.(told.transactions);
  const startMs = performance.now();
  await using workload = await Workload.connect({
    scenario,
    bootstrap: "127.0.0.1:1",
    ledger,
    schemaId: null,
    nowMs: () => performance.now() - startMs,
    listener,
    signal: options.signal ?? new AbortController().signal,
  });
  await workload.run();
  return told;
}

function expectEachReportedOnce({ ledger, reports, sent }: Told): void {
  expect(reports.every((times) => times === 1)).toBe(true);
  expect(ledger.totals).toMatchObject({ sent: ledger.rows, settled: ledger.rows, contradictions: 0 });
  expect(sent.at(-1)).toBe(ledger.rows);
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("producers", () => {
  it("at full speed send every message once and hear of each once", async () => {
    const told = await produce(scenarioOf({ count: 20_000, instances: 2 }));
    expectEachReportedOnce(told);
    expect(told.ledger.totals.acknowledged).toBe(40_000);
    for (const offsets of told.offsets) {
      expect(offsets.map(Number).sort((a, b) => a - b)).toEqual(upTo(20_000));
    }
  });

  it("at a pace do the same, and never hand over more than 10 ms of messages at once", async () => {
    const rate = 2_000;
    const told = await produce(scenarioOf({ count: 500, rate, instances: 2 }));
    expectEachReportedOnce(told);
    expect(told.ledger.totals.acknowledged).toBe(1_000);
    const burst = 2 * ((rate * BURST_MS) / 1000 + 1);
    const steps = told.sent.map((total, i) => total - (told.sent[i - 1] ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(burst);
  });

  it("at full speed hand over no message beyond the count at which they are to tell", async () => {
    const counts = [1, 4_000, 4_001, 25_000];
    const next = (total: number) => counts.find((count) => count > total) ?? Number.POSITIVE_INFINITY;
    const told = await produce(scenarioOf({ count: 15_000, instances: 2 }), { onSent: next });
    expectEachReportedOnce(told);
    expect(told.sent).toEqual(expect.arrayContaining(counts));
  });

  it("put down the partition that the client chose", async () => {
    const told = await produce(scenarioOf({ count: 2_000, key: "sequence" }, { partitions: 4 }));
    expectEachReportedOnce(told);
    const { partition, offset } = told.ledger;
    expect(new Set(partition)).toEqual(new Set(upTo(4)));
    const places = upTo(2_000).map((row) => `${partition![row]}:${offset[row]}`);
    expect(new Set(places).size).toBe(2_000);
  });

  it("with acks=0 hear of messages that were sent, and of no offsets", async () => {
    const told = await produce(scenarioOf({ acks: 0 }));
    expectEachReportedOnce(told);
    expect(told.ledger.outcome.every((outcome) => outcome === OUTCOME.unplaced)).toBe(true);
    expect(new Set(told.offsets[0])).toEqual(new Set([null]));
  });

  it("get through a queue that is smaller than what is due", async () => {
    const told = await produce(scenarioOf({ config: { "queue.buffering.max.messages": 7, "linger.ms": 0 } }));
    expectEachReportedOnce(told);
    expect(told.ledger.totals.acknowledged).toBe(1_000);
  });

  it("count messages that were not delivered in time, by librdkafka's name", async () => {
    const config = { "test.mock.broker.rtt": 1_000, "message.timeout.ms": 100 };
    const told = await produce(scenarioOf({ count: 300, config }));
    expectEachReportedOnce(told);
    expect(told.errors).toEqual({ _MSG_TIMED_OUT: 300 });
    expect(errorCounts(told.ledger)).toEqual({ _MSG_TIMED_OUT: 300 });
  });

  it("put down the partition of a message that was not delivered in time, once the client knows the topic", async () => {
    const config = { "test.mock.broker.rtt": 800, "message.timeout.ms": 100 };
    const { ledger } = await produce(
      scenarioOf({ count: 300, rate: 50, key: "sequence", config }, { partitions: 4 }),
    );
    const failed = upTo(300).filter((row) => ledger.outcome[row]! >= OUTCOME.failed);
    const partitions = new Set(failed.map((row) => ledger.partition![row]!));
    expect([...partitions].sort((a, b) => a - b)).toEqual([...upTo(4), UNKNOWN_PARTITION]);
  }, 30_000);

  it("count messages that the client refuses, by librdkafka's name", async () => {
    const told = await produce(
      scenarioOf({ count: 50, sizeBytes: 2_000, config: { "message.max.bytes": 1_000 } }),
    );
    expectEachReportedOnce(told);
    expect(told.errors).toEqual({ MSG_SIZE_TOO_LARGE: 50 });
    expect(errorCounts(told.ledger)).toEqual({ MSG_SIZE_TOO_LARGE: 50 });
  });

  it("start when they are told to: a late one connects at its time, and sends at its pace from then on", async () => {
    const told = await produce(scenarioOf({ count: 100, rate: 500, instances: 2, startMs: [0, 600] }));
    expectEachReportedOnce(told);
    const sentAtMs = (row: number) => told.ledger.sentAt[row]! / TICKS_PER_MS;
    expect(sentAtMs(0)).toBeLessThan(500);
    expect(sentAtMs(100)).toBeGreaterThanOrEqual(600);
    expect(sentAtMs(199) - sentAtMs(100)).toBeGreaterThan(150);
  });

  it("that start later and cannot connect end the run as those do that start at once", async () => {
    const withoutBroker = { "test.mock.num.brokers": 0 };
    const scenario = scenarioOf({ count: 10, rate: 100, startMs: 1, config: withoutBroker });
    await expect(produce(scenario)).rejects.toThrow(/^a producer could not connect: /);
  });

  it("that wait for their start do not hold up the end", async () => {
    const interruption = new AbortController();
    const reason = new Error("interrupted");
    const scenario = scenarioOf({ count: 100, rate: 100, instances: 2, startMs: [0, 3_600_000] });
    const stopped = produce(scenario, {
      signal: interruption.signal,
      onSent: (total) => {
        if (total > 0) interruption.abort(reason);
        return undefined;
      },
    });
    await expect(stopped).rejects.toBe(reason);
  });

  it("stop when they are told to, whatever is in flight", async () => {
    const interruption = new AbortController();
    const reason = new Error("interrupted");
    let seen = 0;
    const stopped = produce(scenarioOf({ count: 10_000, rate: 1_000 }), {
      signal: interruption.signal,
      onSent: (total) => {
        seen = total;
        if (total > 20) interruption.abort(reason);
        return undefined;
      },
    });
    await expect(stopped).rejects.toBe(reason);
    expect(seen).toBeLessThan(10_000);
  });
});

describe("producers with transactions", () => {
  it("settle each message when its transaction ends, and abort the share that they are asked to", async () => {
    const told = await produce(transactionalOf(10, 0.3, { count: 95, rate: 2_000, instances: 2 }));
    expectEachReportedOnce(told);
    const { ledger, transactions } = told;
    expect(ledger.totals).toMatchObject({ acknowledged: 2 * 65, failed: 60, contradictions: 0 });
    expect(errorCounts(ledger)).toEqual({ TRANSACTION_ABORTED: 60 });
    const ofFirst = transactions.filter(({ producer }) => producer === 0);
    expect(ofFirst.map(({ first }) => first)).toEqual(upTo(10).map((i) => i * 10));
    expect(ofFirst.map(({ messages }) => messages)).toEqual([...upTo(9).map(() => 10), 5]);
    const aborted = ofFirst.flatMap(({ outcome }, i) => (outcome === "aborted" ? i : []));
    expect(aborted).toEqual([1, 4, 8]);
    expect(ofFirst.every(({ error }) => error === null)).toBe(true);
  });

  it("acknowledge no message before its commit was asked for", async () => {
    const scenario = transactionalOf(20, 0, { count: 60, rate: 1_000 });
    const { ledger, transactions } = await produce(scenario);
    for (const { first, messages, beganMs, askedMs, endedMs } of transactions) {
      expect(beganMs).toBeLessThanOrEqual(askedMs!);
      for (let row = first; row < first + messages; row++) {
        expect(ledger.settledAt[row]! / TICKS_PER_MS).toBeGreaterThanOrEqual(askedMs! - 1);
        expect(ledger.settledAt[row]! / TICKS_PER_MS).toBeLessThanOrEqual(endedMs + 50);
      }
    }
  });

  it("that are stopped leave a transaction that nothing tells the end of", async () => {
    const stop = new AbortController();
    const reason = new Error("interrupted");
    let told: ClientTransaction[] = [];
    const stopped = produce(transactionalOf(900, 0, { count: 1_000, rate: 500 }), {
      signal: stop.signal,
      onSent: (total) => {
        if (total > 20) stop.abort(reason);
        return undefined;
      },
      onTransactions: (all) => {
        told = all;
      },
    });
    await expect(stopped).rejects.toBe(reason);
    expect(told).toMatchObject([{ first: 0, outcome: "abandoned", askedMs: null, error: null }]);
  });

  it("get a message that the client refuses out of the way with its transaction", async () => {
    const config = { "message.max.bytes": 1_000 };
    const told = await produce(transactionalOf(4, 0, { count: 3, sizeBytes: 2_000, config }));
    expectEachReportedOnce(told);
    expect(errorCounts(told.ledger)).toEqual({ TRANSACTION_ABORTED: 3 });
    expect(told.transactions.map(({ error, messages }) => [error, messages])).toEqual(
      upTo(3).map(() => ["MSG_SIZE_TOO_LARGE", 1]),
    );
  });
});

describe("groups of producers", () => {
  it("send each what they are asked to, at their own pace, with their own acks", async () => {
    const [one] = scenarioOf({}).producers;
    const scenario: Scenario = {
      ...scenarioOf({}),
      topics: [
        { name: "test1", partitions: 4, replicas: 1, config: {} },
        { name: "test2", partitions: 4, replicas: 1, config: {} },
      ],
      producers: [
        { ...one!, name: "a", count: 2_000, rate: "max" },
        { ...one!, name: "b", topic: "test2", count: 30, instances: 2, rate: 300, key: "sequence" },
        { ...one!, name: "c", topic: "test2", count: 5, rate: 100, acks: 0 },
      ],
    };
    const told = await produce(scenario);
    expectEachReportedOnce(told);
    const { ledger } = told;
    expect(ledger.totals).toMatchObject({ acknowledged: 2_065, contradictions: 0 });
    expect(ledger.outcome.filter((outcome) => outcome === OUTCOME.unplaced)).toHaveLength(5);
    const indexes = (first: number, end: number) => new Set(ledger.partition!.subarray(first, end));
    expect([...indexes(0, 2_000)].every((index) => index < 4)).toBe(true);
    expect([...indexes(2_000, 2_060)].sort()).toEqual([4, 5, 6, 7]);
  });
});

describe("a producer's configuration", () => {
  it("has librdkafka's own message time-out, which is longer than a minute", async () => {
    const lingersFor = (config: ProducerGroup["config"]) =>
      produce(scenarioOf({ count: 10, config: { "linger.ms": 100_000, ...config } }), {
        onSent: () => {
          interruption.abort(reason);
          return undefined;
        },
        signal: interruption.signal,
      });
    const [interruption, reason] = [new AbortController(), new Error("it began")];
    await expect(lingersFor({ "message.timeout.ms": 60_000 })).rejects.toThrow(/linger/);
    await expect(lingersFor({})).rejects.toBe(reason);
  });

  it("is refused in librdkafka's words, before anything starts", () => {
    const scenario = scenarioOf({ config: { "linger.parsecs": 12 } });
    expect(() => checkProducerConfig(scenario, "kessel.yaml")).toThrow(
      /^kessel\.yaml: producers\.config: .*linger\.parsecs/,
    );
  });

  it("takes what a scenario lets through: the limits and the words of every property", () => {
    const refusals: string[] = [];
    for (const [name, { type, min, max, values }] of PRODUCER_PROPERTIES) {
      if (reasonAgainst(name, PRODUCERS) !== undefined) continue;
      const samples = type === "boolean" ? [true, "false", "T", 0] : [min, max, ...(values ?? [])];
      for (const value of samples) {
        if (value === undefined) continue;
        try {
          checkProducerConfig(scenarioOf({ config: { [name]: value } }), "limits.yaml");
        } catch (error) {
          refusals.push((error as Error).message);
        }
      }
    }
    expect(refusals).toEqual([]);
  });

  it.each([
    { idempotence: true, config: { retries: 0 } },
    { idempotence: true, config: { "max.in.flight": 6 } },
    { idempotence: true, config: { "queue.buffering.backpressure.threshold": 2 } },
    { idempotence: true, config: { "queuing.strategy": "lifo" } },
    { config: { "enable.gapless.guarantee": true } },
    { config: { "reconnect.backoff.ms": 20_000 } },
    { config: { "linger.ms": 300_000 } },
    { idempotence: true, transactions: TRANSACTIONS, config: { "message.timeout.ms": 10_001 } },
    { idempotence: true, transactions: TRANSACTIONS, config: { "socket.timeout.ms": 10_101 } },
    { idempotence: true, transactions: TRANSACTIONS, config: { "linger.ms": 10_000 } },
  ])("has the pairs that librdkafka refuses when it starts: %j", async (producers) => {
    const scenario = scenarioOf({ count: 1, ...producers });
    expect([
      ...excludedPairs({ path: ["producers"], group: scenario.producers[0] as PlacedGroup["group"] }),
    ]).toHaveLength(1);
    await expect(produce(scenario)).rejects.toThrow(/`[\w.]+`/);
  });

  it("may hold what librdkafka takes for a topic", () => {
    const scenario = scenarioOf({ config: { "message.timeout.ms": 10_000, "queuing.strategy": "fifo" } });
    expect(() => checkProducerConfig(scenario, "fine.yaml")).not.toThrow();
  });
});
