import { describe, expect, test } from "vitest";
import {
  type ApiName,
  decodeMessage,
  ErrorCode,
  encodeMessage,
  type Input,
  type Requests,
  type Responses,
} from "../../protocol/index.js";
import { Names } from "./names.js";
import { refusal } from "./refusal.js";
import { type Tenant, tenant } from "./rename.js";
import type { Struct } from "./shape.js";
import { TopicIds } from "./topic-ids.js";

const OWN_ID = Buffer.alloc(16, 1).toString("base64url");
const OTHER_ID = Buffer.alloc(16, 2).toString("base64url");

function request<A extends ApiName>(api: A, version: number, body: Input<Requests[A]>): Requests[A] {
  const name = `${api}Request` as const;
  return decodeMessage(name, version, encodeMessage(name, version, body as never)) as unknown as Requests[A];
}

function response<A extends ApiName>(api: A, version: number, body: Input<Responses[A]>): Responses[A] {
  const name = `${api}Response` as const;
  return decodeMessage(name, version, encodeMessage(name, version, body as never)) as unknown as Responses[A];
}

function forwarded<A extends ApiName>(
  v: Tenant,
  api: A,
  version: number,
  body: Input<Requests[A]>,
): Requests[A] {
  const outcome = v.request(api, version, request(api, version, body));
  if ("answer" in outcome) throw new Error(`answered: ${JSON.stringify(outcome.answer)}`);
  return outcome.forward;
}

function answered<A extends ApiName>(
  v: Tenant,
  api: A,
  version: number,
  body: Input<Requests[A]>,
): Responses[A] {
  const outcome = v.request(api, version, request(api, version, body));
  if ("forward" in outcome) throw new Error("forwarded");
  return outcome.answer;
}

/** A tenant that has seen the metadata of its topic `orders`. */
function teamA(): Tenant {
  const v = tenant("teamA");
  const topics = [{ name: "teamA.orders", topicId: OWN_ID }];
  v.response("Metadata", 12, response("Metadata", 12, { topics }), request("Metadata", 12, { topics: null }));
  return v;
}

describe("metadata", () => {
  test("of all topics are those of the tenant's own", () => {
    const asked = { topics: null };
    expect(forwarded(teamA(), "Metadata", 12, asked).topics).toBeNull();
    const body = response("Metadata", 12, {
      topics: [
        "__consumer_offsets",
        "orders",
        "teamA.orders",
        "teamAorders",
        "teamA-b.orders",
        "teamB.orders",
      ].map((name) => ({ name })),
    });
    const { topics } = teamA().response("Metadata", 12, body, request("Metadata", 12, asked));
    expect(topics.map(({ name }) => name)).toEqual(["orders"]);
  });

  test("by id tell nothing of a topic of another tenant, not even that it exists", () => {
    const asked = { topics: [OWN_ID, OTHER_ID].map((topicId) => ({ topicId, name: null })) };
    expect(forwarded(teamA(), "Metadata", 12, asked).topics).toHaveLength(2);
    const answer = (other: object) =>
      teamA().response(
        "Metadata",
        12,
        response("Metadata", 12, { topics: [{ name: "teamA.orders", topicId: OWN_ID }, other] }),
        request("Metadata", 12, asked),
      ).topics;
    const there = answer({ name: "teamB.orders", topicId: OTHER_ID, partitions: [{ partitionIndex: 0 }] });
    const notThere = answer({ name: null, topicId: OTHER_ID, errorCode: ErrorCode.UNKNOWN_TOPIC_ID });
    expect(there).toEqual(notThere);
    expect(there[0]).toMatchObject({ name: "orders", topicId: OWN_ID, errorCode: 0 });
    expect(there[1]).toMatchObject({
      topicId: OTHER_ID,
      errorCode: ErrorCode.UNKNOWN_TOPIC_ID,
      partitions: [],
    });
  });
});

