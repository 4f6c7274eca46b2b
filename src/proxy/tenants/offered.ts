/**
 * Which APIs a virtual cluster has. What is not in this list is refused, so an API that a later Kafka adds stays shut
 * until it has been thought about.
 *
 * Shut are: what changes the cluster as a whole (quotas, features, ACLs, credentials, delegation tokens, raft voters,
 * brokers, moving replicas between disks), what tells of others (quotas, client metrics, the quorum), what only brokers
 * say to each other (WriteTxnMarkers), telemetry (its bytes name topics as the client knows them, and they end in the
 * cluster's own metrics), and share groups, which are unfinished in the Kafka that these definitions come from.
 */

import type { ApiName } from "../../protocol/index.js";

/** Neither their requests nor their responses have names in them. */
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
