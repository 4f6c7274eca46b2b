/** Logs of applications: the texts of Java's client and of librdkafka, and logs of any size and content. */
import { describe, expect, it } from "vitest";
import { readErrorLog } from "./error-log.js";
import { judgeErrorLog } from "./render-error-log.js";

const JAVA =
  "[2026-06-29 16:33:09,772] WARN [Producer clientId=producer-1] Received invalid metadata error in produce request on partition orders-v2-3 due to org.apache.kafka.common.errors.NotLeaderOrFollowerException: For requests intended only for the leader, this error indicates that the broker is not the current leader. (org.apache.kafka.clients.producer.internals.Sender)";
const TRACE =
  "org.apache.kafka.common.errors.NotLeaderOrFollowerException: This server is not the leader for that topic-partition.";
const RDKAFKA =
  "%5|1782750789.772|REQERR|rdkafka#producer-1| [thrd:127.0.0.1:9092/1]: 127.0.0.1:9092/1: orders [3]: ProduceRequest failed: Broker: Not leader for partition: actions Refresh,MsgNotPersisted";

async function* chunks(...parts: readonly (string | Buffer)[]) {
  for (const part of parts) yield Buffer.from(part);
}

const read = (...parts: readonly (string | Buffer)[]) => readErrorLog(chunks(...parts));
const cut = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

describe("the error is found", () => {
  it.each<[string, string, readonly string[]]>([
    ["Java's producer", JAVA, ["orders-v2-3"]],
    [
      "Java's producer, with its code",
      "2026-06-29T16:33:09.772Z Got error produce response with correlation id 12 on topic-partition orders-3, retrying (2 attempts left). Error: NOT_LEADER_OR_FOLLOWER",
      ["orders-3"],
    ],
    ["its name before Kafka 2.6", TRACE.replace("OrFollower", "ForPartition"), []],
    [
      "Java's fetcher",
      "2026-06-29 16:33:09 Fetch for partition a.b_c-12 failed due to NOT_LEADER_FOR_PARTITION",
      ["a.b_c-12"],
    ],
    ["librdkafka", RDKAFKA, ["orders-3"]],
    [
      "kafka-python",
      "Jun  9 16:33:09 app: NotLeaderForPartitionError for TopicPartition(topic='orders', partition=3)",
      ["orders-3"],
    ],
  ])("%s", async (_, line, partitions) => {
    const log = await read(`${line}\n`);
    expect(log.errors).toBe(1);
    expect(log.partitions.map(([name]) => name)).toEqual(partitions);
  });

  it.each([
    ["little", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["big", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
  ])("in UTF-16, %s-endian, as well", async (_, encode) => {
    const bytes = encode(`noise\r\n${JAVA}\r\n`);
    for (const size of [1, 7, bytes.length]) {
      const log = await read(...cut(bytes, size));
      expect(log).toMatchObject({
        errors: 1,
        bytes: bytes.length,
        partitions: [["orders-v2-3", 1]],
        untimed: 0,
      });
    }
  });

  it("however the stream is cut into chunks", async () => {
    const text = Buffer.from(`noise\n${JAVA}\nmore noise\n${RDKAFKA}`);
    for (const size of [1, 7, 100]) {
      const log = await read(...cut(text, size));
      expect([log.errors, log.bytes]).toEqual([2, text.length]);
    }
  });

  it("once with its stack trace, and each time without a line that it belongs to", async () => {
    expect(await read(`${JAVA}\n${TRACE}\n\tat a.b.C(D.java:1)\nCaused by: ${TRACE}\n`)).toMatchObject({
      errors: 1,
      untimed: 0,
    });
    expect(await read(`${TRACE}\n${TRACE}\n`)).toMatchObject({ errors: 2, untimed: 2, bursts: [] });
  });
});

describe("bursts", () => {
  const at = (time: string) => JAVA.replace("16:33:09,772", time);

  it("end after a pause, and have the times as the log writes them", async () => {
    const log = await read([at("16:33:09,000"), at("16:33:10,500"), at("16:40:00,000")].join("\n"));
    expect(log.bursts).toEqual([
      { first: "2026-06-29 16:33:09,000", last: "2026-06-29 16:33:10,500", lengthMs: 1_500, errors: 2 },
      { first: "2026-06-29 16:40:00,000", last: "2026-06-29 16:40:00,000", lengthMs: 0, errors: 1 },
    ]);
  });

  it("one short burst is transient; a long one, or several, are sustained; without times it is unknown", async () => {
    const minutes = (count: number, step: number) =>
      Array.from({ length: count }, (_, i) => at(`16:${10 + i * step}:00,000`)).join("\n");
    const seconds = Array.from({ length: 12 }, (_, i) =>
      at(`16:${10 + Math.floor(i / 6)}:${10 * (i % 6)},000`),
    );
    expect(judgeErrorLog(await read(JAVA))).toBe("transient");
    expect(judgeErrorLog(await read(minutes(3, 5)))).toBe("sustained");
    expect(judgeErrorLog(await read(seconds.join("\n").replaceAll(":0,000", ":00,000")))).toBe("sustained");
    expect(judgeErrorLog(await read(TRACE))).toBe("unknown");
    expect(judgeErrorLog(await read("all is well\n"))).toBe("none");
  });
});

describe("hostile logs", () => {
  it("are empty, binary, or one endless line", async () => {
    expect(await read()).toMatchObject({ bytes: 0, errors: 0 });
    const noise = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 256));
    expect((await read(noise)).errors).toBe(0);
    const endless = Buffer.alloc(1_000_000, "x");
    const log = await read(endless, JAVA, endless, JAVA, endless);
    expect(log).toMatchObject({ errors: 2, bytes: 3_000_000 + 2 * JAVA.length });
    expect((await read(Buffer.alloc(100_000, "NotLeaderOrFollower"))).errors).toBeGreaterThan(0);
  });

  it("of many partitions and bursts keep a bounded number of each", async () => {
    const lines = Array.from({ length: 3_000 }, (_, i) => {
      const time = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
      return `${time} fetch for partition orders-${i} failed due to NOT_LEADER_OR_FOLLOWER\n`;
    });
    const log = await read(lines.join(""));
    expect(log).toMatchObject({ errors: 3_000, hasMorePartitions: true, burstsLeftOut: 2_000 });
    expect([log.partitions.length, log.bursts.length]).toEqual([1_000, 1_000]);
  });

  it("take no more memory when they are larger", async () => {
    const block = Buffer.from(`${"a line of a log that says nothing of interest\n".repeat(20_000)}${JAVA}\n`);
    async function* large() {
      for (let i = 0; i < 100; i++) yield block;
    }
    const before = process.memoryUsage().rss;
    expect((await readErrorLog(large())).errors).toBe(100);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });
});
