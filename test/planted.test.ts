/**
 * Anomalies planted in the log of a real cluster, alone and mixed, and found again: each of them, and nothing else.
 * What is planted, and what has to be found, is written down here, by the seed; nothing is asked of the checker twice.
 */
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  cleanHistory,
  type History,
  inTurn,
  type LogRecord,
  type Message,
  NONCE,
} from "../src/checker/histories.test-support.js";
import type { CheckCounts, CheckOutcome } from "../src/checker/outcome.js";
import { brokersOf } from "../src/cluster/topology.js";
import { waitForTransactions } from "../src/experiment/open-transactions.js";
import { coordinatorNow } from "../src/observer/coordinators.js";
import { Observer } from "../src/observer/observer.js";
import { readBatches } from "../src/protocol/index.js";
import { seededRandom } from "../src/random.js";
import { LogUnreadableError } from "../src/reader/read-log.js";
import { TopicPartitions } from "../src/topic-partitions.js";
import { startCluster, type TestCluster } from "./support/cluster.js";
import {
  beginTransaction,
  checkPlanted,
  connectToLeader,
  type PlantOptions,
  plantLog,
  TRANSACTION,
} from "./support/planting.js";

const SEED = 20_261_121;
const MIXTURES = 6;
const CLEAN = { lost: 0, duplicated: 0, reordered: 0, corrupted: 0, unexpected: 0, misplaced: 0 };
type Found = Partial<typeof CLEAN>;
/** The kinds of anomalies that a count is made of. */
const KINDS = {
  ...{ duplicated: ["duplicated"], reordered: ["reordered"], corrupted: ["corrupted"] },
  ...{ misplaced: ["misplaced"], unexpected: ["failedButStored", "neverSent", "foreign"] },
} as const;

let test: TestCluster;
let topics = 0;

beforeAll(async () => {
  // Two brokers, one replica a partition: the partitions of a topic have different leaders.
  test = await startCluster({
    brokers: 2,
    config: {
      "transaction.state.log.num.partitions": "1",
      "transaction.state.log.replication.factor": "1",
      "transaction.state.log.min.isr": "1",
    },
  });
});

afterAll(() => test?.[Symbol.asyncDispose]());

async function plantAndCheck(
  history: History,
  random: () => number,
  options: Partial<PlantOptions> = {},
): Promise<CheckOutcome> {
  const topic = `planted-${++topics}`;
  await plantLog(test.cluster, history, { topic, random, ...options });
  return checkPlanted(test.cluster, history, topic, options);
}

/** The record goes, those behind it close up, and so do the places that were acknowledged behind it. */
function takeOut(history: History, { partition, offset }: Message): void {
  history.log[partition]!.splice(offset, 1);
  for (const message of history.ledger) {
    if (message.partition === partition && message.offset > offset) message.offset--;
  }
}

function insert(history: History, partition: number, offset: number, record: LogRecord): void {
  history.log[partition]!.splice(offset, 0, record);
  for (const message of history.ledger) {
    if (message.partition === partition && message.offset >= offset) message.offset++;
  }
}

function insertAnywhere(history: History, record: LogRecord, random: () => number): void {
  const partition = Math.floor(random() * history.partitions);
  insert(history, partition, Math.floor(random() * (history.log[partition]!.length + 1)), record);
}

/** Does something to a message that stands at its place, or to the log around it, and says what has to be found. */
type Plant = (history: History, victim: Message, random: () => number) => Found;

const replaceBy =
  (make: (victim: Message, random: () => number) => LogRecord, found: Found): Plant =>
  (history, victim, random) => {
    history.log[victim.partition]![victim.offset] = make(victim, random);
    return found;
  };

