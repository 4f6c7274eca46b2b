/**
 * What the schemas do not say about an API: topic ids instead of names, "all" that must mean "all of the tenant's",
 * names inside bytes, and entries that tenants may not use. The code here sees the client's names: it runs before the
 * names of a request are changed to the cluster's, and after the names of a response are changed back.
 *
 * Some entries of a request do not go to the broker. The response gets an entry for each of them: those are the entries
 * of the request that the broker's response lacks, so no state is kept between the two.
 */

import { type ApiName, ErrorCode, type Requests, type Responses } from "../../protocol/index.js";
import { type Embedded, readBytes, renamedBytes } from "./embedded.js";
import type { Names } from "./names.js";
import { patternToClient, patternToCluster } from "./patterns.js";
import { refusal } from "./refusal.js";
import type { Reading } from "./shape.js";
import { NO_ID, type TopicIds } from "./topic-ids.js";

/** What is done with a request. */
export type Outcome<A extends ApiName> =
  | { readonly forward: Requests[A] }
  | { readonly answer: Responses[A] };

export interface Context {
  readonly names: Names;
  readonly topicIds: TopicIds;
  readonly rename: (name: string) => string;
  readonly reading: Reading;
}

interface Special<A extends ApiName> {
  request?(context: Context, version: number, body: Requests[A]): Outcome<A>;
  response?(context: Context, version: number, body: Responses[A], request: Requests[A]): Responses[A];
}

const CONSUMER = "consumer";
const SESSIONLESS = -1;
/** Of a share session (ShareRequestMetadata.java). */
const FINAL_EPOCH = -1;
const RESOURCE_TYPES_OFFERED: ReadonlySet<number> = new Set([2 /* topic */, 32 /* group */]);
const COORDINATOR_TYPES_OFFERED: ReadonlySet<number> = new Set([0 /* group */, 1 /* transaction */]);

