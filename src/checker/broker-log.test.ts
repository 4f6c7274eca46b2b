import { describe, expect, it, test } from "vitest";
import { TopicPartitions } from "../topic-partitions.js";
import { readBrokerLog } from "./broker-log.js";

const TOPICS = new TopicPartitions([{ name: "test-1", partitions: 8 }]);
const STARTED_AT_MS = Date.UTC(2026, 10, 21, 5, 0, 0);
/** The prefix of a line that was written so many seconds after the run's start. */
const at = (seconds: number) => `[2026-11-21 05:00:${String(seconds).padStart(2, "0")},000] INFO`;

const read = (...lines: string[]) => readBrokerLog(lines, "kafka2", TOPICS, STARTED_AT_MS);
const terms = async (...lines: string[]) =>
  (await read(...lines)).terms.map(({ partition, epoch, firstOffset, endOffset, fromMs, toMs }) => [
    ...[partition, epoch, firstOffset, endOffset],
    ...[fromMs, toMs],
  ]);
const cuts = async (...lines: string[]) =>
  (await read(...lines)).truncations.map(({ partition, toOffset }) => [partition, toOffset]);

const leads = (seconds: number, epoch: number, offset: number, partition = 0) =>
  `${at(seconds)} [Broker id=2] Leader test-1-${partition} with topic id Some(itcV4B9KQAGmc7MHyzkbfA) starts at leader epoch ${epoch} from offset ${offset} with partition epoch 0, high watermark 0, ISR [2,3,1], adding replicas [] and removing replicas [] . Previous leader None and previous leader epoch was -1. (state.change.logger)`;
const follows = (seconds: number, epoch: number, offset: number, partition = 0) =>
  `${at(seconds)} [Broker id=2] Follower test-1-${partition} starts at leader epoch ${epoch} from offset ${offset} with partition epoch 2 and high watermark 409. Current leader is 3. Previous leader Some(3) and previous leader epoch was 2. (state.change.logger)`;
const starts = (seconds: number) => `${at(seconds)} starting (kafka.server.KafkaServer)`;
const truncates = (seconds: number, offset: number) =>
  `${at(seconds)} [UnifiedLog partition=test-1-0, dir=/d] Truncating to offset ${offset} (kafka.log.UnifiedLog)`;

describe("the terms of a broker", () => {
  it("begin where it says that it leads, and end, time and offset, where it says that it follows", async () => {
    expect(await terms(leads(1, 0, 0), leads(1, 0, 0, 1), follows(20, 2, 2031))).toEqual([
      [0, 0, 0, 2031, 1_000, 20_000],
      [1, 0, 0, Infinity, 1_000, Infinity],
    ]);
  });

  it("change with the epoch, also when the broker goes on leading", async () => {
    expect(await terms(leads(1, 0, 0), leads(5, 1, 1864), leads(5, 1, 1864))).toEqual([
      [0, 0, 0, 1864, 1_000, 5_000],
      [0, 1, 1864, Infinity, 5_000, Infinity],
    ]);
  });

  it("end when the broker starts again, and how far its log reached is then not known", async () => {
    expect(await terms(leads(1, 0, 0), starts(9), follows(12, 1, 400), leads(15, 2, 500))).toEqual([
      [0, 0, 0, Infinity, 1_000, 9_000],
      [0, 2, 500, Infinity, 15_000, Infinity],
    ]);
    const kraft = `${at(9)} [BrokerServer id=2] Transition from SHUTDOWN to STARTING (kafka.server.BrokerServer)`;
    expect(await terms(leads(1, 0, 0), kraft)).toEqual([[0, 0, 0, Infinity, 1_000, 9_000]]);
  });

  it("are understood in the words of every Kafka", async () => {
    const old = (epoch: number, offset: number) =>
      `[Partition test-1-0 broker=2] test-1-0 starts at Leader Epoch ${epoch} from offset ${offset}. Previous Leader Epoch was: -1 (kafka.cluster.Partition)`;
    // Such a Kafka does not say when it follows, but only a follower truncates.
    expect(await terms(`${at(1)} ${old(0, 0)}`, truncates(9, 12), `${at(15)} ${old(4, 30)}`)).toEqual([
      [0, 0, 0, Infinity, 1_000, 9_000],
      [0, 4, 30, Infinity, 15_000, Infinity],
    ]);
    const withoutIds = "Leader test-1-0 starts at leader epoch 3 from offset 7 with high watermark 7 ISR [2]";
    expect(await terms(`${at(2)} ${withoutIds}`)).toEqual([[0, 3, 7, Infinity, 2_000, Infinity]]);
    expect(await terms(`2026 INFO ${withoutIds}`)).toEqual([[0, 3, 7, Infinity, -Infinity, Infinity]]);
  });

  it("are not those of other topics", async () => {
    expect(
      await terms(
        leads(1, 0, 0).replaceAll("test-1-0", "test-10-0"),
        leads(1, 0, 0).replaceAll("test-1-0", "test-0"),
        `${at(1)} Ignoring LeaderAndIsr request for partition test-1-0`,
      ),
    ).toEqual([]);
  });

  it("are told of partitions that it only follows, too: it has no term there", async () => {
    const log = await read(leads(1, 0, 0), follows(1, 0, 0, 3));
    expect([...log.told]).toEqual([0, 3]);
  });
});