/** They compose: none changes what another has to be found as. */
const plants: Record<string, Plant> = {
  "lost, as by a fail-over: another message was acknowledged at its place": (history, victim) => {
    takeOut(history, victim);
    return { lost: 1 };
  },
  "acknowledged without an offset, and lost": (history, victim) => {
    takeOut(history, victim);
    victim.outcome = "unplaced";
    return { lost: 1 };
  },
  "duplicated behind itself": (history, { producer, sequence, partition, offset }, random) => {
    const behind = history.log[partition]!.length - offset;
    const at = offset + 1 + Math.floor(random() * behind);
    insert(history, partition, at, { kind: "copy", producer, sequence });
    return { duplicated: 1 };
  },
  "duplicated in another partition": (history, { producer, sequence, partition }) => {
    const other = Math.min(partition + 1, history.partitions - 1);
    insert(history, other, history.log[other]!.length, { kind: "copy", producer, sequence });
    return { duplicated: 1 };
  },
  "corrupted in its text or its checksum": replaceBy(
    ({ producer, sequence }, random) => ({
      kind: "damaged",
      producer,
      sequence,
      at: 20 + Math.floor(random() * 12),
    }),
    { corrupted: 1 },
  ),
  "failed, yet there": (_, victim) => {
    victim.outcome = "failed";
    return { unexpected: 1 };
  },
  "failed, and not there": (history, victim) => {
    takeOut(history, victim);
    victim.outcome = "failed";
    return {};
  },
  "never sent, yet there": (_, victim) => {
    victim.outcome = "unsent";
    return { unexpected: 1 };
  },
  "in flight, and there": (_, victim) => {
    victim.outcome = "in flight";
    return {};
  },
  "in flight, and not there": (history, victim) => {
    takeOut(history, victim);
    victim.outcome = "in flight";
    return {};
  },
  "acknowledged without an offset, and there": (_, victim) => {
    victim.outcome = "unplaced";
    return {};
  },
  "of another run": (history, { producer, sequence }, random) => {
    insertAnywhere(history, { kind: "foreign", producer, sequence, nonce: NONCE + 1 }, random);
    return { unexpected: 1 };
  },
  "of a producer that this run hasn't": (history, { sequence }, random) => {
    insertAnywhere(history, { kind: "copy", producer: history.producers, sequence }, random);
    return { unexpected: 1 };
  },
  "of a sequence that this run hasn't": (history, { producer }, random) => {
    insertAnywhere(history, { kind: "copy", producer, sequence: history.messages }, random);
    return { unexpected: 1 };
  },
  "misplaced: acknowledged where another stands": (history, victim) => {
    const end = history.log[victim.partition]!.length;
    victim.offset = victim.offset + 1 < end ? victim.offset + 1 : 0;
    return { misplaced: 1 };
  },
  "misplaced: acknowledged beyond the end of the log": (_, victim) => {
    victim.offset += 1_000_000;
    return { misplaced: 1 };
  },
  "reordered: stands behind the one that follows it": (history, victim) => {
    const { partition, offset } = victim;
    const follower = history.ledger.find(
      ({ producer, sequence }) =>
        producer === victim.producer && sequence === victim.sequence + history.partitions,
    )!;
    const log = history.log[partition]!;
    [log[offset], log[follower.offset]] = [log[follower.offset]!, log[offset]!];
    [victim.offset, follower.offset] = [follower.offset, victim.offset];
    return { reordered: 1 };
  },
};

/** What they do to the record leaves open which message it was, when another that is missing was acknowledged there. */
const anonymous: Record<string, Plant> = {
  "without a value": replaceBy(() => ({ kind: "no value" }), { corrupted: 1 }),
  "corrupted in the number of the run": replaceBy(
    ({ producer, sequence }, random) => ({
      kind: "damaged",
      producer,
      sequence,
      at: Math.floor(random() * 4),
    }),
    { corrupted: 1 },
  ),
  "corrupted in its own number": replaceBy(
    ({ producer, sequence }, random) => ({
      kind: "damaged",
      producer,
      sequence,
      at: 4 + Math.floor(random() * 8),
    }),
    { corrupted: 1 },
  ),
};

