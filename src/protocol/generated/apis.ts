// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { Api } from "../schema.js";
import type { AbortedTxn } from "./messages/AbortedTxn.js";
import type { AddOffsetsToTxnRequest, AddOffsetsToTxnResponse } from "./messages/AddOffsetsToTxn.js";
import type { AddPartitionsToTxnRequest, AddPartitionsToTxnResponse } from "./messages/AddPartitionsToTxn.js";
import type { AddRaftVoterRequest, AddRaftVoterResponse } from "./messages/AddRaftVoter.js";
import type { AllocateProducerIdsRequest, AllocateProducerIdsResponse } from "./messages/AllocateProducerIds.js";
import type { AlterClientQuotasRequest, AlterClientQuotasResponse } from "./messages/AlterClientQuotas.js";
import type { AlterConfigsRequest, AlterConfigsResponse } from "./messages/AlterConfigs.js";
import type { AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse } from "./messages/AlterPartitionReassignments.js";
import type { AlterPartitionRequest, AlterPartitionResponse } from "./messages/AlterPartition.js";
import type { AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse } from "./messages/AlterReplicaLogDirs.js";
import type { AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse } from "./messages/AlterShareGroupOffsets.js";
import type { AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse } from "./messages/AlterUserScramCredentials.js";
import type { ApiVersionsRequest, ApiVersionsResponse } from "./messages/ApiVersions.js";
import type { AssignReplicasToDirsRequest, AssignReplicasToDirsResponse } from "./messages/AssignReplicasToDirs.js";
import type { BeginQuorumEpochRequest, BeginQuorumEpochResponse } from "./messages/BeginQuorumEpoch.js";
import type { BrokerHeartbeatRequest, BrokerHeartbeatResponse } from "./messages/BrokerHeartbeat.js";
import type { BrokerRegistrationRequest, BrokerRegistrationResponse } from "./messages/BrokerRegistration.js";
import type { ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse } from "./messages/ConsumerGroupDescribe.js";
import type { ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse } from "./messages/ConsumerGroupHeartbeat.js";
import type { ConsumerProtocolAssignment } from "./messages/ConsumerProtocolAssignment.js";
import type { ConsumerProtocolSubscription } from "./messages/ConsumerProtocolSubscription.js";
import type { ControlRecordTypeSchema } from "./messages/ControlRecordTypeSchema.js";
import type { ControlledShutdownRequest, ControlledShutdownResponse } from "./messages/ControlledShutdown.js";
import type { ControllerRegistrationRequest, ControllerRegistrationResponse } from "./messages/ControllerRegistration.js";
import type { CreateAclsRequest, CreateAclsResponse } from "./messages/CreateAcls.js";
import type { CreateDelegationTokenRequest, CreateDelegationTokenResponse } from "./messages/CreateDelegationToken.js";
import type { CreatePartitionsRequest, CreatePartitionsResponse } from "./messages/CreatePartitions.js";
import type { CreateTopicsRequest, CreateTopicsResponse } from "./messages/CreateTopics.js";
import type { DefaultPrincipalData } from "./messages/DefaultPrincipalData.js";
import type { DeleteAclsRequest, DeleteAclsResponse } from "./messages/DeleteAcls.js";
import type { DeleteGroupsRequest, DeleteGroupsResponse } from "./messages/DeleteGroups.js";
import type { DeleteRecordsRequest, DeleteRecordsResponse } from "./messages/DeleteRecords.js";
import type { DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsResponse } from "./messages/DeleteShareGroupOffsets.js";
import type { DeleteShareGroupStateRequest, DeleteShareGroupStateResponse } from "./messages/DeleteShareGroupState.js";
import type { DeleteTopicsRequest, DeleteTopicsResponse } from "./messages/DeleteTopics.js";
import type { DescribeAclsRequest, DescribeAclsResponse } from "./messages/DescribeAcls.js";
import type { DescribeClientQuotasRequest, DescribeClientQuotasResponse } from "./messages/DescribeClientQuotas.js";
import type { DescribeClusterRequest, DescribeClusterResponse } from "./messages/DescribeCluster.js";
import type { DescribeConfigsRequest, DescribeConfigsResponse } from "./messages/DescribeConfigs.js";
import type { DescribeDelegationTokenRequest, DescribeDelegationTokenResponse } from "./messages/DescribeDelegationToken.js";
import type { DescribeGroupsRequest, DescribeGroupsResponse } from "./messages/DescribeGroups.js";
import type { DescribeLogDirsRequest, DescribeLogDirsResponse } from "./messages/DescribeLogDirs.js";
import type { DescribeProducersRequest, DescribeProducersResponse } from "./messages/DescribeProducers.js";
import type { DescribeQuorumRequest, DescribeQuorumResponse } from "./messages/DescribeQuorum.js";
import type { DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse } from "./messages/DescribeShareGroupOffsets.js";
import type { DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse } from "./messages/DescribeTopicPartitions.js";
import type { DescribeTransactionsRequest, DescribeTransactionsResponse } from "./messages/DescribeTransactions.js";
import type { DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse } from "./messages/DescribeUserScramCredentials.js";
import type { ElectLeadersRequest, ElectLeadersResponse } from "./messages/ElectLeaders.js";
import type { EndQuorumEpochRequest, EndQuorumEpochResponse } from "./messages/EndQuorumEpoch.js";
import type { EndTxnMarker } from "./messages/EndTxnMarker.js";
import type { EndTxnRequest, EndTxnResponse } from "./messages/EndTxn.js";
import type { EnvelopeRequest, EnvelopeResponse } from "./messages/Envelope.js";
import type { ExpireDelegationTokenRequest, ExpireDelegationTokenResponse } from "./messages/ExpireDelegationToken.js";
import type { FetchRequest, FetchResponse } from "./messages/Fetch.js";
import type { FetchSnapshotRequest, FetchSnapshotResponse } from "./messages/FetchSnapshot.js";
import type { FindCoordinatorRequest, FindCoordinatorResponse } from "./messages/FindCoordinator.js";
import type { GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse } from "./messages/GetTelemetrySubscriptions.js";
import type { HeartbeatRequest, HeartbeatResponse } from "./messages/Heartbeat.js";
import type { IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse } from "./messages/IncrementalAlterConfigs.js";
import type { InitProducerIdRequest, InitProducerIdResponse } from "./messages/InitProducerId.js";
import type { InitializeShareGroupStateRequest, InitializeShareGroupStateResponse } from "./messages/InitializeShareGroupState.js";
import type { JoinGroupRequest, JoinGroupResponse } from "./messages/JoinGroup.js";
import type { KRaftVersionRecord } from "./messages/KRaftVersionRecord.js";
import type { LeaderAndIsrRequest, LeaderAndIsrResponse } from "./messages/LeaderAndIsr.js";
import type { LeaderChangeMessage } from "./messages/LeaderChangeMessage.js";
import type { LeaveGroupRequest, LeaveGroupResponse } from "./messages/LeaveGroup.js";
import type { ListConfigResourcesRequest, ListConfigResourcesResponse } from "./messages/ListConfigResources.js";
import type { ListGroupsRequest, ListGroupsResponse } from "./messages/ListGroups.js";
import type { ListOffsetsRequest, ListOffsetsResponse } from "./messages/ListOffsets.js";
import type { ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse } from "./messages/ListPartitionReassignments.js";
import type { ListTransactionsRequest, ListTransactionsResponse } from "./messages/ListTransactions.js";
import type { MetadataRequest, MetadataResponse } from "./messages/Metadata.js";
import type { OffsetCommitRequest, OffsetCommitResponse } from "./messages/OffsetCommit.js";
import type { OffsetDeleteRequest, OffsetDeleteResponse } from "./messages/OffsetDelete.js";
import type { OffsetFetchRequest, OffsetFetchResponse } from "./messages/OffsetFetch.js";
import type { OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse } from "./messages/OffsetForLeaderEpoch.js";
import type { ProduceRequest, ProduceResponse } from "./messages/Produce.js";
import type { PushTelemetryRequest, PushTelemetryResponse } from "./messages/PushTelemetry.js";
import type { ReadShareGroupStateRequest, ReadShareGroupStateResponse } from "./messages/ReadShareGroupState.js";
import type { ReadShareGroupStateSummaryRequest, ReadShareGroupStateSummaryResponse } from "./messages/ReadShareGroupStateSummary.js";
import type { RemoveRaftVoterRequest, RemoveRaftVoterResponse } from "./messages/RemoveRaftVoter.js";
import type { RenewDelegationTokenRequest, RenewDelegationTokenResponse } from "./messages/RenewDelegationToken.js";
import type { RequestHeader } from "./messages/RequestHeader.js";
import type { ResponseHeader } from "./messages/ResponseHeader.js";
import type { SaslAuthenticateRequest, SaslAuthenticateResponse } from "./messages/SaslAuthenticate.js";
import type { SaslHandshakeRequest, SaslHandshakeResponse } from "./messages/SaslHandshake.js";
import type { ShareAcknowledgeRequest, ShareAcknowledgeResponse } from "./messages/ShareAcknowledge.js";
import type { ShareFetchRequest, ShareFetchResponse } from "./messages/ShareFetch.js";
import type { ShareGroupDescribeRequest, ShareGroupDescribeResponse } from "./messages/ShareGroupDescribe.js";
import type { ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse } from "./messages/ShareGroupHeartbeat.js";
import type { SnapshotFooterRecord } from "./messages/SnapshotFooterRecord.js";
import type { SnapshotHeaderRecord } from "./messages/SnapshotHeaderRecord.js";
import type { StopReplicaRequest, StopReplicaResponse } from "./messages/StopReplica.js";
import type { StreamsGroupDescribeRequest, StreamsGroupDescribeResponse } from "./messages/StreamsGroupDescribe.js";
import type { StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatResponse } from "./messages/StreamsGroupHeartbeat.js";
import type { StreamsGroupTopologyDescriptionUpdateRequest, StreamsGroupTopologyDescriptionUpdateResponse } from "./messages/StreamsGroupTopologyDescriptionUpdate.js";
import type { SyncGroupRequest, SyncGroupResponse } from "./messages/SyncGroup.js";
import type { TxnOffsetCommitRequest, TxnOffsetCommitResponse } from "./messages/TxnOffsetCommit.js";
import type { UnregisterBrokerRequest, UnregisterBrokerResponse } from "./messages/UnregisterBroker.js";
import type { UnregisterControllerRequest, UnregisterControllerResponse } from "./messages/UnregisterController.js";
import type { UpdateFeaturesRequest, UpdateFeaturesResponse } from "./messages/UpdateFeatures.js";
import type { UpdateMetadataRequest, UpdateMetadataResponse } from "./messages/UpdateMetadata.js";
import type { UpdateRaftVoterRequest, UpdateRaftVoterResponse } from "./messages/UpdateRaftVoter.js";
import type { VoteRequest, VoteResponse } from "./messages/Vote.js";
import type { VotersRecord } from "./messages/VotersRecord.js";
import type { WriteShareGroupStateRequest, WriteShareGroupStateResponse } from "./messages/WriteShareGroupState.js";
import type { WriteTxnMarkersRequest, WriteTxnMarkersResponse } from "./messages/WriteTxnMarkers.js";

