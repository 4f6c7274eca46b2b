// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** VotersRecord · versions 0, flexible 0 */
export interface VotersRecord {
  /** The version of the voters record. */
  version: number;
  /** The set of voters in the quorum for this epoch. */
  voters: VotersRecord.Voter[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace VotersRecord {
  interface Voter {
    /** The replica id of the voter in the topic partition. */
    voterId: number;
    /** The directory id of the voter in the topic partition. */
    voterDirectoryId: string;
    /** The endpoint that can be used to communicate with the voter. */
    endpoints: VotersRecord.Endpoint[];
    /** The range of versions of the protocol that the replica supports. */
    kRaftVersionFeature: VotersRecord.KRaftVersionFeature;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Endpoint {
    /** The name of the endpoint. */
    name: string;
    /** The hostname. */
    host: string;
    /** The port. */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface KRaftVersionFeature {
    /** The minimum supported KRaft protocol version. */
    minSupportedVersion: number;
    /** The maximum supported KRaft protocol version. */
    maxSupportedVersion: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
