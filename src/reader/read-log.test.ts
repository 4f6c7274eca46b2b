import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkLog } from "../checker/check-log.js";
import { cleanHistory, ledgerOf, NONCE } from "../checker/histories.test-support.js";
import type { ClusterNode } from "../cluster/topology.js";
import { identityFor } from "../history/equal.test-support.js";
import type { Ledger } from "../history/ledger.js";
import type { LogIdentity } from "../history/log-entries.js";
import { LogWriter, openLog } from "../history/log-file.js";
import { messageWriter } from "../history/message.js";
import { crc32c, type DecodedRequest, ErrorCode, encodeResponse, writeBatch } from "../protocol/index.js";
import { serveRequests } from "../protocol/request-server.test-support.js";
import { LogUnreadableError, readLog } from "./read-log.js";

const MESSAGES = 40;
/** In a batch; outside of what its checksum covers. */
const LEADER_EPOCH_AT = 12;
const BATCH = 5;
const TOPIC = { name: "test1" };
const CLEAN = { lost: 0, duplicated: 0, reordered: 0, corrupted: 0, unexpected: 0, misplaced: 0 };

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-read-log-"));
  path = join(directory, "log.bin");
});

const open: { close(): void }[] = [];
afterEach(() => {
  rmSync(directory, { recursive: true });
  for (const resource of open.splice(0)) resource.close();
});

interface Batch {
  readonly firstOffset: number;
  readonly bytes: Buffer;
}

/** What a broker believes and holds; tests change it while it is read. */
interface Fake {
  leaderId: number;
  epoch: number;
  log: Batch[];
  start: number;
  end: number;
  watermark: number;
  /** Of the topic; null: it does not tell. */
  config: Record<string, string> | null;
  /** Called for each Fetch; an error code is the answer, "drop" closes the connection. */
  onFetch: (fetchOffset: number) => number | "drop";
}

const writer = messageWriter({ nonce: NONCE, producer: 0, sizeBytes: 100 });

async function batchOf(
  firstOffset: number,
  options: Partial<Parameters<typeof writeBatch>[0]> = {},
): Promise<Batch> {
  const records = Array.from({ length: BATCH }, (_, i) => ({
    value: Buffer.from(writer.write(firstOffset + i, 1)),
  }));
  return { firstOffset, bytes: await writeBatch({ records, baseOffset: firstOffset, ...options }) };
}

async function wholeLog(): Promise<Batch[]> {
  return Promise.all(Array.from({ length: MESSAGES / BATCH }, (_, i) => batchOf(i * BATCH)));
}

async function fake(overrides: Partial<Fake> = {}): Promise<Fake> {
  const log = overrides.log ?? (await wholeLog());
  return {
    leaderId: 1,
    epoch: 3,
    log,
    start: 0,
    end: MESSAGES,
    watermark: MESSAGES,
    config: null,
    onFetch: () => 0,
    ...overrides,
  };
}

/** Brokers 1, 2, …, each with its own state. */
async function serve(...fakes: Fake[]): Promise<ClusterNode[]> {
  return Promise.all(
    fakes.map(async (state, i) => {
      const server = await serveRequests((request, socket) => answer(state, request, socket));
      open.push(server);
      const { port } = server;
      return { name: `kafka${i + 1}`, kind: "broker", id: i + 1, client: { host: "127.0.0.1", port } };
    }),
  );
}

const VERSIONS = [
  { apiKey: 1, minVersion: 4, maxVersion: 17 },
  { apiKey: 2, minVersion: 1, maxVersion: 9 },
  { apiKey: 3, minVersion: 0, maxVersion: 12 },
  { apiKey: 18, minVersion: 0, maxVersion: 4 },
  { apiKey: 32, minVersion: 0, maxVersion: 4 },
];