describe("topics are deleted by id", () => {
  const asked = { topics: [OTHER_ID, OWN_ID].map((topicId) => ({ topicId, name: null })) };

  test("only where the id is known to be the tenant's", () => {
    const v = teamA();
    expect(forwarded(v, "DeleteTopics", 6, asked).topics).toEqual([{ topicId: OWN_ID, name: null }]);
    const body = response("DeleteTopics", 6, { responses: [{ name: "teamA.orders", topicId: OWN_ID }] });
    const { responses } = v.response("DeleteTopics", 6, body, request("DeleteTopics", 6, asked));
    expect(responses).toMatchObject([
      { name: "orders", topicId: OWN_ID, errorCode: 0 },
      { topicId: OTHER_ID, errorCode: ErrorCode.UNKNOWN_TOPIC_ID },
    ]);
  });

  test("and not at all where none is", () => {
    const { responses } = answered(tenant("teamA"), "DeleteTopics", 6, asked);
    expect(responses.map(({ errorCode }) => errorCode)).toEqual([100, 100]);
  });
});

describe("a share group", () => {
  const NOT_FOUND = ErrorCode.SHARE_SESSION_NOT_FOUND;
  const batch = { firstOffset: 0n, lastOffset: 4n, acknowledgeTypes: [1] };
  const partitions = [{ partitionIndex: 0, acknowledgementBatches: [batch] }];
  const asks = (shareSessionEpoch: number, ...topicIds: string[]) => ({
    groupId: "workers",
    memberId: "m",
    shareSessionEpoch,
    topics: topicIds.map((topicId) => ({ topicId, partitions })),
    forgottenTopicsData: [],
  });

  test("has the tenant's prefix, and so have the topics of its members", () => {
    const heartbeat = { groupId: "workers", memberId: "m", memberEpoch: 0, subscribedTopicNames: ["orders"] };
    expect(forwarded(teamA(), "ShareGroupHeartbeat", 1, heartbeat)).toMatchObject({
      groupId: "teamA.workers",
      subscribedTopicNames: ["teamA.orders"],
    });
  });

  test("is described with the tenant's names, whose topic ids may then be used", () => {
    const v = tenant("teamA");
    const topicPartitions = [{ topicId: OWN_ID, topicName: "teamA.orders", partitions: [0] }];
    const member = {
      memberId: "m",
      subscribedTopicNames: ["teamA.orders", "teamB.orders"],
      assignment: { topicPartitions },
    };
    const body = response("ShareGroupDescribe", 1, {
      groups: [{ groupId: "teamA.workers", members: [member] }, { groupId: "teamB.workers" }],
    });
    const { groups } = v.response(
      "ShareGroupDescribe",
      1,
      body,
      request("ShareGroupDescribe", 1, { groupIds: ["workers"] }),
    );
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ groupId: "workers", members: [{ subscribedTopicNames: ["orders"] }] });
    expect(forwarded(v, "ShareFetch", 2, asks(0, OWN_ID)).topics).toHaveLength(1);
  });

  test("fetches what is known to be the tenant's", () => {
    expect(forwarded(teamA(), "ShareFetch", 2, asks(0, OWN_ID))).toMatchObject({
      groupId: "teamA.workers",
      topics: [{ topicId: OWN_ID, partitions }],
    });
  });

  test("begins another session when it asks for a topic that is not known", () => {
    const again = { errorCode: NOT_FOUND, responses: [] };
    expect(answered(teamA(), "ShareFetch", 2, asks(0, OWN_ID, OTHER_ID))).toMatchObject(again);
    expect(answered(teamA(), "ShareFetch", 2, asks(7, OTHER_ID))).toMatchObject(again);
  });

  test("ends its session also with a topic that is not known", () => {
    expect(forwarded(teamA(), "ShareFetch", 2, asks(-1, OTHER_ID, OWN_ID)).topics).toMatchObject([
      { topicId: OWN_ID },
    ]);
  });

  test("forgets topics, but for those that are not known", () => {
    const forgotten = [OTHER_ID, OWN_ID].map((topicId) => ({ topicId, partitions: [0] }));
    const { forgottenTopicsData } = forwarded(teamA(), "ShareFetch", 2, {
      ...asks(3),
      forgottenTopicsData: forgotten,
    });
    expect(forgottenTopicsData.map(({ topicId }) => topicId)).toEqual([OWN_ID]);
  });

  test("is told nothing of a topic that came into its session in another way", () => {
    const answer = (topicId: string) => {
      const records = Buffer.from("records");
      const body = response("ShareFetch", 2, {
        responses: [{ topicId, partitions: [{ partitionIndex: 0, records }] }],
      });
      return teamA().response("ShareFetch", 2, body, request("ShareFetch", 2, asks(3)));
    };
    expect(answer(OWN_ID)).toMatchObject({ errorCode: 0, responses: [{ topicId: OWN_ID }] });
    expect(answer(OTHER_ID)).toMatchObject({ errorCode: NOT_FOUND, responses: [] });
  });

  test("acknowledges what is known to be the tenant's, in the order of its session", () => {
    const all = asks(4, OTHER_ID, OWN_ID);
    expect(forwarded(teamA(), "ShareAcknowledge", 2, all).topics).toMatchObject([{ topicId: OWN_ID }]);
    expect(forwarded(teamA(), "ShareAcknowledge", 2, asks(4, OTHER_ID))).toMatchObject({
      shareSessionEpoch: 4,
      topics: [],
    });
    const body = response("ShareAcknowledge", 2, {
      responses: [{ topicId: OWN_ID, partitions: [{ partitionIndex: 0 }] }],
    });
    const { responses } = teamA().response("ShareAcknowledge", 2, body, request("ShareAcknowledge", 2, all));
    expect(responses).toMatchObject([
      { topicId: OWN_ID, partitions: [{ partitionIndex: 0, errorCode: 0 }] },
      { topicId: OTHER_ID, partitions: [{ partitionIndex: 0, errorCode: ErrorCode.UNKNOWN_TOPIC_ID }] },
    ]);
  });

  test("has its own offsets, which are shown, set and deleted by the tenant's names", () => {
    const v = teamA();
    const topics = [{ topicName: "orders", partitions: [0] }];
    expect(
      forwarded(v, "DescribeShareGroupOffsets", 1, { groups: [{ groupId: "workers", topics }] }),
    ).toMatchObject({
      groups: [{ groupId: "teamA.workers", topics: [{ topicName: "teamA.orders" }] }],
    });
    const body = response("DescribeShareGroupOffsets", 1, {
      groups: [
        { groupId: "teamA.workers", topics: ["teamA.orders", "orders"].map((topicName) => ({ topicName })) },
      ],
    });
    const everything = request("DescribeShareGroupOffsets", 1, {
      groups: [{ groupId: "workers", topics: null }],
    });
    expect(v.response("DescribeShareGroupOffsets", 1, body, everything)).toMatchObject({
      groups: [{ groupId: "workers", topics: [{ topicName: "orders" }] }],
    });
    for (const api of ["AlterShareGroupOffsets", "DeleteShareGroupOffsets"] as const) {
      expect(forwarded(v, api, 0, { groupId: "workers", topics: [{ topicName: "orders" }] })).toMatchObject({
        groupId: "teamA.workers",
        topics: [{ topicName: "teamA.orders" }],
      });
    }
  });

  test("has a state that only brokers read and write", () => {
    for (const api of ["InitializeShareGroupState", "ReadShareGroupState", "WriteShareGroupState"] as const) {
      const body = request(api, 0, {
        groupId: "workers",
        topics: [{ topicId: OWN_ID, partitions: [{ partition: 0 }] }],
      });
      expect(teamA().request(api, 0, body)).toHaveProperty("answer");
    }
  });
});

