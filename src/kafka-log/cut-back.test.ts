/** Logs on a disk after a power cut, made of real batches as a broker lays them down. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readBatches, writeBatch } from "../protocol/index.js";
import { cutBack, type Keep } from "./cut-back.js";
import { batchesOf } from "./segment.js";

const FLUSHED: Keep = { kind: "flushed", isFlushedAtOnce: () => false };

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "chaos-test-"));
});
afterEach(() => rm(data, { recursive: true }));

const name = (offset: number, kind: string) => `${String(offset).padStart(20, "0")}.${kind}`;

/** Batches of three records each, from `first` on. */
async function batches(first: number, count: number): Promise<Buffer[]> {
  const value = Buffer.alloc(50, "x");
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      writeBatch({
        baseOffset: first + 3 * index,
        records: [{ value }, { value }, { value }],
        leaderEpoch: 0,
      }),
    ),
  );
}

/** A segment with its indexes. */
async function segment(
  log: string,
  first: number,
  count: number,
  tail: Uint8Array = Buffer.alloc(0),
): Promise<void> {
  await mkdir(join(data, log), { recursive: true });
  await writeFile(
    join(data, log, name(first, "log")),
    Buffer.concat([...(await batches(first, count)), tail]),
  );
  for (const kind of ["index", "timeindex"]) await writeFile(join(data, log, name(first, kind)), "");
}

async function recoveryPoints(...lines: string[]): Promise<void> {
  await writeFile(
    join(data, "recovery-point-offset-checkpoint"),
    `0\n${lines.length}\n${lines.join("\n")}\n`,
  );
}

/** The offset that the log ends at, and the bytes after its last whole batch. */
async function endOf(log: string): Promise<{ end: number; torn: number }> {
  const files = (await readdir(join(data, log))).filter((file) => file.endsWith(".log")).sort();
  const bytes = await readFile(join(data, log, files.at(-1)!));
  const { batches, partialBytes } = readBatches(bytes);
  return {
    end: batches.length === 0 ? Number.parseInt(files.at(-1)!, 10) : batches.at(-1)!.lastOffset + 1,
    torn: partialBytes,
  };
}

describe("what is not flushed", () => {
  it("is the whole last segment, where Kafka has not written a recovery point yet", async () => {
    await segment("orders-0", 0, 4);
    const [{ length }] = (await batches(0, 1)) as [Buffer];
    expect(await cutBack(data, FLUSHED)).toEqual([
      { topic: "orders", partition: 0, records: 12, bytes: 4 * length, toOffset: 0 },
    ]);
    expect(await endOf("orders-0")).toEqual({ end: 0, torn: 0 });
  });

  it("begins at the recovery point, and not in the segments before the last", async () => {
    await segment("orders-0", 0, 4);
    await segment("orders-0", 12, 4);
    await segment("orders-1", 0, 4);
    await segment("orders-1", 12, 4);
    await recoveryPoints("orders 0 18", "orders 1 3");
    expect(await cutBack(data, FLUSHED)).toMatchObject([
      { partition: 0, records: 6, toOffset: 18 },
      { partition: 1, records: 12, toOffset: 12 },
    ]);
    expect(await endOf("orders-0")).toEqual({ end: 18, torn: 0 });
    expect(await endOf("orders-1")).toEqual({ end: 12, torn: 0 });
  });

  it("does not cut a batch that the recovery point is in", async () => {
    await segment("orders-0", 0, 4);
    await recoveryPoints("orders 0 7");
    expect(await cutBack(data, FLUSHED)).toMatchObject([{ toOffset: 9, records: 3 }]);
  });

  it("is in the logs of Kafka's own topics too, and never in the metadata log", async () => {
    await segment("__consumer_offsets-7", 0, 1);
    await segment("__cluster_metadata-0", 0, 1);
    expect(await cutBack(data, FLUSHED)).toMatchObject([{ topic: "__consumer_offsets", partition: 7 }]);
    expect(await endOf("__cluster_metadata-0")).toEqual({ end: 3, torn: 0 });
  });

  it("is nothing, where Kafka flushes a topic at once, or after a clean shutdown", async () => {
    await segment("orders-0", 0, 2);
    await segment("audit-0", 0, 2);
    await writeFile(join(data, ".kafka_cleanshutdown"), "");
    await recoveryPoints("orders 0 6");
    const keep: Keep = { kind: "flushed", isFlushedAtOnce: (topic) => topic === "audit" };
    expect(await cutBack(data, keep)).toEqual([]);
    expect(await readdir(data)).toContain(".kafka_cleanshutdown");
  });

  it("ends where whole batches end: Kafka removes what is after them", async () => {
    await segment("orders-0", 0, 2, Buffer.alloc(5_000_000));
    await segment("orders-1", 0, 2, (await batches(6, 1))[0]!.subarray(0, 40));
    await recoveryPoints("orders 0 3", "orders 1 6");
    expect(await cutBack(data, FLUSHED)).toMatchObject([{ partition: 0, records: 3, toOffset: 3 }]);
    expect(await endOf("orders-0")).toEqual({ end: 3, torn: 0 });
    expect(await endOf("orders-1")).toEqual({ end: 6, torn: 40 });
  });

  it("leaves directories that are no logs of partitions", async () => {
    await segment("orders-0.0123abc-delete", 0, 1);
    await mkdir(join(data, "lost+found"));
    expect(await cutBack(data, FLUSHED)).toEqual([]);
  });
});