export const special: { readonly [A in ApiName]?: Special<A> } = {
  Produce: {
    request({ topicIds }, version, body) {
      const topicData = body.topicData.filter(({ topicId }) => mayBeUsed(topicIds, topicId));
      if (topicData.length === 0 && body.topicData.length > 0) {
        return { answer: refused("Produce", version, body, UNKNOWN_ID) };
      }
      return { forward: { ...body, topicData } };
    },
    response(_, version, body, request) {
      const topicData = unanswered(request.topicData, body.responses);
      const { responses } = refused("Produce", version, { ...request, topicData }, UNKNOWN_ID);
      return { ...body, responses: [...body.responses, ...responses] };
    },
  },

  Fetch: {
    request({ topicIds }, version, body) {
      const known = body.topics.filter(({ topicId }) => mayBeUsed(topicIds, topicId));
      if (known.length < body.topics.length) {
        if (body.sessionEpoch !== SESSIONLESS) return { answer: fetchAgain(version, body) };
        if (known.length === 0)
          return { answer: withUnknownFetches(version, emptyFetch(version, body), body) };
      }
      return {
        forward: {
          ...body,
          topics: known,
          forgottenTopicsData: body.forgottenTopicsData.filter(({ topicId }) => mayBeUsed(topicIds, topicId)),
          // A follower's fetches move the high watermark and the ISR. A tenant is always treated as a consumer.
          replicaId: -1,
          replicaState: { replicaId: -1, replicaEpoch: -1n },
        },
      };
    },
    response({ topicIds }, version, body, request) {
      // The session is not the tenant's, or began before the proxy was started.
      const strange = body.responses.some(({ topicId }) => topicId !== NO_ID && !topicIds.has(topicId));
      if (strange) return fetchAgain(version, request);
      const complete = request.sessionEpoch === SESSIONLESS && body.errorCode === ErrorCode.NONE;
      return complete ? withUnknownFetches(version, body, request) : body;
    },
  },

  ShareFetch: {
    request({ topicIds }, version, body) {
      const topics = body.topics.filter(({ topicId }) => mayBeUsed(topicIds, topicId));
      // The last request of a session ends it, and does not fetch.
      if (topics.length < body.topics.length && body.shareSessionEpoch !== FINAL_EPOCH)
        return { answer: shareAgain(version, body) };
      const forgottenTopicsData = body.forgottenTopicsData.filter(({ topicId }) =>
        mayBeUsed(topicIds, topicId),
      );
      return { forward: { ...body, topics, forgottenTopicsData } };
    },
    response: ({ topicIds }, version, body, request) =>
      body.responses.every(({ topicId }) => mayBeUsed(topicIds, topicId))
        ? body
        : shareAgain(version, request),
  },
  ShareAcknowledge: {
    /** Also without topics, as the request counts as one of the session. */
    request: ({ topicIds }, _, body) => ({
      forward: { ...body, topics: body.topics.filter(({ topicId }) => mayBeUsed(topicIds, topicId)) },
    }),
    response({ topicIds }, version, body, request) {
      const topics = request.topics.filter(({ topicId }) => !mayBeUsed(topicIds, topicId));
      const { responses } = refused("ShareAcknowledge", version, { ...request, topics }, UNKNOWN_ID);
      return { ...body, responses: [...body.responses, ...responses] };
    },
  },

  Metadata: {
    response(_, version, body, request) {
      const topics = body.topics.filter(({ name }) => name !== null);
      const unknown = unanswered(request.topics ?? [], topics);
      const { topics: more } = refused("Metadata", version, { ...request, topics: unknown }, UNKNOWN_ID);
      return { ...body, topics: [...topics, ...more] };
    },
  },

  DeleteTopics: {
    request({ topicIds }, version, body) {
      const topics = body.topics.filter(({ topicId }) => mayBeUsed(topicIds, topicId));
      if (topics.length === 0 && body.topics.length > 0) {
        return { answer: refused("DeleteTopics", version, body, UNKNOWN_ID) };
      }
      return { forward: { ...body, topics } };
    },
    response(_, version, body, request) {
      const unknown = unanswered(request.topics, body.responses);
      const { responses } = refused(
        "DeleteTopics",
        version,
        { ...request, topics: unknown, topicNames: [] },
        UNKNOWN_ID,
      );
      return { ...body, responses: [...body.responses, ...responses] };
    },
  },

  DescribeConfigs: {
    request: (_, version, body) => onlyOffered("DescribeConfigs", version, body),
    response: (_, version, body, request) => ({
      ...body,
      results: [...body.results, ...withheld("DescribeConfigs", version, request).results],
    }),
  },
  AlterConfigs: {
    request: (_, version, body) => onlyOffered("AlterConfigs", version, body),
    response: (_, version, body, request) => ({
      ...body,
      responses: [...body.responses, ...withheld("AlterConfigs", version, request).responses],
    }),
  },
  IncrementalAlterConfigs: {
    request: (_, version, body) => onlyOffered("IncrementalAlterConfigs", version, body),
    response: (_, version, body, request) => ({
      ...body,
      responses: [...body.responses, ...withheld("IncrementalAlterConfigs", version, request).responses],
    }),
  },

  ElectLeaders: {
    /** Null means every partition of the cluster. */
    request: (_, version, body) =>
      body.topicPartitions === null
        ? { answer: refused("ElectLeaders", version, body, ErrorCode.CLUSTER_AUTHORIZATION_FAILED) }
        : { forward: body },
  },

  FindCoordinator: {
    request: (_, version, body) =>
      COORDINATOR_TYPES_OFFERED.has(body.keyType)
        ? { forward: body }
        : { answer: refused("FindCoordinator", version, body, ErrorCode.CLUSTER_AUTHORIZATION_FAILED) },
  },

  DescribeTopicPartitions: {
    /**
     * A request without topics is for all topics, in the order of their names, page by page. With this cursor the page
     * begins at the tenant's prefix, so it begins with the tenant's topics. A response loses its cursor when the next
     * page begins at another tenant's topic.
     */
    request: (_, _version, body) =>
      body.topics.length > 0 || body.cursor !== null
        ? { forward: body }
        : { forward: { ...body, cursor: { topicName: "", partitionIndex: 0 } } },
  },

  ConsumerGroupHeartbeat: {
    request({ names }, version, body) {
      const { subscribedTopicRegex: pattern } = body;
      // An empty pattern ends the subscription by pattern.
      if (pattern === null || pattern === "") return { forward: body };
      const subscribedTopicRegex = patternToCluster(names, pattern);
      return subscribedTopicRegex === undefined
        ? { answer: refused("ConsumerGroupHeartbeat", version, body, ErrorCode.INVALID_REGULAR_EXPRESSION) }
        : { forward: { ...body, subscribedTopicRegex } };
    },
  },

  ConsumerGroupDescribe: {
    response: ({ names }, _, body) => ({
      ...body,
      groups: body.groups.map((group) => ({
        ...group,
        members: group.members.map((member) => ({
          ...member,
          subscribedTopicRegex: patternToClient(names, member.subscribedTopicRegex ?? "") ?? null,
        })),
      })),
    }),
  },

  OffsetCommit: commits("OffsetCommit"),
  TxnOffsetCommit: commits("TxnOffsetCommit"),
  OffsetFetch: {
    /** Null means every topic of which the group has an offset. */
    request: ({ topicIds }, _, body) => ({
      forward: {
        ...body,
        groups: body.groups.map((group) => ({
          ...group,
          topics: group.topics?.filter(({ topicId }) => mayBeUsed(topicIds, topicId)) ?? null,
        })),
      },
    }),
    response(_, version, body, request) {
      const asked = new Map(request.groups.map((group) => [group.groupId, group]));
      const groups = body.groups.map((answer) => {
        const group = asked.get(answer.groupId);
        if (group === undefined || answer.errorCode !== ErrorCode.NONE) return answer;
        const topics = unanswered(group.topics ?? [], answer.topics);
        if (topics.length === 0) return answer;
        const more = refused(
          "OffsetFetch",
          version,
          { ...request, groups: [{ ...group, topics }] },
          UNKNOWN_ID,
        );
        return { ...answer, topics: [...answer.topics, ...(more.groups[0]?.topics ?? [])] };
      });
      return { ...body, groups };
    },
  },

  ListTransactions: {
    request({ names }, version, body) {
      const { transactionalIdPattern: pattern } = body;
      if (pattern === null || pattern === "") return { forward: body };
      const transactionalIdPattern = patternToCluster(names, pattern);
      return transactionalIdPattern === undefined
        ? { answer: refused("ListTransactions", version, body, ErrorCode.INVALID_REGULAR_EXPRESSION) }
        : { forward: { ...body, transactionalIdPattern } };
    },
  },

  JoinGroup: {
    request({ rename }, _, body) {
      if (body.protocolType !== CONSUMER) return { forward: body };
      const protocols = body.protocols.map((protocol) => ({
        ...protocol,
        metadata: renamedBytes(SUBSCRIPTION, protocol.metadata, rename),
      }));
      return { forward: { ...body, protocols } };
    },
    response({ reading }, _, body, request) {
      if (request.protocolType !== CONSUMER) return body;
      const members = body.members.map((member) => ({
        ...member,
        metadata: readBytes(SUBSCRIPTION, member.metadata, reading),
      }));
      return { ...body, members };
    },
  },

  SyncGroup: {
    request({ rename }, _, body) {
      if (!mayBeConsumers(body)) return { forward: body };
      const assignments = body.assignments.map((member) => ({
        ...member,
        assignment: renamedBytes(ASSIGNMENT, member.assignment, rename),
      }));
      return { forward: { ...body, assignments } };
    },
    response: ({ reading }, _, body, request) =>
      mayBeConsumers(request)
        ? { ...body, assignment: readBytes(ASSIGNMENT, body.assignment, reading) }
        : body,
  },

  DescribeGroups: {
    response: ({ reading }, _, body) => ({
      ...body,
      groups: body.groups.map((group) =>
        group.protocolType !== CONSUMER
          ? group
          : {
              ...group,
              members: group.members.map((member) => ({
                ...member,
                memberMetadata: readBytes(SUBSCRIPTION, member.memberMetadata, reading),
                memberAssignment: readBytes(ASSIGNMENT, member.memberAssignment, reading),
              })),
            },
      ),
    }),
  },
};