describe("a fetch", () => {
  const topicOf = (topicId: string) => ({ topicId, partitions: [{ partition: 3, fetchOffset: 7 }] });

  test("is a consumer's, whatever it says", () => {
    expect(forwarded(teamA(), "Fetch", 4, { replicaId: 2 }).replicaId).toBe(-1);
    expect(forwarded(teamA(), "Fetch", 15, { replicaState: { replicaId: 2 } }).replicaState.replicaId).toBe(
      -1,
    );
  });

  test("without a session gets what is the tenant's, and UNKNOWN_TOPIC_ID for the rest", () => {
    const asked = { sessionEpoch: -1, topics: [topicOf(OWN_ID), topicOf(OTHER_ID)] };
    const v = teamA();
    expect(forwarded(v, "Fetch", 13, asked).topics.map(({ topicId }) => topicId)).toEqual([OWN_ID]);
    const body = response("Fetch", 13, {
      responses: [{ topicId: OWN_ID, partitions: [{ partitionIndex: 3 }] }],
    });
    const unknown = {
      topicId: OTHER_ID,
      partitions: [{ partitionIndex: 3, errorCode: ErrorCode.UNKNOWN_TOPIC_ID }],
    };
    const { responses } = v.response("Fetch", 13, body, request("Fetch", 13, asked));
    expect(responses).toMatchObject([{ topicId: OWN_ID, partitions: [{ errorCode: 0 }] }, unknown]);
    const alone = answered(v, "Fetch", 13, { ...asked, topics: [topicOf(OTHER_ID)] });
    expect(alone).toMatchObject({ errorCode: 0, responses: [unknown] });
  });

  test("in a session is told to begin again when it has an id that no response had", () => {
    const asked = { sessionId: 5, sessionEpoch: 0, topics: [topicOf(OTHER_ID)] };
    const again = { errorCode: ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR, responses: [] };
    expect(answered(teamA(), "Fetch", 13, asked)).toMatchObject(again);
    const body = response("Fetch", 13, {
      sessionId: 5,
      responses: [{ topicId: OTHER_ID, partitions: [{}] }],
    });
    expect(teamA().response("Fetch", 13, body, request("Fetch", 13, { sessionId: 5 }))).toMatchObject(again);
  });

  test("may use an id from whichever answer had it beside a name of the tenant's", () => {
    const v = tenant("teamA");
    const asked = { topics: [{ name: "new" }] };
    const created = response("CreateTopics", 7, { topics: [{ name: "teamA.new", topicId: OTHER_ID }] });
    v.response("CreateTopics", 7, created, request("CreateTopics", 7, asked));
    expect(forwarded(v, "Fetch", 13, { sessionEpoch: 0, topics: [topicOf(OTHER_ID)] }).topics).toHaveLength(
      1,
    );
  });
});

