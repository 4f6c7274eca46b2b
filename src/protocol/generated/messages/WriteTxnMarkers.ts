// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** WriteTxnMarkersRequest · API key 27 · versions 0–2, flexible 1–2 */
export interface WriteTxnMarkersRequest {
  /** The transaction markers to be written. */
  markers: WriteTxnMarkersRequest.WritableTxnMarker[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace WriteTxnMarkersRequest {
  interface WritableTxnMarker {
    /** The current producer ID. */
    producerId: bigint;
    /** The current epoch associated with the producer ID. */
    producerEpoch: number;
    /** The result of the transaction to write to the partitions (false = ABORT, true = COMMIT). */
    transactionResult: boolean;
    /** Each topic that we want to write transaction marker(s) for. */
    topics: WriteTxnMarkersRequest.WritableTxnMarkerTopic[];
    /** Epoch associated with the transaction state partition hosted by this transaction coordinator. */
    coordinatorEpoch: number;
    /** Transaction version of the marker. Ex: 0/1 = legacy (TV0/TV1), 2 = TV2 etc. (versions 2; default 0) */
    transactionVersion: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface WritableTxnMarkerTopic {
    /** The topic name. */
    name: string;
    /** The indexes of the partitions to write transaction markers for. */
    partitionIndexes: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** WriteTxnMarkersResponse · API key 27 · versions 0–2, flexible 1–2 */
export interface WriteTxnMarkersResponse {
  /** The results for writing makers. */
  markers: WriteTxnMarkersResponse.WritableTxnMarkerResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace WriteTxnMarkersResponse {
  interface WritableTxnMarkerResult {
    /** The current producer ID in use by the transactional ID. */
    producerId: bigint;
    /** The results by topic. */
    topics: WriteTxnMarkersResponse.WritableTxnMarkerTopicResult[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface WritableTxnMarkerTopicResult {
    /** The topic name. */
    name: string;
    /** The results by partition. */
    partitions: WriteTxnMarkersResponse.WritableTxnMarkerPartitionResult[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface WritableTxnMarkerPartitionResult {
    /** The partition index. */
    partitionIndex: number;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
