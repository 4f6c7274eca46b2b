/**
 * The APIs of a virtual cluster. All others are refused, so an API of a later Kafka is refused until it is added here.
 *
 * Refused are the APIs that change the whole cluster (quotas, features, ACLs, credentials, delegation tokens, raft
 * voters, brokers, moving replicas between disks), that show other tenants (quotas, client metrics, the quorum), that
 * only brokers send to each other (WriteTxnMarkers, the state of share groups), telemetry (its bytes have topic names
 * without prefix, and go into the cluster's own metrics), and groups of Kafka Streams.
 */

import type { ApiName } from "../../protocol/index.js";

/** Neither requests nor responses have names. */
const NAMELESS: readonly ApiName[] = ["ApiVersions", "SaslHandshake", "SaslAuthenticate", "DescribeCluster"];

const NAMED: readonly ApiName[] = [
  // Records
  "Produce",
  "Fetch",
  "ListOffsets",
  "OffsetForLeaderEpoch",
  "DeleteRecords",
  // Topics
  "Metadata",
  "DescribeTopicPartitions",
  "CreateTopics",
  "DeleteTopics",
  "CreatePartitions",
  "DescribeConfigs",
  "AlterConfigs",
  "IncrementalAlterConfigs",
  "ElectLeaders",
  "AlterPartitionReassignments",
  "ListPartitionReassignments",
  "DescribeLogDirs",
  "DescribeProducers",
  // Groups
  "FindCoordinator",
  "JoinGroup",
  "SyncGroup",
  "Heartbeat",
  "LeaveGroup",
  "ConsumerGroupHeartbeat",
  "ConsumerGroupDescribe",
  "DescribeGroups",
  "ListGroups",
  "DeleteGroups",
  "OffsetCommit",
  "OffsetFetch",
  "OffsetDelete",
  // Share groups
  "ShareGroupHeartbeat",
  "ShareGroupDescribe",
  "ShareFetch",
  "ShareAcknowledge",
  "DescribeShareGroupOffsets",
  "AlterShareGroupOffsets",
  "DeleteShareGroupOffsets",
  // Transactions
  "InitProducerId",
  "AddPartitionsToTxn",
  "AddOffsetsToTxn",
  "TxnOffsetCommit",
  "EndTxn",
  "DescribeTransactions",
  "ListTransactions",
];

const nameless: ReadonlySet<ApiName> = new Set(NAMELESS);
const named: ReadonlySet<ApiName> = new Set(NAMED);

export function isOffered(api: ApiName): boolean {
  return nameless.has(api) || named.has(api);
}

export function isNameless(api: ApiName): boolean {
  return nameless.has(api);
}