describe("topics of newer versions, which have only ids,", () => {
  const produced = (topicId: string) => ({
    topicId,
    partitionData: [{ index: 2, records: Buffer.from("r") }],
  });
  const committed = (topicId: string) => ({
    topicId,
    partitions: [{ partitionIndex: 2, committedOffset: 5 }],
  });
  const UNKNOWN = ErrorCode.UNKNOWN_TOPIC_ID;

  test("are produced to where they are the tenant's", () => {
    const body = { topicData: [produced(OWN_ID), produced(OTHER_ID)] };
    expect(forwarded(teamA(), "Produce", 13, body).topicData).toMatchObject([{ topicId: OWN_ID }]);
    const own = { responses: [{ topicId: OWN_ID, partitionResponses: [{ index: 2, baseOffset: 7 }] }] };
    expect(
      teamA().response("Produce", 13, response("Produce", 13, own), request("Produce", 13, body)).responses,
    ).toMatchObject([
      { topicId: OWN_ID, partitionResponses: [{ index: 2, errorCode: 0, baseOffset: 7n }] },
      { topicId: OTHER_ID, partitionResponses: [{ index: 2, errorCode: UNKNOWN }] },
    ]);
    expect(answered(teamA(), "Produce", 13, { topicData: [produced(OTHER_ID)] }).responses).toMatchObject([
      { topicId: OTHER_ID, partitionResponses: [{ index: 2, errorCode: UNKNOWN }] },
    ]);
  });

  test.each([
    ["OffsetCommit", 10],
    ["TxnOffsetCommit", 6],
  ] as const)("are committed to by %s where they are the tenant's", (api, version) => {
    const group = { groupId: "g", ...(api === "TxnOffsetCommit" && { transactionalId: "tx" }) };
    const body = { ...group, topics: [committed(OWN_ID), committed(OTHER_ID)] };
    const asked = forwarded(teamA(), api, version, body);
    expect(asked).toMatchObject({ groupId: "teamA.g", topics: [{ topicId: OWN_ID }] });
    const own = { topics: [{ topicId: OWN_ID, partitions: [{ partitionIndex: 2 }] }] };
    expect(
      teamA().response(api, version, response(api, version, own), request(api, version, body)).topics,
    ).toMatchObject([
      { topicId: OWN_ID, partitions: [{ partitionIndex: 2, errorCode: 0 }] },
      { topicId: OTHER_ID, partitions: [{ partitionIndex: 2, errorCode: UNKNOWN }] },
    ]);
    expect(answered(teamA(), api, version, { ...group, topics: [committed(OTHER_ID)] }).topics).toMatchObject(
      [{ topicId: OTHER_ID, partitions: [{ errorCode: UNKNOWN }] }],
    );
  });

  test("have their offsets fetched where they are the tenant's", () => {
    const topics = [OWN_ID, OTHER_ID].map((topicId) => ({ topicId, partitionIndexes: [2] }));
    const body = {
      groups: [
        { groupId: "g", topics },
        { groupId: "all", topics: null },
      ],
    };
    expect(forwarded(teamA(), "OffsetFetch", 10, body).groups).toMatchObject([
      { groupId: "teamA.g", topics: [{ topicId: OWN_ID }] },
      { groupId: "teamA.all", topics: null },
    ]);
    const own = (groupId: string) => ({ groupId, topics: [committed(OWN_ID)] });
    const answer = response("OffsetFetch", 10, { groups: [own("teamA.g"), own("teamA.all")] });
    expect(
      teamA().response("OffsetFetch", 10, answer, request("OffsetFetch", 10, body)).groups,
    ).toMatchObject([
      {
        groupId: "g",
        topics: [
          { topicId: OWN_ID, partitions: [{ partitionIndex: 2, errorCode: 0, committedOffset: 5n }] },
          { topicId: OTHER_ID, partitions: [{ partitionIndex: 2, errorCode: UNKNOWN }] },
        ],
      },
      { groupId: "all", topics: [{ topicId: OWN_ID }] },
    ]);
  });
});