/** Messages in random order. The one that follows a victim, of its producer in its partition, is there and is no victim. */
function victims(history: History, random: () => number): Message[] {
  const stride = 2 * history.partitions;
  const eligible = history.ledger.filter(
    ({ sequence }) =>
      sequence % stride < history.partitions && sequence + history.partitions < history.messages,
  );
  return shuffled(eligible, random);
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

interface Planted {
  readonly counts: CheckCounts;
  /** `producer/sequence` of what is lost. */
  readonly lost: readonly string[];
}

function plant(history: History, kinds: readonly Plant[], random: () => number): Planted {
  const counts = { ...CLEAN, logMessages: 0 };
  const lost: string[] = [];
  const candidates = victims(history, random);
  for (const [i, kind] of kinds.entries()) {
    const victim = candidates[i]!;
    const found = kind(history, victim, random);
    for (const [name, n] of Object.entries(found)) counts[name as keyof typeof CLEAN] += n;
    if (found.lost) lost.push(`${victim.producer}/${victim.sequence}`);
  }
  counts.logMessages = history.log.flat().filter(({ kind }) => kind !== "control").length;
  return { counts, lost: lost.sort() };
}

/** The messages that the ranges hold, by the ledger: those of the range's producer and partition that were acknowledged. */
function messagesIn({ lostRanges }: CheckOutcome, history: History): string[] {
  return lostRanges
    .flatMap(({ producer, partition, firstSequence, lastSequence, messages }) => {
      const held = history.ledger.filter(
        (message) =>
          message.producer === producer &&
          message.partition === partition &&
          message.sequence >= firstSequence &&
          message.sequence <= lastSequence,
      );
      expect(held).toHaveLength(messages);
      return held.map(({ sequence }) => `${producer}/${sequence}`);
    })
    .sort();
}

function expectFound(outcome: CheckOutcome, history: History, { counts, lost }: Planted): void {
  expect(outcome.counts).toEqual(counts);
  expect(messagesIn(outcome, history)).toEqual(lost);
  expect(outcome.inconclusive).toEqual([]);
  expect(outcome.lostAtLeast).toBe(lost.length);
  for (const [count, kinds] of Object.entries(KINDS)) {
    const examples = kinds.map((kind) => outcome.anomalies.filter((anomaly) => anomaly.kind === kind));
    const shown = examples.flat().reduce((sum, { messages }) => sum + messages, 0);
    const isWhole = examples.every(({ length }) => length < 20);
    if (isWhole) expect({ [count]: shown }).toEqual({ [count]: counts[count as keyof typeof KINDS] });
  }
}

const SHAPE = { producers: 2, messages: 60, partitions: 2, acks: 1 } as const;

describe("in a real log", () => {
  it.each([1, 4])("nothing is found where nothing was planted, over %i partitions", async (partitions) => {
    const history = cleanHistory({ ...SHAPE, partitions });
    const outcome = await plantAndCheck(inTurn(history), seededRandom(SEED));
    expectFound(outcome, history, { counts: { ...CLEAN, logMessages: 120 }, lost: [] });
    expect(outcome.anomalies).toEqual([]);
  });

  it.each(Object.entries({ ...plants, ...anonymous }))(
    "messages are found exactly: %s",
    async (kind, plantOne) => {
      const random = seededRandom(SEED + kind.length);
      const history = cleanHistory(SHAPE);
      const planted = plant(history, new Array(7).fill(plantOne), random);
      expectFound(await plantAndCheck(history, random), history, planted);
    },
  );

  it.each(Array.from({ length: MIXTURES }, (_, i) => SEED + i))(
    "all kinds mixed are found exactly: seed %i",
    async (seed) => {
      const random = seededRandom(seed);
      const partitions = 1 + Math.floor(random() * 4);
      const history = cleanHistory({ producers: 3, messages: 400, partitions, acks: 1 });
      const kinds = Array.from({ length: 100 }, () => Object.values(plants)).flat();
      const planted = plant(history, shuffled(kinds, random).slice(0, 150), random);
      expect(Math.min(...Object.values(planted.counts))).toBeGreaterThan(0);
      expectFound(await plantAndCheck(history, random), history, planted);
    },
  );

  it("what can't be told apart is told as that: damaged records among lost messages", async () => {
    const random = seededRandom(SEED);
    const history = cleanHistory({ producers: 2, messages: 400, partitions: 1, acks: 1 });
    const kinds = Object.values({ ...plants, ...anonymous });
    const { counts } = plant(
      history,
      shuffled(Array.from({ length: 9 }, () => kinds).flat(), random),
      random,
    );
    // A message that was acknowledged at the place of another's record, whose own header is gone.
    const behind = history.ledger.find(
      ({ outcome, sequence, offset }) =>
        outcome === "acknowledged" && sequence > 390 && offset < history.log[0]!.length - 1,
    )!;
    takeOut(history, behind);
    history.log[0]![behind.offset] = { kind: "no value" };
    const outcome = await plantAndCheck(history, random);
    expect(outcome.counts).toMatchObject({ corrupted: counts.corrupted + 1, duplicated: counts.duplicated });
    const { lostAtLeast, lostAtMost } = outcome;
    expect(outcome.counts.lost).toBeNull();
    expect(lostAtLeast).toBeLessThanOrEqual(counts.lost! + 1);
    expect(lostAtMost).toBeGreaterThanOrEqual(counts.lost! + 1);
    expect(lostAtMost).toBeGreaterThan(lostAtLeast);
    expect(outcome.inconclusive).toEqual([
      expect.stringContaining("can't be told from missing messages"),
      expect.stringMatching(
        new RegExp(`^between ${lostAtLeast} and ${lostAtMost} of \\d+ acknowledged messages`),
      ),
    ]);
  });

  it("with acks=0 a message is lost when it is not there, and none is ever misplaced", async () => {
    const random = seededRandom(SEED);
    const history = cleanHistory({ ...SHAPE, acks: 0 });
    const names = [
      "lost, as by a fail-over: another message was acknowledged at its place",
      "duplicated behind itself",
    ];
    const planted = plant(
      history,
      names.flatMap((name) => new Array(9).fill(plants[name]!)),
      random,
    );
    const outcome = await plantAndCheck(history, random);
    expectFound(outcome, history, planted);
    for (const { firstOffset, lastOffset, overwritten } of outcome.lostRanges) {
      expect({ firstOffset, lastOffset, overwritten }).toEqual({
        firstOffset: null,
        lastOffset: null,
        overwritten: 0,
      });
    }
  });

  it("the markers of transactions take up offsets and are no messages", async () => {
    const random = seededRandom(SEED);
    const history = cleanHistory(SHAPE);
    const planted = plant(history, Object.values(plants), random);
    for (const partition of [0, 1]) {
      for (const at of [5, 31, history.log[partition]!.length])
        insert(history, partition, at, { kind: "control" });
    }
    expectFound(await plantAndCheck(history, random), history, planted);
  });

  it("a log of several answers is read to its end", async () => {
    const random = seededRandom(SEED);
    const history = cleanHistory({ producers: 2, messages: 12_000, partitions: 1, acks: 1 });
    const kinds = shuffled(Array.from({ length: 40 }, () => Object.values(plants)).flat(), random);
    const planted = plant(history, kinds, random);
    const outcome = await plantAndCheck(history, random, { sizeBytes: 1_000, recordsPerBatchMax: 800 });
    expectFound(outcome, history, planted);
  });

  it("a log whose beginning was deleted leaves open what stood there", async () => {
    const history = cleanHistory(SHAPE);
    const topic = "beginning-deleted";
    await plantLog(test.cluster, history, { topic, random: seededRandom(SEED) });
    await using leader = await connectToLeader(test.cluster, topic, 1);
    const partitions = [{ partitionIndex: 1, offset: 10 }];
    const { topics } = await leader.request("DeleteRecords", {
      topics: [{ name: topic, partitions }],
      timeoutMs: 10_000,
    });
    expect(topics[0]!.partitions[0]).toMatchObject({ errorCode: 0, lowWatermark: 10n });
    const outcome = await checkPlanted(test.cluster, history, topic);
    expect(outcome.inconclusive).toEqual([
      "offsets 0–9 of partition 1 were deleted, and not by retention, whose limits the run did not reach: " +
        "a client may have sent DeleteRecords",
      expect.stringMatching(/^how many of \d+ acknowledged messages are lost is unknown, at most 10$/),
    ]);
    expect(outcome.counts.lost).toBeNull();
  });
});

describe("a transaction that nobody ends", () => {
  const TOPIC = { name: "never-ended", partitions: 1 };

  async function untilEnded(): Promise<string[]> {
    const topics = new TopicPartitions([TOPIC]);
    await using observer = new Observer({ nodes: test.cluster.nodes, topics, onChange: () => {} });
    await observer.asked();
    const signal = new AbortController().signal;
    return waitForTransactions(test.cluster, observer, topics, { limitMs: 0, signal });
  }

  it("is told with its producer id and its first offset until it has ended", async () => {
    const history = cleanHistory({ producers: 1, messages: 10, partitions: 1, acks: 1 });
    await plantLog(test.cluster, history, { topic: TOPIC.name, random: seededRandom(SEED) });
    expect(await untilEnded()).toEqual([]);
    await using leader = await connectToLeader(test.cluster, TOPIC.name, 0);
    const batch = { records: [{ timestamp: Date.now(), value: Buffer.from("open") }] };
    await using open = await beginTransaction(test.cluster, leader, TOPIC.name, 0, 10, batch);
    expect(await untilEnded()).toEqual([
      `in partition 0 the transaction of producer id ${open.producerId} from offset 10 on did not end within 0 s, so consumers of committed messages read up to offset 10 of 11`,
    ]);
    const brokers = brokersOf(test.cluster);
    const found = await coordinatorNow(brokers, brokers, { kind: "transactions", id: TRANSACTION }, 5_000);
    expect(brokers.map(({ name }) => name)).toContain(found.node);
    await open.commit();
    expect(await untilEnded()).toEqual([]);
  });
});

describe("batches that rotted on the disk", () => {
  /** Flips the last byte of some batches of a partition, which its broker, stopped meanwhile, has no reason to look at. */
  async function damage(
    segment: string,
    which: (batch: number, batches: number) => boolean,
  ): Promise<number> {
    await using file = await open(segment, "r+");
    const { batches } = readBatches(await file.readFile());
    let records = 0;
    for (const [i, { end, count }] of batches.entries()) {
      if (!which(i, batches.length)) continue;
      const byte = Buffer.alloc(1);
      await file.read(byte, 0, 1, end - 1);
      byte[0]! ^= 0xff;
      await file.write(byte, 0, 1, end - 1);
      records += count!;
    }
    return records;
  }

  async function segmentOf(topic: string): Promise<{ broker: string; path: string }> {
    for (const { name, kind } of test.cluster.nodes) {
      if (kind !== "broker") continue;
      const data = join(test.runDirectory, "cluster", name, "data");
      const folder = (await readdir(data)).find((entry) => entry === `${topic}-0`);
      if (folder !== undefined) return { broker: name, path: join(data, folder, "00000000000000000000.log") };
    }
    throw new Error(`no broker has ${topic}-0`);
  }

  it("are corrupted messages, not lost ones; and a log that nobody serves is no verdict at all", async () => {
    const random = seededRandom(SEED);
    const history = cleanHistory({ producers: 1, messages: 300, partitions: 1, acks: 1 });
    history.log[0]!.length -= 5;
    const topic = "rotten";
    await plantLog(test.cluster, history, { topic, random });
    const { broker, path } = await segmentOf(topic);

    const { undo: startAgain } = await test.cluster.stop(broker);
    await expect(checkPlanted(test.cluster, history, topic, { stallMsMax: 500 })).rejects.toThrow(
      LogUnreadableError,
    );
    const rotten = await damage(path, (batch, batches) => batch % 4 === 2 || batch === batches - 1);
    await startAgain();

    const outcome = await checkPlanted(test.cluster, history, topic);
    expect(rotten).toBeGreaterThan(10);
    const lost = ["0/295", "0/296", "0/297", "0/298", "0/299"];
    expectFound(outcome, history, {
      counts: { ...CLEAN, logMessages: 295, corrupted: rotten, lost: 5 },
      lost,
    });
  });
});