function answer(state: Fake, { api, version, header, body }: DecodedRequest, socket: Socket): void {
  const reply = (response: object): void => {
    const frame = encodeResponse(api, version, { correlationId: header.correlationId }, response);
    const size = Buffer.alloc(4);
    size.writeInt32BE(frame.length);
    socket.write(Buffer.concat([size, frame]));
  };
  const { leaderId, epoch: leaderEpoch, log } = state;
  if (api === "ApiVersions") {
    reply({ apiKeys: VERSIONS });
    return;
  }
  if (api === "Metadata") {
    reply({
      topics: [{ name: TOPIC.name, partitions: [{ partitionIndex: 0, leaderId, leaderEpoch }] }],
    });
    return;
  }
  if (api === "DescribeConfigs") {
    const configs = Object.entries(state.config ?? {}).map(([name, value]) => ({ name, value }));
    const errorCode = state.config === null ? ErrorCode.TOPIC_AUTHORIZATION_FAILED : 0;
    reply({ results: [{ resourceType: 2, resourceName: TOPIC.name, errorCode, configs }] });
    return;
  }
  if (api === "ListOffsets") {
    const { replicaId, topics } = body as {
      replicaId: number;
      topics: { partitions: { timestamp: bigint }[] }[];
    };
    const earliest = topics[0]!.partitions[0]!.timestamp === -2n;
    const offset = earliest ? state.start : replicaId === -2 ? state.end : state.watermark;
    reply({ topics: [{ name: TOPIC.name, partitions: [{ partitionIndex: 0, offset }] }] });
    return;
  }
  const { topics } = body as {
    topics: { partitions: { fetchOffset: bigint; currentLeaderEpoch: number }[] }[];
  };
  const [{ fetchOffset, currentLeaderEpoch }] = topics[0]!.partitions as [
    { fetchOffset: bigint; currentLeaderEpoch: number },
  ];
  const offset = Number(fetchOffset);
  let errorCode = state.onFetch(offset);
  if (errorCode === "drop") {
    socket.destroy();
    return;
  }
  if (currentLeaderEpoch > leaderEpoch) errorCode = ErrorCode.UNKNOWN_LEADER_EPOCH;
  else if (currentLeaderEpoch < leaderEpoch) errorCode = ErrorCode.FENCED_LEADER_EPOCH;
  else if (offset < state.start) errorCode = ErrorCode.OFFSET_OUT_OF_RANGE;
  // As brokers do: from the batch that holds the offset, two whole ones, and a third that is cut off.
  const from = log.findLastIndex(({ firstOffset }) => firstOffset <= offset);
  const visible = log.slice(from, from + 3).filter(({ firstOffset }) => firstOffset < state.watermark);
  const bytes = Buffer.concat(visible.map((batch) => batch.bytes));
  const cut = visible.length === 3 ? bytes.subarray(0, bytes.length - 10) : bytes;
  const records = errorCode === 0 && offset < state.watermark ? cut : Buffer.alloc(0);
  reply({ responses: [{ topic: TOPIC.name, partitions: [{ partitionIndex: 0, errorCode, records }] }] });
}

async function read(brokers: ClusterNode[], acknowledged = MESSAGES) {
  const ledger = ledgerOf(cleanHistory({ producers: 1, messages: acknowledged, partitions: 1, acks: 1 }));
  await using log = await LogWriter.create(path, identityOf(ledger));
  await readLog(brokers, log, new AbortController().signal, { stallMsMax: 300 });
  return checkLog(await openLog(path), ledger);
}

function identityOf(ledger: Ledger): LogIdentity {
  return identityFor(ledger, { topic: TOPIC.name, sizeBytes: 100 });
}

test("a log is read to its end, whole, through answers that are cut off", async () => {
  const { counts, inconclusive } = await read(await serve(await fake()));
  expect(counts).toEqual({ ...CLEAN, logMessages: MESSAGES });
  expect(inconclusive).toEqual([]);
});

test("an empty log is read as well", async () => {
  const { counts } = await read(await serve(await fake({ log: [], end: 0, watermark: 0 })), 3);
  expect(counts).toEqual({ ...CLEAN, lost: 3, logMessages: 0 });
});

