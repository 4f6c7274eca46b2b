import { afterEach, expect, test } from "vitest";
import { type Broker, FUTURE_LOCAL_REPLICA } from "../kafka/admin.js";
import { type DecodedRequest, ErrorCode, encodeResponse, writeBatch } from "../protocol/index.js";
import { serveRequests } from "../protocol/request-server.test-support.js";
import { TopicPartitions } from "../topic-partitions.js";
import { compareReplicas } from "./replicas.js";

const TOPIC = "test1";
/** More offsets than one digest has. */
const BATCHES = 12;
const BATCH = 1_000;
const END = BATCHES * BATCH;

/** What a broker holds of partition 0, and says of it. */
interface Fake {
  leaderId: number;
  epoch: number;
  replicas: number[];
  isr: number[];
  /** In the order of their offsets. */
  log: Buffer[];
  /** Up to which batch it answers consumers. */
  committed: number;
  errorCode: number;
}

const open: { close(): void }[] = [];
afterEach(() => {
  for (const resource of open.splice(0)) resource.close();
});

const signal = new AbortController().signal;

async function batch(index: number, text = `${index}`): Promise<Buffer> {
  const records = Array.from({ length: BATCH }, () => ({ value: Buffer.from(text) }));
  return writeBatch({ records, baseOffset: index * BATCH });
}

function batches(): Promise<Buffer[]> {
  return Promise.all(Array.from({ length: BATCHES }, (_, index) => batch(index)));
}

async function fake(changes: Partial<Fake> = {}): Promise<Fake> {
  return {
    ...{ leaderId: 1, epoch: 3, replicas: [1, 2, 3], isr: [1, 2, 3] },
    ...{ log: await batches(), committed: BATCHES, errorCode: 0 },
    ...changes,
  };
}

/** kafka1, kafka2, …, each with its own state. */
async function serve(fakes: readonly Fake[]): Promise<Broker[]> {
  return Promise.all(
    fakes.map(async (state, i) => {
      const server = await serveRequests((request, socket) => {
        const frame = answer(state, request);
        const size = Buffer.alloc(4);
        size.writeInt32BE(frame.length);
        socket.write(Buffer.concat([size, frame]));
      });
      open.push(server);
      return { name: `kafka${i + 1}`, id: i + 1, client: { host: "127.0.0.1", port: server.port } };
    }),
  );
}

const VERSIONS = [
  { apiKey: 1, minVersion: 4, maxVersion: 17 },
  { apiKey: 3, minVersion: 0, maxVersion: 12 },
  { apiKey: 18, minVersion: 0, maxVersion: 4 },
];

function answer(state: Fake, { api, version, header, body }: DecodedRequest): Buffer {
  const reply = (response: object) =>
    encodeResponse(api, version, { correlationId: header.correlationId }, response);
  const { leaderId, epoch: leaderEpoch, replicas: replicaNodes, isr: isrNodes, errorCode } = state;
  if (api === "ApiVersions") return reply({ apiKeys: VERSIONS });
  if (api === "Metadata") {
    const partition = { partitionIndex: 0, leaderId, leaderEpoch, replicaNodes, isrNodes };
    return reply({ topics: [{ name: TOPIC, partitions: [partition] }] });
  }
  const { replicaId, topics } = body as {
    replicaId: number;
    topics: { partitions: { fetchOffset: bigint }[] }[];
  };
  const end = replicaId === FUTURE_LOCAL_REPLICA ? state.log.length : state.committed;
  const from = Math.floor(Number(topics[0]!.partitions[0]!.fetchOffset) / BATCH);
  // Three batches at a time.
  const records = Buffer.concat(state.log.slice(from, Math.min(from + 3, end)));
  return reply({
    responses: [{ topic: TOPIC, partitions: [{ partitionIndex: 0, errorCode, records }] }],
  });
}

async function compare(fakes: readonly Fake[], ends = [END], stallMsMax?: number) {
  return compareReplicas(
    await serve(fakes),
    new TopicPartitions([{ name: TOPIC, partitions: ends.length }]),
    ends,
    signal,
    {
      ...(stallMsMax !== undefined && { stallMsMax }),
    },
  );
}

