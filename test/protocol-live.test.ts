/**
 * Our codec against a live broker: for every API that a client may call without harm, and every version that both
 * sides know, a request is sent, the answer is decoded and encoded again, and the bytes must be the broker's own.
 * Whether an answer is an error of the broker's does not matter here: its bytes are an answer's bytes too.
 */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ApiName,
  COMPRESSIONS,
  Connection,
  decodeResponse,
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

type Questions = { [A in ApiName]?: (version: number) => Input<Requests[A]> };

/** What is asked of each API, where it depends on the version because a field came or went. */
function questions(topicId: string, batch: Buffer): Questions {
  const onePartition = [{ name: TOPIC, partitionIndexes: [0] }];
  const topicResource = { resourceType: 2, resourceName: TOPIC };
  const aclFilter = { resourceTypeFilter: 1, operation: 1, permissionType: 1 };
  return {
    // Versions below 3 carry the old message formats only; an empty set of records is legal in all.
    Produce: (v) => ({
      acks: -1,
      timeoutMs: 10_000,
      topicData: v < 3 ? [] : [{ name: TOPIC, partitionData: [{ index: 1, records: batch }] }],
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
        { name: TOPIC, partitions: [{ partitionIndex: 0, committedOffset: 3, committedMetadata: "here" }] },
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
      protocols: [
        { name: "range", metadata: encodeMessage("ConsumerProtocolSubscription", 1, { topics: [TOPIC] }) },
      ],
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
      topics: [{ name: TOPIC, partitions: [{ partitionIndex: 0, committedOffset: 1 }] }],
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
    DescribeProducers: () => ({ topics: onePartition }),
    DescribeTransactions: () => ({ transactionalIds: [TRANSACTION] }),
    ListTransactions: () => ({}),
    ConsumerGroupDescribe: () => ({ groupIds: [GROUP] }),
    GetTelemetrySubscriptions: () => ({}),
    ListClientMetricsResources: () => ({}),
    DescribeTopicPartitions: () => ({ topics: [{ name: TOPIC }] }),
  };
}

const every = Object.keys(questions("", Buffer.alloc(0))) as ApiName[];

let cluster: Awaited<ReturnType<typeof startCluster>>;
let connection: Connection;
let ask: Questions;

beforeAll(async () => {
  cluster = await startCluster();
  connection = await connectToController(cluster.brokers);
  await connection.request("CreateTopics", {
    topics: [{ name: TOPIC, numPartitions: 2, replicationFactor: 1 }],
    timeoutMs: 30_000,
  });
  const topicId = await ledTopicId();
  const records = Array.from({ length: MESSAGES }, (_, i) => ({
    key: Buffer.from(`key ${i}`),
    value: Buffer.from(`value ${i}`),
    timestamp: 1_700_000_000_000 + i,
  }));
  const batch = await writeBatch({ records });
  await produce(0, batch);
  ask = questions(topicId, batch);
});

afterAll(async () => {
  await connection?.close();
  await cluster?.[Symbol.asyncDispose]();
});

/** The controller knows everything, and can carry out everything. */
async function connectToController(
  brokers: { id: number; host: string; port: number }[],
): Promise<Connection> {
  const first = brokers[0] as (typeof brokers)[number];
  await using any = await Connection.open(first);
  const { controllerId } = await any.request("Metadata", { topics: [] });
  return Connection.open(brokers.find(({ id }) => id === controllerId) ?? first);
}

/** Waits until the broker we talk to has told its own metadata cache about the topic, and leads its partitions. */
async function ledTopicId(): Promise<string> {
  let last: unknown;
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    const { topics } = await connection.request("Metadata", { topics: [{ name: TOPIC }] });
    last = topics;
    const [topic] = topics;
    if (topic?.errorCode === 0 && topic.partitions.every(({ leaderId }) => leaderId >= 0))
      return topic.topicId;
  }
  throw new Error(`waited 30 s for leaders of ${TOPIC}; saw ${JSON.stringify(last)}`);
}

async function leaderOf(partition: number): Promise<Connection> {
  const { topics, brokers } = await connection.request("Metadata", { topics: [{ name: TOPIC }] });
  const leaderId = topics[0]?.partitions.find(({ partitionIndex }) => partitionIndex === partition)?.leaderId;
  const leader = brokers.find(({ nodeId }) => nodeId === leaderId);
  if (!leader) throw new Error(`partition ${partition} of ${TOPIC} has no leader`);
  return Connection.open(leader);
}

async function produce(partition: number, records: Buffer): Promise<number> {
  await using leader = await leaderOf(partition);
  const { responses } = await leader.request("Produce", {
    acks: -1,
    timeoutMs: 10_000,
    topicData: [{ name: TOPIC, partitionData: [{ index: partition, records }] }],
  });
  const [answer] = responses[0]?.partitionResponses ?? [];
  expect(answer?.errorCode).toBe(0);
  return Number(answer?.baseOffset);
}

async function fetchRecords(partition: number, fetchOffset: number, version: number): Promise<Buffer> {
  await using leader = await leaderOf(partition);
  const { topics } = await leader.request("Metadata", { topics: [{ name: TOPIC }] });
  const { responses } = await leader.request(
    "Fetch",
    {
      maxWaitMs: 5_000,
      minBytes: 1,
      topics: [
        {
          topic: TOPIC,
          ...(topics[0] ? { topicId: topics[0].topicId } : {}),
          partitions: [{ partition, fetchOffset, partitionMaxBytes: 1 << 20 }],
        },
      ],
    },
    { version },
  );
  return responses[0]?.partitions[0]?.records ?? Buffer.alloc(0);
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