/** Every API by name: its key, the versions of its messages, and who listens for it. */
export const apis = {
  Produce: { key: 0, versions: [0, 13], flexible: [9, 13], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  Fetch: { key: 1, versions: [0, 18], flexible: [12, 18], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  ListOffsets: { key: 2, versions: [0, 11], flexible: [6, 11], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  Metadata: { key: 3, versions: [0, 13], flexible: [9, 13], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  LeaderAndIsr: { key: 4, versions: [0, 7], flexible: [4, 7], deprecated: null, latestVersionUnstable: false, listeners: ["zkBroker"] },
  StopReplica: { key: 5, versions: [0, 4], flexible: [2, 4], deprecated: null, latestVersionUnstable: false, listeners: ["zkBroker"] },
  UpdateMetadata: { key: 6, versions: [0, 8], flexible: [6, 8], deprecated: null, latestVersionUnstable: false, listeners: ["zkBroker"] },
  ControlledShutdown: { key: 7, versions: [0, 3], flexible: [3, 3], deprecated: null, latestVersionUnstable: false, listeners: ["zkBroker", "controller"] },
  OffsetCommit: { key: 8, versions: [0, 10], flexible: [8, 10], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  OffsetFetch: { key: 9, versions: [0, 10], flexible: [6, 10], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  FindCoordinator: { key: 10, versions: [0, 6], flexible: [3, 6], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  JoinGroup: { key: 11, versions: [0, 9], flexible: [6, 9], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  Heartbeat: { key: 12, versions: [0, 4], flexible: [4, 4], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  LeaveGroup: { key: 13, versions: [0, 5], flexible: [4, 5], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  SyncGroup: { key: 14, versions: [0, 5], flexible: [4, 5], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  DescribeGroups: { key: 15, versions: [0, 6], flexible: [5, 6], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  ListGroups: { key: 16, versions: [0, 5], flexible: [3, 5], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  SaslHandshake: { key: 17, versions: [0, 1], flexible: null, deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  ApiVersions: { key: 18, versions: [0, 5], flexible: [3, 5], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  CreateTopics: { key: 19, versions: [0, 7], flexible: [5, 7], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  DeleteTopics: { key: 20, versions: [0, 6], flexible: [4, 6], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  DeleteRecords: { key: 21, versions: [0, 2], flexible: [2, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  InitProducerId: { key: 22, versions: [0, 6], flexible: [2, 6], deprecated: null, latestVersionUnstable: true, listeners: ["broker"] },
  OffsetForLeaderEpoch: { key: 23, versions: [0, 4], flexible: [4, 4], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  AddPartitionsToTxn: { key: 24, versions: [0, 5], flexible: [3, 5], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  AddOffsetsToTxn: { key: 25, versions: [0, 4], flexible: [3, 4], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  EndTxn: { key: 26, versions: [0, 5], flexible: [3, 5], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  WriteTxnMarkers: { key: 27, versions: [0, 2], flexible: [1, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  TxnOffsetCommit: { key: 28, versions: [0, 6], flexible: [3, 6], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  DescribeAcls: { key: 29, versions: [0, 3], flexible: [2, 3], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  CreateAcls: { key: 30, versions: [0, 3], flexible: [2, 3], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  DeleteAcls: { key: 31, versions: [0, 3], flexible: [2, 3], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  DescribeConfigs: { key: 32, versions: [0, 4], flexible: [4, 4], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  AlterConfigs: { key: 33, versions: [0, 2], flexible: [2, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  AlterReplicaLogDirs: { key: 34, versions: [0, 2], flexible: [2, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  DescribeLogDirs: { key: 35, versions: [0, 5], flexible: [2, 5], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  SaslAuthenticate: { key: 36, versions: [0, 2], flexible: [2, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  CreatePartitions: { key: 37, versions: [0, 3], flexible: [2, 3], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  CreateDelegationToken: { key: 38, versions: [0, 3], flexible: [2, 3], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  RenewDelegationToken: { key: 39, versions: [0, 2], flexible: [2, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  ExpireDelegationToken: { key: 40, versions: [0, 2], flexible: [2, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  DescribeDelegationToken: { key: 41, versions: [0, 3], flexible: [2, 3], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  DeleteGroups: { key: 42, versions: [0, 3], flexible: [2, 3], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  ElectLeaders: { key: 43, versions: [0, 2], flexible: [2, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  IncrementalAlterConfigs: { key: 44, versions: [0, 1], flexible: [1, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  AlterPartitionReassignments: { key: 45, versions: [0, 1], flexible: [0, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  ListPartitionReassignments: { key: 46, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  OffsetDelete: { key: 47, versions: [0, 0], flexible: null, deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  DescribeClientQuotas: { key: 48, versions: [0, 1], flexible: [1, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  AlterClientQuotas: { key: 49, versions: [0, 1], flexible: [1, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  DescribeUserScramCredentials: { key: 50, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  AlterUserScramCredentials: { key: 51, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  Vote: { key: 52, versions: [0, 2], flexible: [0, 2], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  BeginQuorumEpoch: { key: 53, versions: [0, 1], flexible: [1, 1], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  EndQuorumEpoch: { key: 54, versions: [0, 1], flexible: [1, 1], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  DescribeQuorum: { key: 55, versions: [0, 2], flexible: [0, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  AlterPartition: { key: 56, versions: [0, 3], flexible: [0, 3], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  UpdateFeatures: { key: 57, versions: [0, 2], flexible: [0, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  Envelope: { key: 58, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  FetchSnapshot: { key: 59, versions: [0, 1], flexible: [0, 1], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  DescribeCluster: { key: 60, versions: [0, 2], flexible: [0, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  DescribeProducers: { key: 61, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  BrokerRegistration: { key: 62, versions: [0, 4], flexible: [0, 4], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  BrokerHeartbeat: { key: 63, versions: [0, 2], flexible: [0, 2], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  UnregisterBroker: { key: 64, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
  DescribeTransactions: { key: 65, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  ListTransactions: { key: 66, versions: [0, 2], flexible: [0, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  AllocateProducerIds: { key: 67, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  ConsumerGroupHeartbeat: { key: 68, versions: [0, 1], flexible: [0, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  ConsumerGroupDescribe: { key: 69, versions: [0, 1], flexible: [0, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  ControllerRegistration: { key: 70, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  GetTelemetrySubscriptions: { key: 71, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  PushTelemetry: { key: 72, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  AssignReplicasToDirs: { key: 73, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  ListConfigResources: { key: 74, versions: [0, 1], flexible: [0, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  DescribeTopicPartitions: { key: 75, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  ShareGroupHeartbeat: { key: 76, versions: [1, 1], flexible: [1, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  ShareGroupDescribe: { key: 77, versions: [1, 1], flexible: [1, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  ShareFetch: { key: 78, versions: [1, 2], flexible: [1, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  ShareAcknowledge: { key: 79, versions: [1, 2], flexible: [1, 2], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  AddRaftVoter: { key: 80, versions: [0, 1], flexible: [0, 1], deprecated: null, latestVersionUnstable: false, listeners: ["controller", "broker"] },
  RemoveRaftVoter: { key: 81, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["controller", "broker"] },
  UpdateRaftVoter: { key: 82, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["controller"] },
  InitializeShareGroupState: { key: 83, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  ReadShareGroupState: { key: 84, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  WriteShareGroupState: { key: 85, versions: [0, 1], flexible: [0, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  DeleteShareGroupState: { key: 86, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  ReadShareGroupStateSummary: { key: 87, versions: [0, 1], flexible: [0, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  StreamsGroupHeartbeat: { key: 88, versions: [0, 1], flexible: [0, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  StreamsGroupDescribe: { key: 89, versions: [0, 1], flexible: [0, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  DescribeShareGroupOffsets: { key: 90, versions: [0, 1], flexible: [0, 1], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  AlterShareGroupOffsets: { key: 91, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  DeleteShareGroupOffsets: { key: 92, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  StreamsGroupTopologyDescriptionUpdate: { key: 93, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker"] },
  UnregisterController: { key: 94, versions: [0, 0], flexible: [0, 0], deprecated: null, latestVersionUnstable: false, listeners: ["broker", "controller"] },
} satisfies Record<string, Api>;

export interface Requests {
  Produce: ProduceRequest;
  Fetch: FetchRequest;
  ListOffsets: ListOffsetsRequest;
  Metadata: MetadataRequest;
  LeaderAndIsr: LeaderAndIsrRequest;
  StopReplica: StopReplicaRequest;
  UpdateMetadata: UpdateMetadataRequest;
  ControlledShutdown: ControlledShutdownRequest;
  OffsetCommit: OffsetCommitRequest;
  OffsetFetch: OffsetFetchRequest;
  FindCoordinator: FindCoordinatorRequest;
  JoinGroup: JoinGroupRequest;
  Heartbeat: HeartbeatRequest;
  LeaveGroup: LeaveGroupRequest;
  SyncGroup: SyncGroupRequest;
  DescribeGroups: DescribeGroupsRequest;
  ListGroups: ListGroupsRequest;
  SaslHandshake: SaslHandshakeRequest;
  ApiVersions: ApiVersionsRequest;
  CreateTopics: CreateTopicsRequest;
  DeleteTopics: DeleteTopicsRequest;
  DeleteRecords: DeleteRecordsRequest;
  InitProducerId: InitProducerIdRequest;
  OffsetForLeaderEpoch: OffsetForLeaderEpochRequest;
  AddPartitionsToTxn: AddPartitionsToTxnRequest;
  AddOffsetsToTxn: AddOffsetsToTxnRequest;
  EndTxn: EndTxnRequest;
  WriteTxnMarkers: WriteTxnMarkersRequest;
  TxnOffsetCommit: TxnOffsetCommitRequest;
  DescribeAcls: DescribeAclsRequest;
  CreateAcls: CreateAclsRequest;
  DeleteAcls: DeleteAclsRequest;
  DescribeConfigs: DescribeConfigsRequest;
  AlterConfigs: AlterConfigsRequest;
  AlterReplicaLogDirs: AlterReplicaLogDirsRequest;
  DescribeLogDirs: DescribeLogDirsRequest;
  SaslAuthenticate: SaslAuthenticateRequest;
  CreatePartitions: CreatePartitionsRequest;
  CreateDelegationToken: CreateDelegationTokenRequest;
  RenewDelegationToken: RenewDelegationTokenRequest;
  ExpireDelegationToken: ExpireDelegationTokenRequest;
  DescribeDelegationToken: DescribeDelegationTokenRequest;
  DeleteGroups: DeleteGroupsRequest;
  ElectLeaders: ElectLeadersRequest;
  IncrementalAlterConfigs: IncrementalAlterConfigsRequest;
  AlterPartitionReassignments: AlterPartitionReassignmentsRequest;
  ListPartitionReassignments: ListPartitionReassignmentsRequest;
  OffsetDelete: OffsetDeleteRequest;
  DescribeClientQuotas: DescribeClientQuotasRequest;
  AlterClientQuotas: AlterClientQuotasRequest;
  DescribeUserScramCredentials: DescribeUserScramCredentialsRequest;
  AlterUserScramCredentials: AlterUserScramCredentialsRequest;
  Vote: VoteRequest;
  BeginQuorumEpoch: BeginQuorumEpochRequest;
  EndQuorumEpoch: EndQuorumEpochRequest;
  DescribeQuorum: DescribeQuorumRequest;
  AlterPartition: AlterPartitionRequest;
  UpdateFeatures: UpdateFeaturesRequest;
  Envelope: EnvelopeRequest;
  FetchSnapshot: FetchSnapshotRequest;
  DescribeCluster: DescribeClusterRequest;
  DescribeProducers: DescribeProducersRequest;
  BrokerRegistration: BrokerRegistrationRequest;
  BrokerHeartbeat: BrokerHeartbeatRequest;
  UnregisterBroker: UnregisterBrokerRequest;
  DescribeTransactions: DescribeTransactionsRequest;
  ListTransactions: ListTransactionsRequest;
  AllocateProducerIds: AllocateProducerIdsRequest;
  ConsumerGroupHeartbeat: ConsumerGroupHeartbeatRequest;
  ConsumerGroupDescribe: ConsumerGroupDescribeRequest;
  ControllerRegistration: ControllerRegistrationRequest;
  GetTelemetrySubscriptions: GetTelemetrySubscriptionsRequest;
  PushTelemetry: PushTelemetryRequest;
  AssignReplicasToDirs: AssignReplicasToDirsRequest;
  ListConfigResources: ListConfigResourcesRequest;
  DescribeTopicPartitions: DescribeTopicPartitionsRequest;
  ShareGroupHeartbeat: ShareGroupHeartbeatRequest;
  ShareGroupDescribe: ShareGroupDescribeRequest;
  ShareFetch: ShareFetchRequest;
  ShareAcknowledge: ShareAcknowledgeRequest;
  AddRaftVoter: AddRaftVoterRequest;
  RemoveRaftVoter: RemoveRaftVoterRequest;
  UpdateRaftVoter: UpdateRaftVoterRequest;
  InitializeShareGroupState: InitializeShareGroupStateRequest;
  ReadShareGroupState: ReadShareGroupStateRequest;
  WriteShareGroupState: WriteShareGroupStateRequest;
  DeleteShareGroupState: DeleteShareGroupStateRequest;
  ReadShareGroupStateSummary: ReadShareGroupStateSummaryRequest;
  StreamsGroupHeartbeat: StreamsGroupHeartbeatRequest;
  StreamsGroupDescribe: StreamsGroupDescribeRequest;
  DescribeShareGroupOffsets: DescribeShareGroupOffsetsRequest;
  AlterShareGroupOffsets: AlterShareGroupOffsetsRequest;
  DeleteShareGroupOffsets: DeleteShareGroupOffsetsRequest;
  StreamsGroupTopologyDescriptionUpdate: StreamsGroupTopologyDescriptionUpdateRequest;
  UnregisterController: UnregisterControllerRequest;
}

export interface Responses {
  Produce: ProduceResponse;
  Fetch: FetchResponse;
  ListOffsets: ListOffsetsResponse;
  Metadata: MetadataResponse;
  LeaderAndIsr: LeaderAndIsrResponse;
  StopReplica: StopReplicaResponse;
  UpdateMetadata: UpdateMetadataResponse;
  ControlledShutdown: ControlledShutdownResponse;
  OffsetCommit: OffsetCommitResponse;
  OffsetFetch: OffsetFetchResponse;
  FindCoordinator: FindCoordinatorResponse;
  JoinGroup: JoinGroupResponse;
  Heartbeat: HeartbeatResponse;
  LeaveGroup: LeaveGroupResponse;
  SyncGroup: SyncGroupResponse;
  DescribeGroups: DescribeGroupsResponse;
  ListGroups: ListGroupsResponse;
  SaslHandshake: SaslHandshakeResponse;
  ApiVersions: ApiVersionsResponse;
  CreateTopics: CreateTopicsResponse;
  DeleteTopics: DeleteTopicsResponse;
  DeleteRecords: DeleteRecordsResponse;
  InitProducerId: InitProducerIdResponse;
  OffsetForLeaderEpoch: OffsetForLeaderEpochResponse;
  AddPartitionsToTxn: AddPartitionsToTxnResponse;
  AddOffsetsToTxn: AddOffsetsToTxnResponse;
  EndTxn: EndTxnResponse;
  WriteTxnMarkers: WriteTxnMarkersResponse;
  TxnOffsetCommit: TxnOffsetCommitResponse;
  DescribeAcls: DescribeAclsResponse;
  CreateAcls: CreateAclsResponse;
  DeleteAcls: DeleteAclsResponse;
  DescribeConfigs: DescribeConfigsResponse;
  AlterConfigs: AlterConfigsResponse;
  AlterReplicaLogDirs: AlterReplicaLogDirsResponse;
  DescribeLogDirs: DescribeLogDirsResponse;
  SaslAuthenticate: SaslAuthenticateResponse;
  CreatePartitions: CreatePartitionsResponse;
  CreateDelegationToken: CreateDelegationTokenResponse;
  RenewDelegationToken: RenewDelegationTokenResponse;
  ExpireDelegationToken: ExpireDelegationTokenResponse;
  DescribeDelegationToken: DescribeDelegationTokenResponse;
  DeleteGroups: DeleteGroupsResponse;
  ElectLeaders: ElectLeadersResponse;
  IncrementalAlterConfigs: IncrementalAlterConfigsResponse;
  AlterPartitionReassignments: AlterPartitionReassignmentsResponse;
  ListPartitionReassignments: ListPartitionReassignmentsResponse;
  OffsetDelete: OffsetDeleteResponse;
  DescribeClientQuotas: DescribeClientQuotasResponse;
  AlterClientQuotas: AlterClientQuotasResponse;
  DescribeUserScramCredentials: DescribeUserScramCredentialsResponse;
  AlterUserScramCredentials: AlterUserScramCredentialsResponse;
  Vote: VoteResponse;
  BeginQuorumEpoch: BeginQuorumEpochResponse;
  EndQuorumEpoch: EndQuorumEpochResponse;
  DescribeQuorum: DescribeQuorumResponse;
  AlterPartition: AlterPartitionResponse;
  UpdateFeatures: UpdateFeaturesResponse;
  Envelope: EnvelopeResponse;
  FetchSnapshot: FetchSnapshotResponse;
  DescribeCluster: DescribeClusterResponse;
  DescribeProducers: DescribeProducersResponse;
  BrokerRegistration: BrokerRegistrationResponse;
  BrokerHeartbeat: BrokerHeartbeatResponse;
  UnregisterBroker: UnregisterBrokerResponse;
  DescribeTransactions: DescribeTransactionsResponse;
  ListTransactions: ListTransactionsResponse;
  AllocateProducerIds: AllocateProducerIdsResponse;
  ConsumerGroupHeartbeat: ConsumerGroupHeartbeatResponse;
  ConsumerGroupDescribe: ConsumerGroupDescribeResponse;
  ControllerRegistration: ControllerRegistrationResponse;
  GetTelemetrySubscriptions: GetTelemetrySubscriptionsResponse;
  PushTelemetry: PushTelemetryResponse;
  AssignReplicasToDirs: AssignReplicasToDirsResponse;
  ListConfigResources: ListConfigResourcesResponse;
  DescribeTopicPartitions: DescribeTopicPartitionsResponse;
  ShareGroupHeartbeat: ShareGroupHeartbeatResponse;
  ShareGroupDescribe: ShareGroupDescribeResponse;
  ShareFetch: ShareFetchResponse;
  ShareAcknowledge: ShareAcknowledgeResponse;
  AddRaftVoter: AddRaftVoterResponse;
  RemoveRaftVoter: RemoveRaftVoterResponse;
  UpdateRaftVoter: UpdateRaftVoterResponse;
  InitializeShareGroupState: InitializeShareGroupStateResponse;
  ReadShareGroupState: ReadShareGroupStateResponse;
  WriteShareGroupState: WriteShareGroupStateResponse;
  DeleteShareGroupState: DeleteShareGroupStateResponse;
  ReadShareGroupStateSummary: ReadShareGroupStateSummaryResponse;
  StreamsGroupHeartbeat: StreamsGroupHeartbeatResponse;
  StreamsGroupDescribe: StreamsGroupDescribeResponse;
  DescribeShareGroupOffsets: DescribeShareGroupOffsetsResponse;
  AlterShareGroupOffsets: AlterShareGroupOffsetsResponse;
  DeleteShareGroupOffsets: DeleteShareGroupOffsetsResponse;
  StreamsGroupTopologyDescriptionUpdate: StreamsGroupTopologyDescriptionUpdateResponse;
  UnregisterController: UnregisterControllerResponse;
}

/** Every message by its full name: requests, responses, headers, and the payloads kept in records. */
export interface Messages {
  AbortedTxn: AbortedTxn;
  AddOffsetsToTxnRequest: AddOffsetsToTxnRequest;
  AddOffsetsToTxnResponse: AddOffsetsToTxnResponse;
  AddPartitionsToTxnRequest: AddPartitionsToTxnRequest;
  AddPartitionsToTxnResponse: AddPartitionsToTxnResponse;
  AddRaftVoterRequest: AddRaftVoterRequest;
  AddRaftVoterResponse: AddRaftVoterResponse;
  AllocateProducerIdsRequest: AllocateProducerIdsRequest;
  AllocateProducerIdsResponse: AllocateProducerIdsResponse;
  AlterClientQuotasRequest: AlterClientQuotasRequest;
  AlterClientQuotasResponse: AlterClientQuotasResponse;
  AlterConfigsRequest: AlterConfigsRequest;
  AlterConfigsResponse: AlterConfigsResponse;
  AlterPartitionReassignmentsRequest: AlterPartitionReassignmentsRequest;
  AlterPartitionReassignmentsResponse: AlterPartitionReassignmentsResponse;
  AlterPartitionRequest: AlterPartitionRequest;
  AlterPartitionResponse: AlterPartitionResponse;
  AlterReplicaLogDirsRequest: AlterReplicaLogDirsRequest;
  AlterReplicaLogDirsResponse: AlterReplicaLogDirsResponse;
  AlterShareGroupOffsetsRequest: AlterShareGroupOffsetsRequest;
  AlterShareGroupOffsetsResponse: AlterShareGroupOffsetsResponse;
  AlterUserScramCredentialsRequest: AlterUserScramCredentialsRequest;
  AlterUserScramCredentialsResponse: AlterUserScramCredentialsResponse;
  ApiVersionsRequest: ApiVersionsRequest;
  ApiVersionsResponse: ApiVersionsResponse;
  AssignReplicasToDirsRequest: AssignReplicasToDirsRequest;
  AssignReplicasToDirsResponse: AssignReplicasToDirsResponse;
  BeginQuorumEpochRequest: BeginQuorumEpochRequest;
  BeginQuorumEpochResponse: BeginQuorumEpochResponse;
  BrokerHeartbeatRequest: BrokerHeartbeatRequest;
  BrokerHeartbeatResponse: BrokerHeartbeatResponse;
  BrokerRegistrationRequest: BrokerRegistrationRequest;
  BrokerRegistrationResponse: BrokerRegistrationResponse;
  ConsumerGroupDescribeRequest: ConsumerGroupDescribeRequest;
  ConsumerGroupDescribeResponse: ConsumerGroupDescribeResponse;
  ConsumerGroupHeartbeatRequest: ConsumerGroupHeartbeatRequest;
  ConsumerGroupHeartbeatResponse: ConsumerGroupHeartbeatResponse;
  ConsumerProtocolAssignment: ConsumerProtocolAssignment;
  ConsumerProtocolSubscription: ConsumerProtocolSubscription;
  ControlRecordTypeSchema: ControlRecordTypeSchema;
  ControlledShutdownRequest: ControlledShutdownRequest;
  ControlledShutdownResponse: ControlledShutdownResponse;
  ControllerRegistrationRequest: ControllerRegistrationRequest;
  ControllerRegistrationResponse: ControllerRegistrationResponse;
  CreateAclsRequest: CreateAclsRequest;
  CreateAclsResponse: CreateAclsResponse;
  CreateDelegationTokenRequest: CreateDelegationTokenRequest;
  CreateDelegationTokenResponse: CreateDelegationTokenResponse;
  CreatePartitionsRequest: CreatePartitionsRequest;
  CreatePartitionsResponse: CreatePartitionsResponse;
  CreateTopicsRequest: CreateTopicsRequest;
  CreateTopicsResponse: CreateTopicsResponse;
  DefaultPrincipalData: DefaultPrincipalData;
  DeleteAclsRequest: DeleteAclsRequest;
  DeleteAclsResponse: DeleteAclsResponse;
  DeleteGroupsRequest: DeleteGroupsRequest;
  DeleteGroupsResponse: DeleteGroupsResponse;
  DeleteRecordsRequest: DeleteRecordsRequest;
  DeleteRecordsResponse: DeleteRecordsResponse;
  DeleteShareGroupOffsetsRequest: DeleteShareGroupOffsetsRequest;
  DeleteShareGroupOffsetsResponse: DeleteShareGroupOffsetsResponse;
  DeleteShareGroupStateRequest: DeleteShareGroupStateRequest;
  DeleteShareGroupStateResponse: DeleteShareGroupStateResponse;
  DeleteTopicsRequest: DeleteTopicsRequest;
  DeleteTopicsResponse: DeleteTopicsResponse;
  DescribeAclsRequest: DescribeAclsRequest;
  DescribeAclsResponse: DescribeAclsResponse;
  DescribeClientQuotasRequest: DescribeClientQuotasRequest;
  DescribeClientQuotasResponse: DescribeClientQuotasResponse;
  DescribeClusterRequest: DescribeClusterRequest;
  DescribeClusterResponse: DescribeClusterResponse;
  DescribeConfigsRequest: DescribeConfigsRequest;
  DescribeConfigsResponse: DescribeConfigsResponse;
  DescribeDelegationTokenRequest: DescribeDelegationTokenRequest;
  DescribeDelegationTokenResponse: DescribeDelegationTokenResponse;
  DescribeGroupsRequest: DescribeGroupsRequest;
  DescribeGroupsResponse: DescribeGroupsResponse;
  DescribeLogDirsRequest: DescribeLogDirsRequest;
  DescribeLogDirsResponse: DescribeLogDirsResponse;
  DescribeProducersRequest: DescribeProducersRequest;
  DescribeProducersResponse: DescribeProducersResponse;
  DescribeQuorumRequest: DescribeQuorumRequest;
  DescribeQuorumResponse: DescribeQuorumResponse;
  DescribeShareGroupOffsetsRequest: DescribeShareGroupOffsetsRequest;
  DescribeShareGroupOffsetsResponse: DescribeShareGroupOffsetsResponse;
  DescribeTopicPartitionsRequest: DescribeTopicPartitionsRequest;
  DescribeTopicPartitionsResponse: DescribeTopicPartitionsResponse;
  DescribeTransactionsRequest: DescribeTransactionsRequest;
  DescribeTransactionsResponse: DescribeTransactionsResponse;
  DescribeUserScramCredentialsRequest: DescribeUserScramCredentialsRequest;
  DescribeUserScramCredentialsResponse: DescribeUserScramCredentialsResponse;
  ElectLeadersRequest: ElectLeadersRequest;
  ElectLeadersResponse: ElectLeadersResponse;
  EndQuorumEpochRequest: EndQuorumEpochRequest;
  EndQuorumEpochResponse: EndQuorumEpochResponse;
  EndTxnMarker: EndTxnMarker;
  EndTxnRequest: EndTxnRequest;
  EndTxnResponse: EndTxnResponse;
  EnvelopeRequest: EnvelopeRequest;
  EnvelopeResponse: EnvelopeResponse;
  ExpireDelegationTokenRequest: ExpireDelegationTokenRequest;
  ExpireDelegationTokenResponse: ExpireDelegationTokenResponse;
  FetchRequest: FetchRequest;
  FetchResponse: FetchResponse;
  FetchSnapshotRequest: FetchSnapshotRequest;
  FetchSnapshotResponse: FetchSnapshotResponse;
  FindCoordinatorRequest: FindCoordinatorRequest;
  FindCoordinatorResponse: FindCoordinatorResponse;
  GetTelemetrySubscriptionsRequest: GetTelemetrySubscriptionsRequest;
  GetTelemetrySubscriptionsResponse: GetTelemetrySubscriptionsResponse;
  HeartbeatRequest: HeartbeatRequest;
  HeartbeatResponse: HeartbeatResponse;
  IncrementalAlterConfigsRequest: IncrementalAlterConfigsRequest;
  IncrementalAlterConfigsResponse: IncrementalAlterConfigsResponse;
  InitProducerIdRequest: InitProducerIdRequest;
  InitProducerIdResponse: InitProducerIdResponse;
  InitializeShareGroupStateRequest: InitializeShareGroupStateRequest;
  InitializeShareGroupStateResponse: InitializeShareGroupStateResponse;
  JoinGroupRequest: JoinGroupRequest;
  JoinGroupResponse: JoinGroupResponse;
  KRaftVersionRecord: KRaftVersionRecord;
  LeaderAndIsrRequest: LeaderAndIsrRequest;
  LeaderAndIsrResponse: LeaderAndIsrResponse;
  LeaderChangeMessage: LeaderChangeMessage;
  LeaveGroupRequest: LeaveGroupRequest;
  LeaveGroupResponse: LeaveGroupResponse;
  ListConfigResourcesRequest: ListConfigResourcesRequest;
  ListConfigResourcesResponse: ListConfigResourcesResponse;
  ListGroupsRequest: ListGroupsRequest;
  ListGroupsResponse: ListGroupsResponse;
  ListOffsetsRequest: ListOffsetsRequest;
  ListOffsetsResponse: ListOffsetsResponse;
  ListPartitionReassignmentsRequest: ListPartitionReassignmentsRequest;
  ListPartitionReassignmentsResponse: ListPartitionReassignmentsResponse;
  ListTransactionsRequest: ListTransactionsRequest;
  ListTransactionsResponse: ListTransactionsResponse;
  MetadataRequest: MetadataRequest;
  MetadataResponse: MetadataResponse;
  OffsetCommitRequest: OffsetCommitRequest;
  OffsetCommitResponse: OffsetCommitResponse;
  OffsetDeleteRequest: OffsetDeleteRequest;
  OffsetDeleteResponse: OffsetDeleteResponse;
  OffsetFetchRequest: OffsetFetchRequest;
  OffsetFetchResponse: OffsetFetchResponse;
  OffsetForLeaderEpochRequest: OffsetForLeaderEpochRequest;
  OffsetForLeaderEpochResponse: OffsetForLeaderEpochResponse;
  ProduceRequest: ProduceRequest;
  ProduceResponse: ProduceResponse;
  PushTelemetryRequest: PushTelemetryRequest;
  PushTelemetryResponse: PushTelemetryResponse;
  ReadShareGroupStateRequest: ReadShareGroupStateRequest;
  ReadShareGroupStateResponse: ReadShareGroupStateResponse;
  ReadShareGroupStateSummaryRequest: ReadShareGroupStateSummaryRequest;
  ReadShareGroupStateSummaryResponse: ReadShareGroupStateSummaryResponse;
  RemoveRaftVoterRequest: RemoveRaftVoterRequest;
  RemoveRaftVoterResponse: RemoveRaftVoterResponse;
  RenewDelegationTokenRequest: RenewDelegationTokenRequest;
  RenewDelegationTokenResponse: RenewDelegationTokenResponse;
  RequestHeader: RequestHeader;
  ResponseHeader: ResponseHeader;
  SaslAuthenticateRequest: SaslAuthenticateRequest;
  SaslAuthenticateResponse: SaslAuthenticateResponse;
  SaslHandshakeRequest: SaslHandshakeRequest;
  SaslHandshakeResponse: SaslHandshakeResponse;
  ShareAcknowledgeRequest: ShareAcknowledgeRequest;
  ShareAcknowledgeResponse: ShareAcknowledgeResponse;
  ShareFetchRequest: ShareFetchRequest;
  ShareFetchResponse: ShareFetchResponse;
  ShareGroupDescribeRequest: ShareGroupDescribeRequest;
  ShareGroupDescribeResponse: ShareGroupDescribeResponse;
  ShareGroupHeartbeatRequest: ShareGroupHeartbeatRequest;
  ShareGroupHeartbeatResponse: ShareGroupHeartbeatResponse;
  SnapshotFooterRecord: SnapshotFooterRecord;
  SnapshotHeaderRecord: SnapshotHeaderRecord;
  StopReplicaRequest: StopReplicaRequest;
  StopReplicaResponse: StopReplicaResponse;
  StreamsGroupDescribeRequest: StreamsGroupDescribeRequest;
  StreamsGroupDescribeResponse: StreamsGroupDescribeResponse;
  StreamsGroupHeartbeatRequest: StreamsGroupHeartbeatRequest;
  StreamsGroupHeartbeatResponse: StreamsGroupHeartbeatResponse;
  StreamsGroupTopologyDescriptionUpdateRequest: StreamsGroupTopologyDescriptionUpdateRequest;
  StreamsGroupTopologyDescriptionUpdateResponse: StreamsGroupTopologyDescriptionUpdateResponse;
  SyncGroupRequest: SyncGroupRequest;
  SyncGroupResponse: SyncGroupResponse;
  TxnOffsetCommitRequest: TxnOffsetCommitRequest;
  TxnOffsetCommitResponse: TxnOffsetCommitResponse;
  UnregisterBrokerRequest: UnregisterBrokerRequest;
  UnregisterBrokerResponse: UnregisterBrokerResponse;
  UnregisterControllerRequest: UnregisterControllerRequest;
  UnregisterControllerResponse: UnregisterControllerResponse;
  UpdateFeaturesRequest: UpdateFeaturesRequest;
  UpdateFeaturesResponse: UpdateFeaturesResponse;
  UpdateMetadataRequest: UpdateMetadataRequest;
  UpdateMetadataResponse: UpdateMetadataResponse;
  UpdateRaftVoterRequest: UpdateRaftVoterRequest;
  UpdateRaftVoterResponse: UpdateRaftVoterResponse;
  VoteRequest: VoteRequest;
  VoteResponse: VoteResponse;
  VotersRecord: VotersRecord;
  WriteShareGroupStateRequest: WriteShareGroupStateRequest;
  WriteShareGroupStateResponse: WriteShareGroupStateResponse;
  WriteTxnMarkersRequest: WriteTxnMarkersRequest;
  WriteTxnMarkersResponse: WriteTxnMarkersResponse;
}
