// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** LeaderChangeMessage · versions 0–1, flexible 0–1 */
export interface LeaderChangeMessage {
  /** The version of the leader change message. */
  version: number;
  /** The ID of the newly elected leader. */
  leaderId: number;
  /** The set of voters in the quorum for this epoch. */
  voters: LeaderChangeMessage.Voter[];
  /** The voters who voted for the leader at the time of election. */
  grantingVoters: LeaderChangeMessage.Voter[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace LeaderChangeMessage {
  interface Voter {
    /** The ID of the voter. */
    voterId: number;
    /** The directory id of the voter. (versions 1) */
    voterDirectoryId: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
