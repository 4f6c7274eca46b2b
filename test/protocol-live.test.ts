/**
 * Our codec against a live broker: for every API that a client may call without harm, and every version that both
 * sides know, a request is sent, the answer is decoded and encoded again, and the bytes must be the broker's own.
 * Whether an answer is an error of the broker's does not matter here: its bytes are an answer's bytes too.
 */

import { setTimeout } from "node:timers/promises";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ApiName,
  COMPRESSIONS,
  Connection,
  decodeResponse,
  ErrorCode,
  encodeMessage,
  encodeResponse,
  type Input,
  RecordCursor,
  type Requests,
  readBatches,
  writeBatch,
} from "../src/protocol/index.js";
import { startCluster } from "./support/cluster.js";

const TOPIC = "protocol-live";
const GROUP = "protocol-live-group";
const TRANSACTION = "protocol-live-transaction";
const MESSAGES = 20;

interface Broker {
  id: number;
  host: string;
  port: number;
}

type Questions = { [A in ApiName]?: (version: number) => Input<Requests[A]> };

/** What is asked of each API, where it depends on the version because a field came or went. */
function questions(topicId: string, batch: Buffer): Questions {
  const onePartition = [{ name: TOPIC, topicId, partitionIndexes: [0] }];
  const topicResource = { resourceType: 2, resourceName: TOPIC };
  const aclFilter = { resourceTypeFilter: 1, operation: 1, permissionType: 1 };
  return {
    // Versions below 3 carry the old message formats only; an empty set of records is legal in all.
    Produce: (v) => ({
      acks: -1,
      timeoutMs: 10_000,
      topicData: v < 3 ? [] : [{ name: TOPIC, topicId, partitionData: [{ index: 1, records: batch }] }],
    }),
    Fetch: () => ({
      maxWaitMs: 100,
      minBytes: 1,
      topics: [
        { topic: TOPIC, topicId, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1 << 20 }] },
      ],
    }),
    ListOffsets: () => ({
      replicaId: -1,
      topics: [
        { name: TOPIC, partitions: [0, 1].map((partitionIndex) => ({ partitionIndex, timestamp: -1 })) },
      ],
    }),
    Metadata: (v) => ({ topics: v === 0 ? [] : null }),
    OffsetCommit: () => ({
      groupId: GROUP,
      topics: [
        {
          ...{ name: TOPIC, topicId },
          partitions: [{ partitionIndex: 0, committedOffset: 3, committedMetadata: "here" }],
        },
      ],
    }),
    OffsetFetch: (v) =>
      v < 8
        ? { groupId: GROUP, topics: onePartition }
        : {
            groups: [
              { groupId: GROUP, topics: onePartition },
              { groupId: "nobody", topics: null },
            ],
          },
    FindCoordinator: (v) => (v < 4 ? { key: GROUP } : { coordinatorKeys: [GROUP, "other"] }),
    JoinGroup: (v) => ({
      groupId: `${GROUP}-${v}`,
      sessionTimeoutMs: 6_000,
      rebalanceTimeoutMs: 6_000,
      protocolType: "consumer",
      protocols: [{ name: "range", metadata: subscription(1) }],
    }),
    Heartbeat: () => ({ groupId: GROUP, generationId: 1, memberId: "nobody" }),
    LeaveGroup: (v) =>
      v < 3 ? { groupId: GROUP, memberId: "nobody" } : { groupId: GROUP, members: [{ memberId: "nobody" }] },
    SyncGroup: () => ({ groupId: GROUP, generationId: 1, memberId: "nobody" }),
    DescribeGroups: () => ({ groups: [GROUP, `${GROUP}-0`, `${GROUP}-3`] }),
    ListGroups: () => ({}),
    SaslHandshake: () => ({ mechanism: "PLAIN" }),
    SaslAuthenticate: () => ({ authBytes: Buffer.from("token") }),
    ApiVersions: () => ({ clientSoftwareName: "chaos", clientSoftwareVersion: "0" }),
    CreateTopics: (v) => ({
      topics: [{ name: `${TOPIC}-${v}`, numPartitions: 1, replicationFactor: 1 }],
      timeoutMs: 10_000,
    }),
    DeleteTopics: (v) =>
      v < 6
        ? { topicNames: [`${TOPIC}-${v}`, "no-such-topic"], timeoutMs: 10_000 }
        : { topics: [{ name: `${TOPIC}-${v}` }, { name: "no-such-topic" }], timeoutMs: 10_000 },
    DeleteRecords: () => ({
      topics: [{ name: TOPIC, partitions: [{ partitionIndex: 0, offset: 0 }] }],
      timeoutMs: 10_000,
    }),
    InitProducerId: () => ({ transactionTimeoutMs: 60_000 }),
    OffsetForLeaderEpoch: () => ({
      topics: [{ topic: TOPIC, partitions: [{ partition: 0, leaderEpoch: 0 }] }],
    }),
    AddPartitionsToTxn: (v) => {
      const topics = [{ name: TOPIC, partitions: [0] }];
      return v < 4
        ? { v3AndBelowTransactionalId: TRANSACTION, v3AndBelowProducerId: 1, v3AndBelowTopics: topics }
        : { transactions: [{ transactionalId: TRANSACTION, producerId: 1, topics }] };
    },
    AddOffsetsToTxn: () => ({ transactionalId: TRANSACTION, producerId: 1, groupId: GROUP }),
    EndTxn: () => ({ transactionalId: TRANSACTION, producerId: 1 }),
    WriteTxnMarkers: () => ({}),
    TxnOffsetCommit: () => ({
      transactionalId: TRANSACTION,
      groupId: GROUP,
      producerId: 1,
      topics: [{ name: TOPIC, topicId, partitions: [{ partitionIndex: 0, committedOffset: 1 }] }],
    }),
    DescribeAcls: () => aclFilter,
    CreateAcls: () => ({}),
    DeleteAcls: () => ({ filters: [aclFilter] }),
    DescribeConfigs: (v) => ({
      resources: [
        { ...topicResource, configurationKeys: null },
        { resourceType: 4, resourceName: "1", configurationKeys: null },
      ],
      includeSynonyms: v >= 1,
      includeDocumentation: v >= 3,
    }),
    AlterConfigs: () => ({
      resources: [{ ...topicResource, configs: [{ name: "retention.ms", value: "1000000" }] }],
      validateOnly: true,
    }),
    AlterReplicaLogDirs: () => ({ dirs: [{ path: "/nowhere", topics: [{ name: TOPIC, partitions: [0] }] }] }),
    DescribeLogDirs: () => ({ topics: null }),
    CreatePartitions: () => ({ topics: [{ name: TOPIC, count: 3 }], timeoutMs: 10_000, validateOnly: true }),
    CreateDelegationToken: () => ({}),
    RenewDelegationToken: () => ({ hmac: Buffer.from("none") }),
    ExpireDelegationToken: () => ({ hmac: Buffer.from("none") }),
    DescribeDelegationToken: () => ({ owners: null }),
    DeleteGroups: () => ({ groupsNames: ["nobody"] }),
    ElectLeaders: () => ({ topicPartitions: [{ topic: TOPIC, partitions: [0] }], timeoutMs: 10_000 }),
    IncrementalAlterConfigs: () => ({
      resources: [
        { ...topicResource, configs: [{ name: "retention.ms", configOperation: 0, value: "1000000" }] },
      ],
      validateOnly: true,
    }),
    AlterPartitionReassignments: () => ({ topics: [], timeoutMs: 10_000 }),
    ListPartitionReassignments: () => ({ topics: null, timeoutMs: 10_000 }),
    OffsetDelete: () => ({
      groupId: "nobody",
      topics: [{ name: TOPIC, partitions: [{ partitionIndex: 0 }] }],
    }),
    DescribeClientQuotas: () => ({ components: [{ entityType: "client-id", matchType: 2 }] }),
    AlterClientQuotas: () => ({
      entries: [
        {
          entity: [{ entityType: "client-id", entityName: "somebody" }],
          ops: [{ key: "consumer_byte_rate", value: 1e6 }],
        },
      ],
      validateOnly: true,
    }),
    DescribeUserScramCredentials: () => ({ users: null }),
    AlterUserScramCredentials: () => ({ deletions: [{ name: "nobody", mechanism: 1 }] }),
    DescribeQuorum: () => ({
      topics: [{ topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }] }],
    }),
    DescribeCluster: () => ({ includeClusterAuthorizedOperations: true }),
    DescribeProducers: () => ({ topics: [{ name: TOPIC, partitionIndexes: [0] }] }),
    DescribeTransactions: () => ({ transactionalIds: [TRANSACTION] }),
    ListTransactions: () => ({}),
    ConsumerGroupDescribe: () => ({ groupIds: [GROUP] }),
    GetTelemetrySubscriptions: () => ({}),
    ListConfigResources: () => ({}),
    DescribeTopicPartitions: () => ({ topics: [{ name: TOPIC }] }),
  };
}