describe("a pattern", () => {
  test("of topics matches the tenant's, and is described to it as it was", () => {
    const physical = forwarded(teamA(), "ConsumerGroupHeartbeat", 1, {
      groupId: "g",
      subscribedTopicRegex: "orders.*",
    });
    expect(physical.subscribedTopicRegex).toBe("teamA\\.(?:orders.*)");
    const members = [physical.subscribedTopicRegex, "FOREIGN.*"].map((subscribedTopicRegex) => ({
      subscribedTopicRegex,
    }));
    const described = response("ConsumerGroupDescribe", 1, { groups: [{ groupId: "teamA.g", members }] });
    const asked = request("ConsumerGroupDescribe", 1, { groupIds: ["g"] });
    expect(
      teamA()
        .response("ConsumerGroupDescribe", 1, described, asked)
        .groups[0]?.members.map(({ subscribedTopicRegex }) => subscribedTopicRegex),
    ).toEqual(["orders.*", null]);
  });

  test("of transactional ids matches the tenant's", () => {
    expect(forwarded(teamA(), "ListTransactions", 2, { transactionalIdPattern: "tx.*" })).toMatchObject({
      transactionalIdPattern: "teamA\\.(?:tx.*)",
    });
  });

  test("that could match the names of others is refused", () => {
    const errorCode = ErrorCode.INVALID_REGULAR_EXPRESSION;
    const open = "a)|(?:.*";
    expect(
      answered(teamA(), "ConsumerGroupHeartbeat", 1, { groupId: "g", subscribedTopicRegex: open }),
    ).toMatchObject({ errorCode });
    expect(answered(teamA(), "ListTransactions", 2, { transactionalIdPattern: open })).toMatchObject({
      errorCode,
    });
  });
});