const three = () => Promise.all([fake(), fake(), fake()]);

test("replicas that hold the same log do not differ", async () => {
  expect(await compare(await three())).toEqual({ differences: [], unknown: null });
});

test("a replica that holds other bytes is found, and where it begins to differ", async () => {
  const [leader, same, other] = await three();
  other.log[7] = await batch(7, "another");
  other.log[9] = await batch(9, "another");
  expect(await compare([leader, same, other])).toEqual({
    differences: [{ partition: 0, replica: "kafka3", leader: "kafka1", offset: 7 * BATCH }],
    unknown: null,
  });
});

test("one flipped byte is enough, though the checksum in the batch is that of the leader's", async () => {
  const [leader, other, same] = await three();
  other.log[11]!.writeUInt8(other.log[11]!.at(-1)! ^ 1, other.log[11]!.length - 1);
  const { differences } = await compare([leader, other, same]);
  expect(differences).toEqual([{ partition: 0, replica: "kafka2", leader: "kafka1", offset: 11 * BATCH }]);
});

test("the leader is the one with the highest epoch", async () => {
  const [one, two, three_] = await three();
  for (const newer of [two, three_]) Object.assign(newer, { leaderId: 2, epoch: 4 });
  one.log[0] = await batch(0, "another");
  const { differences } = await compare([one, two, three_]);
  expect(differences).toEqual([{ partition: 0, replica: "kafka1", leader: "kafka2", offset: 0 }]);
});

test("a follower that does not know the high watermark is read to the end of its log", async () => {
  const fakes = await three();
  fakes[2].committed = 5;
  expect(await compare(fakes)).toEqual({ differences: [], unknown: null });
  fakes[2].log[7] = await batch(7, "another");
  const { differences } = await compare(fakes);
  expect(differences).toEqual([{ partition: 0, replica: "kafka3", leader: "kafka1", offset: 7 * BATCH }]);
});

test("a follower that still copies is waited for", async () => {
  const fakes = await three();
  const rest = fakes[2].log.splice(5);
  setTimeout(() => fakes[2].log.push(...rest), 100);
  expect(await compare(fakes)).toEqual({ differences: [], unknown: null });
});

test("an error that may pass, and a replica that is not in sync yet, are waited for", async () => {
  const fakes = await three();
  fakes[1].errorCode = ErrorCode.OFFSET_NOT_AVAILABLE;
  for (const state of fakes) state.isr = [1, 2];
  setTimeout(() => {
    fakes[1].errorCode = ErrorCode.NONE;
    for (const state of fakes) state.isr = [1, 2, 3];
  }, 100);
  expect(await compare(fakes)).toEqual({ differences: [], unknown: null });
});

test("a replica that cannot be compared is not called the same, and does not hide another that differs", async () => {
  const cases: [Partial<Fake>, string][] = [
    [{ isr: [1, 2] }, "kafka3 is not in sync"],
    [{ errorCode: ErrorCode.OFFSET_OUT_OF_RANGE }, "answered with OFFSET_OUT_OF_RANGE at offset 0"],
    [{ errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER }, "answered with NOT_LEADER_OR_FOLLOWER"],
    [{ replicas: [1, 2, 9], isr: [1, 2, 9] }, "no broker has the id 9"],
    [{ log: (await batches()).slice(0, 5) }, `answered without a record at offset ${5 * BATCH}`],
  ];
  for (const [changes, because] of cases) {
    const fakes = (await three()).map((state) => ({ ...state, ...changes }));
    const { differences, unknown } = await compare(fakes, [END], 50);
    expect(differences).toEqual([]);
    expect(unknown).toMatch(/^the replicas of test1-0 could not be compared: /);
    expect(unknown).toContain(because);
  }
});

test("a topic with one replica has nothing to compare, and neither has an empty log", async () => {
  expect(await compare([await fake({ replicas: [1], isr: [1] })])).toEqual({
    differences: [],
    unknown: null,
  });
  expect(await compare(await three(), [0])).toEqual({ differences: [], unknown: null });
});