/** What a consumer tells its group: the version, then the message. A broker is stuck for ever on anything else. */
function subscription(version: number): Buffer {
  const body = encodeMessage("ConsumerProtocolSubscription", version, { topics: [TOPIC] });
  return Buffer.concat([Buffer.from([version >> 8, version]), body]);
}

const every = Object.keys(questions("", Buffer.alloc(0))) as ApiName[];

let cluster: Awaited<ReturnType<typeof startCluster>>;
let connection: Connection;
let controllerId: number;
let topicId: string;
let ask: Questions;

beforeAll(async () => {
  cluster = await startCluster();
  connection = await connectToController(cluster.brokers);
  topicId = await createTopic();
  await waitForCoordinator();
  const now = Date.now();
  const records = Array.from({ length: MESSAGES }, (_, i) => ({
    key: Buffer.from(`key ${i}`),
    value: Buffer.from(`value ${i}`),
    timestamp: now + i,
  }));
  const batch = await writeBatch({ records });
  await produce(0, batch);
  ask = questions(topicId, batch);
});

afterAll(async () => {
  await connection?.close();
  await cluster?.[Symbol.asyncDispose]();
});

/** The controller carries out what is asked, and leads the topic's partitions, so that every answer says something. */
async function connectToController(brokers: readonly Broker[]): Promise<Connection> {
  const first = brokers[0] as Broker;
  await using any = await Connection.open(first);
  controllerId = (await any.request("Metadata", { topics: [] })).controllerId;
  return Connection.open(brokers.find(({ id }) => id === controllerId) ?? first);
}