describe("configs", () => {
  const resources = [
    { resourceType: 2, resourceName: "orders" },
    { resourceType: 4, resourceName: "1" },
    { resourceType: 32, resourceName: "g" },
  ];

  test("of topics and groups are the tenant's, those of brokers are not", () => {
    const v = teamA();
    expect(forwarded(v, "DescribeConfigs", 4, { resources }).resources).toMatchObject([
      { resourceType: 2, resourceName: "teamA.orders" },
      { resourceType: 32, resourceName: "teamA.g" },
    ]);
    const body = response("DescribeConfigs", 4, {
      results: [
        { resourceType: 2, resourceName: "teamA.orders" },
        { resourceType: 32, resourceName: "teamA.g" },
      ],
    });
    const { results } = v.response("DescribeConfigs", 4, body, request("DescribeConfigs", 4, { resources }));
    expect(results).toMatchObject([
      { resourceName: "orders", errorCode: 0 },
      { resourceName: "g", errorCode: 0 },
      { resourceType: 4, resourceName: "1", errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED },
    ]);
  });

  test("of brokers alone are not asked for", () => {
    const { responses } = answered(teamA(), "IncrementalAlterConfigs", 1, {
      resources: resources.slice(1, 2),
    });
    expect(responses).toMatchObject([
      { resourceName: "1", errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED },
    ]);
  });
});

describe("what would mean the whole cluster", () => {
  test("is no election of all its leaders", () => {
    expect(answered(teamA(), "ElectLeaders", 2, { topicPartitions: null }).errorCode).toBe(31);
    expect(
      forwarded(teamA(), "ElectLeaders", 2, { topicPartitions: [{ topic: "t" }] }).topicPartitions,
    ).toMatchObject([{ topic: "teamA.t" }]);
  });

  test("is a page of topics that begins with the tenant's and ends with them", () => {
    const v = teamA();
    const asked = { topics: [], cursor: null };
    const { cursor } = forwarded(v, "DescribeTopicPartitions", 0, asked);
    expect(cursor).toMatchObject({ topicName: "teamA.", partitionIndex: 0 });
    const page = (topicName: string) =>
      v.response(
        "DescribeTopicPartitions",
        0,
        response("DescribeTopicPartitions", 0, {
          topics: [{ name: "teamA.orders" }, { name: "teamB.orders" }],
          nextCursor: { topicName, partitionIndex: 1 },
        }),
        request("DescribeTopicPartitions", 0, asked),
      );
    expect(page("teamB.orders")).toMatchObject({ topics: [{ name: "orders" }], nextCursor: null });
    expect(page("teamA.orders").nextCursor).toMatchObject({ topicName: "orders", partitionIndex: 1 });
  });

  test("is no coordinator of a share group", () => {
    const { coordinators } = answered(teamA(), "FindCoordinator", 6, {
      keyType: 2,
      coordinatorKeys: ["g:t:0"],
    });
    expect(coordinators).toMatchObject([{ key: "g:t:0", errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED }]);
  });
});