describe("truncations", () => {
  test("every Kafka's words for a truncation are understood", async () => {
    const log = "[2026-11-21 05:00:30,250] INFO";
    expect(
      await cuts(
        `${log} [UnifiedLog partition=test-1-0, dir=/d] Truncating to offset 12 (kafka.log.UnifiedLog)`,
      ),
    ).toEqual([[0, 12]]);
    expect(
      await cuts(`${log} [Log partition=test-1-3, dir=/d] Truncating to offset 12 (kafka.log.Log)`),
    ).toEqual([[3, 12]]);
    expect(
      await cuts(`${log} [Log partition=test-1-3, dir=/runs [1]/d] Truncating to offset 12 (kafka.log.Log)`),
    ).toEqual([[3, 12]]);
    expect(await cuts(`${log} [Log partition=test-1-3, dir=/d] Truncating to 59925 (kafka.log.Log)`)).toEqual(
      [[3, 59925]],
    );
    expect(await cuts(`${log} Truncating log test-1-0 to offset 12. (kafka.log.Log)`)).toEqual([[0, 12]]);
    const announcement = `${log} [ReplicaFetcher replicaId=1, leaderId=2, fetcherId=0] Truncating partition test-1-0 with TruncationState(offset=12, completed=true) due to leader epoch and offset EpochEndOffset(…)`;
    expect(await cuts(announcement)).toEqual([[0, 12]]);
  });

  test("what had no effect, another topic and the fetcher's warning are no truncations", async () => {
    expect(
      await cuts(
        "[UnifiedLog partition=test-1-0, dir=/d] Truncating to 12 has no effect as the largest offset in the log is 11",
        "[UnifiedLog partition=test-10-0, dir=/d] Truncating to offset 12",
        "[UnifiedLog partition=test-0, dir=/d] Truncating to offset 12",
        "[ReplicaFetcher replicaId=1] Truncating test-1-0 to offset 12 below high watermark 20",
      ),
    ).toEqual([]);
  });

  test("an announcement and the log's own word are one truncation; without effect it is none", async () => {
    const announced =
      "[ReplicaFetcher] Truncating partition test-1-0 with TruncationState(offset=12, completed=true) due to";
    expect(await cuts(announced, "[UnifiedLog partition=test-1-0, dir=/d] Truncating to offset 12")).toEqual([
      [0, 12],
    ]);
    expect(
      await cuts(
        announced,
        "[UnifiedLog partition=test-1-0, dir=/d] Truncating to 12 has no effect as the largest",
      ),
    ).toEqual([]);
  });
});