/** Returns the topic's id once the broker knows itself as its leader. */
async function createTopic(): Promise<string> {
  const assignments = [0, 1].map((partitionIndex) => ({ partitionIndex, brokerIds: [controllerId] }));
  await connection.request("CreateTopics", {
    topics: [{ name: TOPIC, numPartitions: -1, replicationFactor: -1, assignments }],
    timeoutMs: 30_000,
  });
  const { topics } = await poll(
    () => connection.request("Metadata", { topics: [{ name: TOPIC }] }),
    ({ topics }) => topics[0]?.partitions.filter(({ leaderId }) => leaderId === controllerId).length === 2,
  );
  return (topics[0] as (typeof topics)[number]).topicId;
}

async function waitForCoordinator(): Promise<void> {
  await poll(
    () => connection.request("FindCoordinator", { key: GROUP }, { version: 3 }),
    ({ errorCode }) => errorCode === ErrorCode.NONE,
  );
}

/** Asks again until the answer is as it should be. */
async function poll<T>(request: () => Promise<T>, isDone: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await request();
    if (isDone(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`waited 30 s; saw ${inspect(answer, { depth: 6 })}`);
    await setTimeout(50);
  }
}

async function produce(index: number, records: Buffer): Promise<number> {
  const { responses } = await connection.request("Produce", {
    acks: -1,
    timeoutMs: 10_000,
    topicData: [{ name: TOPIC, topicId, partitionData: [{ index, records }] }],
  });
  const [answer] = responses[0]?.partitionResponses ?? [];
  expect(answer?.errorCode).toBe(ErrorCode.NONE);
  return Number(answer?.baseOffset);
}

async function fetchRecords(partition: number, fetchOffset: number, version: number): Promise<Buffer> {
  const partitions = [{ partition, fetchOffset, partitionMaxBytes: 1 << 20 }];
  const { responses } = await connection.request(
    "Fetch",
    { maxWaitMs: 5_000, minBytes: 1, topics: [{ topic: TOPIC, topicId, partitions }] },
    { version },
  );
  const answer = responses[0]?.partitions[0];
  expect(answer?.errorCode).toBe(ErrorCode.NONE);
  return answer?.records ?? Buffer.alloc(0);
}

function values(records: Buffer): string[] {
  const cursor = new RecordCursor();
  const found: string[] = [];
  for (const batch of readBatches(records).batches) {
    cursor.open(batch);
    while (cursor.next()) found.push(`${cursor.offset} ${cursor.value}`);
  }
  return found;
}

async function expectSameBytes<A extends ApiName>(
  api: A,
  version: number,
  body: Input<Requests[A]>,
): Promise<void> {
  const { frame } = await connection.requestRaw(api, body, { version });
  const { header, body: answer } = decodeResponse(api, version, frame);
  const again = encodeResponse(api, version, header, answer as Parameters<typeof encodeResponse<A>>[3]);
  expect(again.toString("hex"), `${api} v${version}`).toBe(frame.toString("hex"));
}

describe("a broker's answers", () => {
  test("are asked for in most of the APIs that the broker offers", () => {
    expect(every.filter((api) => connection.versions.has(api)).length).toBeGreaterThan(40);
  });

  test.each(every)("to %s encode to the same bytes again, in every version", async (api) => {
    const [first, last] = connection.versions.get(api) ?? [0, -1];
    for (let version = first; version <= last; version++) {
      await expectSameBytes(api, version, ask[api]?.(version) as Input<Requests[typeof api]>);
    }
  });
});

describe("a broker's log", () => {
  const expected = Array.from({ length: MESSAGES }, (_, i) => `${i} value ${i}`);

  test("reads the same in every version of Fetch, converted down to the old formats in the first ones", async () => {
    const [first, last] = connection.versions.get("Fetch") ?? [0, -1];
    for (let version = first; version <= last; version++) {
      const records = await fetchRecords(0, 0, version);
      const magic = version < 2 ? 0 : version < 4 ? 1 : 2;
      expect(readBatches(records).batches[0]).toMatchObject({ magic });
      expect(values(records)).toEqual(expected);
    }
  });

  test.each(COMPRESSIONS)("takes our batches compressed with %s and gives them back", async (compression) => {
    const records = Array.from({ length: 50 }, (_, i) => ({
      value: Buffer.from(`${compression} ${i} `.repeat(20)),
    }));
    const baseOffset = await produce(1, await writeBatch({ records, compression }));
    const fetched = await fetchRecords(1, baseOffset, 11);
    expect(readBatches(fetched).batches[0]).toMatchObject({ compression, baseOffset });
    expect(values(fetched)).toEqual(records.map(({ value }, i) => `${baseOffset + i} ${value}`));
  });
});
