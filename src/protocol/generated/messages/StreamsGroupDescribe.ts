// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** StreamsGroupDescribeRequest · API key 89 · versions 0–1, flexible 0–1 */
export interface StreamsGroupDescribeRequest {
  /** The ids of the groups to describe */
  groupIds: string[];
  /** Whether to include authorized operations. */
  includeAuthorizedOperations: boolean;
  /**
   * Whether to include the full topology description from the topology description plugin in the response.
   * (versions 1; default false)
   */
  includeTopologyDescription: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** StreamsGroupDescribeResponse · API key 89 · versions 0–1, flexible 0–1 */
export interface StreamsGroupDescribeResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** Each described group. */
  groups: StreamsGroupDescribeResponse.DescribedGroup[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace StreamsGroupDescribeResponse {
  interface DescribedGroup {
    /** The describe error, or 0 if there was no error. */
    errorCode: number;
    /** The top-level error message, or null if there was no error. (default null) */
    errorMessage: string | null;
    /** The group ID string. */
    groupId: string;
    /** The group state string, or the empty string. */
    groupState: string;
    /** The group epoch. */
    groupEpoch: number;
    /** The assignment epoch. */
    assignmentEpoch: number;
    /**
     * The topology metadata currently initialized for the streams application. Can be null in case of a
     * describe error. (default null)
     */
    topology: StreamsGroupDescribeResponse.Topology | null;
    /** The members. */
    members: StreamsGroupDescribeResponse.Member[];
    /** 32-bit bitfield to represent authorized operations for this group. (default -2147483648) */
    authorizedOperations: number;
    /**
     * The full topology description for this group. Non-null if and only if TopologyDescriptionStatus is
     * AVAILABLE (3); null otherwise. (versions 1; default null)
     */
    topologyDescription: StreamsGroupDescribeResponse.TopologyDescription | null;
    /**
     * The status of the topology description for this group, paired with TopologyDescription: 0=NOT_REQUESTED
     * (client did not set IncludeTopologyDescription; TopologyDescription is null); 1=NOT_STORED (no
     * description recorded for this group; TopologyDescription is null); 2=ERROR (broker failed to fetch the
     * description, see broker logs; TopologyDescription is null); 3=AVAILABLE (TopologyDescription is
     * non-null and carries the description). (versions 1; default 0)
     */
    topologyDescriptionStatus: number;
    /**
     * The task assignor that the group coordinator will use for the next assignment computation. This may
     * differ from the assignor that computed the current assignment, because changing the assignor
     * configuration does not trigger a rebalance. Null in case of a describe error. (versions 1; default
     * null)
     */
    assignorName: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Topology {
    /** The epoch of the currently initialized topology for this group. */
    epoch: number;
    /**
     * The subtopologies of the streams application. This contains the configured subtopologies, where the
     * number of partitions are set and any regular expressions are resolved to actual topics. Null if the
     * group is uninitialized, source topics are missing or incorrectly partitioned. (default null)
     */
    subtopologies: StreamsGroupDescribeResponse.Subtopology[] | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Subtopology {
    /** String to uniquely identify the subtopology. */
    subtopologyId: string;
    /** The topics the subtopology reads from. */
    sourceTopics: string[];
    /** The repartition topics the subtopology writes to. */
    repartitionSinkTopics: string[];
    /** The set of state changelog topics associated with this subtopology. Created automatically. */
    stateChangelogTopics: StreamsGroupDescribeResponse.TopicInfo[];
    /** The set of source topics that are internally created repartition topics. Created automatically. */
    repartitionSourceTopics: StreamsGroupDescribeResponse.TopicInfo[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopicInfo {
    /** The name of the topic. */
    name: string;
    /**
     * The number of partitions in the topic. Can be 0 if no specific number of partitions is enforced. Always
     * 0 for changelog topics.
     */
    partitions: number;
    /** The replication factor of the topic. Can be 0 if the default replication factor should be used. */
    replicationFactor: number;
    /** Topic-level configurations as key-value pairs. */
    topicConfigs: StreamsGroupDescribeResponse.KeyValue[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface KeyValue {
    /** key of the config */
    key: string;
    /** value of the config */
    value: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Member {
    /** The member ID. */
    memberId: string;
    /** The member epoch. */
    memberEpoch: number;
    /** The member instance ID for static membership. (default null) */
    instanceId: string | null;
    /** The rack ID. (default null) */
    rackId: string | null;
    /** The client ID. */
    clientId: string;
    /** The client host. */
    clientHost: string;
    /** The epoch of the topology on the client. */
    topologyEpoch: number;
    /** Identity of the streams instance that may have multiple clients. */
    processId: string;
    /** User-defined endpoint for Interactive Queries. Null if not defined for this client. (default null) */
    userEndpoint: StreamsGroupDescribeResponse.Endpoint | null;
    /** Used for rack-aware assignment algorithm. */
    clientTags: StreamsGroupDescribeResponse.KeyValue[];
    /** Cumulative changelog offsets for tasks. */
    taskOffsets: StreamsGroupDescribeResponse.TaskOffset[];
    /** Cumulative changelog end offsets for tasks. */
    taskEndOffsets: StreamsGroupDescribeResponse.TaskOffset[];
    /** The current assignment. */
    assignment: StreamsGroupDescribeResponse.Assignment;
    /** The target assignment. */
    targetAssignment: StreamsGroupDescribeResponse.Assignment;
    /** True for classic members that have not been upgraded yet. */
    isClassic: boolean;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Endpoint {
    /** host of the endpoint */
    host: string;
    /** port of the endpoint */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TaskOffset {
    /** The subtopology identifier. */
    subtopologyId: string;
    /** The partition. */
    partition: number;
    /** The offset. */
    offset: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Assignment {
    /** Active tasks for this client. */
    activeTasks: StreamsGroupDescribeResponse.TaskIds[];
    /** Standby tasks for this client. */
    standbyTasks: StreamsGroupDescribeResponse.TaskIds[];
    /** Warm-up tasks for this client. */
    warmupTasks: StreamsGroupDescribeResponse.TaskIds[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TaskIds {
    /** The subtopology identifier. */
    subtopologyId: string;
    /** The partitions of the input topics processed by this member. */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopologyDescription {
    /** The subtopologies that make up this topology. (versions 1) */
    subtopologies: StreamsGroupDescribeResponse.TopologyDescriptionSubtopology[];
    /** Global state stores used by this topology. (versions 1) */
    globalStores: StreamsGroupDescribeResponse.TopologyDescriptionGlobalStore[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopologyDescriptionSubtopology {
    /** The subtopology identifier, unique within the topology. (versions 1) */
    subtopologyId: string;
    /** The processing nodes in this subtopology. (versions 1) */
    nodes: StreamsGroupDescribeResponse.TopologyDescriptionNode[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopologyDescriptionNode {
    /** The name of this node (e.g., KSTREAM-SOURCE-0000000000). (versions 1) */
    name: string;
    /** The type of this node: 1=SOURCE, 2=PROCESSOR, 3=SINK. (versions 1) */
    nodeType: number;
    /**
     * The source topics this node reads from. Defined only for source nodes, may be empty if source topics
     * are dynamically determined. (versions 1)
     */
    sourceTopics: string[];
    /**
     * The topic this node writes to. Defined only for sink nodes, may be null if sink topic is dynamically
     * determined. (versions 1; default null)
     */
    sinkTopic: string | null;
    /** The state store names accessed by this node. Defined only for processor nodes. (versions 1) */
    stores: string[];
    /**
     * The names of successor nodes in the processing graph. Predecessor relationships are reconstructed from
     * this field. (versions 1)
     */
    successors: string[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopologyDescriptionGlobalStore {
    /** The source node providing data to the global store. (versions 1) */
    source: StreamsGroupDescribeResponse.TopologyDescriptionNode;
    /** The processor node that populates the global store. (versions 1) */
    processor: StreamsGroupDescribeResponse.TopologyDescriptionNode;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