test("a batch that is larger than what is asked for at once is read as well", async () => {
  const log = await wholeLog();
  const large = messageWriter({ nonce: NONCE, producer: 0, sizeBytes: 2_000_000 });
  const records = Array.from({ length: BATCH }, (_, i) => ({
    value: Buffer.from(large.write(BATCH + i, 1)),
  }));
  log[1] = await batchOf(BATCH, { records });
  const { counts, inconclusive } = await read(await serve(await fake({ log })));
  expect(counts).toEqual({ ...CLEAN, logMessages: MESSAGES });
  expect(inconclusive).toEqual([]);
});

test("compressed batches and control batches are read for what they are", async () => {
  const log = await wholeLog();
  log[1] = await batchOf(5, { compression: "gzip" });
  log[2] = await batchOf(10, { compression: "zstd" });
  log[3] = await batchOf(15, { isControl: true });
  const { counts, inconclusive } = await read(await serve(await fake({ log })));
  expect(counts).toEqual({ ...CLEAN, lost: BATCH, logMessages: MESSAGES - BATCH });
  expect(inconclusive).toEqual([]);
});

test("a batch that fails its checksum is corrupted as a whole, and its messages are not lost", async () => {
  for (const which of [0, 2, 7]) {
    const log = await wholeLog();
    log[which]!.bytes[70]! ^= 1;
    const { counts, inconclusive, anomalies } = await read(await serve(await fake({ log })));
    expect(counts).toEqual({ ...CLEAN, corrupted: BATCH, logMessages: MESSAGES });
    expect(inconclusive).toEqual([]);
    expect(anomalies).toMatchObject([{ kind: "corrupted", firstOffset: which * BATCH, messages: BATCH }]);
  }
});

test("a damaged batch that lies about its end takes no intact message with it", async () => {
  for (const [which, lastOffsetDelta] of [
    [0, 2],
    [1, 2],
    [1, 9],
    [7, 2],
    [7, 9],
    [1, 2 ** 30],
  ] as const) {
    const log = await wholeLog();
    log[which]!.bytes.writeInt32BE(lastOffsetDelta, 23);
    const outcome = await read(await serve(await fake({ log }))).catch((error: Error) => error);
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(LogUnreadableError);
    else expect(outcome.counts).toEqual({ ...CLEAN, corrupted: BATCH, logMessages: MESSAGES });
  }
});

test("what holds its checksum and can't be understood fails the read", async () => {
  const log = await wholeLog();
  // Five records are announced, one is there, and the checksum vouches for it.
  log[3] = await batchOf(15, { records: [{ value: Buffer.alloc(10), offsetDelta: 4 }] });
  const { bytes } = log[3];
  bytes.writeInt32BE(5, 57);
  bytes.writeUInt32BE(crc32c(bytes, 21), 17);
  await expect(read(await serve(await fake({ log })))).rejects.toThrow(LogUnreadableError);
  const strange = await wholeLog();
  strange[3]!.bytes[16] = 3; // A format of the future.
  await expect(read(await serve(await fake({ log: strange })))).rejects.toThrow(LogUnreadableError);
});

test("a leader that loses its office half-way hands over to the next, and nothing is counted twice", async () => {
  const next = await fake();
  const first = await fake({
    onFetch(offset) {
      if (offset < 20) return 0;
      for (const broker of [first, next]) Object.assign(broker, { leaderId: 2, epoch: 4 });
      return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    },
  });
  const { counts, inconclusive } = await read(await serve(first, next));
  expect(counts).toEqual({ ...CLEAN, logMessages: MESSAGES });
  expect(inconclusive).toEqual([]);
});

test("records that the next leader does not have make the log unreadable, whenever it takes over", async () => {
  // From offset 10 on the new leader wrote them itself, in its own epoch, and as many as the old one.
  const others = await wholeLog();
  for (const { bytes } of others.slice(2)) bytes.writeInt32BE(4, LEADER_EPOCH_AT);
  for (const takesOverAt of [20, MESSAGES - 2 * BATCH]) {
    const next = await fake({ log: others });
    const first = await fake({
      onFetch(offset) {
        if (offset < takesOverAt) return 0;
        for (const broker of [first, next]) Object.assign(broker, { leaderId: 2, epoch: 4 });
        // Its last answer is on its way already.
        return takesOverAt === 20 ? ErrorCode.NOT_LEADER_OR_FOLLOWER : 0;
      },
    });
    await expect(read(await serve(first, next))).rejects.toThrow(
      /the leader changed, and the new one has other records up to offset/,
    );
    rmSync(path);
  }
});