describe("a number of records from the end", () => {
  it.each([
    [1, 3, 21],
    [3, 3, 21],
    [4, 6, 18],
    [13, 15, 9],
    [1_000, 24, 0],
  ])("%i are taken in whole batches: %i records, from offset %i on", async (records, taken, toOffset) => {
    await segment("orders-0", 0, 4);
    await segment("orders-0", 12, 4);
    await recoveryPoints("orders 0 12");
    expect(await cutBack(data, { kind: "all-but-records", records })).toMatchObject([
      { records: taken, toOffset },
    ]);
    expect(await endOf("orders-0")).toEqual({ end: toOffset, torn: 0 });
  });

  it("takes the files of the segments that are gone, and the sign of a clean shutdown", async () => {
    await segment("orders-0", 0, 4);
    await segment("orders-0", 12, 4);
    const log = join(data, "orders-0");
    for (const offset of [9, 12, 24]) await writeFile(join(log, name(offset, "snapshot")), "");
    for (const other of ["leader-epoch-checkpoint", "partition.metadata"])
      await writeFile(join(log, other), "");
    await writeFile(join(data, ".kafka_cleanshutdown"), "");
    await cutBack(data, { kind: "all-but-records", records: 13 });
    const kept = [name(0, "index"), name(0, "log"), name(0, "timeindex"), name(9, "snapshot")];
    expect((await readdir(log)).sort()).toEqual([...kept, "leader-epoch-checkpoint", "partition.metadata"]);
    expect(await readdir(data)).toEqual(["orders-0"]);
  });
});

describe("a number of bytes from the end", () => {
  it("tears the last batch", async () => {
    await segment("orders-0", 0, 4);
    const [{ length }] = (await batches(0, 1)) as [Buffer];
    const { size } = await stat(join(data, "orders-0", name(0, "log")));
    expect(await cutBack(data, { kind: "all-but-bytes", bytes: length + 10 })).toEqual([
      { topic: "orders", partition: 0, records: 6, bytes: length + 10, toOffset: 6 },
    ]);
    expect((await stat(join(data, "orders-0", name(0, "log")))).size).toBe(size - length - 10);
    expect(await endOf("orders-0")).toEqual({ end: 6, torn: length - 10 });
  });

  it("goes on in the segment before, and ends with the log", async () => {
    await segment("orders-0", 0, 1);
    await segment("orders-0", 3, 1);
    const [{ length }] = (await batches(0, 1)) as [Buffer];
    expect(await cutBack(data, { kind: "all-but-bytes", bytes: length + 1 })).toMatchObject([
      { records: 6, toOffset: 0 },
    ]);
    expect(await cutBack(data, { kind: "all-but-bytes", bytes: 10 * length })).toEqual([]);
  });
});

it("a segment is read in pieces, whatever the size of its batches", async () => {
  const value = Buffer.alloc(3_000_000, "x");
  const large = await Promise.all(
    [0, 1, 2].map((baseOffset) =>
      writeBatch({
        baseOffset,
        records: [{ value: baseOffset === 1 ? Buffer.concat([value, value]) : value }],
      }),
    ),
  );
  const path = join(data, name(0, "log"));
  await writeFile(path, Buffer.concat(large));
  const places = [];
  for await (const { baseOffset, start, end } of batchesOf(path)) places.push([baseOffset, end - start]);
  expect(places).toEqual(large.map(({ length }, index) => [index, length]));
});