const SUBSCRIPTION: Embedded = "ConsumerProtocolSubscription";
const ASSIGNMENT: Embedded = "ConsumerProtocolAssignment";
const UNKNOWN_ID = ErrorCode.UNKNOWN_TOPIC_ID;

function refused<A extends ApiName>(
  api: A,
  version: number,
  request: Requests[A],
  errorCode: number,
): Responses[A] {
  return refusal(api, version, { ...request }, errorCode) as unknown as Responses[A];
}

/**
 * Versions before 5 do not name the protocol of these bytes. Bytes of another protocol that can be read as a consumer's
 * are changed on their way to the broker and changed back on their way to a client.
 */
function mayBeConsumers({ protocolType }: Requests["SyncGroup"]): boolean {
  return protocolType === CONSUMER || protocolType === null;
}

/** Older versions have names instead of ids. */
function mayBeUsed(topicIds: TopicIds, topicId: string): boolean {
  return topicId === NO_ID || topicIds.has(topicId);
}

/** The requested entries whose id is in no entry of the response. */
function unanswered<T extends { readonly topicId: string }>(
  asked: readonly T[],
  answers: readonly { readonly topicId: string }[],
): T[] {
  const answered = new Set(answers.map(({ topicId }) => topicId));
  return asked.filter(({ topicId }) => topicId !== NO_ID && !answered.has(topicId));
}