test("a broker with an older epoch does not confirm a log, and is waited for to learn better", async () => {
  for (const learns of [true, false]) {
    const only = await fake({
      onFetch(offset) {
        if (offset === MESSAGES - 2 * BATCH) {
          // The one that led has gone, and this one has not heard of it.
          only.epoch = 2;
          if (learns) setTimeout(() => (only.epoch = 3), 100);
        }
        return 0;
      },
    });
    const result = read(await serve(only));
    if (learns) expect((await result).inconclusive).toEqual([]);
    else await expect(result).rejects.toThrow(/only a broker with an older epoch answers/);
    rmSync(path);
  }
});

test("a broker that still believes in its old epoch is not asked, whatever its log holds", async () => {
  const shorter = (await wholeLog()).slice(0, 4);
  const current = await fake({ leaderId: 2, epoch: 4, log: shorter, end: 20, watermark: 20 });
  const { counts } = await read(await serve(await fake({ leaderId: 1, epoch: 3 }), current));
  expect(counts).toEqual({ ...CLEAN, lost: 20, logMessages: 20 });
});

test("a connection that breaks is opened again, from the offset that is next", async () => {
  let drops = 0;
  const state = await fake({ onFetch: (offset) => (offset === 10 && drops++ < 2 ? "drop" : 0) });
  const { counts } = await read(await serve(state));
  expect(counts).toEqual({ ...CLEAN, logMessages: MESSAGES });
  expect(drops).toBeGreaterThanOrEqual(2);
});

test("what is in the log but not committed yet is waited for, and never taken for lost", async () => {
  let asked = 0;
  const state = await fake({
    watermark: 30,
    onFetch(offset) {
      if (offset === 30 && asked++ === 1) state.watermark = MESSAGES;
      return 0;
    },
  });
  const { counts } = await read(await serve(state));
  expect(counts).toEqual({ ...CLEAN, logMessages: MESSAGES });
  await expect(read(await serve(await fake({ watermark: 30 })))).rejects.toThrow(
    /nothing is committed from offset 30/,
  );
});

test("a log whose beginning was deleted is inconclusive", async () => {
  const { inconclusive, counts, lostAtLeast, lostAtMost } = await read(
    await serve(await fake({ start: 10 })),
  );
  expect(inconclusive).toEqual([
    "offsets 0–9 of the log were deleted",
    "how many of 40 acknowledged messages are lost is unknown, at most 10",
  ]);
  expect(counts).toMatchObject({ logMessages: 30, lost: null });
  expect([lostAtLeast, lostAtMost]).toEqual([0, 10]);
});

test("what the topic's policy may have taken is said by name, as the broker has it", async () => {
  const config = { "cleanup.policy": "delete", "retention.ms": "3000" };
  const { inconclusive } = await read(await serve(await fake({ start: 10, config })));
  expect(inconclusive[0]).toBe("retention (retention.ms=3000) deleted offsets 0–9 of the log");
});

test("a refusal, a dead cluster and a wish to stop end the read", async () => {
  const refusing = await serve(await fake({ onFetch: () => ErrorCode.TOPIC_AUTHORIZATION_FAILED }));
  await expect(read(refusing)).rejects.toThrow(/TOPIC_AUTHORIZATION_FAILED/);
  const [dead] = await serve(await fake());
  open.splice(0).forEach((resource) => {
    resource.close();
  });
  await expect(read([dead!])).rejects.toThrow(LogUnreadableError);
  const stop = new AbortController();
  const ledger = ledgerOf(cleanHistory({ producers: 1, messages: 1, partitions: 1, acks: 1 }));
  await using log = await LogWriter.create(path, identityOf(ledger));
  const reading = readLog(
    await serve(
      await fake({
        onFetch: () => {
          stop.abort(new Error("enough"));
          return 0;
        },
      }),
    ),
    log,
    stop.signal,
  );
  await expect(reading).rejects.toThrow("enough");
});
