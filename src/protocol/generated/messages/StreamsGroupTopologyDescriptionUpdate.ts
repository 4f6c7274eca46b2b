// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** StreamsGroupTopologyDescriptionUpdateRequest · API key 93 · versions 0, flexible 0 */
export interface StreamsGroupTopologyDescriptionUpdateRequest {
  /** The streams group identifier. */
  groupId: string;
  /**
   * The ID of the streams group member sending the push. The broker validates that this member is still in
   * the group; mismatches (including when the group itself has been deleted) are rejected with
   * UNKNOWN_MEMBER_ID so the client treats itself as fenced and rejoins.
   */
  memberId: string;
  /** The epoch of the topology being described. */
  topologyEpoch: number;
  /** The topology description. */
  topologyDescription: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescription;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace StreamsGroupTopologyDescriptionUpdateRequest {
  interface TopologyDescription {
    /** The subtopologies that make up this topology. */
    subtopologies: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionSubtopology[];
    /** Global state stores used by this topology. */
    globalStores: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionGlobalStore[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopologyDescriptionSubtopology {
    /** The subtopology identifier, unique within the topology. */
    subtopologyId: string;
    /** The processing nodes in this subtopology. */
    nodes: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopologyDescriptionNode {
    /** The name of this node (e.g., KSTREAM-SOURCE-0000000000). */
    name: string;
    /** The type of this node: 1=SOURCE, 2=PROCESSOR, 3=SINK. */
    nodeType: number;
    /**
     * The source topics this node reads from. Defined only for source nodes, may be empty if source topics
     * are dynamically determined.
     */
    sourceTopics: string[];
    /**
     * The topic this node writes to. Defined only for sink nodes, may be null if sink topic is dynamically
     * determined. (default null)
     */
    sinkTopic: string | null;
    /** The state store names accessed by this node. Defined only for processor nodes. */
    stores: string[];
    /**
     * The names of successor nodes in the processing graph. Predecessor relationships are reconstructed from
     * this field.
     */
    successors: string[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopologyDescriptionGlobalStore {
    /** The source node providing data to the global store. */
    source: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode;
    /** The processor node that populates the global store. */
    processor: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** StreamsGroupTopologyDescriptionUpdateResponse · API key 93 · versions 0, flexible 0 */
export interface StreamsGroupTopologyDescriptionUpdateResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top-level error code, or 0 if there was no error. */
  errorCode: number;
  /** The top-level error message, or null if there was no error. (default null) */
  errorMessage: string | null;
  unknownTaggedFields?: UnknownTaggedField[];
}
