// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** UpdateMetadataRequest · API key 6 · versions 0–8, flexible 6–8 */
export interface UpdateMetadataRequest {
  /** The controller id. */
  controllerId: number;
  /** If KRaft controller id is used during migration. See KIP-866 (versions 8; default false) */
  isKRaftController: boolean;
  /**
   * Indicates if this request is a Full metadata snapshot (2), Incremental (1), or Unknown (0). Using during
   * ZK migration, see KIP-866 (versions 8; tag 0; default 0)
   */
  type: number;
  /** The controller epoch. */
  controllerEpoch: number;
  /** The broker epoch. (versions 5–8; default -1) */
  brokerEpoch: bigint;
  /** In older versions of this RPC, each partition that we would like to update. (versions 0–4) */
  ungroupedPartitionStates: UpdateMetadataRequest.UpdateMetadataPartitionState[];
  /** In newer versions of this RPC, each topic that we would like to update. (versions 5–8) */
  topicStates: UpdateMetadataRequest.UpdateMetadataTopicState[];
  liveBrokers: UpdateMetadataRequest.UpdateMetadataBroker[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace UpdateMetadataRequest {
  interface UpdateMetadataPartitionState {
    /** In older versions of this RPC, the topic name. (versions 0–4) */
    topicName: string;
    /** The partition index. */
    partitionIndex: number;
    /** The controller epoch. */
    controllerEpoch: number;
    /** The ID of the broker which is the current partition leader. */
    leader: number;
    /** The leader epoch of this partition. */
    leaderEpoch: number;
    /** The brokers which are in the ISR for this partition. */
    isr: number[];
    /** The Zookeeper version. */
    zkVersion: number;
    /** All the replicas of this partition. */
    replicas: number[];
    /** The replicas of this partition which are offline. (versions 4–8) */
    offlineReplicas: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface UpdateMetadataTopicState {
    /** The topic name. (versions 5–8) */
    topicName: string;
    /** The topic id. (versions 7–8) */
    topicId: string;
    /** The partition that we would like to update. (versions 5–8) */
    partitionStates: UpdateMetadataRequest.UpdateMetadataPartitionState[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface UpdateMetadataBroker {
    /** The broker id. */
    id: number;
    /** The broker hostname. (versions 0) */
    v0Host: string;
    /** The broker port. (versions 0) */
    v0Port: number;
    /** The broker endpoints. (versions 1–8) */
    endpoints: UpdateMetadataRequest.UpdateMetadataEndpoint[];
    /** The rack which this broker belongs to. (versions 2–8) */
    rack: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface UpdateMetadataEndpoint {
    /** The port of this endpoint (versions 1–8) */
    port: number;
    /** The hostname of this endpoint (versions 1–8) */
    host: string;
    /** The listener name. (versions 3–8) */
    listener: string;
    /** The security protocol type. (versions 1–8) */
    securityProtocol: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** UpdateMetadataResponse · API key 6 · versions 0–8, flexible 6–8 */
export interface UpdateMetadataResponse {
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