describe("the bytes of group members", () => {
  const subscription = (topic: string) =>
    Buffer.concat([
      Buffer.from([0, 1]),
      encodeMessage("ConsumerProtocolSubscription", 1, {
        topics: [topic],
        userData: Buffer.from("orders"),
        ownedPartitions: [{ topic, partitions: [0] }],
      }),
    ]);
  const assignment = (topic: string) =>
    Buffer.concat([
      Buffer.from([0, 0]),
      encodeMessage("ConsumerProtocolAssignment", 0, { assignedPartitions: [{ topic, partitions: [0, 1] }] }),
    ]);

  test("name the cluster's topics on their way to the broker, and the client's on their way back", () => {
    const v = teamA();
    const join = request("JoinGroup", 5, {
      groupId: "g",
      protocolType: "consumer",
      protocols: [{ name: "range", metadata: subscription("orders") }],
    });
    const { groupId, protocols } = forwarded(v, "JoinGroup", 5, join);
    expect(groupId).toBe("teamA.g");
    expect(protocols[0]).toMatchObject({ name: "range", metadata: subscription("teamA.orders") });
    const joined = response("JoinGroup", 5, {
      protocolName: "range",
      members: [{ memberId: "m", metadata: subscription("teamA.orders") }],
    });
    expect(v.response("JoinGroup", 5, joined, join).members[0]?.metadata).toEqual(subscription("orders"));

    const sync = request("SyncGroup", 3, {
      groupId: "g",
      assignments: [{ assignment: assignment("orders") }],
    });
    expect(forwarded(v, "SyncGroup", 3, sync).assignments[0]?.assignment).toEqual(assignment("teamA.orders"));
    const synced = response("SyncGroup", 3, { assignment: assignment("teamA.orders") });
    expect(v.response("SyncGroup", 3, synced, sync).assignment).toEqual(assignment("orders"));
  });

  test.each([
    ["of another protocol", "connect", subscription("orders")],
    ["of a later version", "consumer", Buffer.from([0, 9, 1, 2, 3])],
    ["of no sense", "consumer", Buffer.from([0, 1, 0x7f, 0xff, 0xff, 0xff])],
    ["that are none", "consumer", Buffer.alloc(0)],
  ])("%s stay as they are", (_, protocolType, metadata) => {
    const { protocols } = forwarded(teamA(), "JoinGroup", 5, {
      groupId: "g",
      protocolType,
      protocols: [{ name: "p", metadata }],
    });
    expect(protocols[0]?.metadata).toEqual(metadata);
  });
});

describe("a name that Kafka would never take", () => {
  test.each([[""], ["."], [".."], ["x".repeat(0x7fff)]])(
    "is refused before the prefix makes a good one of it (%#)",
    (name) => {
      const { topics } = answered(teamA(), "CreateTopics", 7, { topics: [{ name }, { name: "good" }] });
      expect(topics).toMatchObject([
        { name, errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION },
        { name: "good", errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION },
      ]);
    },
  );

  test("of a group or a transaction has the error of its kind", () => {
    expect(answered(teamA(), "JoinGroup", 5, { groupId: "" }).errorCode).toBe(ErrorCode.INVALID_GROUP_ID);
    expect(answered(teamA(), "InitProducerId", 4, { transactionalId: "" }).errorCode).toBe(
      ErrorCode.INVALID_REQUEST,
    );
    expect(forwarded(teamA(), "InitProducerId", 4, { transactionalId: null }).transactionalId).toBeNull();
  });

  test("by its length alone is left to the broker, whose sentence has the client's name", () => {
    const name = "x".repeat(249);
    const asked = { topics: [{ name }] };
    const physical = forwarded(teamA(), "CreateTopics", 7, asked).topics[0]?.name;
    const errorMessage = `Topic name is invalid: '${physical}' is longer than 249.`;
    const body = response("CreateTopics", 7, {
      topics: [{ name: `teamA.${name}`, errorCode: 17, errorMessage }],
    });
    const { topics } = teamA().response("CreateTopics", 7, body, request("CreateTopics", 7, asked));
    expect(topics[0]).toMatchObject({
      name,
      errorMessage: `Topic name is invalid: '${name}' is longer than 249.`,
    });
  });
});