/**
 * In a Fetch session a client names a partition once, so a partition that did not go to the broker would never be
 * fetched. This error makes the client ask for metadata (which makes the ids known) and begin a new session.
 */
function fetchAgain(version: number, request: Requests["Fetch"]): Responses["Fetch"] {
  return refused("Fetch", version, { ...request, topics: [] }, ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR);
}

/** The same of a share session: the client begins another one, and names all its partitions again. */
function shareAgain(version: number, request: Requests["ShareFetch"]): Responses["ShareFetch"] {
  return refused("ShareFetch", version, { ...request, topics: [] }, ErrorCode.SHARE_SESSION_NOT_FOUND);
}

function emptyFetch(version: number, request: Requests["Fetch"]): Responses["Fetch"] {
  return refused("Fetch", version, { ...request, topics: [] }, ErrorCode.NONE);
}

function withUnknownFetches(
  version: number,
  body: Responses["Fetch"],
  request: Requests["Fetch"],
): Responses["Fetch"] {
  const unknown = unanswered(request.topics, body.responses);
  if (unknown.length === 0) return body;
  const { responses } = refused("Fetch", version, { ...request, topics: unknown }, UNKNOWN_ID);
  return { ...body, responses: [...body.responses, ...responses] };
}

/** Offsets are committed for the topics that may be used. The others get an error. */
function commits<A extends "OffsetCommit" | "TxnOffsetCommit">(api: A): Special<A> {
  return {
    request({ topicIds }, version, body) {
      const all: readonly { readonly topicId: string }[] = body.topics;
      const topics = all.filter(({ topicId }) => mayBeUsed(topicIds, topicId));
      if (topics.length === 0 && all.length > 0) return { answer: refused(api, version, body, UNKNOWN_ID) };
      return { forward: { ...body, topics } as Requests[A] };
    },
    response(_, version, body, request) {
      const asked: readonly { readonly topicId: string }[] = request.topics;
      const topics = unanswered(asked, body.topics);
      const more = refused(api, version, { ...request, topics } as Requests[A], UNKNOWN_ID);
      return { ...body, topics: [...body.topics, ...more.topics] };
    },
  };
}

type ConfigsApi = "DescribeConfigs" | "AlterConfigs" | "IncrementalAlterConfigs";

/** Brokers, their loggers and client metrics belong to the cluster. */
function onlyOffered<A extends ConfigsApi>(api: A, version: number, body: Requests[A]): Outcome<A> {
  const all: readonly { readonly resourceType: number }[] = body.resources;
  const resources = all.filter(({ resourceType }) => RESOURCE_TYPES_OFFERED.has(resourceType));
  if (resources.length === 0 && all.length > 0) return { answer: withheld(api, version, body) };
  return { forward: { ...body, resources } as Requests[A] };
}

function withheld<A extends ConfigsApi>(api: A, version: number, body: Requests[A]): Responses[A] {
  const all: readonly { readonly resourceType: number }[] = body.resources;
  const resources = all.filter(({ resourceType }) => !RESOURCE_TYPES_OFFERED.has(resourceType));
  return refused(api, version, { ...body, resources } as Requests[A], ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
}