test("a broker's sentence hides the names of others", () => {
  const asked = request("CreateTopics", 7, {
    topics: [{ name: "my_topic", configs: [{ name: "retention.mss" }] }],
  });
  const sentence = (errorMessage: string) =>
    teamA().response(
      "CreateTopics",
      7,
      response("CreateTopics", 7, { topics: [{ name: "teamA.my_topic", errorMessage }] }),
      asked,
    ).topics[0]?.errorMessage;
  expect(
    sentence("Topic 'teamA.my_topic' collides with existing topics: teamA.my.topic, teamA_my_topic, x.y."),
  ).toBe("Topic 'my_topic' collides with existing topics: my.topic, …, ….");
  expect(sentence("Unknown topic config name: retention.mss")).toBe(
    "Unknown topic config name: retention.mss",
  );
  expect(sentence("Replication factor: 3 larger than available brokers: 1.")).toBe(
    "Replication factor: 3 larger than available brokers: 1.",
  );
});

describe("a refusal answers every entry", () => {
  test.each<[ApiName, number, object, object]>([
    [
      "Produce",
      9,
      { topicData: [{ name: "t", partitionData: [{ index: 4, records: null }] }] },
      { responses: [{ name: "t", partitionResponses: [{ index: 4, errorCode: 31 }] }] },
    ],
    [
      "DeleteTopics",
      3,
      { topicNames: ["a", "b"] },
      { responses: [{ name: "a" }, { name: "b", errorCode: 31 }] },
    ],
    ["DescribeGroups", 5, { groups: ["g"] }, { groups: [{ groupId: "g", errorCode: 31, members: [] }] }],
    ["ConsumerGroupDescribe", 0, { groupIds: ["g"] }, { groups: [{ groupId: "g", errorCode: 31 }] }],
    [
      "ElectLeaders",
      2,
      { topicPartitions: [{ topic: "t", partitions: [5] }] },
      {
        errorCode: 31,
        replicaElectionResults: [{ topic: "t", partitionResult: [{ partitionId: 5, errorCode: 31 }] }],
      },
    ],
    [
      "AddPartitionsToTxn",
      3,
      { v3AndBelowTransactionalId: "x", v3AndBelowTopics: [{ name: "t", partitions: [6] }] },
      {
        resultsByTopicV3AndBelow: [
          { name: "t", resultsByPartition: [{ partitionIndex: 6, partitionErrorCode: 31 }] },
        ],
      },
    ],
    [
      "CreateAcls",
      3,
      {
        creations: [
          { resourceType: 2, resourceName: "t", principal: "p", host: "*", operation: 1, permissionType: 1 },
        ],
      },
      { results: [{ errorCode: 31 }] },
    ],
    ["UnregisterBroker", 0, { brokerId: 1 }, { errorCode: 31 }],
  ])("of %s v%i", (api, version, body, expected) => {
    const asked = request(api, version, body as never) as unknown as Struct;
    expect(refusal(api, version, asked, ErrorCode.CLUSTER_AUTHORIZATION_FAILED)).toMatchObject(expected);
  });
});

test.each([[""], ["team.A"], ["team A"], ["x".repeat(65)], ["teamA\n"]])(
  "%j is no name of a virtual cluster",
  (name) => {
    expect(() => new Names(name)).toThrow("1 to 64 letters, digits, underscores and hyphens");
  },
);

test("only so many topic ids are known, the latest told", () => {
  const ids = new TopicIds();
  ids.add(OWN_ID);
  ids.add(OTHER_ID);
  ids.add(OWN_ID);
  for (let i = 0; i < 99_999; i++) ids.add(`id ${i}`);
  expect([ids.has(OWN_ID), ids.has(OTHER_ID)]).toEqual([true, false]);
});
