// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { MessageSchema } from "../schema.js";

/** The schema of every message, each built when it is asked for. */
export const schemas = {
  AbortedTxn: (): MessageSchema => ({
    name: "AbortedTxn", kind: "data", versions: [0, 0], flexible: null,
    fields: [
      { name: "producerId", type: "int64", versions: [0, 0], about: "The producer id associated with the aborted transaction" },
      { name: "firstOffset", type: "int64", versions: [0, 0], about: "The first offset in the aborted transaction" },
      { name: "lastOffset", type: "int64", versions: [0, 0], about: "The last offset in the aborted transaction" },
      { name: "lastStableOffset", type: "int64", versions: [0, 0], about: "The last stable offset at the time the transaction was aborted" },
    ],
  }),
  AddOffsetsToTxnRequest: (): MessageSchema => ({
    name: "AddOffsetsToTxnRequest", kind: "request", versions: [0, 4], flexible: [3, 4],
    fields: [
      { name: "transactionalId", type: "string", versions: [0, 4], entityType: "transactionalId", about: "The transactional id corresponding to the transaction." },
      { name: "producerId", type: "int64", versions: [0, 4], entityType: "producerId", about: "Current producer id in use by the transactional id." },
      { name: "producerEpoch", type: "int16", versions: [0, 4], about: "Current epoch associated with the producer id." },
      { name: "groupId", type: "string", versions: [0, 4], entityType: "groupId", about: "The unique group identifier." },
    ],
  }),
  AddOffsetsToTxnResponse: (): MessageSchema => ({
    name: "AddOffsetsToTxnResponse", kind: "response", versions: [0, 4], flexible: [3, 4],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 4], about: "Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 4], about: "The response error code, or 0 if there was no error." },
    ],
  }),
  AddPartitionsToTxnRequest: (): MessageSchema => ({
    name: "AddPartitionsToTxnRequest", kind: "request", versions: [0, 5], flexible: [3, 5],
    fields: [
      { name: "transactions", type: "[]AddPartitionsToTxnTransaction", versions: [4, 5], about: "List of transactions to add partitions to.", fields: [
        { name: "transactionalId", type: "string", versions: [4, 5], mapKey: true, entityType: "transactionalId", about: "The transactional id corresponding to the transaction." },
        { name: "producerId", type: "int64", versions: [4, 5], entityType: "producerId", about: "Current producer id in use by the transactional id." },
        { name: "producerEpoch", type: "int16", versions: [4, 5], about: "Current epoch associated with the producer id." },
        { name: "verifyOnly", type: "bool", versions: [4, 5], default: false, about: "Boolean to signify if we want to check if the partition is in the transaction rather than add it." },
        { name: "topics", type: "[]AddPartitionsToTxnTopic", versions: [4, 5], about: "The partitions to add to the transaction.", fields: [
          { name: "name", type: "string", versions: [0, 5], mapKey: true, entityType: "topicName", about: "The name of the topic." },
          { name: "partitions", type: "[]int32", versions: [0, 5], about: "The partition indexes to add to the transaction." },
        ] },
      ] },
      { name: "v3AndBelowTransactionalId", type: "string", versions: [0, 3], entityType: "transactionalId", about: "The transactional id corresponding to the transaction." },
      { name: "v3AndBelowProducerId", type: "int64", versions: [0, 3], entityType: "producerId", about: "Current producer id in use by the transactional id." },
      { name: "v3AndBelowProducerEpoch", type: "int16", versions: [0, 3], about: "Current epoch associated with the producer id." },
      { name: "v3AndBelowTopics", type: "[]AddPartitionsToTxnTopic", versions: [0, 3], about: "The partitions to add to the transaction.", fields: [
        { name: "name", type: "string", versions: [0, 5], mapKey: true, entityType: "topicName", about: "The name of the topic." },
        { name: "partitions", type: "[]int32", versions: [0, 5], about: "The partition indexes to add to the transaction." },
      ] },
    ],
  }),
  AddPartitionsToTxnResponse: (): MessageSchema => ({
    name: "AddPartitionsToTxnResponse", kind: "response", versions: [0, 5], flexible: [3, 5],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 5], about: "Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [4, 5], ignorable: true, about: "The response top level error code." },
      { name: "resultsByTransaction", type: "[]AddPartitionsToTxnResult", versions: [4, 5], about: "Results categorized by transactional ID.", fields: [
        { name: "transactionalId", type: "string", versions: [4, 5], mapKey: true, entityType: "transactionalId", about: "The transactional id corresponding to the transaction." },
        { name: "topicResults", type: "[]AddPartitionsToTxnTopicResult", versions: [4, 5], about: "The results for each topic.", fields: [
          { name: "name", type: "string", versions: [0, 5], mapKey: true, entityType: "topicName", about: "The topic name." },
          { name: "resultsByPartition", type: "[]AddPartitionsToTxnPartitionResult", versions: [0, 5], about: "The results for each partition.", fields: [
            { name: "partitionIndex", type: "int32", versions: [0, 5], mapKey: true, about: "The partition indexes." },
            { name: "partitionErrorCode", type: "int16", versions: [0, 5], about: "The response error code." },
          ] },
        ] },
      ] },
      { name: "resultsByTopicV3AndBelow", type: "[]AddPartitionsToTxnTopicResult", versions: [0, 3], about: "The results for each topic.", fields: [
        { name: "name", type: "string", versions: [0, 5], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "resultsByPartition", type: "[]AddPartitionsToTxnPartitionResult", versions: [0, 5], about: "The results for each partition.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 5], mapKey: true, about: "The partition indexes." },
          { name: "partitionErrorCode", type: "int16", versions: [0, 5], about: "The response error code." },
        ] },
      ] },
    ],
  }),
  AddRaftVoterRequest: (): MessageSchema => ({
    name: "AddRaftVoterRequest", kind: "request", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "clusterId", type: "string", versions: [0, 1], nullable: [0, 1], about: "The cluster id." },
      { name: "timeoutMs", type: "int32", versions: [0, 1], about: "The maximum time to wait for the request to complete before returning." },
      { name: "voterId", type: "int32", versions: [0, 1], about: "The replica id of the voter getting added to the topic partition." },
      { name: "voterDirectoryId", type: "uuid", versions: [0, 1], about: "The directory id of the voter getting added to the topic partition." },
      { name: "listeners", type: "[]Listener", versions: [0, 1], about: "The endpoints that can be used to communicate with the voter.", fields: [
        { name: "name", type: "string", versions: [0, 1], mapKey: true, about: "The name of the endpoint." },
        { name: "host", type: "string", versions: [0, 1], about: "The hostname." },
        { name: "port", type: "uint16", versions: [0, 1], about: "The port." },
      ] },
      { name: "ackWhenCommitted", type: "bool", versions: [1, 1], default: true, about: "When true, return a response after the new voter set is committed. Otherwise, return after the leader writes the changes locally." },
    ],
  }),
  AddRaftVoterResponse: (): MessageSchema => ({
    name: "AddRaftVoterResponse", kind: "response", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 1], about: "The error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], ignorable: true, about: "The error message, or null if there was no error." },
    ],
  }),
  AllocateProducerIdsRequest: (): MessageSchema => ({
    name: "AllocateProducerIdsRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "brokerId", type: "int32", versions: [0, 0], entityType: "brokerId", about: "The ID of the requesting broker." },
      { name: "brokerEpoch", type: "int64", versions: [0, 0], default: -1n, about: "The epoch of the requesting broker." },
    ],
  }),
  AllocateProducerIdsResponse: (): MessageSchema => ({
    name: "AllocateProducerIdsResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The top level response error code." },
      { name: "producerIdStart", type: "int64", versions: [0, 0], entityType: "producerId", about: "The first producer ID in this range, inclusive." },
      { name: "producerIdLen", type: "int32", versions: [0, 0], about: "The number of producer IDs in this range." },
    ],
  }),
  AlterClientQuotasRequest: (): MessageSchema => ({
    name: "AlterClientQuotasRequest", kind: "request", versions: [0, 1], flexible: [1, 1],
    fields: [
      { name: "entries", type: "[]EntryData", versions: [0, 1], about: "The quota configuration entries to alter.", fields: [
        { name: "entity", type: "[]EntityData", versions: [0, 1], about: "The quota entity to alter.", fields: [
          { name: "entityType", type: "string", versions: [0, 1], about: "The entity type." },
          { name: "entityName", type: "string", versions: [0, 1], nullable: [0, 1], about: "The name of the entity, or null if the default." },
        ] },
        { name: "ops", type: "[]OpData", versions: [0, 1], about: "An individual quota configuration entry to alter.", fields: [
          { name: "key", type: "string", versions: [0, 1], about: "The quota configuration key." },
          { name: "value", type: "float64", versions: [0, 1], about: "The value to set, otherwise ignored if the value is to be removed." },
          { name: "remove", type: "bool", versions: [0, 1], about: "Whether the quota configuration value should be removed, otherwise set." },
        ] },
      ] },
      { name: "validateOnly", type: "bool", versions: [0, 1], about: "Whether the alteration should be validated, but not performed." },
    ],
  }),
  AlterClientQuotasResponse: (): MessageSchema => ({
    name: "AlterClientQuotasResponse", kind: "response", versions: [0, 1], flexible: [1, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "entries", type: "[]EntryData", versions: [0, 1], about: "The quota configuration entries to alter.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 1], about: "The error code, or `0` if the quota alteration succeeded." },
        { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], about: "The error message, or `null` if the quota alteration succeeded." },
        { name: "entity", type: "[]EntityData", versions: [0, 1], about: "The quota entity to alter.", fields: [
          { name: "entityType", type: "string", versions: [0, 1], about: "The entity type." },
          { name: "entityName", type: "string", versions: [0, 1], nullable: [0, 1], about: "The name of the entity, or null if the default." },
        ] },
      ] },
    ],
  }),
  AlterConfigsRequest: (): MessageSchema => ({
    name: "AlterConfigsRequest", kind: "request", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "resources", type: "[]AlterConfigsResource", versions: [0, 2], about: "The updates for each resource.", fields: [
        { name: "resourceType", type: "int8", versions: [0, 2], mapKey: true, about: "The resource type." },
        { name: "resourceName", type: "string", versions: [0, 2], mapKey: true, about: "The resource name." },
        { name: "configs", type: "[]AlterableConfig", versions: [0, 2], about: "The configurations.", fields: [
          { name: "name", type: "string", versions: [0, 2], mapKey: true, about: "The configuration key name." },
          { name: "value", type: "string", versions: [0, 2], nullable: [0, 2], about: "The value to set for the configuration key." },
        ] },
      ] },
      { name: "validateOnly", type: "bool", versions: [0, 2], about: "True if we should validate the request, but not change the configurations." },
    ],
  }),
  AlterConfigsResponse: (): MessageSchema => ({
    name: "AlterConfigsResponse", kind: "response", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 2], about: "Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "responses", type: "[]AlterConfigsResourceResponse", versions: [0, 2], about: "The responses for each resource.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 2], about: "The resource error code." },
        { name: "errorMessage", type: "string", versions: [0, 2], nullable: [0, 2], about: "The resource error message, or null if there was no error." },
        { name: "resourceType", type: "int8", versions: [0, 2], about: "The resource type." },
        { name: "resourceName", type: "string", versions: [0, 2], about: "The resource name." },
      ] },
    ],
  }),
  AlterPartitionReassignmentsRequest: (): MessageSchema => ({
    name: "AlterPartitionReassignmentsRequest", kind: "request", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "timeoutMs", type: "int32", versions: [0, 1], default: 60000, about: "The time in ms to wait for the request to complete." },
      { name: "allowReplicationFactorChange", type: "bool", versions: [1, 1], default: true, about: "The option indicating whether changing the replication factor of any given partition as part of this request is a valid move." },
      { name: "topics", type: "[]ReassignableTopic", versions: [0, 1], about: "The topics to reassign.", fields: [
        { name: "name", type: "string", versions: [0, 1], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]ReassignablePartition", versions: [0, 1], about: "The partitions to reassign.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "replicas", type: "[]int32", versions: [0, 1], nullable: [0, 1], default: null, entityType: "brokerId", about: "The replicas to place the partitions on, or null to cancel a pending reassignment for this partition." },
        ] },
      ] },
    ],
  }),
  AlterPartitionReassignmentsResponse: (): MessageSchema => ({
    name: "AlterPartitionReassignmentsResponse", kind: "response", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "allowReplicationFactorChange", type: "bool", versions: [1, 1], default: true, ignorable: true, about: "The option indicating whether changing the replication factor of any given partition as part of the request was allowed." },
      { name: "errorCode", type: "int16", versions: [0, 1], about: "The top-level error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], about: "The top-level error message, or null if there was no error." },
      { name: "responses", type: "[]ReassignableTopicResponse", versions: [0, 1], about: "The responses to topics to reassign.", fields: [
        { name: "name", type: "string", versions: [0, 1], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]ReassignablePartitionResponse", versions: [0, 1], about: "The responses to partitions to reassign.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 1], about: "The error code for this partition, or 0 if there was no error." },
          { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], about: "The error message for this partition, or null if there was no error." },
        ] },
      ] },
    ],
  }),
  AlterPartitionRequest: (): MessageSchema => ({
    name: "AlterPartitionRequest", kind: "request", versions: [0, 3], flexible: [0, 3],
    fields: [
      { name: "brokerId", type: "int32", versions: [0, 3], entityType: "brokerId", about: "The ID of the requesting broker." },
      { name: "brokerEpoch", type: "int64", versions: [0, 3], default: -1n, about: "The epoch of the requesting broker." },
      { name: "topics", type: "[]TopicData", versions: [0, 3], about: "The topics to alter ISRs for.", fields: [
        { name: "topicName", type: "string", versions: [0, 1], ignorable: true, entityType: "topicName", about: "The name of the topic to alter ISRs for" },
        { name: "topicId", type: "uuid", versions: [2, 3], ignorable: true, about: "The ID of the topic to alter ISRs for." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 3], about: "The partitions to alter ISRs for.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 3], about: "The partition index." },
          { name: "leaderEpoch", type: "int32", versions: [0, 3], about: "The leader epoch of this partition." },
          { name: "newIsr", type: "[]int32", versions: [0, 2], entityType: "brokerId", about: "The ISR for this partition. Deprecated since version 3." },
          { name: "newIsrWithEpochs", type: "[]BrokerState", versions: [3, 3], about: "The ISR for this partition.", fields: [
            { name: "brokerId", type: "int32", versions: [3, 3], entityType: "brokerId", about: "The ID of the broker." },
            { name: "brokerEpoch", type: "int64", versions: [3, 3], default: -1n, about: "The epoch of the broker. It will be -1 if the epoch check is not supported." },
          ] },
          { name: "leaderRecoveryState", type: "int8", versions: [1, 3], default: 0, about: "1 if the partition is recovering from an unclean leader election; 0 otherwise." },
          { name: "partitionEpoch", type: "int32", versions: [0, 3], about: "The expected epoch of the partition which is being updated." },
        ] },
      ] },
    ],
  }),
  AlterPartitionResponse: (): MessageSchema => ({
    name: "AlterPartitionResponse", kind: "response", versions: [0, 3], flexible: [0, 3],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 3], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 3], about: "The top level response error code." },
      { name: "topics", type: "[]TopicData", versions: [0, 3], about: "The responses for each topic.", fields: [
        { name: "topicName", type: "string", versions: [0, 1], ignorable: true, entityType: "topicName", about: "The name of the topic" },
        { name: "topicId", type: "uuid", versions: [2, 3], ignorable: true, about: "The ID of the topic." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 3], about: "The responses for each partition.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 3], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 3], about: "The partition level error code." },
          { name: "leaderId", type: "int32", versions: [0, 3], entityType: "brokerId", about: "The broker ID of the leader." },
          { name: "leaderEpoch", type: "int32", versions: [0, 3], about: "The leader epoch." },
          { name: "isr", type: "[]int32", versions: [0, 3], entityType: "brokerId", about: "The in-sync replica IDs." },
          { name: "leaderRecoveryState", type: "int8", versions: [1, 3], default: 0, ignorable: true, about: "1 if the partition is recovering from an unclean leader election; 0 otherwise." },
          { name: "partitionEpoch", type: "int32", versions: [0, 3], about: "The current epoch for the partition for KRaft controllers." },
        ] },
      ] },
    ],
  }),
  AlterReplicaLogDirsRequest: (): MessageSchema => ({
    name: "AlterReplicaLogDirsRequest", kind: "request", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "dirs", type: "[]AlterReplicaLogDir", versions: [0, 2], about: "The alterations to make for each directory.", fields: [
        { name: "path", type: "string", versions: [0, 2], mapKey: true, about: "The absolute directory path." },
        { name: "topics", type: "[]AlterReplicaLogDirTopic", versions: [0, 2], about: "The topics to add to the directory.", fields: [
          { name: "name", type: "string", versions: [0, 2], mapKey: true, entityType: "topicName", about: "The topic name." },
          { name: "partitions", type: "[]int32", versions: [0, 2], about: "The partition indexes." },
        ] },
      ] },
    ],
  }),
  AlterReplicaLogDirsResponse: (): MessageSchema => ({
    name: "AlterReplicaLogDirsResponse", kind: "response", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 2], about: "Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "results", type: "[]AlterReplicaLogDirTopicResult", versions: [0, 2], about: "The results for each topic.", fields: [
        { name: "topicName", type: "string", versions: [0, 2], entityType: "topicName", about: "The name of the topic." },
        { name: "partitions", type: "[]AlterReplicaLogDirPartitionResult", versions: [0, 2], about: "The results for each partition.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 2], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 2], about: "The error code, or 0 if there was no error." },
        ] },
      ] },
    ],
  }),
  AlterShareGroupOffsetsRequest: (): MessageSchema => ({
    name: "AlterShareGroupOffsetsRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "groupId", type: "string", versions: [0, 0], entityType: "groupId", about: "The group identifier." },
      { name: "topics", type: "[]AlterShareGroupOffsetsRequestTopic", versions: [0, 0], about: "The topics to alter offsets for.", fields: [
        { name: "topicName", type: "string", versions: [0, 0], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]AlterShareGroupOffsetsRequestPartition", versions: [0, 0], about: "Each partition to alter offsets for.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 0], about: "The partition index." },
          { name: "startOffset", type: "int64", versions: [0, 0], about: "The share-partition start offset." },
        ] },
      ] },
    ],
  }),
  AlterShareGroupOffsetsResponse: (): MessageSchema => ({
    name: "AlterShareGroupOffsetsResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The top-level error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], default: null, about: "The top-level error message, or null if there was no error." },
      { name: "responses", type: "[]AlterShareGroupOffsetsResponseTopic", versions: [0, 0], about: "The results for each topic.", fields: [
        { name: "topicName", type: "string", versions: [0, 0], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [0, 0], about: "The unique topic ID." },
        { name: "partitions", type: "[]AlterShareGroupOffsetsResponsePartition", versions: [0, 0], fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 0], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
          { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], default: null, about: "The error message, or null if there was no error." },
        ] },
      ] },
    ],
  }),
  AlterUserScramCredentialsRequest: (): MessageSchema => ({
    name: "AlterUserScramCredentialsRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "deletions", type: "[]ScramCredentialDeletion", versions: [0, 0], about: "The SCRAM credentials to remove.", fields: [
        { name: "name", type: "string", versions: [0, 0], about: "The user name." },
        { name: "mechanism", type: "int8", versions: [0, 0], about: "The SCRAM mechanism." },
      ] },
      { name: "upsertions", type: "[]ScramCredentialUpsertion", versions: [0, 0], about: "The SCRAM credentials to update/insert.", fields: [
        { name: "name", type: "string", versions: [0, 0], about: "The user name." },
        { name: "mechanism", type: "int8", versions: [0, 0], about: "The SCRAM mechanism." },
        { name: "iterations", type: "int32", versions: [0, 0], about: "The number of iterations." },
        { name: "salt", type: "bytes", versions: [0, 0], about: "A random salt generated by the client." },
        { name: "saltedPassword", type: "bytes", versions: [0, 0], about: "The salted password." },
      ] },
    ],
  }),
  AlterUserScramCredentialsResponse: (): MessageSchema => ({
    name: "AlterUserScramCredentialsResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "results", type: "[]AlterUserScramCredentialsResult", versions: [0, 0], about: "The results for deletions and alterations, one per affected user.", fields: [
        { name: "user", type: "string", versions: [0, 0], about: "The user name." },
        { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code." },
        { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], about: "The error message, if any." },
      ] },
    ],
  }),
  ApiVersionsRequest: (): MessageSchema => ({
    name: "ApiVersionsRequest", kind: "request", versions: [0, 5], flexible: [3, 5],
    fields: [
      { name: "clientSoftwareName", type: "string", versions: [3, 5], ignorable: true, about: "The name of the client." },
      { name: "clientSoftwareVersion", type: "string", versions: [3, 5], ignorable: true, about: "The version of the client." },
      { name: "clusterId", type: "string", versions: [5, 5], nullable: [5, 5], default: null, ignorable: true, about: "The cluster ID the client intends to connect to. Provide both ClusterId and NodeId, if known." },
      { name: "nodeId", type: "int32", versions: [5, 5], default: -1, ignorable: true, about: "The node ID the client intends to connect to. Provide both ClusterId and NodeId, if known." },
    ],
  }),
  ApiVersionsResponse: (): MessageSchema => ({
    name: "ApiVersionsResponse", kind: "response", versions: [0, 5], flexible: [3, 5],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 5], about: "The top-level error code." },
      { name: "apiKeys", type: "[]ApiVersion", versions: [0, 5], about: "The APIs supported by the broker.", fields: [
        { name: "apiKey", type: "int16", versions: [0, 5], mapKey: true, about: "The API index." },
        { name: "minVersion", type: "int16", versions: [0, 5], about: "The minimum supported version, inclusive." },
        { name: "maxVersion", type: "int16", versions: [0, 5], about: "The maximum supported version, inclusive." },
      ] },
      { name: "throttleTimeMs", type: "int32", versions: [1, 5], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "supportedFeatures", type: "[]SupportedFeatureKey", versions: [3, 5], tag: 0, tagged: [3, 5], ignorable: true, about: "Features supported by the broker. Note: in v0-v3, features with MinSupportedVersion = 0 are omitted.", fields: [
        { name: "name", type: "string", versions: [3, 5], mapKey: true, about: "The name of the feature." },
        { name: "minVersion", type: "int16", versions: [3, 5], about: "The minimum supported version for the feature." },
        { name: "maxVersion", type: "int16", versions: [3, 5], about: "The maximum supported version for the feature." },
      ] },
      { name: "finalizedFeaturesEpoch", type: "int64", versions: [3, 5], tag: 1, tagged: [3, 5], default: -1n, ignorable: true, about: "The monotonically increasing epoch for the finalized features information. Valid values are >= 0. A value of -1 is special and represents unknown epoch." },
      { name: "finalizedFeatures", type: "[]FinalizedFeatureKey", versions: [3, 5], tag: 2, tagged: [3, 5], ignorable: true, about: "List of cluster-wide finalized features. The information is valid only if FinalizedFeaturesEpoch >= 0.", fields: [
        { name: "name", type: "string", versions: [3, 5], mapKey: true, about: "The name of the feature." },
        { name: "maxVersionLevel", type: "int16", versions: [3, 5], about: "The cluster-wide finalized max version level for the feature." },
        { name: "minVersionLevel", type: "int16", versions: [3, 5], about: "The cluster-wide finalized min version level for the feature." },
      ] },
      { name: "zkMigrationReady", type: "bool", versions: [3, 5], tag: 3, tagged: [3, 5], default: false, ignorable: true, about: "Set by a KRaft controller if the required configurations for ZK migration are present." },
    ],
  }),
  AssignReplicasToDirsRequest: (): MessageSchema => ({
    name: "AssignReplicasToDirsRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "brokerId", type: "int32", versions: [0, 0], entityType: "brokerId", about: "The ID of the requesting broker." },
      { name: "brokerEpoch", type: "int64", versions: [0, 0], default: -1n, about: "The epoch of the requesting broker." },
      { name: "directories", type: "[]DirectoryData", versions: [0, 0], about: "The directories to which replicas should be assigned.", fields: [
        { name: "id", type: "uuid", versions: [0, 0], about: "The ID of the directory." },
        { name: "topics", type: "[]TopicData", versions: [0, 0], about: "The topics assigned to the directory.", fields: [
          { name: "topicId", type: "uuid", versions: [0, 0], about: "The ID of the assigned topic." },
          { name: "partitions", type: "[]PartitionData", versions: [0, 0], about: "The partitions assigned to the directory.", fields: [
            { name: "partitionIndex", type: "int32", versions: [0, 0], about: "The partition index." },
          ] },
        ] },
      ] },
    ],
  }),
  AssignReplicasToDirsResponse: (): MessageSchema => ({
    name: "AssignReplicasToDirsResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The top level response error code." },
      { name: "directories", type: "[]DirectoryData", versions: [0, 0], about: "The list of directories and their assigned partitions.", fields: [
        { name: "id", type: "uuid", versions: [0, 0], about: "The ID of the directory." },
        { name: "topics", type: "[]TopicData", versions: [0, 0], about: "The list of topics and their assigned partitions.", fields: [
          { name: "topicId", type: "uuid", versions: [0, 0], about: "The ID of the assigned topic." },
          { name: "partitions", type: "[]PartitionData", versions: [0, 0], about: "The list of assigned partitions.", fields: [
            { name: "partitionIndex", type: "int32", versions: [0, 0], about: "The partition index." },
            { name: "errorCode", type: "int16", versions: [0, 0], about: "The partition level error code." },
          ] },
        ] },
      ] },
    ],
  }),
  BeginQuorumEpochRequest: (): MessageSchema => ({
    name: "BeginQuorumEpochRequest", kind: "request", versions: [0, 1], flexible: [1, 1],
    fields: [
      { name: "clusterId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The cluster id." },
      { name: "voterId", type: "int32", versions: [1, 1], default: -1, ignorable: true, entityType: "brokerId", about: "The replica id of the voter receiving the request." },
      { name: "topics", type: "[]TopicData", versions: [0, 1], about: "The topics.", fields: [
        { name: "topicName", type: "string", versions: [0, 1], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 1], about: "The partitions.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "voterDirectoryId", type: "uuid", versions: [1, 1], ignorable: true, about: "The directory id of the receiving replica." },
          { name: "leaderId", type: "int32", versions: [0, 1], entityType: "brokerId", about: "The ID of the newly elected leader." },
          { name: "leaderEpoch", type: "int32", versions: [0, 1], about: "The epoch of the newly elected leader." },
        ] },
      ] },
      { name: "leaderEndpoints", type: "[]LeaderEndpoint", versions: [1, 1], ignorable: true, about: "Endpoints for the leader.", fields: [
        { name: "name", type: "string", versions: [1, 1], mapKey: true, about: "The name of the endpoint." },
        { name: "host", type: "string", versions: [1, 1], about: "The node's hostname." },
        { name: "port", type: "uint16", versions: [1, 1], about: "The node's port." },
      ] },
    ],
  }),
  BeginQuorumEpochResponse: (): MessageSchema => ({
    name: "BeginQuorumEpochResponse", kind: "response", versions: [0, 1], flexible: [1, 1],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 1], about: "The top level error code." },
      { name: "topics", type: "[]TopicData", versions: [0, 1], about: "The topic data.", fields: [
        { name: "topicName", type: "string", versions: [0, 1], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 1], about: "The partition data.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 1], about: "The error code for this partition." },
          { name: "leaderId", type: "int32", versions: [0, 1], entityType: "brokerId", about: "The ID of the current leader or -1 if the leader is unknown." },
          { name: "leaderEpoch", type: "int32", versions: [0, 1], about: "The latest known leader epoch." },
        ] },
      ] },
      { name: "nodeEndpoints", type: "[]NodeEndpoint", versions: [1, 1], tag: 0, tagged: [1, 1], about: "Endpoints for all leaders enumerated in PartitionData.", fields: [
        { name: "nodeId", type: "int32", versions: [1, 1], mapKey: true, entityType: "brokerId", about: "The ID of the associated node." },
        { name: "host", type: "string", versions: [1, 1], about: "The node's hostname." },
        { name: "port", type: "uint16", versions: [1, 1], about: "The node's port." },
      ] },
    ],
  }),
  BrokerHeartbeatRequest: (): MessageSchema => ({
    name: "BrokerHeartbeatRequest", kind: "request", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "brokerId", type: "int32", versions: [0, 2], entityType: "brokerId", about: "The broker ID." },
      { name: "brokerEpoch", type: "int64", versions: [0, 2], default: -1n, about: "The broker epoch." },
      { name: "currentMetadataOffset", type: "int64", versions: [0, 2], about: "The highest metadata offset which the broker has reached." },
      { name: "wantFence", type: "bool", versions: [0, 2], about: "True if the broker wants to be fenced, false otherwise." },
      { name: "wantShutDown", type: "bool", versions: [0, 2], about: "True if the broker wants to be shut down, false otherwise." },
      { name: "offlineLogDirs", type: "[]uuid", versions: [1, 2], tag: 0, tagged: [1, 2], about: "Log directories that failed and went offline." },
      { name: "cordonedLogDirs", type: "[]uuid", versions: [2, 2], nullable: [2, 2], tag: 1, tagged: [2, 2], default: null, about: "List of log directories that are cordoned. This is null before the broker reaches the RECOVERY state." },
    ],
  }),
  BrokerHeartbeatResponse: (): MessageSchema => ({
    name: "BrokerHeartbeatResponse", kind: "response", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 2], about: "Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 2], about: "The error code, or 0 if there was no error." },
      { name: "isCaughtUp", type: "bool", versions: [0, 2], default: false, about: "True if the broker has approximately caught up with the latest metadata." },
      { name: "isFenced", type: "bool", versions: [0, 2], default: true, about: "True if the broker is fenced." },
      { name: "shouldShutDown", type: "bool", versions: [0, 2], about: "True if the broker should proceed with its shutdown." },
    ],
  }),
  BrokerRegistrationRequest: (): MessageSchema => ({
    name: "BrokerRegistrationRequest", kind: "request", versions: [0, 4], flexible: [0, 4],
    fields: [
      { name: "brokerId", type: "int32", versions: [0, 4], entityType: "brokerId", about: "The broker ID." },
      { name: "clusterId", type: "string", versions: [0, 4], about: "The cluster id of the broker process." },
      { name: "incarnationId", type: "uuid", versions: [0, 4], about: "The incarnation id of the broker process." },
      { name: "listeners", type: "[]Listener", versions: [0, 4], about: "The listeners of this broker.", fields: [
        { name: "name", type: "string", versions: [0, 4], mapKey: true, about: "The name of the endpoint." },
        { name: "host", type: "string", versions: [0, 4], about: "The hostname." },
        { name: "port", type: "uint16", versions: [0, 4], about: "The port." },
        { name: "securityProtocol", type: "int16", versions: [0, 4], about: "The security protocol." },
      ] },
      { name: "features", type: "[]Feature", versions: [0, 4], about: "The features on this broker. Note: in v0-v3, features with MinSupportedVersion = 0 are omitted.", fields: [
        { name: "name", type: "string", versions: [0, 4], mapKey: true, about: "The feature name." },
        { name: "minSupportedVersion", type: "int16", versions: [0, 4], about: "The minimum supported feature level." },
        { name: "maxSupportedVersion", type: "int16", versions: [0, 4], about: "The maximum supported feature level." },
      ] },
      { name: "rack", type: "string", versions: [0, 4], nullable: [0, 4], about: "The rack which this broker is in." },
      { name: "isMigratingZkBroker", type: "bool", versions: [1, 4], default: false, about: "If the required configurations for ZK migration are present, this value is set to true." },
      { name: "logDirs", type: "[]uuid", versions: [2, 4], ignorable: true, about: "Log directories configured in this broker which are available." },
      { name: "previousBrokerEpoch", type: "int64", versions: [3, 4], default: -1n, ignorable: true, about: "The epoch before a clean shutdown." },
    ],
  }),
  BrokerRegistrationResponse: (): MessageSchema => ({
    name: "BrokerRegistrationResponse", kind: "response", versions: [0, 4], flexible: [0, 4],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 4], about: "Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 4], about: "The error code, or 0 if there was no error." },
      { name: "brokerEpoch", type: "int64", versions: [0, 4], default: -1n, about: "The broker's assigned epoch, or -1 if none was assigned." },
    ],
  }),
  ConsumerGroupDescribeRequest: (): MessageSchema => ({
    name: "ConsumerGroupDescribeRequest", kind: "request", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "groupIds", type: "[]string", versions: [0, 1], entityType: "groupId", about: "The ids of the groups to describe." },
      { name: "includeAuthorizedOperations", type: "bool", versions: [0, 1], about: "Whether to include authorized operations." },
    ],
  }),
  ConsumerGroupDescribeResponse: (): MessageSchema => ({
    name: "ConsumerGroupDescribeResponse", kind: "response", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "groups", type: "[]DescribedGroup", versions: [0, 1], about: "Each described group.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 1], about: "The describe error, or 0 if there was no error." },
        { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The top-level error message, or null if there was no error." },
        { name: "groupId", type: "string", versions: [0, 1], entityType: "groupId", about: "The group ID string." },
        { name: "groupState", type: "string", versions: [0, 1], about: "The group state string, or the empty string." },
        { name: "groupEpoch", type: "int32", versions: [0, 1], about: "The group epoch." },
        { name: "assignmentEpoch", type: "int32", versions: [0, 1], about: "The assignment epoch." },
        { name: "assignorName", type: "string", versions: [0, 1], about: "The selected assignor." },
        { name: "members", type: "[]Member", versions: [0, 1], about: "The members.", fields: [
          { name: "memberId", type: "string", versions: [0, 1], about: "The member ID." },
          { name: "instanceId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The member instance ID." },
          { name: "rackId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The member rack ID." },
          { name: "memberEpoch", type: "int32", versions: [0, 1], about: "The current member epoch." },
          { name: "clientId", type: "string", versions: [0, 1], about: "The client ID." },
          { name: "clientHost", type: "string", versions: [0, 1], about: "The client host." },
          { name: "subscribedTopicNames", type: "[]string", versions: [0, 1], entityType: "topicName", about: "The subscribed topic names." },
          { name: "subscribedTopicRegex", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "the subscribed topic regex otherwise or null of not provided." },
          { name: "assignment", type: "Assignment", versions: [0, 1], about: "The current assignment.", fields: [
            { name: "topicPartitions", type: "[]TopicPartitions", versions: [0, 1], about: "The assigned topic-partitions to the member.", fields: [
              { name: "topicId", type: "uuid", versions: [0, 1], about: "The topic ID." },
              { name: "topicName", type: "string", versions: [0, 1], entityType: "topicName", about: "The topic name." },
              { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions." },
            ] },
          ] },
          { name: "targetAssignment", type: "Assignment", versions: [0, 1], about: "The target assignment.", fields: [
            { name: "topicPartitions", type: "[]TopicPartitions", versions: [0, 1], about: "The assigned topic-partitions to the member.", fields: [
              { name: "topicId", type: "uuid", versions: [0, 1], about: "The topic ID." },
              { name: "topicName", type: "string", versions: [0, 1], entityType: "topicName", about: "The topic name." },
              { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions." },
            ] },
          ] },
          { name: "memberType", type: "int8", versions: [1, 1], default: -1, ignorable: true, about: "-1 for unknown. 0 for classic member. +1 for consumer member." },
        ] },
        { name: "authorizedOperations", type: "int32", versions: [0, 1], default: -2147483648, about: "32-bit bitfield to represent authorized operations for this group." },
      ] },
    ],
  }),
  ConsumerGroupHeartbeatRequest: (): MessageSchema => ({
    name: "ConsumerGroupHeartbeatRequest", kind: "request", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "groupId", type: "string", versions: [0, 1], entityType: "groupId", about: "The group identifier." },
      { name: "memberId", type: "string", versions: [0, 1], about: "The member id generated by the consumer. The member id must be kept during the entire lifetime of the consumer process." },
      { name: "memberEpoch", type: "int32", versions: [0, 1], about: "The current member epoch; 0 to join the group; -1 to leave the group; -2 to indicate that the static member will rejoin." },
      { name: "instanceId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "null if not provided or if it didn't change since the last heartbeat; the instance Id otherwise." },
      { name: "rackId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "null if not provided or if it didn't change since the last heartbeat; the rack ID of consumer otherwise." },
      { name: "rebalanceTimeoutMs", type: "int32", versions: [0, 1], default: -1, about: "-1 if it didn't change since the last heartbeat; the maximum time in milliseconds that the coordinator will wait on the member to revoke its partitions otherwise." },
      { name: "subscribedTopicNames", type: "[]string", versions: [0, 1], nullable: [0, 1], default: null, entityType: "topicName", about: "null if it didn't change since the last heartbeat; the subscribed topic names otherwise." },
      { name: "subscribedTopicRegex", type: "string", versions: [1, 1], nullable: [1, 1], default: null, about: "null if it didn't change since the last heartbeat; the subscribed topic regex otherwise." },
      { name: "serverAssignor", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "null if not used or if it didn't change since the last heartbeat; the server side assignor to use otherwise." },
      { name: "topicPartitions", type: "[]TopicPartitions", versions: [0, 1], nullable: [0, 1], default: null, about: "null if it didn't change since the last heartbeat; the partitions owned by the member.", fields: [
        { name: "topicId", type: "uuid", versions: [0, 1], about: "The topic ID." },
        { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions." },
      ] },
    ],
  }),
  ConsumerGroupHeartbeatResponse: (): MessageSchema => ({
    name: "ConsumerGroupHeartbeatResponse", kind: "response", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 1], about: "The top-level error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The top-level error message, or null if there was no error." },
      { name: "memberId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The member id is generated by the consumer starting from version 1, while in version 0, it can be provided by users or generated by the group coordinator." },
      { name: "memberEpoch", type: "int32", versions: [0, 1], about: "The member epoch." },
      { name: "heartbeatIntervalMs", type: "int32", versions: [0, 1], about: "The heartbeat interval in milliseconds." },
      { name: "assignment", type: "Assignment", versions: [0, 1], nullable: [0, 1], default: null, about: "null if not provided; the assignment otherwise.", fields: [
        { name: "topicPartitions", type: "[]TopicPartitions", versions: [0, 1], about: "The partitions assigned to the member that can be used immediately.", fields: [
          { name: "topicId", type: "uuid", versions: [0, 1], about: "The topic ID." },
          { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions." },
        ] },
      ] },
    ],
  }),
  ConsumerProtocolAssignment: (): MessageSchema => ({
    name: "ConsumerProtocolAssignment", kind: "data", versions: [0, 3], flexible: null,
    fields: [
      { name: "assignedPartitions", type: "[]TopicPartition", versions: [0, 3], about: "The list of topics and partitions assigned to this consumer.", fields: [
        { name: "topic", type: "string", versions: [0, 3], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]int32", versions: [0, 3], about: "The list of partitions assigned to this consumer." },
      ] },
      { name: "userData", type: "bytes", versions: [0, 3], nullable: [0, 3], default: null, about: "User data." },
    ],
  }),
  ConsumerProtocolSubscription: (): MessageSchema => ({
    name: "ConsumerProtocolSubscription", kind: "data", versions: [0, 3], flexible: null,
    fields: [
      { name: "topics", type: "[]string", versions: [0, 3], about: "The topics that the member wants to consume." },
      { name: "userData", type: "bytes", versions: [0, 3], nullable: [0, 3], default: null, about: "User data that will be passed back to the consumer." },
      { name: "ownedPartitions", type: "[]TopicPartition", versions: [1, 3], ignorable: true, about: "The partitions that the member owns.", fields: [
        { name: "topic", type: "string", versions: [1, 3], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]int32", versions: [1, 3], about: "The partition ids." },
      ] },
      { name: "generationId", type: "int32", versions: [2, 3], default: -1, ignorable: true, about: "The generation id of the member." },
      { name: "rackId", type: "string", versions: [3, 3], nullable: [3, 3], default: null, ignorable: true, about: "The rack id of the member." },
    ],
  }),
  ControlRecordTypeSchema: (): MessageSchema => ({
    name: "ControlRecordTypeSchema", kind: "data", versions: [0, 0], flexible: null,
    fields: [
      { name: "type", type: "int16", versions: [0, 0], about: "The type of the control record, such as commit or abort" },
    ],
  }),
  ControlledShutdownRequest: (): MessageSchema => ({
    name: "ControlledShutdownRequest", kind: "request", versions: [0, 3], flexible: [3, 3],
    fields: [
      { name: "brokerId", type: "int32", versions: [0, 3], entityType: "brokerId", about: "The id of the broker for which controlled shutdown has been requested." },
      { name: "brokerEpoch", type: "int64", versions: [2, 3], default: -1n, ignorable: true, about: "The broker epoch." },
    ],
  }),
  ControlledShutdownResponse: (): MessageSchema => ({
    name: "ControlledShutdownResponse", kind: "response", versions: [0, 3], flexible: [3, 3],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 3], about: "The top-level error code." },
      { name: "remainingPartitions", type: "[]RemainingPartition", versions: [0, 3], about: "The partitions that the broker still leads.", fields: [
        { name: "topicName", type: "string", versions: [0, 3], mapKey: true, entityType: "topicName", about: "The name of the topic." },
        { name: "partitionIndex", type: "int32", versions: [0, 3], mapKey: true, about: "The index of the partition." },
      ] },
    ],
  }),
  ControllerRegistrationRequest: (): MessageSchema => ({
    name: "ControllerRegistrationRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "controllerId", type: "int32", versions: [0, 0], about: "The ID of the controller to register." },
      { name: "incarnationId", type: "uuid", versions: [0, 0], about: "The controller incarnation ID, which is unique to each process run." },
      { name: "zkMigrationReady", type: "bool", versions: [0, 0], about: "Set if the required configurations for ZK migration are present." },
      { name: "listeners", type: "[]Listener", versions: [0, 0], about: "The listeners of this controller.", fields: [
        { name: "name", type: "string", versions: [0, 0], mapKey: true, about: "The name of the endpoint." },
        { name: "host", type: "string", versions: [0, 0], about: "The hostname." },
        { name: "port", type: "uint16", versions: [0, 0], about: "The port." },
        { name: "securityProtocol", type: "int16", versions: [0, 0], about: "The security protocol." },
      ] },
      { name: "features", type: "[]Feature", versions: [0, 0], about: "The features on this controller.", fields: [
        { name: "name", type: "string", versions: [0, 0], mapKey: true, about: "The feature name." },
        { name: "minSupportedVersion", type: "int16", versions: [0, 0], about: "The minimum supported feature level." },
        { name: "maxSupportedVersion", type: "int16", versions: [0, 0], about: "The maximum supported feature level." },
      ] },
    ],
  }),
  ControllerRegistrationResponse: (): MessageSchema => ({
    name: "ControllerRegistrationResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The response error code." },
      { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], about: "The response error message, or null if there was no error." },
    ],
  }),
  CreateAclsRequest: (): MessageSchema => ({
    name: "CreateAclsRequest", kind: "request", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "creations", type: "[]AclCreation", versions: [0, 3], about: "The ACLs that we want to create.", fields: [
        { name: "resourceType", type: "int8", versions: [0, 3], about: "The type of the resource." },
        { name: "resourceName", type: "string", versions: [0, 3], about: "The resource name for the ACL." },
        { name: "resourcePatternType", type: "int8", versions: [1, 3], default: 3, about: "The pattern type for the ACL." },
        { name: "principal", type: "string", versions: [0, 3], about: "The principal for the ACL." },
        { name: "host", type: "string", versions: [0, 3], about: "The host for the ACL." },
        { name: "operation", type: "int8", versions: [0, 3], about: "The operation type for the ACL (read, write, etc.)." },
        { name: "permissionType", type: "int8", versions: [0, 3], about: "The permission type for the ACL (allow, deny, etc.)." },
      ] },
    ],
  }),
  CreateAclsResponse: (): MessageSchema => ({
    name: "CreateAclsResponse", kind: "response", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 3], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "results", type: "[]AclCreationResult", versions: [0, 3], about: "The results for each ACL creation.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 3], about: "The result error, or zero if there was no error." },
        { name: "errorMessage", type: "string", versions: [0, 3], nullable: [0, 3], about: "The result message, or null if there was no error." },
      ] },
    ],
  }),
  CreateDelegationTokenRequest: (): MessageSchema => ({
    name: "CreateDelegationTokenRequest", kind: "request", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "ownerPrincipalType", type: "string", versions: [3, 3], nullable: [3, 3], about: "The principal type of the owner of the token. If it's null it defaults to the token request principal." },
      { name: "ownerPrincipalName", type: "string", versions: [3, 3], nullable: [3, 3], about: "The principal name of the owner of the token. If it's null it defaults to the token request principal." },
      { name: "renewers", type: "[]CreatableRenewers", versions: [0, 3], about: "A list of those who are allowed to renew this token before it expires.", fields: [
        { name: "principalType", type: "string", versions: [0, 3], about: "The type of the Kafka principal." },
        { name: "principalName", type: "string", versions: [0, 3], about: "The name of the Kafka principal." },
      ] },
      { name: "maxLifetimeMs", type: "int64", versions: [0, 3], about: "The maximum lifetime of the token in milliseconds, or -1 to use the server side default." },
    ],
  }),
  CreateDelegationTokenResponse: (): MessageSchema => ({
    name: "CreateDelegationTokenResponse", kind: "response", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 3], about: "The top-level error, or zero if there was no error." },
      { name: "principalType", type: "string", versions: [0, 3], about: "The principal type of the token owner." },
      { name: "principalName", type: "string", versions: [0, 3], about: "The name of the token owner." },
      { name: "tokenRequesterPrincipalType", type: "string", versions: [3, 3], about: "The principal type of the requester of the token." },
      { name: "tokenRequesterPrincipalName", type: "string", versions: [3, 3], about: "The principal type of the requester of the token." },
      { name: "issueTimestampMs", type: "int64", versions: [0, 3], about: "When this token was generated." },
      { name: "expiryTimestampMs", type: "int64", versions: [0, 3], about: "When this token expires." },
      { name: "maxTimestampMs", type: "int64", versions: [0, 3], about: "The maximum lifetime of this token." },
      { name: "tokenId", type: "string", versions: [0, 3], about: "The token UUID." },
      { name: "hmac", type: "bytes", versions: [0, 3], about: "HMAC of the delegation token." },
      { name: "throttleTimeMs", type: "int32", versions: [0, 3], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
    ],
  }),
  CreatePartitionsRequest: (): MessageSchema => ({
    name: "CreatePartitionsRequest", kind: "request", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "topics", type: "[]CreatePartitionsTopic", versions: [0, 3], about: "Each topic that we want to create new partitions inside.", fields: [
        { name: "name", type: "string", versions: [0, 3], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "count", type: "int32", versions: [0, 3], about: "The new partition count." },
        { name: "assignments", type: "[]CreatePartitionsAssignment", versions: [0, 3], nullable: [0, 3], about: "The new partition assignments.", fields: [
          { name: "brokerIds", type: "[]int32", versions: [0, 3], entityType: "brokerId", about: "The assigned broker IDs." },
        ] },
      ] },
      { name: "timeoutMs", type: "int32", versions: [0, 3], about: "The time in ms to wait for the partitions to be created." },
      { name: "validateOnly", type: "bool", versions: [0, 3], about: "If true, then validate the request, but don't actually increase the number of partitions." },
    ],
  }),
  CreatePartitionsResponse: (): MessageSchema => ({
    name: "CreatePartitionsResponse", kind: "response", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 3], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "results", type: "[]CreatePartitionsTopicResult", versions: [0, 3], about: "The partition creation results for each topic.", fields: [
        { name: "name", type: "string", versions: [0, 3], entityType: "topicName", about: "The topic name." },
        { name: "errorCode", type: "int16", versions: [0, 3], about: "The result error, or zero if there was no error." },
        { name: "errorMessage", type: "string", versions: [0, 3], nullable: [0, 3], default: null, about: "The result message, or null if there was no error." },
      ] },
    ],
  }),
  CreateTopicsRequest: (): MessageSchema => ({
    name: "CreateTopicsRequest", kind: "request", versions: [0, 7], flexible: [5, 7],
    fields: [
      { name: "topics", type: "[]CreatableTopic", versions: [0, 7], about: "The topics to create.", fields: [
        { name: "name", type: "string", versions: [0, 7], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "numPartitions", type: "int32", versions: [0, 7], about: "The number of partitions to create in the topic, or -1 if we are either specifying a manual partition assignment or using the default partitions." },
        { name: "replicationFactor", type: "int16", versions: [0, 7], about: "The number of replicas to create for each partition in the topic, or -1 if we are either specifying a manual partition assignment or using the default replication factor." },
        { name: "assignments", type: "[]CreatableReplicaAssignment", versions: [0, 7], about: "The manual partition assignment, or the empty array if we are using automatic assignment.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 7], mapKey: true, about: "The partition index." },
          { name: "brokerIds", type: "[]int32", versions: [0, 7], entityType: "brokerId", about: "The brokers to place the partition on." },
        ] },
        { name: "configs", type: "[]CreatableTopicConfig", versions: [0, 7], about: "The custom topic configurations to set.", fields: [
          { name: "name", type: "string", versions: [0, 7], mapKey: true, about: "The configuration name." },
          { name: "value", type: "string", versions: [0, 7], nullable: [0, 7], about: "The configuration value." },
        ] },
      ] },
      { name: "timeoutMs", type: "int32", versions: [0, 7], default: 60000, about: "How long to wait in milliseconds before timing out the request." },
      { name: "validateOnly", type: "bool", versions: [1, 7], default: false, about: "If true, check that the topics can be created as specified, but don't create anything." },
    ],
  }),
  CreateTopicsResponse: (): MessageSchema => ({
    name: "CreateTopicsResponse", kind: "response", versions: [0, 7], flexible: [5, 7],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [2, 7], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "topics", type: "[]CreatableTopicResult", versions: [0, 7], about: "Results for each topic we tried to create.", fields: [
        { name: "name", type: "string", versions: [0, 7], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [7, 7], ignorable: true, about: "The unique topic ID." },
        { name: "errorCode", type: "int16", versions: [0, 7], about: "The error code, or 0 if there was no error." },
        { name: "errorMessage", type: "string", versions: [1, 7], nullable: [0, 7], ignorable: true, about: "The error message, or null if there was no error." },
        { name: "topicConfigErrorCode", type: "int16", versions: [5, 7], tag: 0, tagged: [5, 7], ignorable: true, about: "Optional topic config error returned if configs are not returned in the response." },
        { name: "numPartitions", type: "int32", versions: [5, 7], default: -1, ignorable: true, about: "Number of partitions of the topic." },
        { name: "replicationFactor", type: "int16", versions: [5, 7], default: -1, ignorable: true, about: "Replication factor of the topic." },
        { name: "configs", type: "[]CreatableTopicConfigs", versions: [5, 7], nullable: [5, 7], ignorable: true, about: "Configuration of the topic.", fields: [
          { name: "name", type: "string", versions: [5, 7], about: "The configuration name." },
          { name: "value", type: "string", versions: [5, 7], nullable: [5, 7], about: "The configuration value." },
          { name: "readOnly", type: "bool", versions: [5, 7], about: "True if the configuration is read-only." },
          { name: "configSource", type: "int8", versions: [5, 7], default: -1, ignorable: true, about: "The configuration source." },
          { name: "isSensitive", type: "bool", versions: [5, 7], about: "True if this configuration is sensitive." },
        ] },
      ] },
    ],
  }),
  DefaultPrincipalData: (): MessageSchema => ({
    name: "DefaultPrincipalData", kind: "data", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "type", type: "string", versions: [0, 0], about: "The principal type." },
      { name: "name", type: "string", versions: [0, 0], about: "The principal name." },
      { name: "tokenAuthenticated", type: "bool", versions: [0, 0], about: "Whether the principal was authenticated by a delegation token on the forwarding broker." },
    ],
  }),
  DeleteAclsRequest: (): MessageSchema => ({
    name: "DeleteAclsRequest", kind: "request", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "filters", type: "[]DeleteAclsFilter", versions: [0, 3], about: "The filters to use when deleting ACLs.", fields: [
        { name: "resourceTypeFilter", type: "int8", versions: [0, 3], about: "The resource type." },
        { name: "resourceNameFilter", type: "string", versions: [0, 3], nullable: [0, 3], about: "The resource name, or null to match any resource name." },
        { name: "patternTypeFilter", type: "int8", versions: [1, 3], default: 3, about: "The pattern type." },
        { name: "principalFilter", type: "string", versions: [0, 3], nullable: [0, 3], about: "The principal filter, or null to accept all principals." },
        { name: "hostFilter", type: "string", versions: [0, 3], nullable: [0, 3], about: "The host filter, or null to accept all hosts." },
        { name: "operation", type: "int8", versions: [0, 3], about: "The ACL operation." },
        { name: "permissionType", type: "int8", versions: [0, 3], about: "The permission type." },
      ] },
    ],
  }),
  DeleteAclsResponse: (): MessageSchema => ({
    name: "DeleteAclsResponse", kind: "response", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 3], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "filterResults", type: "[]DeleteAclsFilterResult", versions: [0, 3], about: "The results for each filter.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 3], about: "The error code, or 0 if the filter succeeded." },
        { name: "errorMessage", type: "string", versions: [0, 3], nullable: [0, 3], about: "The error message, or null if the filter succeeded." },
        { name: "matchingAcls", type: "[]DeleteAclsMatchingAcl", versions: [0, 3], about: "The ACLs which matched this filter.", fields: [
          { name: "errorCode", type: "int16", versions: [0, 3], about: "The deletion error code, or 0 if the deletion succeeded." },
          { name: "errorMessage", type: "string", versions: [0, 3], nullable: [0, 3], about: "The deletion error message, or null if the deletion succeeded." },
          { name: "resourceType", type: "int8", versions: [0, 3], about: "The ACL resource type." },
          { name: "resourceName", type: "string", versions: [0, 3], about: "The ACL resource name." },
          { name: "patternType", type: "int8", versions: [1, 3], default: 3, about: "The ACL resource pattern type." },
          { name: "principal", type: "string", versions: [0, 3], about: "The ACL principal." },
          { name: "host", type: "string", versions: [0, 3], about: "The ACL host." },
          { name: "operation", type: "int8", versions: [0, 3], about: "The ACL operation." },
          { name: "permissionType", type: "int8", versions: [0, 3], about: "The ACL permission type." },
        ] },
      ] },
    ],
  }),
  DeleteGroupsRequest: (): MessageSchema => ({
    name: "DeleteGroupsRequest", kind: "request", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "groupsNames", type: "[]string", versions: [0, 3], entityType: "groupId", about: "The group names to delete." },
    ],
  }),
  DeleteGroupsResponse: (): MessageSchema => ({
    name: "DeleteGroupsResponse", kind: "response", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 3], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "results", type: "[]DeletableGroupResult", versions: [0, 3], about: "The deletion results.", fields: [
        { name: "groupId", type: "string", versions: [0, 3], mapKey: true, entityType: "groupId", about: "The group id." },
        { name: "errorCode", type: "int16", versions: [0, 3], about: "The deletion error, or 0 if the deletion succeeded." },
        { name: "errorMessage", type: "string", versions: [3, 3], nullable: [3, 3], default: null, ignorable: true, about: "The error message, or null if there was no error." },
      ] },
    ],
  }),
  DeleteRecordsRequest: (): MessageSchema => ({
    name: "DeleteRecordsRequest", kind: "request", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "topics", type: "[]DeleteRecordsTopic", versions: [0, 2], about: "Each topic that we want to delete records from.", fields: [
        { name: "name", type: "string", versions: [0, 2], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]DeleteRecordsPartition", versions: [0, 2], about: "Each partition that we want to delete records from.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 2], about: "The partition index." },
          { name: "offset", type: "int64", versions: [0, 2], about: "The deletion offset. -1 means that records should be truncated to the high watermark." },
        ] },
      ] },
      { name: "timeoutMs", type: "int32", versions: [0, 2], about: "How long to wait for the deletion to complete, in milliseconds." },
    ],
  }),
  DeleteRecordsResponse: (): MessageSchema => ({
    name: "DeleteRecordsResponse", kind: "response", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 2], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "topics", type: "[]DeleteRecordsTopicResult", versions: [0, 2], about: "Each topic that we wanted to delete records from.", fields: [
        { name: "name", type: "string", versions: [0, 2], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]DeleteRecordsPartitionResult", versions: [0, 2], about: "Each partition that we wanted to delete records from.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 2], mapKey: true, about: "The partition index." },
          { name: "lowWatermark", type: "int64", versions: [0, 2], about: "The partition low water mark." },
          { name: "errorCode", type: "int16", versions: [0, 2], about: "The deletion error code, or 0 if the deletion succeeded." },
        ] },
      ] },
    ],
  }),
  DeleteShareGroupOffsetsRequest: (): MessageSchema => ({
    name: "DeleteShareGroupOffsetsRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "groupId", type: "string", versions: [0, 0], entityType: "groupId", about: "The group identifier." },
      { name: "topics", type: "[]DeleteShareGroupOffsetsRequestTopic", versions: [0, 0], about: "The topics to delete offsets for.", fields: [
        { name: "topicName", type: "string", versions: [0, 0], entityType: "topicName", about: "The topic name." },
      ] },
    ],
  }),
  DeleteShareGroupOffsetsResponse: (): MessageSchema => ({
    name: "DeleteShareGroupOffsetsResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The top-level error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], default: null, about: "The top-level error message, or null if there was no error." },
      { name: "responses", type: "[]DeleteShareGroupOffsetsResponseTopic", versions: [0, 0], about: "The results for each topic.", fields: [
        { name: "topicName", type: "string", versions: [0, 0], entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [0, 0], about: "The unique topic ID." },
        { name: "errorCode", type: "int16", versions: [0, 0], about: "The topic-level error code, or 0 if there was no error." },
        { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], default: null, about: "The topic-level error message, or null if there was no error." },
      ] },
    ],
  }),
  DeleteShareGroupStateRequest: (): MessageSchema => ({
    name: "DeleteShareGroupStateRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "groupId", type: "string", versions: [0, 0], about: "The group identifier." },
      { name: "topics", type: "[]DeleteStateData", versions: [0, 0], about: "The data for the topics.", fields: [
        { name: "topicId", type: "uuid", versions: [0, 0], about: "The topic identifier." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 0], about: "The data for the partitions.", fields: [
          { name: "partition", type: "int32", versions: [0, 0], about: "The partition index." },
        ] },
      ] },
    ],
  }),
  DeleteShareGroupStateResponse: (): MessageSchema => ({
    name: "DeleteShareGroupStateResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "results", type: "[]DeleteStateResult", versions: [0, 0], about: "The delete results.", fields: [
        { name: "topicId", type: "uuid", versions: [0, 0], about: "The topic identifier." },
        { name: "partitions", type: "[]PartitionResult", versions: [0, 0], about: "The results for the partitions.", fields: [
          { name: "partition", type: "int32", versions: [0, 0], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
          { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], default: null, about: "The error message, or null if there was no error." },
        ] },
      ] },
    ],
  }),
  DeleteTopicsRequest: (): MessageSchema => ({
    name: "DeleteTopicsRequest", kind: "request", versions: [0, 6], flexible: [4, 6],
    fields: [
      { name: "topics", type: "[]DeleteTopicState", versions: [6, 6], about: "The name or topic ID of the topic.", fields: [
        { name: "name", type: "string", versions: [6, 6], nullable: [6, 6], default: null, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [6, 6], about: "The unique topic ID." },
      ] },
      { name: "topicNames", type: "[]string", versions: [0, 5], ignorable: true, entityType: "topicName", about: "The names of the topics to delete." },
      { name: "timeoutMs", type: "int32", versions: [0, 6], about: "The length of time in milliseconds to wait for the deletions to complete." },
    ],
  }),
  DeleteTopicsResponse: (): MessageSchema => ({
    name: "DeleteTopicsResponse", kind: "response", versions: [0, 6], flexible: [4, 6],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 6], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "responses", type: "[]DeletableTopicResult", versions: [0, 6], about: "The results for each topic we tried to delete.", fields: [
        { name: "name", type: "string", versions: [0, 6], nullable: [6, 6], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [6, 6], ignorable: true, about: "The unique topic ID." },
        { name: "errorCode", type: "int16", versions: [0, 6], about: "The deletion error, or 0 if the deletion succeeded." },
        { name: "errorMessage", type: "string", versions: [5, 6], nullable: [5, 6], default: null, ignorable: true, about: "The error message, or null if there was no error." },
      ] },
    ],
  }),
  DescribeAclsRequest: (): MessageSchema => ({
    name: "DescribeAclsRequest", kind: "request", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "resourceTypeFilter", type: "int8", versions: [0, 3], about: "The resource type." },
      { name: "resourceNameFilter", type: "string", versions: [0, 3], nullable: [0, 3], about: "The resource name, or null to match any resource name." },
      { name: "patternTypeFilter", type: "int8", versions: [1, 3], default: 3, about: "The resource pattern to match." },
      { name: "principalFilter", type: "string", versions: [0, 3], nullable: [0, 3], about: "The principal to match, or null to match any principal." },
      { name: "hostFilter", type: "string", versions: [0, 3], nullable: [0, 3], about: "The host to match, or null to match any host." },
      { name: "operation", type: "int8", versions: [0, 3], about: "The operation to match." },
      { name: "permissionType", type: "int8", versions: [0, 3], about: "The permission type to match." },
    ],
  }),
  DescribeAclsResponse: (): MessageSchema => ({
    name: "DescribeAclsResponse", kind: "response", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 3], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 3], about: "The error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 3], nullable: [0, 3], about: "The error message, or null if there was no error." },
      { name: "resources", type: "[]DescribeAclsResource", versions: [0, 3], about: "Each Resource that is referenced in an ACL.", fields: [
        { name: "resourceType", type: "int8", versions: [0, 3], about: "The resource type." },
        { name: "resourceName", type: "string", versions: [0, 3], about: "The resource name." },
        { name: "patternType", type: "int8", versions: [1, 3], default: 3, about: "The resource pattern type." },
        { name: "acls", type: "[]AclDescription", versions: [0, 3], about: "The ACLs.", fields: [
          { name: "principal", type: "string", versions: [0, 3], about: "The ACL principal." },
          { name: "host", type: "string", versions: [0, 3], about: "The ACL host." },
          { name: "operation", type: "int8", versions: [0, 3], about: "The ACL operation." },
          { name: "permissionType", type: "int8", versions: [0, 3], about: "The ACL permission type." },
        ] },
      ] },
    ],
  }),
  DescribeClientQuotasRequest: (): MessageSchema => ({
    name: "DescribeClientQuotasRequest", kind: "request", versions: [0, 1], flexible: [1, 1],
    fields: [
      { name: "components", type: "[]ComponentData", versions: [0, 1], about: "Filter components to apply to quota entities.", fields: [
        { name: "entityType", type: "string", versions: [0, 1], about: "The entity type that the filter component applies to." },
        { name: "matchType", type: "int8", versions: [0, 1], about: "How to match the entity {0 = exact name, 1 = default name, 2 = any specified name}." },
        { name: "match", type: "string", versions: [0, 1], nullable: [0, 1], about: "The string to match against, or null if unused for the match type." },
      ] },
      { name: "strict", type: "bool", versions: [0, 1], about: "Whether the match is strict, i.e. should exclude entities with unspecified entity types." },
    ],
  }),
  DescribeClientQuotasResponse: (): MessageSchema => ({
    name: "DescribeClientQuotasResponse", kind: "response", versions: [0, 1], flexible: [1, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 1], about: "The error code, or `0` if the quota description succeeded." },
      { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], about: "The error message, or `null` if the quota description succeeded." },
      { name: "entries", type: "[]EntryData", versions: [0, 1], nullable: [0, 1], about: "A result entry.", fields: [
        { name: "entity", type: "[]EntityData", versions: [0, 1], about: "The quota entity description.", fields: [
          { name: "entityType", type: "string", versions: [0, 1], about: "The entity type." },
          { name: "entityName", type: "string", versions: [0, 1], nullable: [0, 1], about: "The entity name, or null if the default." },
        ] },
        { name: "values", type: "[]ValueData", versions: [0, 1], about: "The quota values for the entity.", fields: [
          { name: "key", type: "string", versions: [0, 1], about: "The quota configuration key." },
          { name: "value", type: "float64", versions: [0, 1], about: "The quota configuration value." },
        ] },
      ] },
    ],
  }),
  DescribeClusterRequest: (): MessageSchema => ({
    name: "DescribeClusterRequest", kind: "request", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "includeClusterAuthorizedOperations", type: "bool", versions: [0, 2], about: "Whether to include cluster authorized operations." },
      { name: "endpointType", type: "int8", versions: [1, 2], default: 1, about: "The endpoint type to describe. 1=brokers, 2=controllers." },
      { name: "includeFencedBrokers", type: "bool", versions: [2, 2], about: "Whether to include fenced brokers when listing brokers." },
    ],
  }),
  DescribeClusterResponse: (): MessageSchema => ({
    name: "DescribeClusterResponse", kind: "response", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 2], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 2], about: "The top-level error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 2], nullable: [0, 2], default: null, about: "The top-level error message, or null if there was no error." },
      { name: "endpointType", type: "int8", versions: [1, 2], default: 1, about: "The endpoint type that was described. 1=brokers, 2=controllers." },
      { name: "clusterId", type: "string", versions: [0, 2], about: "The cluster ID that responding broker belongs to." },
      { name: "controllerId", type: "int32", versions: [0, 2], default: -1, entityType: "brokerId", about: "The ID of the controller. When handled by a controller, returns the current voter leader ID. When handled by a broker, returns a random alive broker ID as a fallback." },
      { name: "brokers", type: "[]DescribeClusterBroker", versions: [0, 2], about: "Each broker in the response.", fields: [
        { name: "brokerId", type: "int32", versions: [0, 2], mapKey: true, entityType: "brokerId", about: "The broker ID." },
        { name: "host", type: "string", versions: [0, 2], about: "The broker hostname." },
        { name: "port", type: "int32", versions: [0, 2], about: "The broker port." },
        { name: "rack", type: "string", versions: [0, 2], nullable: [0, 2], default: null, about: "The rack of the broker, or null if it has not been assigned to a rack." },
        { name: "isFenced", type: "bool", versions: [2, 2], about: "Whether the broker is fenced" },
      ] },
      { name: "clusterAuthorizedOperations", type: "int32", versions: [0, 2], default: -2147483648, about: "32-bit bitfield to represent authorized operations for this cluster." },
    ],
  }),
  DescribeConfigsRequest: (): MessageSchema => ({
    name: "DescribeConfigsRequest", kind: "request", versions: [0, 4], flexible: [4, 4],
    fields: [
      { name: "resources", type: "[]DescribeConfigsResource", versions: [0, 4], about: "The resources whose configurations we want to describe.", fields: [
        { name: "resourceType", type: "int8", versions: [0, 4], about: "The resource type." },
        { name: "resourceName", type: "string", versions: [0, 4], about: "The resource name." },
        { name: "configurationKeys", type: "[]string", versions: [0, 4], nullable: [0, 4], about: "The configuration keys to list, or null to list all configuration keys." },
      ] },
      { name: "includeSynonyms", type: "bool", versions: [1, 4], default: false, about: "True if we should include all synonyms." },
      { name: "includeDocumentation", type: "bool", versions: [3, 4], default: false, about: "True if we should include configuration documentation." },
    ],
  }),
  DescribeConfigsResponse: (): MessageSchema => ({
    name: "DescribeConfigsResponse", kind: "response", versions: [0, 4], flexible: [4, 4],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 4], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "results", type: "[]DescribeConfigsResult", versions: [0, 4], about: "The results for each resource.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 4], about: "The error code, or 0 if we were able to successfully describe the configurations." },
        { name: "errorMessage", type: "string", versions: [0, 4], nullable: [0, 4], about: "The error message, or null if we were able to successfully describe the configurations." },
        { name: "resourceType", type: "int8", versions: [0, 4], about: "The resource type." },
        { name: "resourceName", type: "string", versions: [0, 4], about: "The resource name." },
        { name: "configs", type: "[]DescribeConfigsResourceResult", versions: [0, 4], about: "Each listed configuration.", fields: [
          { name: "name", type: "string", versions: [0, 4], about: "The configuration name." },
          { name: "value", type: "string", versions: [0, 4], nullable: [0, 4], about: "The configuration value." },
          { name: "readOnly", type: "bool", versions: [0, 4], about: "True if the configuration is read-only." },
          { name: "isDefault", type: "bool", versions: [0, 0], about: "True if the configuration is not set." },
          { name: "configSource", type: "int8", versions: [1, 4], default: -1, ignorable: true, about: "The configuration source." },
          { name: "isSensitive", type: "bool", versions: [0, 4], about: "True if this configuration is sensitive." },
          { name: "synonyms", type: "[]DescribeConfigsSynonym", versions: [1, 4], ignorable: true, about: "The synonyms for this configuration key.", fields: [
            { name: "name", type: "string", versions: [1, 4], about: "The synonym name." },
            { name: "value", type: "string", versions: [1, 4], nullable: [1, 4], about: "The synonym value." },
            { name: "source", type: "int8", versions: [1, 4], about: "The synonym source." },
          ] },
          { name: "configType", type: "int8", versions: [3, 4], default: 0, ignorable: true, about: "The configuration data type. Type can be one of the following values - BOOLEAN, STRING, INT, SHORT, LONG, DOUBLE, LIST, CLASS, PASSWORD." },
          { name: "documentation", type: "string", versions: [3, 4], nullable: [1, 4], ignorable: true, about: "The configuration documentation." },
        ] },
      ] },
    ],
  }),
  DescribeDelegationTokenRequest: (): MessageSchema => ({
    name: "DescribeDelegationTokenRequest", kind: "request", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "owners", type: "[]DescribeDelegationTokenOwner", versions: [0, 3], nullable: [0, 3], about: "Each owner that we want to describe delegation tokens for, or null to describe all tokens.", fields: [
        { name: "principalType", type: "string", versions: [0, 3], about: "The owner principal type." },
        { name: "principalName", type: "string", versions: [0, 3], about: "The owner principal name." },
      ] },
    ],
  }),
  DescribeDelegationTokenResponse: (): MessageSchema => ({
    name: "DescribeDelegationTokenResponse", kind: "response", versions: [0, 3], flexible: [2, 3],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 3], about: "The error code, or 0 if there was no error." },
      { name: "tokens", type: "[]DescribedDelegationToken", versions: [0, 3], about: "The tokens.", fields: [
        { name: "principalType", type: "string", versions: [0, 3], about: "The token principal type." },
        { name: "principalName", type: "string", versions: [0, 3], about: "The token principal name." },
        { name: "tokenRequesterPrincipalType", type: "string", versions: [3, 3], about: "The principal type of the requester of the token." },
        { name: "tokenRequesterPrincipalName", type: "string", versions: [3, 3], about: "The principal type of the requester of the token." },
        { name: "issueTimestamp", type: "int64", versions: [0, 3], about: "The token issue timestamp in milliseconds." },
        { name: "expiryTimestamp", type: "int64", versions: [0, 3], about: "The token expiry timestamp in milliseconds." },
        { name: "maxTimestamp", type: "int64", versions: [0, 3], about: "The token maximum timestamp length in milliseconds." },
        { name: "tokenId", type: "string", versions: [0, 3], about: "The token ID." },
        { name: "hmac", type: "bytes", versions: [0, 3], about: "The token HMAC." },
        { name: "renewers", type: "[]DescribedDelegationTokenRenewer", versions: [0, 3], about: "Those who are able to renew this token before it expires.", fields: [
          { name: "principalType", type: "string", versions: [0, 3], about: "The renewer principal type." },
          { name: "principalName", type: "string", versions: [0, 3], about: "The renewer principal name." },
        ] },
      ] },
      { name: "throttleTimeMs", type: "int32", versions: [0, 3], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
    ],
  }),
  DescribeGroupsRequest: (): MessageSchema => ({
    name: "DescribeGroupsRequest", kind: "request", versions: [0, 6], flexible: [5, 6],
    fields: [
      { name: "groups", type: "[]string", versions: [0, 6], entityType: "groupId", about: "The names of the groups to describe." },
      { name: "includeAuthorizedOperations", type: "bool", versions: [3, 6], about: "Whether to include authorized operations." },
    ],
  }),
  DescribeGroupsResponse: (): MessageSchema => ({
    name: "DescribeGroupsResponse", kind: "response", versions: [0, 6], flexible: [5, 6],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 6], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "groups", type: "[]DescribedGroup", versions: [0, 6], about: "Each described group.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 6], about: "The describe error, or 0 if there was no error." },
        { name: "errorMessage", type: "string", versions: [6, 6], nullable: [6, 6], default: null, about: "The describe error message, or null if there was no error." },
        { name: "groupId", type: "string", versions: [0, 6], entityType: "groupId", about: "The group ID string." },
        { name: "groupState", type: "string", versions: [0, 6], about: "The group state string, or the empty string." },
        { name: "protocolType", type: "string", versions: [0, 6], about: "The group protocol type, or the empty string." },
        { name: "protocolData", type: "string", versions: [0, 6], about: "The group protocol data, or the empty string." },
        { name: "members", type: "[]DescribedGroupMember", versions: [0, 6], about: "The group members.", fields: [
          { name: "memberId", type: "string", versions: [0, 6], about: "The member id." },
          { name: "groupInstanceId", type: "string", versions: [4, 6], nullable: [4, 6], default: null, ignorable: true, about: "The unique identifier of the consumer instance provided by end user." },
          { name: "clientId", type: "string", versions: [0, 6], about: "The client ID used in the member's latest join group request." },
          { name: "clientHost", type: "string", versions: [0, 6], about: "The client host." },
          { name: "memberMetadata", type: "bytes", versions: [0, 6], about: "The metadata corresponding to the current group protocol in use." },
          { name: "memberAssignment", type: "bytes", versions: [0, 6], about: "The current assignment provided by the group leader." },
        ] },
        { name: "authorizedOperations", type: "int32", versions: [3, 6], default: -2147483648, about: "32-bit bitfield to represent authorized operations for this group." },
      ] },
    ],
  }),
  DescribeLogDirsRequest: (): MessageSchema => ({
    name: "DescribeLogDirsRequest", kind: "request", versions: [0, 5], flexible: [2, 5],
    fields: [
      { name: "topics", type: "[]DescribableLogDirTopic", versions: [0, 5], nullable: [0, 5], about: "Each topic that we want to describe log directories for, or null for all topics.", fields: [
        { name: "topic", type: "string", versions: [0, 5], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]int32", versions: [0, 5], about: "The partition indexes." },
      ] },
    ],
  }),
  DescribeLogDirsResponse: (): MessageSchema => ({
    name: "DescribeLogDirsResponse", kind: "response", versions: [0, 5], flexible: [2, 5],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 5], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [3, 5], ignorable: true, about: "The error code, or 0 if there was no error." },
      { name: "results", type: "[]DescribeLogDirsResult", versions: [0, 5], about: "The log directories.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 5], about: "The error code, or 0 if there was no error." },
        { name: "logDir", type: "string", versions: [0, 5], about: "The absolute log directory path." },
        { name: "topics", type: "[]DescribeLogDirsTopic", versions: [0, 5], about: "The topics.", fields: [
          { name: "name", type: "string", versions: [0, 5], entityType: "topicName", about: "The topic name." },
          { name: "partitions", type: "[]DescribeLogDirsPartition", versions: [0, 5], about: "The partitions.", fields: [
            { name: "partitionIndex", type: "int32", versions: [0, 5], about: "The partition index." },
            { name: "partitionSize", type: "int64", versions: [0, 5], about: "The size of the log segments in this partition in bytes." },
            { name: "offsetLag", type: "int64", versions: [0, 5], about: "The lag of the log's LEO w.r.t. partition's HW (if it is the current log for the partition) or current replica's LEO (if it is the future log for the partition)." },
            { name: "isFutureKey", type: "bool", versions: [0, 5], about: "True if this log is created by AlterReplicaLogDirsRequest and will replace the current log of the replica in the future." },
          ] },
        ] },
        { name: "totalBytes", type: "int64", versions: [4, 5], default: -1n, ignorable: true, about: "The total size in bytes of the volume the log directory is in. This value does not include the size of data stored in remote storage." },
        { name: "usableBytes", type: "int64", versions: [4, 5], default: -1n, ignorable: true, about: "The usable size in bytes of the volume the log directory is in. This value does not include the size of data stored in remote storage." },
        { name: "isCordoned", type: "bool", versions: [5, 5], default: false, ignorable: true, about: "True if this log directory is cordoned." },
      ] },
    ],
  }),
  DescribeProducersRequest: (): MessageSchema => ({
    name: "DescribeProducersRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "topics", type: "[]TopicRequest", versions: [0, 0], about: "The topics to list producers for.", fields: [
        { name: "name", type: "string", versions: [0, 0], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "partitionIndexes", type: "[]int32", versions: [0, 0], about: "The indexes of the partitions to list producers for." },
      ] },
    ],
  }),
  DescribeProducersResponse: (): MessageSchema => ({
    name: "DescribeProducersResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "topics", type: "[]TopicResponse", versions: [0, 0], about: "Each topic in the response.", fields: [
        { name: "name", type: "string", versions: [0, 0], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]PartitionResponse", versions: [0, 0], about: "Each partition in the response.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 0], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 0], about: "The partition error code, or 0 if there was no error." },
          { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], default: null, about: "The partition error message, which may be null if no additional details are available." },
          { name: "activeProducers", type: "[]ProducerState", versions: [0, 0], about: "The active producers for the partition.", fields: [
            { name: "producerId", type: "int64", versions: [0, 0], entityType: "producerId", about: "The producer id." },
            { name: "producerEpoch", type: "int32", versions: [0, 0], about: "The producer epoch." },
            { name: "lastSequence", type: "int32", versions: [0, 0], default: -1, about: "The last sequence number sent by the producer." },
            { name: "lastTimestamp", type: "int64", versions: [0, 0], default: -1n, about: "The last timestamp sent by the producer." },
            { name: "coordinatorEpoch", type: "int32", versions: [0, 0], about: "The current epoch of the producer group." },
            { name: "currentTxnStartOffset", type: "int64", versions: [0, 0], default: -1n, about: "The current transaction start offset of the producer." },
          ] },
        ] },
      ] },
    ],
  }),
  DescribeQuorumRequest: (): MessageSchema => ({
    name: "DescribeQuorumRequest", kind: "request", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "topics", type: "[]TopicData", versions: [0, 2], about: "The topics to describe.", fields: [
        { name: "topicName", type: "string", versions: [0, 2], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 2], about: "The partitions to describe.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 2], about: "The partition index." },
        ] },
      ] },
    ],
  }),
  DescribeQuorumResponse: (): MessageSchema => ({
    name: "DescribeQuorumResponse", kind: "response", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 2], about: "The top level error code." },
      { name: "errorMessage", type: "string", versions: [2, 2], nullable: [2, 2], ignorable: true, about: "The error message, or null if there was no error." },
      { name: "topics", type: "[]TopicData", versions: [0, 2], about: "The response from the describe quorum API.", fields: [
        { name: "topicName", type: "string", versions: [0, 2], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 2], about: "The partition data.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 2], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 2], about: "The partition error code." },
          { name: "errorMessage", type: "string", versions: [2, 2], nullable: [2, 2], ignorable: true, about: "The error message, or null if there was no error." },
          { name: "leaderId", type: "int32", versions: [0, 2], entityType: "brokerId", about: "The ID of the current leader or -1 if the leader is unknown." },
          { name: "leaderEpoch", type: "int32", versions: [0, 2], about: "The latest known leader epoch." },
          { name: "highWatermark", type: "int64", versions: [0, 2], about: "The high water mark." },
          { name: "currentVoters", type: "[]ReplicaState", versions: [0, 2], about: "The current voters of the partition.", fields: [
            { name: "replicaId", type: "int32", versions: [0, 2], entityType: "brokerId", about: "The ID of the replica." },
            { name: "replicaDirectoryId", type: "uuid", versions: [2, 2], about: "The replica directory ID of the replica." },
            { name: "logEndOffset", type: "int64", versions: [0, 2], about: "The last known log end offset of the follower or -1 if it is unknown." },
            { name: "lastFetchTimestamp", type: "int64", versions: [1, 2], default: -1n, ignorable: true, about: "The last known leader wall clock time time when a follower fetched from the leader. This is reported as -1 both for the current leader or if it is unknown for a voter." },
            { name: "lastCaughtUpTimestamp", type: "int64", versions: [1, 2], default: -1n, ignorable: true, about: "The leader wall clock append time of the offset for which the follower made the most recent fetch request. This is reported as the current time for the leader and -1 if unknown for a voter." },
          ] },
          { name: "observers", type: "[]ReplicaState", versions: [0, 2], about: "The observers of the partition.", fields: [
            { name: "replicaId", type: "int32", versions: [0, 2], entityType: "brokerId", about: "The ID of the replica." },
            { name: "replicaDirectoryId", type: "uuid", versions: [2, 2], about: "The replica directory ID of the replica." },
            { name: "logEndOffset", type: "int64", versions: [0, 2], about: "The last known log end offset of the follower or -1 if it is unknown." },
            { name: "lastFetchTimestamp", type: "int64", versions: [1, 2], default: -1n, ignorable: true, about: "The last known leader wall clock time time when a follower fetched from the leader. This is reported as -1 both for the current leader or if it is unknown for a voter." },
            { name: "lastCaughtUpTimestamp", type: "int64", versions: [1, 2], default: -1n, ignorable: true, about: "The leader wall clock append time of the offset for which the follower made the most recent fetch request. This is reported as the current time for the leader and -1 if unknown for a voter." },
          ] },
        ] },
      ] },
      { name: "nodes", type: "[]Node", versions: [2, 2], about: "The nodes in the quorum.", fields: [
        { name: "nodeId", type: "int32", versions: [2, 2], mapKey: true, entityType: "brokerId", about: "The ID of the associated node." },
        { name: "listeners", type: "[]Listener", versions: [2, 2], about: "The listeners of this controller.", fields: [
          { name: "name", type: "string", versions: [2, 2], mapKey: true, about: "The name of the endpoint." },
          { name: "host", type: "string", versions: [2, 2], about: "The hostname." },
          { name: "port", type: "uint16", versions: [2, 2], about: "The port." },
        ] },
      ] },
    ],
  }),
  DescribeShareGroupOffsetsRequest: (): MessageSchema => ({
    name: "DescribeShareGroupOffsetsRequest", kind: "request", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "groups", type: "[]DescribeShareGroupOffsetsRequestGroup", versions: [0, 1], about: "The groups to describe offsets for.", fields: [
        { name: "groupId", type: "string", versions: [0, 1], entityType: "groupId", about: "The group identifier." },
        { name: "topics", type: "[]DescribeShareGroupOffsetsRequestTopic", versions: [0, 1], nullable: [0, 1], about: "The topics to describe offsets for, or null for all topic-partitions.", fields: [
          { name: "topicName", type: "string", versions: [0, 1], entityType: "topicName", about: "The topic name." },
          { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions." },
        ] },
      ] },
    ],
  }),
  DescribeShareGroupOffsetsResponse: (): MessageSchema => ({
    name: "DescribeShareGroupOffsetsResponse", kind: "response", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "groups", type: "[]DescribeShareGroupOffsetsResponseGroup", versions: [0, 1], about: "The results for each group.", fields: [
        { name: "groupId", type: "string", versions: [0, 1], entityType: "groupId", about: "The group identifier." },
        { name: "topics", type: "[]DescribeShareGroupOffsetsResponseTopic", versions: [0, 1], about: "The results for each topic.", fields: [
          { name: "topicName", type: "string", versions: [0, 1], entityType: "topicName", about: "The topic name." },
          { name: "topicId", type: "uuid", versions: [0, 1], about: "The unique topic ID." },
          { name: "partitions", type: "[]DescribeShareGroupOffsetsResponsePartition", versions: [0, 1], fields: [
            { name: "partitionIndex", type: "int32", versions: [0, 1], about: "The partition index." },
            { name: "startOffset", type: "int64", versions: [0, 1], about: "The share-partition start offset." },
            { name: "leaderEpoch", type: "int32", versions: [0, 1], about: "The leader epoch of the partition." },
            { name: "lag", type: "int64", versions: [1, 1], default: -1n, ignorable: true, about: "The share-partition lag." },
            { name: "errorCode", type: "int16", versions: [0, 1], about: "The partition-level error code, or 0 if there was no error." },
            { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The partition-level error message, or null if there was no error." },
          ] },
        ] },
        { name: "errorCode", type: "int16", versions: [0, 1], about: "The group-level error code, or 0 if there was no error." },
        { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The group-level error message, or null if there was no error." },
      ] },
    ],
  }),
  DescribeTopicPartitionsRequest: (): MessageSchema => ({
    name: "DescribeTopicPartitionsRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "topics", type: "[]TopicRequest", versions: [0, 0], about: "The topics to fetch details for.", fields: [
        { name: "name", type: "string", versions: [0, 0], entityType: "topicName", about: "The topic name." },
      ] },
      { name: "responsePartitionLimit", type: "int32", versions: [0, 0], default: 2000, about: "The maximum number of partitions included in the response." },
      { name: "cursor", type: "Cursor", versions: [0, 0], nullable: [0, 0], default: null, about: "The first topic and partition index to fetch details for.", fields: [
        { name: "topicName", type: "string", versions: [0, 0], entityType: "topicName", about: "The name for the first topic to process." },
        { name: "partitionIndex", type: "int32", versions: [0, 0], about: "The partition index to start with." },
      ] },
    ],
  }),
  DescribeTopicPartitionsResponse: (): MessageSchema => ({
    name: "DescribeTopicPartitionsResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "topics", type: "[]DescribeTopicPartitionsResponseTopic", versions: [0, 0], about: "Each topic in the response.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 0], about: "The topic error, or 0 if there was no error." },
        { name: "name", type: "string", versions: [0, 0], nullable: [0, 0], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [0, 0], ignorable: true, about: "The topic id." },
        { name: "isInternal", type: "bool", versions: [0, 0], default: false, ignorable: true, about: "True if the topic is internal." },
        { name: "partitions", type: "[]DescribeTopicPartitionsResponsePartition", versions: [0, 0], about: "Each partition in the topic.", fields: [
          { name: "errorCode", type: "int16", versions: [0, 0], about: "The partition error, or 0 if there was no error." },
          { name: "partitionIndex", type: "int32", versions: [0, 0], about: "The partition index." },
          { name: "leaderId", type: "int32", versions: [0, 0], entityType: "brokerId", about: "The ID of the leader broker." },
          { name: "leaderEpoch", type: "int32", versions: [0, 0], default: -1, ignorable: true, about: "The leader epoch of this partition." },
          { name: "replicaNodes", type: "[]int32", versions: [0, 0], entityType: "brokerId", about: "The set of all nodes that host this partition." },
          { name: "isrNodes", type: "[]int32", versions: [0, 0], entityType: "brokerId", about: "The set of nodes that are in sync with the leader for this partition." },
          { name: "eligibleLeaderReplicas", type: "[]int32", versions: [0, 0], nullable: [0, 0], default: null, entityType: "brokerId", about: "The new eligible leader replicas otherwise." },
          { name: "lastKnownElr", type: "[]int32", versions: [0, 0], nullable: [0, 0], default: null, entityType: "brokerId", about: "The last known ELR." },
          { name: "offlineReplicas", type: "[]int32", versions: [0, 0], ignorable: true, entityType: "brokerId", about: "The set of offline replicas of this partition." },
        ] },
        { name: "topicAuthorizedOperations", type: "int32", versions: [0, 0], default: -2147483648, about: "32-bit bitfield to represent authorized operations for this topic." },
      ] },
      { name: "nextCursor", type: "Cursor", versions: [0, 0], nullable: [0, 0], default: null, about: "The next topic and partition index to fetch details for.", fields: [
        { name: "topicName", type: "string", versions: [0, 0], entityType: "topicName", about: "The name for the first topic to process." },
        { name: "partitionIndex", type: "int32", versions: [0, 0], about: "The partition index to start with." },
      ] },
    ],
  }),
  DescribeTransactionsRequest: (): MessageSchema => ({
    name: "DescribeTransactionsRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "transactionalIds", type: "[]string", versions: [0, 0], entityType: "transactionalId", about: "Array of transactionalIds to include in describe results. If empty, then no results will be returned." },
    ],
  }),
  DescribeTransactionsResponse: (): MessageSchema => ({
    name: "DescribeTransactionsResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "transactionStates", type: "[]TransactionState", versions: [0, 0], about: "The current state of the transaction.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code." },
        { name: "transactionalId", type: "string", versions: [0, 0], entityType: "transactionalId", about: "The transactional id." },
        { name: "transactionState", type: "string", versions: [0, 0], about: "The current transaction state of the producer." },
        { name: "transactionTimeoutMs", type: "int32", versions: [0, 0], about: "The timeout in milliseconds for the transaction." },
        { name: "transactionStartTimeMs", type: "int64", versions: [0, 0], about: "The start time of the transaction in milliseconds." },
        { name: "producerId", type: "int64", versions: [0, 0], entityType: "producerId", about: "The current producer id associated with the transaction." },
        { name: "producerEpoch", type: "int16", versions: [0, 0], about: "The current epoch associated with the producer id." },
        { name: "topics", type: "[]TopicData", versions: [0, 0], about: "The set of partitions included in the current transaction (if active). When a transaction is preparing to commit or abort, this will include only partitions which do not have markers.", fields: [
          { name: "topic", type: "string", versions: [0, 0], mapKey: true, entityType: "topicName", about: "The topic name." },
          { name: "partitions", type: "[]int32", versions: [0, 0], about: "The partition ids included in the current transaction." },
        ] },
      ] },
    ],
  }),
  DescribeUserScramCredentialsRequest: (): MessageSchema => ({
    name: "DescribeUserScramCredentialsRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "users", type: "[]UserName", versions: [0, 0], nullable: [0, 0], about: "The users to describe, or null/empty to describe all users.", fields: [
        { name: "name", type: "string", versions: [0, 0], about: "The user name." },
      ] },
    ],
  }),
  DescribeUserScramCredentialsResponse: (): MessageSchema => ({
    name: "DescribeUserScramCredentialsResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The message-level error code, 0 except for user authorization or infrastructure issues." },
      { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], about: "The message-level error message, if any." },
      { name: "results", type: "[]DescribeUserScramCredentialsResult", versions: [0, 0], about: "The results for descriptions, one per user.", fields: [
        { name: "user", type: "string", versions: [0, 0], about: "The user name." },
        { name: "errorCode", type: "int16", versions: [0, 0], about: "The user-level error code." },
        { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], about: "The user-level error message, if any." },
        { name: "credentialInfos", type: "[]CredentialInfo", versions: [0, 0], about: "The mechanism and related information associated with the user's SCRAM credentials.", fields: [
          { name: "mechanism", type: "int8", versions: [0, 0], about: "The SCRAM mechanism." },
          { name: "iterations", type: "int32", versions: [0, 0], about: "The number of iterations used in the SCRAM credential." },
        ] },
      ] },
    ],
  }),
  ElectLeadersRequest: (): MessageSchema => ({
    name: "ElectLeadersRequest", kind: "request", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "electionType", type: "int8", versions: [1, 2], about: "Type of elections to conduct for the partition. A value of '0' elects the preferred replica. A value of '1' elects the first live replica if there are no in-sync replica." },
      { name: "topicPartitions", type: "[]TopicPartitions", versions: [0, 2], nullable: [0, 2], about: "The topic partitions to elect leaders.", fields: [
        { name: "topic", type: "string", versions: [0, 2], mapKey: true, entityType: "topicName", about: "The name of a topic." },
        { name: "partitions", type: "[]int32", versions: [0, 2], about: "The partitions of this topic whose leader should be elected." },
      ] },
      { name: "timeoutMs", type: "int32", versions: [0, 2], default: 60000, about: "The time in ms to wait for the election to complete." },
    ],
  }),
  ElectLeadersResponse: (): MessageSchema => ({
    name: "ElectLeadersResponse", kind: "response", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 2], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [1, 2], about: "The top level response error code." },
      { name: "replicaElectionResults", type: "[]ReplicaElectionResult", versions: [0, 2], about: "The election results, or an empty array if the requester did not have permission and the request asks for all partitions.", fields: [
        { name: "topic", type: "string", versions: [0, 2], entityType: "topicName", about: "The topic name." },
        { name: "partitionResult", type: "[]PartitionResult", versions: [0, 2], about: "The results for each partition.", fields: [
          { name: "partitionId", type: "int32", versions: [0, 2], about: "The partition id." },
          { name: "errorCode", type: "int16", versions: [0, 2], about: "The result error, or zero if there was no error." },
          { name: "errorMessage", type: "string", versions: [0, 2], nullable: [0, 2], about: "The result message, or null if there was no error." },
        ] },
      ] },
    ],
  }),
  EndQuorumEpochRequest: (): MessageSchema => ({
    name: "EndQuorumEpochRequest", kind: "request", versions: [0, 1], flexible: [1, 1],
    fields: [
      { name: "clusterId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The cluster id." },
      { name: "topics", type: "[]TopicData", versions: [0, 1], about: "The topics.", fields: [
        { name: "topicName", type: "string", versions: [0, 1], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 1], about: "The partitions.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "leaderId", type: "int32", versions: [0, 1], entityType: "brokerId", about: "The current leader ID that is resigning." },
          { name: "leaderEpoch", type: "int32", versions: [0, 1], about: "The current epoch." },
          { name: "preferredSuccessors", type: "[]int32", versions: [0, 0], ignorable: true, about: "A sorted list of preferred successors to start the election." },
          { name: "preferredCandidates", type: "[]ReplicaInfo", versions: [1, 1], ignorable: true, about: "A sorted list of preferred candidates to start the election.", fields: [
            { name: "candidateId", type: "int32", versions: [1, 1], entityType: "brokerId", about: "The ID of the candidate replica." },
            { name: "candidateDirectoryId", type: "uuid", versions: [1, 1], about: "The directory ID of the candidate replica." },
          ] },
        ] },
      ] },
      { name: "leaderEndpoints", type: "[]LeaderEndpoint", versions: [1, 1], ignorable: true, about: "Endpoints for the leader.", fields: [
        { name: "name", type: "string", versions: [1, 1], mapKey: true, about: "The name of the endpoint." },
        { name: "host", type: "string", versions: [1, 1], about: "The node's hostname." },
        { name: "port", type: "uint16", versions: [1, 1], about: "The node's port." },
      ] },
    ],
  }),
  EndQuorumEpochResponse: (): MessageSchema => ({
    name: "EndQuorumEpochResponse", kind: "response", versions: [0, 1], flexible: [1, 1],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 1], about: "The top level error code." },
      { name: "topics", type: "[]TopicData", versions: [0, 1], about: "The topic data.", fields: [
        { name: "topicName", type: "string", versions: [0, 1], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 1], about: "The partition data.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 1], about: "The partition level error code." },
          { name: "leaderId", type: "int32", versions: [0, 1], entityType: "brokerId", about: "The ID of the current leader or -1 if the leader is unknown." },
          { name: "leaderEpoch", type: "int32", versions: [0, 1], about: "The latest known leader epoch." },
        ] },
      ] },
      { name: "nodeEndpoints", type: "[]NodeEndpoint", versions: [1, 1], tag: 0, tagged: [1, 1], about: "Endpoints for all leaders enumerated in PartitionData.", fields: [
        { name: "nodeId", type: "int32", versions: [1, 1], mapKey: true, entityType: "brokerId", about: "The ID of the associated node." },
        { name: "host", type: "string", versions: [1, 1], about: "The node's hostname." },
        { name: "port", type: "uint16", versions: [1, 1], about: "The node's port." },
      ] },
    ],
  }),
  EndTxnMarker: (): MessageSchema => ({
    name: "EndTxnMarker", kind: "data", versions: [0, 0], flexible: null,
    fields: [
      { name: "coordinatorEpoch", type: "int32", versions: [0, 0], about: "The coordinator epoch when appending the record" },
    ],
  }),
  EndTxnRequest: (): MessageSchema => ({
    name: "EndTxnRequest", kind: "request", versions: [0, 5], flexible: [3, 5],
    fields: [
      { name: "transactionalId", type: "string", versions: [0, 5], entityType: "transactionalId", about: "The ID of the transaction to end." },
      { name: "producerId", type: "int64", versions: [0, 5], entityType: "producerId", about: "The producer ID." },
      { name: "producerEpoch", type: "int16", versions: [0, 5], about: "The current epoch associated with the producer." },
      { name: "committed", type: "bool", versions: [0, 5], about: "True if the transaction was committed, false if it was aborted." },
    ],
  }),
  EndTxnResponse: (): MessageSchema => ({
    name: "EndTxnResponse", kind: "response", versions: [0, 5], flexible: [3, 5],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 5], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 5], about: "The error code, or 0 if there was no error." },
      { name: "producerId", type: "int64", versions: [5, 5], default: -1n, ignorable: true, entityType: "producerId", about: "The producer ID." },
      { name: "producerEpoch", type: "int16", versions: [5, 5], default: -1, ignorable: true, about: "The current epoch associated with the producer." },
    ],
  }),
  EnvelopeRequest: (): MessageSchema => ({
    name: "EnvelopeRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "requestData", type: "bytes", versions: [0, 0], about: "The embedded request header and data." },
      { name: "requestPrincipal", type: "bytes", versions: [0, 0], nullable: [0, 0], about: "Value of the initial client principal when the request is redirected by a broker." },
      { name: "clientHostAddress", type: "bytes", versions: [0, 0], about: "The original client's address in bytes." },
    ],
  }),
  EnvelopeResponse: (): MessageSchema => ({
    name: "EnvelopeResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "responseData", type: "bytes", versions: [0, 0], nullable: [0, 0], default: null, about: "The embedded response header and data." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
    ],
  }),
  ExpireDelegationTokenRequest: (): MessageSchema => ({
    name: "ExpireDelegationTokenRequest", kind: "request", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "hmac", type: "bytes", versions: [0, 2], about: "The HMAC of the delegation token to be expired." },
      { name: "expiryTimePeriodMs", type: "int64", versions: [0, 2], about: "The expiry time period in milliseconds." },
    ],
  }),
  ExpireDelegationTokenResponse: (): MessageSchema => ({
    name: "ExpireDelegationTokenResponse", kind: "response", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 2], about: "The error code, or 0 if there was no error." },
      { name: "expiryTimestampMs", type: "int64", versions: [0, 2], about: "The timestamp in milliseconds at which this token expires." },
      { name: "throttleTimeMs", type: "int32", versions: [0, 2], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
    ],
  }),
  FetchRequest: (): MessageSchema => ({
    name: "FetchRequest", kind: "request", versions: [0, 18], flexible: [12, 18],
    fields: [
      { name: "clusterId", type: "string", versions: [12, 18], nullable: [12, 18], tag: 0, tagged: [12, 18], default: null, ignorable: true, about: "The clusterId if known. This is used to validate metadata fetches prior to broker registration." },
      { name: "replicaId", type: "int32", versions: [0, 14], default: -1, entityType: "brokerId", about: "The broker ID of the follower, of -1 if this request is from a consumer." },
      { name: "replicaState", type: "ReplicaState", versions: [15, 18], tag: 1, tagged: [15, 18], about: "The state of the replica in the follower.", fields: [
        { name: "replicaId", type: "int32", versions: [15, 18], default: -1, entityType: "brokerId", about: "The replica ID of the follower, or -1 if this request is from a consumer." },
        { name: "replicaEpoch", type: "int64", versions: [15, 18], default: -1n, about: "The epoch of this follower, or -1 if not available." },
      ] },
      { name: "maxWaitMs", type: "int32", versions: [0, 18], about: "The maximum time in milliseconds to wait for the response." },
      { name: "minBytes", type: "int32", versions: [0, 18], about: "The minimum bytes to accumulate in the response." },
      { name: "maxBytes", type: "int32", versions: [3, 18], default: 2147483647, ignorable: true, about: "The maximum bytes to fetch. See KIP-74 for cases where this limit may not be honored." },
      { name: "isolationLevel", type: "int8", versions: [4, 18], default: 0, ignorable: true, about: "This setting controls the visibility of transactional records. Using READ_UNCOMMITTED (isolation_level = 0) makes all records visible. With READ_COMMITTED (isolation_level = 1), non-transactional and COMMITTED transactional records are visible. To be more concrete, READ_COMMITTED returns all data from offsets smaller than the current LSO (last stable offset), and enables the inclusion of the list of aborted transactions in the result, which allows consumers to discard ABORTED transactional records." },
      { name: "sessionId", type: "int32", versions: [7, 18], default: 0, ignorable: true, about: "The fetch session ID." },
      { name: "sessionEpoch", type: "int32", versions: [7, 18], default: -1, ignorable: true, about: "The fetch session epoch, which is used for ordering requests in a session." },
      { name: "topics", type: "[]FetchTopic", versions: [0, 18], about: "The topics to fetch.", fields: [
        { name: "topic", type: "string", versions: [0, 12], ignorable: true, entityType: "topicName", about: "The name of the topic to fetch." },
        { name: "topicId", type: "uuid", versions: [13, 18], ignorable: true, about: "The unique topic ID." },
        { name: "partitions", type: "[]FetchPartition", versions: [0, 18], about: "The partitions to fetch.", fields: [
          { name: "partition", type: "int32", versions: [0, 18], about: "The partition index." },
          { name: "currentLeaderEpoch", type: "int32", versions: [9, 18], default: -1, ignorable: true, about: "The current leader epoch of the partition." },
          { name: "fetchOffset", type: "int64", versions: [0, 18], about: "The message offset." },
          { name: "lastFetchedEpoch", type: "int32", versions: [12, 18], default: -1, about: "The epoch of the last fetched record or -1 if there is none." },
          { name: "logStartOffset", type: "int64", versions: [5, 18], default: -1n, ignorable: true, about: "The earliest available offset of the follower replica. The field is only used when the request is sent by the follower." },
          { name: "partitionMaxBytes", type: "int32", versions: [0, 18], about: "The maximum bytes to fetch from this partition. See KIP-74 for cases where this limit may not be honored." },
          { name: "replicaDirectoryId", type: "uuid", versions: [17, 18], tag: 0, tagged: [17, 18], ignorable: true, about: "The directory id of the follower fetching." },
          { name: "highWatermark", type: "int64", versions: [18, 18], tag: 1, tagged: [18, 18], default: 9223372036854775807n, ignorable: true, about: "The high-watermark known by the replica. -1 if the high-watermark is not known and 9223372036854775807 if the feature is not supported." },
        ] },
      ] },
      { name: "forgottenTopicsData", type: "[]ForgottenTopic", versions: [7, 18], about: "In an incremental fetch request, the partitions to remove.", fields: [
        { name: "topic", type: "string", versions: [7, 12], ignorable: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [13, 18], ignorable: true, about: "The unique topic ID." },
        { name: "partitions", type: "[]int32", versions: [7, 18], about: "The partitions indexes to forget." },
      ] },
      { name: "rackId", type: "string", versions: [11, 18], ignorable: true, about: "Rack ID of the consumer making this request." },
    ],
  }),
  FetchResponse: (): MessageSchema => ({
    name: "FetchResponse", kind: "response", versions: [0, 18], flexible: [12, 18],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 18], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [7, 18], ignorable: true, about: "The top level response error code." },
      { name: "sessionId", type: "int32", versions: [7, 18], default: 0, about: "The fetch session ID, or 0 if this is not part of a fetch session." },
      { name: "responses", type: "[]FetchableTopicResponse", versions: [0, 18], about: "The response topics.", fields: [
        { name: "topic", type: "string", versions: [0, 12], ignorable: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [13, 18], ignorable: true, about: "The unique topic ID." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 18], about: "The topic partitions.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 18], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 18], about: "The error code, or 0 if there was no fetch error." },
          { name: "highWatermark", type: "int64", versions: [0, 18], about: "The current high water mark." },
          { name: "lastStableOffset", type: "int64", versions: [4, 18], default: -1n, ignorable: true, about: "The last stable offset (or LSO) of the partition. This is the last offset such that the state of all transactional records prior to this offset have been decided (ABORTED or COMMITTED)." },
          { name: "logStartOffset", type: "int64", versions: [5, 18], default: -1n, ignorable: true, about: "The current log start offset." },
          { name: "divergingEpoch", type: "EpochEndOffset", versions: [12, 18], tag: 0, tagged: [12, 18], about: "In case divergence is detected based on the `LastFetchedEpoch` and `FetchOffset` in the request, this field indicates the largest epoch and its end offset such that subsequent records are known to diverge.", fields: [
            { name: "epoch", type: "int32", versions: [12, 18], default: -1, about: "The largest epoch." },
            { name: "endOffset", type: "int64", versions: [12, 18], default: -1n, about: "The end offset of the epoch." },
          ] },
          { name: "currentLeader", type: "LeaderIdAndEpoch", versions: [12, 18], tag: 1, tagged: [12, 18], about: "The current leader of the partition.", fields: [
            { name: "leaderId", type: "int32", versions: [12, 18], default: -1, entityType: "brokerId", about: "The ID of the current leader or -1 if the leader is unknown." },
            { name: "leaderEpoch", type: "int32", versions: [12, 18], default: -1, about: "The latest known leader epoch." },
          ] },
          { name: "snapshotId", type: "SnapshotId", versions: [12, 18], tag: 2, tagged: [12, 18], about: "In the case of fetching an offset less than the LogStartOffset, this is the end offset and epoch that should be used in the FetchSnapshot request.", fields: [
            { name: "endOffset", type: "int64", versions: [4, 18], default: -1n, about: "The end offset of the epoch." },
            { name: "epoch", type: "int32", versions: [4, 18], default: -1, about: "The largest epoch." },
          ] },
          { name: "abortedTransactions", type: "[]AbortedTransaction", versions: [4, 18], nullable: [4, 18], ignorable: true, about: "The aborted transactions.", fields: [
            { name: "producerId", type: "int64", versions: [4, 18], entityType: "producerId", about: "The producer id associated with the aborted transaction." },
            { name: "firstOffset", type: "int64", versions: [4, 18], about: "The first offset in the aborted transaction." },
          ] },
          { name: "preferredReadReplica", type: "int32", versions: [11, 18], default: -1, entityType: "brokerId", about: "The preferred read replica for the consumer to use on its next fetch request." },
          { name: "records", type: "records", versions: [0, 18], nullable: [0, 18], about: "The record data." },
        ] },
      ] },
      { name: "nodeEndpoints", type: "[]NodeEndpoint", versions: [16, 18], tag: 0, tagged: [16, 18], about: "Endpoints for all current-leaders enumerated in PartitionData, with errors NOT_LEADER_OR_FOLLOWER & FENCED_LEADER_EPOCH.", fields: [
        { name: "nodeId", type: "int32", versions: [16, 18], mapKey: true, entityType: "brokerId", about: "The ID of the associated node." },
        { name: "host", type: "string", versions: [16, 18], about: "The node's hostname." },
        { name: "port", type: "int32", versions: [16, 18], about: "The node's port." },
        { name: "rack", type: "string", versions: [16, 18], nullable: [16, 18], default: null, about: "The rack of the node, or null if it has not been assigned to a rack." },
      ] },
    ],
  }),
  FetchSnapshotRequest: (): MessageSchema => ({
    name: "FetchSnapshotRequest", kind: "request", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "clusterId", type: "string", versions: [0, 1], nullable: [0, 1], tag: 0, tagged: [0, 1], default: null, about: "The clusterId if known, this is used to validate metadata fetches prior to broker registration." },
      { name: "replicaId", type: "int32", versions: [0, 1], default: -1, entityType: "brokerId", about: "The broker ID of the follower." },
      { name: "maxBytes", type: "int32", versions: [0, 1], default: 2147483647, about: "The maximum bytes to fetch from all of the snapshots." },
      { name: "topics", type: "[]TopicSnapshot", versions: [0, 1], about: "The topics to fetch.", fields: [
        { name: "name", type: "string", versions: [0, 1], entityType: "topicName", about: "The name of the topic to fetch." },
        { name: "partitions", type: "[]PartitionSnapshot", versions: [0, 1], about: "The partitions to fetch.", fields: [
          { name: "partition", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "currentLeaderEpoch", type: "int32", versions: [0, 1], about: "The current leader epoch of the partition, -1 for unknown leader epoch." },
          { name: "snapshotId", type: "SnapshotId", versions: [0, 1], about: "The snapshot endOffset and epoch to fetch.", fields: [
            { name: "endOffset", type: "int64", versions: [0, 1], about: "The end offset of the snapshot." },
            { name: "epoch", type: "int32", versions: [0, 1], about: "The epoch of the snapshot." },
          ] },
          { name: "position", type: "int64", versions: [0, 1], about: "The byte position within the snapshot to start fetching from." },
          { name: "replicaDirectoryId", type: "uuid", versions: [1, 1], tag: 0, tagged: [1, 1], ignorable: true, about: "The directory id of the follower fetching." },
        ] },
      ] },
    ],
  }),
  FetchSnapshotResponse: (): MessageSchema => ({
    name: "FetchSnapshotResponse", kind: "response", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 1], about: "The top level response error code." },
      { name: "topics", type: "[]TopicSnapshot", versions: [0, 1], about: "The topics to fetch.", fields: [
        { name: "name", type: "string", versions: [0, 1], entityType: "topicName", about: "The name of the topic to fetch." },
        { name: "partitions", type: "[]PartitionSnapshot", versions: [0, 1], about: "The partitions to fetch.", fields: [
          { name: "index", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 1], about: "The error code, or 0 if there was no fetch error." },
          { name: "snapshotId", type: "SnapshotId", versions: [0, 1], about: "The snapshot endOffset and epoch fetched.", fields: [
            { name: "endOffset", type: "int64", versions: [0, 1], about: "The snapshot end offset." },
            { name: "epoch", type: "int32", versions: [0, 1], about: "The snapshot epoch." },
          ] },
          { name: "currentLeader", type: "LeaderIdAndEpoch", versions: [0, 1], tag: 0, tagged: [0, 1], about: "The leader of the partition at the time of the snapshot.", fields: [
            { name: "leaderId", type: "int32", versions: [0, 1], entityType: "brokerId", about: "The ID of the current leader or -1 if the leader is unknown." },
            { name: "leaderEpoch", type: "int32", versions: [0, 1], about: "The latest known leader epoch." },
          ] },
          { name: "size", type: "int64", versions: [0, 1], about: "The total size of the snapshot." },
          { name: "position", type: "int64", versions: [0, 1], about: "The starting byte position within the snapshot included in the Bytes field." },
          { name: "unalignedRecords", type: "records", versions: [0, 1], about: "Snapshot data in records format which may not be aligned on an offset boundary." },
        ] },
      ] },
      { name: "nodeEndpoints", type: "[]NodeEndpoint", versions: [1, 1], tag: 0, tagged: [1, 1], about: "Endpoints for all current-leaders enumerated in PartitionSnapshot.", fields: [
        { name: "nodeId", type: "int32", versions: [1, 1], mapKey: true, entityType: "brokerId", about: "The ID of the associated node." },
        { name: "host", type: "string", versions: [1, 1], about: "The node's hostname." },
        { name: "port", type: "uint16", versions: [1, 1], about: "The node's port." },
      ] },
    ],
  }),
  FindCoordinatorRequest: (): MessageSchema => ({
    name: "FindCoordinatorRequest", kind: "request", versions: [0, 6], flexible: [3, 6],
    fields: [
      { name: "key", type: "string", versions: [0, 3], about: "The coordinator key." },
      { name: "keyType", type: "int8", versions: [1, 6], default: 0, about: "The coordinator key type. (group, transaction, share)." },
      { name: "coordinatorKeys", type: "[]string", versions: [4, 6], about: "The coordinator keys." },
    ],
  }),
  FindCoordinatorResponse: (): MessageSchema => ({
    name: "FindCoordinatorResponse", kind: "response", versions: [0, 6], flexible: [3, 6],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 6], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 3], about: "The error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [1, 3], nullable: [1, 3], ignorable: true, about: "The error message, or null if there was no error." },
      { name: "nodeId", type: "int32", versions: [0, 3], entityType: "brokerId", about: "The node id." },
      { name: "host", type: "string", versions: [0, 3], about: "The host name." },
      { name: "port", type: "int32", versions: [0, 3], about: "The port." },
      { name: "coordinators", type: "[]Coordinator", versions: [4, 6], about: "Each coordinator result in the response.", fields: [
        { name: "key", type: "string", versions: [4, 6], about: "The coordinator key." },
        { name: "nodeId", type: "int32", versions: [4, 6], entityType: "brokerId", about: "The node id." },
        { name: "host", type: "string", versions: [4, 6], about: "The host name." },
        { name: "port", type: "int32", versions: [4, 6], about: "The port." },
        { name: "errorCode", type: "int16", versions: [4, 6], about: "The error code, or 0 if there was no error." },
        { name: "errorMessage", type: "string", versions: [4, 6], nullable: [4, 6], ignorable: true, about: "The error message, or null if there was no error." },
      ] },
    ],
  }),
  GetTelemetrySubscriptionsRequest: (): MessageSchema => ({
    name: "GetTelemetrySubscriptionsRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "clientInstanceId", type: "uuid", versions: [0, 0], about: "Unique id for this client instance, must be set to 0 on the first request." },
    ],
  }),
  GetTelemetrySubscriptionsResponse: (): MessageSchema => ({
    name: "GetTelemetrySubscriptionsResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
      { name: "clientInstanceId", type: "uuid", versions: [0, 0], about: "Assigned client instance id if ClientInstanceId was 0 in the request, else 0." },
      { name: "subscriptionId", type: "int32", versions: [0, 0], about: "Unique identifier for the current subscription set for this client instance." },
      { name: "acceptedCompressionTypes", type: "[]int8", versions: [0, 0], about: "Compression types that broker accepts for the PushTelemetryRequest." },
      { name: "pushIntervalMs", type: "int32", versions: [0, 0], about: "Configured push interval, which is the lowest configured interval in the current subscription set." },
      { name: "telemetryMaxBytes", type: "int32", versions: [0, 0], about: "The maximum bytes of binary data the broker accepts in PushTelemetryRequest." },
      { name: "deltaTemporality", type: "bool", versions: [0, 0], about: "Flag to indicate monotonic/counter metrics are to be emitted as deltas or cumulative values." },
      { name: "requestedMetrics", type: "[]string", versions: [0, 0], about: "Requested metrics prefix string match. Empty array: No metrics subscribed, Array[0] empty string: All metrics subscribed." },
    ],
  }),
  HeartbeatRequest: (): MessageSchema => ({
    name: "HeartbeatRequest", kind: "request", versions: [0, 4], flexible: [4, 4],
    fields: [
      { name: "groupId", type: "string", versions: [0, 4], entityType: "groupId", about: "The group id." },
      { name: "generationId", type: "int32", versions: [0, 4], about: "The generation of the group." },
      { name: "memberId", type: "string", versions: [0, 4], about: "The member ID." },
      { name: "groupInstanceId", type: "string", versions: [3, 4], nullable: [3, 4], default: null, about: "The unique identifier of the consumer instance provided by end user." },
    ],
  }),
  HeartbeatResponse: (): MessageSchema => ({
    name: "HeartbeatResponse", kind: "response", versions: [0, 4], flexible: [4, 4],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 4], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 4], about: "The error code, or 0 if there was no error." },
    ],
  }),
  IncrementalAlterConfigsRequest: (): MessageSchema => ({
    name: "IncrementalAlterConfigsRequest", kind: "request", versions: [0, 1], flexible: [1, 1],
    fields: [
      { name: "resources", type: "[]AlterConfigsResource", versions: [0, 1], about: "The incremental updates for each resource.", fields: [
        { name: "resourceType", type: "int8", versions: [0, 1], mapKey: true, about: "The resource type." },
        { name: "resourceName", type: "string", versions: [0, 1], mapKey: true, about: "The resource name." },
        { name: "configs", type: "[]AlterableConfig", versions: [0, 1], about: "The configurations.", fields: [
          { name: "name", type: "string", versions: [0, 1], mapKey: true, about: "The configuration key name." },
          { name: "configOperation", type: "int8", versions: [0, 1], mapKey: true, about: "The type (Set, Delete, Append, Subtract) of operation." },
          { name: "value", type: "string", versions: [0, 1], nullable: [0, 1], about: "The value to set for the configuration key." },
        ] },
      ] },
      { name: "validateOnly", type: "bool", versions: [0, 1], about: "True if we should validate the request, but not change the configurations." },
    ],
  }),
  IncrementalAlterConfigsResponse: (): MessageSchema => ({
    name: "IncrementalAlterConfigsResponse", kind: "response", versions: [0, 1], flexible: [1, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], about: "Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "responses", type: "[]AlterConfigsResourceResponse", versions: [0, 1], about: "The responses for each resource.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 1], about: "The resource error code." },
        { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], about: "The resource error message, or null if there was no error." },
        { name: "resourceType", type: "int8", versions: [0, 1], about: "The resource type." },
        { name: "resourceName", type: "string", versions: [0, 1], about: "The resource name." },
      ] },
    ],
  }),
  InitProducerIdRequest: (): MessageSchema => ({
    name: "InitProducerIdRequest", kind: "request", versions: [0, 6], flexible: [2, 6],
    fields: [
      { name: "transactionalId", type: "string", versions: [0, 6], nullable: [0, 6], entityType: "transactionalId", about: "The transactional id, or null if the producer is not transactional." },
      { name: "transactionTimeoutMs", type: "int32", versions: [0, 6], about: "The time in ms to wait before aborting idle transactions sent by this producer. This is only relevant if a TransactionalId has been defined." },
      { name: "producerId", type: "int64", versions: [3, 6], default: -1n, entityType: "producerId", about: "The producer id. This is used to disambiguate requests if a transactional id is reused following its expiration." },
      { name: "producerEpoch", type: "int16", versions: [3, 6], default: -1, about: "The producer's current epoch. This will be checked against the producer epoch on the broker, and the request will return an error if they do not match." },
      { name: "enable2Pc", type: "bool", versions: [6, 6], default: false, about: "True if the client wants to enable two-phase commit (2PC) protocol for transactions." },
      { name: "keepPreparedTxn", type: "bool", versions: [6, 6], default: false, about: "True if the client wants to keep the currently ongoing transaction instead of aborting it." },
    ],
  }),
  InitProducerIdResponse: (): MessageSchema => ({
    name: "InitProducerIdResponse", kind: "response", versions: [0, 6], flexible: [2, 6],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 6], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 6], about: "The error code, or 0 if there was no error." },
      { name: "producerId", type: "int64", versions: [0, 6], default: -1n, entityType: "producerId", about: "The current producer id." },
      { name: "producerEpoch", type: "int16", versions: [0, 6], about: "The current epoch associated with the producer id." },
      { name: "ongoingTxnProducerId", type: "int64", versions: [6, 6], default: -1n, entityType: "producerId", about: "The producer id for ongoing transaction when KeepPreparedTxn is used, -1 if there is no transaction ongoing." },
      { name: "ongoingTxnProducerEpoch", type: "int16", versions: [6, 6], default: -1, about: "The epoch associated with the producer id for ongoing transaction when KeepPreparedTxn is used, -1 if there is no transaction ongoing." },
    ],
  }),
  InitializeShareGroupStateRequest: (): MessageSchema => ({
    name: "InitializeShareGroupStateRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "groupId", type: "string", versions: [0, 0], about: "The group identifier." },
      { name: "topics", type: "[]InitializeStateData", versions: [0, 0], about: "The data for the topics.", fields: [
        { name: "topicId", type: "uuid", versions: [0, 0], about: "The topic identifier." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 0], about: "The data for the partitions.", fields: [
          { name: "partition", type: "int32", versions: [0, 0], about: "The partition index." },
          { name: "stateEpoch", type: "int32", versions: [0, 0], about: "The state epoch for this share-partition." },
          { name: "startOffset", type: "int64", versions: [0, 0], about: "The share-partition start offset, or -1 if the start offset is not being initialized." },
        ] },
      ] },
    ],
  }),
  InitializeShareGroupStateResponse: (): MessageSchema => ({
    name: "InitializeShareGroupStateResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "results", type: "[]InitializeStateResult", versions: [0, 0], about: "The initialization results.", fields: [
        { name: "topicId", type: "uuid", versions: [0, 0], about: "The topic identifier." },
        { name: "partitions", type: "[]PartitionResult", versions: [0, 0], about: "The results for the partitions.", fields: [
          { name: "partition", type: "int32", versions: [0, 0], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
          { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], default: null, about: "The error message, or null if there was no error." },
        ] },
      ] },
    ],
  }),
  JoinGroupRequest: (): MessageSchema => ({
    name: "JoinGroupRequest", kind: "request", versions: [0, 9], flexible: [6, 9],
    fields: [
      { name: "groupId", type: "string", versions: [0, 9], entityType: "groupId", about: "The group identifier." },
      { name: "sessionTimeoutMs", type: "int32", versions: [0, 9], about: "The coordinator considers the consumer dead if it receives no heartbeat after this timeout in milliseconds." },
      { name: "rebalanceTimeoutMs", type: "int32", versions: [1, 9], default: -1, ignorable: true, about: "The maximum time in milliseconds that the coordinator will wait for each member to rejoin when rebalancing the group." },
      { name: "memberId", type: "string", versions: [0, 9], about: "The member id assigned by the group coordinator." },
      { name: "groupInstanceId", type: "string", versions: [5, 9], nullable: [5, 9], default: null, about: "The unique identifier of the consumer instance provided by end user." },
      { name: "protocolType", type: "string", versions: [0, 9], about: "The unique name the for class of protocols implemented by the group we want to join." },
      { name: "protocols", type: "[]JoinGroupRequestProtocol", versions: [0, 9], about: "The list of protocols that the member supports.", fields: [
        { name: "name", type: "string", versions: [0, 9], mapKey: true, about: "The protocol name." },
        { name: "metadata", type: "bytes", versions: [0, 9], about: "The protocol metadata." },
      ] },
      { name: "reason", type: "string", versions: [8, 9], nullable: [8, 9], default: null, ignorable: true, about: "The reason why the member (re-)joins the group." },
    ],
  }),
  JoinGroupResponse: (): MessageSchema => ({
    name: "JoinGroupResponse", kind: "response", versions: [0, 9], flexible: [6, 9],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [2, 9], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 9], about: "The error code, or 0 if there was no error." },
      { name: "generationId", type: "int32", versions: [0, 9], default: -1, about: "The generation ID of the group." },
      { name: "protocolType", type: "string", versions: [7, 9], nullable: [7, 9], default: null, ignorable: true, about: "The group protocol name." },
      { name: "protocolName", type: "string", versions: [0, 9], nullable: [7, 9], about: "The group protocol selected by the coordinator." },
      { name: "leader", type: "string", versions: [0, 9], about: "The leader of the group." },
      { name: "skipAssignment", type: "bool", versions: [9, 9], default: false, about: "True if the leader must skip running the assignment." },
      { name: "memberId", type: "string", versions: [0, 9], about: "The member ID assigned by the group coordinator." },
      { name: "members", type: "[]JoinGroupResponseMember", versions: [0, 9], about: "The group members.", fields: [
        { name: "memberId", type: "string", versions: [0, 9], about: "The group member ID." },
        { name: "groupInstanceId", type: "string", versions: [5, 9], nullable: [5, 9], default: null, ignorable: true, about: "The unique identifier of the consumer instance provided by end user." },
        { name: "metadata", type: "bytes", versions: [0, 9], about: "The group member metadata." },
      ] },
    ],
  }),
  KRaftVersionRecord: (): MessageSchema => ({
    name: "KRaftVersionRecord", kind: "data", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "version", type: "int16", versions: [0, 0], about: "The version of the kraft version record." },
      { name: "kRaftVersion", type: "int16", versions: [0, 0], about: "The kraft protocol version." },
    ],
  }),
  LeaderAndIsrRequest: (): MessageSchema => ({
    name: "LeaderAndIsrRequest", kind: "request", versions: [0, 7], flexible: [4, 7],
    fields: [
      { name: "controllerId", type: "int32", versions: [0, 7], entityType: "brokerId", about: "The current controller ID." },
      { name: "isKRaftController", type: "bool", versions: [7, 7], default: false, about: "If KRaft controller id is used during migration. See KIP-866" },
      { name: "controllerEpoch", type: "int32", versions: [0, 7], about: "The current controller epoch." },
      { name: "brokerEpoch", type: "int64", versions: [2, 7], default: -1n, ignorable: true, about: "The current broker epoch." },
      { name: "type", type: "int8", versions: [5, 7], about: "The type that indicates whether all topics are included in the request" },
      { name: "ungroupedPartitionStates", type: "[]LeaderAndIsrPartitionState", versions: [0, 1], about: "The state of each partition, in a v0 or v1 message.", fields: [
        { name: "topicName", type: "string", versions: [0, 1], ignorable: true, entityType: "topicName", about: "The topic name. This is only present in v0 or v1." },
        { name: "partitionIndex", type: "int32", versions: [0, 7], about: "The partition index." },
        { name: "controllerEpoch", type: "int32", versions: [0, 7], about: "The controller epoch." },
        { name: "leader", type: "int32", versions: [0, 7], entityType: "brokerId", about: "The broker ID of the leader." },
        { name: "leaderEpoch", type: "int32", versions: [0, 7], about: "The leader epoch." },
        { name: "isr", type: "[]int32", versions: [0, 7], entityType: "brokerId", about: "The in-sync replica IDs." },
        { name: "partitionEpoch", type: "int32", versions: [0, 7], about: "The current epoch for the partition. The epoch is a monotonically increasing value which is incremented after every partition change. (Since the LeaderAndIsr request is only used by the legacy controller, this corresponds to the zkVersion)" },
        { name: "replicas", type: "[]int32", versions: [0, 7], entityType: "brokerId", about: "The replica IDs." },
        { name: "addingReplicas", type: "[]int32", versions: [3, 7], ignorable: true, entityType: "brokerId", about: "The replica IDs that we are adding this partition to, or null if no replicas are being added." },
        { name: "removingReplicas", type: "[]int32", versions: [3, 7], ignorable: true, entityType: "brokerId", about: "The replica IDs that we are removing this partition from, or null if no replicas are being removed." },
        { name: "isNew", type: "bool", versions: [1, 7], default: false, ignorable: true, about: "Whether the replica should have existed on the broker or not." },
        { name: "leaderRecoveryState", type: "int8", versions: [6, 7], default: 0, about: "1 if the partition is recovering from an unclean leader election; 0 otherwise." },
      ] },
      { name: "topicStates", type: "[]LeaderAndIsrTopicState", versions: [2, 7], about: "Each topic.", fields: [
        { name: "topicName", type: "string", versions: [2, 7], entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [5, 7], ignorable: true, about: "The unique topic ID." },
        { name: "partitionStates", type: "[]LeaderAndIsrPartitionState", versions: [2, 7], about: "The state of each partition", fields: [
          { name: "topicName", type: "string", versions: [0, 1], ignorable: true, entityType: "topicName", about: "The topic name. This is only present in v0 or v1." },
          { name: "partitionIndex", type: "int32", versions: [0, 7], about: "The partition index." },
          { name: "controllerEpoch", type: "int32", versions: [0, 7], about: "The controller epoch." },
          { name: "leader", type: "int32", versions: [0, 7], entityType: "brokerId", about: "The broker ID of the leader." },
          { name: "leaderEpoch", type: "int32", versions: [0, 7], about: "The leader epoch." },
          { name: "isr", type: "[]int32", versions: [0, 7], entityType: "brokerId", about: "The in-sync replica IDs." },
          { name: "partitionEpoch", type: "int32", versions: [0, 7], about: "The current epoch for the partition. The epoch is a monotonically increasing value which is incremented after every partition change. (Since the LeaderAndIsr request is only used by the legacy controller, this corresponds to the zkVersion)" },
          { name: "replicas", type: "[]int32", versions: [0, 7], entityType: "brokerId", about: "The replica IDs." },
          { name: "addingReplicas", type: "[]int32", versions: [3, 7], ignorable: true, entityType: "brokerId", about: "The replica IDs that we are adding this partition to, or null if no replicas are being added." },
          { name: "removingReplicas", type: "[]int32", versions: [3, 7], ignorable: true, entityType: "brokerId", about: "The replica IDs that we are removing this partition from, or null if no replicas are being removed." },
          { name: "isNew", type: "bool", versions: [1, 7], default: false, ignorable: true, about: "Whether the replica should have existed on the broker or not." },
          { name: "leaderRecoveryState", type: "int8", versions: [6, 7], default: 0, about: "1 if the partition is recovering from an unclean leader election; 0 otherwise." },
        ] },
      ] },
      { name: "liveLeaders", type: "[]LeaderAndIsrLiveLeader", versions: [0, 7], about: "The current live leaders.", fields: [
        { name: "brokerId", type: "int32", versions: [0, 7], entityType: "brokerId", about: "The leader's broker ID." },
        { name: "hostName", type: "string", versions: [0, 7], about: "The leader's hostname." },
        { name: "port", type: "int32", versions: [0, 7], about: "The leader's port." },
      ] },
    ],
  }),
  LeaderAndIsrResponse: (): MessageSchema => ({
    name: "LeaderAndIsrResponse", kind: "response", versions: [0, 7], flexible: [4, 7],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 7], about: "The error code, or 0 if there was no error." },
      { name: "partitionErrors", type: "[]LeaderAndIsrPartitionError", versions: [0, 4], about: "Each partition in v0 to v4 message.", fields: [
        { name: "topicName", type: "string", versions: [0, 4], ignorable: true, entityType: "topicName", about: "The topic name." },
        { name: "partitionIndex", type: "int32", versions: [0, 7], about: "The partition index." },
        { name: "errorCode", type: "int16", versions: [0, 7], about: "The partition error code, or 0 if there was no error." },
      ] },
      { name: "topics", type: "[]LeaderAndIsrTopicError", versions: [5, 7], about: "Each topic", fields: [
        { name: "topicId", type: "uuid", versions: [5, 7], mapKey: true, about: "The unique topic ID" },
        { name: "partitionErrors", type: "[]LeaderAndIsrPartitionError", versions: [5, 7], about: "Each partition.", fields: [
          { name: "topicName", type: "string", versions: [0, 4], ignorable: true, entityType: "topicName", about: "The topic name." },
          { name: "partitionIndex", type: "int32", versions: [0, 7], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 7], about: "The partition error code, or 0 if there was no error." },
        ] },
      ] },
    ],
  }),
  LeaderChangeMessage: (): MessageSchema => ({
    name: "LeaderChangeMessage", kind: "data", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "version", type: "int16", versions: [0, 1], about: "The version of the leader change message." },
      { name: "leaderId", type: "int32", versions: [0, 1], entityType: "brokerId", about: "The ID of the newly elected leader." },
      { name: "voters", type: "[]Voter", versions: [0, 1], about: "The set of voters in the quorum for this epoch.", fields: [
        { name: "voterId", type: "int32", versions: [0, 1], about: "The ID of the voter." },
        { name: "voterDirectoryId", type: "uuid", versions: [1, 1], about: "The directory id of the voter." },
      ] },
      { name: "grantingVoters", type: "[]Voter", versions: [0, 1], about: "The voters who voted for the leader at the time of election.", fields: [
        { name: "voterId", type: "int32", versions: [0, 1], about: "The ID of the voter." },
        { name: "voterDirectoryId", type: "uuid", versions: [1, 1], about: "The directory id of the voter." },
      ] },
    ],
  }),
  LeaveGroupRequest: (): MessageSchema => ({
    name: "LeaveGroupRequest", kind: "request", versions: [0, 5], flexible: [4, 5],
    fields: [
      { name: "groupId", type: "string", versions: [0, 5], entityType: "groupId", about: "The ID of the group to leave." },
      { name: "memberId", type: "string", versions: [0, 2], about: "The member ID to remove from the group." },
      { name: "members", type: "[]MemberIdentity", versions: [3, 5], about: "List of leaving member identities.", fields: [
        { name: "memberId", type: "string", versions: [3, 5], about: "The member ID to remove from the group." },
        { name: "groupInstanceId", type: "string", versions: [3, 5], nullable: [3, 5], default: null, about: "The group instance ID to remove from the group." },
        { name: "reason", type: "string", versions: [5, 5], nullable: [5, 5], default: null, ignorable: true, about: "The reason why the member left the group." },
      ] },
    ],
  }),
  LeaveGroupResponse: (): MessageSchema => ({
    name: "LeaveGroupResponse", kind: "response", versions: [0, 5], flexible: [4, 5],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 5], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 5], about: "The error code, or 0 if there was no error." },
      { name: "members", type: "[]MemberResponse", versions: [3, 5], about: "List of leaving member responses.", fields: [
        { name: "memberId", type: "string", versions: [3, 5], about: "The member ID to remove from the group." },
        { name: "groupInstanceId", type: "string", versions: [3, 5], nullable: [3, 5], about: "The group instance ID to remove from the group." },
        { name: "errorCode", type: "int16", versions: [3, 5], about: "The error code, or 0 if there was no error." },
      ] },
    ],
  }),
  ListConfigResourcesRequest: (): MessageSchema => ({
    name: "ListConfigResourcesRequest", kind: "request", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "resourceTypes", type: "[]int8", versions: [1, 1], about: "The list of resource type. If the list is empty, it uses default supported config resource types." },
    ],
  }),
  ListConfigResourcesResponse: (): MessageSchema => ({
    name: "ListConfigResourcesResponse", kind: "response", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 1], about: "The error code, or 0 if there was no error." },
      { name: "configResources", type: "[]ConfigResource", versions: [0, 1], about: "Each config resource in the response.", fields: [
        { name: "resourceName", type: "string", versions: [0, 1], about: "The resource name." },
        { name: "resourceType", type: "int8", versions: [1, 1], default: 16, ignorable: true, about: "The resource type." },
      ] },
    ],
  }),
  ListGroupsRequest: (): MessageSchema => ({
    name: "ListGroupsRequest", kind: "request", versions: [0, 5], flexible: [3, 5],
    fields: [
      { name: "statesFilter", type: "[]string", versions: [4, 5], about: "The states of the groups we want to list. If empty, all groups are returned with their state." },
      { name: "typesFilter", type: "[]string", versions: [5, 5], about: "The types of the groups we want to list. If empty, all groups are returned with their type." },
    ],
  }),
  ListGroupsResponse: (): MessageSchema => ({
    name: "ListGroupsResponse", kind: "response", versions: [0, 5], flexible: [3, 5],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 5], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 5], about: "The error code, or 0 if there was no error." },
      { name: "groups", type: "[]ListedGroup", versions: [0, 5], about: "Each group in the response.", fields: [
        { name: "groupId", type: "string", versions: [0, 5], entityType: "groupId", about: "The group ID." },
        { name: "protocolType", type: "string", versions: [0, 5], about: "The group protocol type." },
        { name: "groupState", type: "string", versions: [4, 5], ignorable: true, about: "The group state name." },
        { name: "groupType", type: "string", versions: [5, 5], ignorable: true, about: "The group type name." },
      ] },
    ],
  }),
  ListOffsetsRequest: (): MessageSchema => ({
    name: "ListOffsetsRequest", kind: "request", versions: [0, 11], flexible: [6, 11],
    fields: [
      { name: "replicaId", type: "int32", versions: [0, 11], entityType: "brokerId", about: "The broker ID of the requester, or -1 if this request is being made by a normal consumer." },
      { name: "isolationLevel", type: "int8", versions: [2, 11], about: "This setting controls the visibility of transactional records. Using READ_UNCOMMITTED (isolation_level = 0) makes all records visible. With READ_COMMITTED (isolation_level = 1), non-transactional and COMMITTED transactional records are visible. To be more concrete, READ_COMMITTED returns all data from offsets smaller than the current LSO (last stable offset), and enables the inclusion of the list of aborted transactions in the result, which allows consumers to discard ABORTED transactional records." },
      { name: "topics", type: "[]ListOffsetsTopic", versions: [0, 11], about: "Each topic in the request.", fields: [
        { name: "name", type: "string", versions: [0, 11], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]ListOffsetsPartition", versions: [0, 11], about: "Each partition in the request.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 11], about: "The partition index." },
          { name: "currentLeaderEpoch", type: "int32", versions: [4, 11], default: -1, ignorable: true, about: "The current leader epoch." },
          { name: "timestamp", type: "int64", versions: [0, 11], about: "The current timestamp." },
          { name: "maxNumOffsets", type: "int32", versions: [0, 0], default: 1, about: "The maximum number of offsets to report." },
        ] },
      ] },
      { name: "timeoutMs", type: "int32", versions: [10, 11], ignorable: true, about: "The timeout to await a response in milliseconds for requests that require reading from remote storage for topics enabled with tiered storage." },
    ],
  }),
  ListOffsetsResponse: (): MessageSchema => ({
    name: "ListOffsetsResponse", kind: "response", versions: [0, 11], flexible: [6, 11],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [2, 11], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "topics", type: "[]ListOffsetsTopicResponse", versions: [0, 11], about: "Each topic in the response.", fields: [
        { name: "name", type: "string", versions: [0, 11], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]ListOffsetsPartitionResponse", versions: [0, 11], about: "Each partition in the response.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 11], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 11], about: "The partition error code, or 0 if there was no error." },
          { name: "oldStyleOffsets", type: "[]int64", versions: [0, 0], about: "The result offsets." },
          { name: "timestamp", type: "int64", versions: [1, 11], default: -1n, about: "The timestamp associated with the returned offset." },
          { name: "offset", type: "int64", versions: [1, 11], default: -1n, about: "The returned offset." },
          { name: "leaderEpoch", type: "int32", versions: [4, 11], default: -1, about: "The leader epoch associated with the returned offset." },
        ] },
      ] },
    ],
  }),
  ListPartitionReassignmentsRequest: (): MessageSchema => ({
    name: "ListPartitionReassignmentsRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "timeoutMs", type: "int32", versions: [0, 0], default: 60000, about: "The time in ms to wait for the request to complete." },
      { name: "topics", type: "[]ListPartitionReassignmentsTopics", versions: [0, 0], nullable: [0, 0], default: null, about: "The topics to list partition reassignments for, or null to list everything.", fields: [
        { name: "name", type: "string", versions: [0, 0], entityType: "topicName", about: "The topic name." },
        { name: "partitionIndexes", type: "[]int32", versions: [0, 0], about: "The partitions to list partition reassignments for." },
      ] },
    ],
  }),
  ListPartitionReassignmentsResponse: (): MessageSchema => ({
    name: "ListPartitionReassignmentsResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The top-level error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], about: "The top-level error message, or null if there was no error." },
      { name: "topics", type: "[]OngoingTopicReassignment", versions: [0, 0], about: "The ongoing reassignments for each topic.", fields: [
        { name: "name", type: "string", versions: [0, 0], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]OngoingPartitionReassignment", versions: [0, 0], about: "The ongoing reassignments for each partition.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 0], about: "The index of the partition." },
          { name: "replicas", type: "[]int32", versions: [0, 0], entityType: "brokerId", about: "The current replica set." },
          { name: "addingReplicas", type: "[]int32", versions: [0, 0], entityType: "brokerId", about: "The set of replicas we are currently adding." },
          { name: "removingReplicas", type: "[]int32", versions: [0, 0], entityType: "brokerId", about: "The set of replicas we are currently removing." },
        ] },
      ] },
    ],
  }),
  ListTransactionsRequest: (): MessageSchema => ({
    name: "ListTransactionsRequest", kind: "request", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "stateFilters", type: "[]string", versions: [0, 2], about: "The transaction states to filter by: if empty, all transactions are returned; if non-empty, then only transactions matching one of the filtered states will be returned." },
      { name: "producerIdFilters", type: "[]int64", versions: [0, 2], entityType: "producerId", about: "The producerIds to filter by: if empty, all transactions will be returned; if non-empty, only transactions which match one of the filtered producerIds will be returned." },
      { name: "durationFilter", type: "int64", versions: [1, 2], default: -1n, about: "Duration (in millis) to filter by: if < 0, all transactions will be returned; otherwise, only transactions running longer than this duration will be returned." },
      { name: "transactionalIdPattern", type: "string", versions: [2, 2], nullable: [2, 2], default: null, about: "The transactional ID regular expression pattern to filter by: if it is empty or null, all transactions are returned; Otherwise then only the transactions matching the given regular expression will be returned." },
    ],
  }),
  ListTransactionsResponse: (): MessageSchema => ({
    name: "ListTransactionsResponse", kind: "response", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 2], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 2], about: "The error code, or 0 if there was no error." },
      { name: "unknownStateFilters", type: "[]string", versions: [0, 2], about: "Set of state filters provided in the request which were unknown to the transaction coordinator." },
      { name: "transactionStates", type: "[]TransactionState", versions: [0, 2], about: "The current state of the transaction for the transactional id.", fields: [
        { name: "transactionalId", type: "string", versions: [0, 2], entityType: "transactionalId", about: "The transactional id." },
        { name: "producerId", type: "int64", versions: [0, 2], entityType: "producerId", about: "The producer id." },
        { name: "transactionState", type: "string", versions: [0, 2], about: "The current transaction state of the producer." },
      ] },
    ],
  }),
  MetadataRequest: (): MessageSchema => ({
    name: "MetadataRequest", kind: "request", versions: [0, 13], flexible: [9, 13],
    fields: [
      { name: "topics", type: "[]MetadataRequestTopic", versions: [0, 13], nullable: [1, 13], about: "The topics to fetch metadata for.", fields: [
        { name: "topicId", type: "uuid", versions: [10, 13], ignorable: true, about: "The topic id." },
        { name: "name", type: "string", versions: [0, 13], nullable: [10, 13], entityType: "topicName", about: "The topic name." },
      ] },
      { name: "allowAutoTopicCreation", type: "bool", versions: [4, 13], default: true, about: "If this is true, the broker may auto-create topics that we requested which do not already exist, if it is configured to do so." },
      { name: "includeClusterAuthorizedOperations", type: "bool", versions: [8, 10], about: "Whether to include cluster authorized operations." },
      { name: "includeTopicAuthorizedOperations", type: "bool", versions: [8, 13], about: "Whether to include topic authorized operations." },
    ],
  }),
  MetadataResponse: (): MessageSchema => ({
    name: "MetadataResponse", kind: "response", versions: [0, 13], flexible: [9, 13],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [3, 13], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "brokers", type: "[]MetadataResponseBroker", versions: [0, 13], about: "A list of brokers present in the cluster.", fields: [
        { name: "nodeId", type: "int32", versions: [0, 13], mapKey: true, entityType: "brokerId", about: "The broker ID." },
        { name: "host", type: "string", versions: [0, 13], about: "The broker hostname." },
        { name: "port", type: "int32", versions: [0, 13], about: "The broker port." },
        { name: "rack", type: "string", versions: [1, 13], nullable: [1, 13], default: null, ignorable: true, about: "The rack of the broker, or null if it has not been assigned to a rack." },
      ] },
      { name: "clusterId", type: "string", versions: [2, 13], nullable: [2, 13], default: null, ignorable: true, about: "The cluster ID that responding broker belongs to." },
      { name: "controllerId", type: "int32", versions: [1, 13], default: -1, ignorable: true, entityType: "brokerId", about: "The ID of the controller broker." },
      { name: "topics", type: "[]MetadataResponseTopic", versions: [0, 13], about: "Each topic in the response.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 13], about: "The topic error, or 0 if there was no error." },
        { name: "name", type: "string", versions: [0, 13], nullable: [12, 13], mapKey: true, entityType: "topicName", about: "The topic name. Null for non-existing topics queried by ID. This is never null when ErrorCode is zero. One of Name and TopicId is always populated." },
        { name: "topicId", type: "uuid", versions: [10, 13], ignorable: true, about: "The topic id. Zero for non-existing topics queried by name. This is never zero when ErrorCode is zero. One of Name and TopicId is always populated." },
        { name: "isInternal", type: "bool", versions: [1, 13], default: false, ignorable: true, about: "True if the topic is internal." },
        { name: "partitions", type: "[]MetadataResponsePartition", versions: [0, 13], about: "Each partition in the topic.", fields: [
          { name: "errorCode", type: "int16", versions: [0, 13], about: "The partition error, or 0 if there was no error." },
          { name: "partitionIndex", type: "int32", versions: [0, 13], about: "The partition index." },
          { name: "leaderId", type: "int32", versions: [0, 13], entityType: "brokerId", about: "The ID of the leader broker." },
          { name: "leaderEpoch", type: "int32", versions: [7, 13], default: -1, ignorable: true, about: "The leader epoch of this partition." },
          { name: "replicaNodes", type: "[]int32", versions: [0, 13], entityType: "brokerId", about: "The set of all nodes that host this partition." },
          { name: "isrNodes", type: "[]int32", versions: [0, 13], entityType: "brokerId", about: "The set of nodes that are in sync with the leader for this partition." },
          { name: "offlineReplicas", type: "[]int32", versions: [5, 13], ignorable: true, entityType: "brokerId", about: "The set of offline replicas of this partition." },
        ] },
        { name: "topicAuthorizedOperations", type: "int32", versions: [8, 13], default: -2147483648, about: "32-bit bitfield to represent authorized operations for this topic." },
      ] },
      { name: "clusterAuthorizedOperations", type: "int32", versions: [8, 10], default: -2147483648, about: "32-bit bitfield to represent authorized operations for this cluster." },
      { name: "errorCode", type: "int16", versions: [13, 13], ignorable: true, about: "The top-level error code, or 0 if there was no error." },
    ],
  }),
  OffsetCommitRequest: (): MessageSchema => ({
    name: "OffsetCommitRequest", kind: "request", versions: [0, 10], flexible: [8, 10],
    fields: [
      { name: "groupId", type: "string", versions: [0, 10], entityType: "groupId", about: "The unique group identifier." },
      { name: "generationIdOrMemberEpoch", type: "int32", versions: [1, 10], default: -1, ignorable: true, about: "The generation of the group if using the classic group protocol or the member epoch if using the consumer protocol." },
      { name: "memberId", type: "string", versions: [1, 10], ignorable: true, about: "The member ID assigned by the group coordinator." },
      { name: "groupInstanceId", type: "string", versions: [7, 10], nullable: [7, 10], default: null, about: "The unique identifier of the consumer instance provided by end user." },
      { name: "retentionTimeMs", type: "int64", versions: [2, 4], default: -1n, ignorable: true, about: "The time period in ms to retain the offset." },
      { name: "topics", type: "[]OffsetCommitRequestTopic", versions: [0, 10], about: "The topics to commit offsets for.", fields: [
        { name: "name", type: "string", versions: [0, 9], ignorable: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [10, 10], ignorable: true, about: "The topic ID." },
        { name: "partitions", type: "[]OffsetCommitRequestPartition", versions: [0, 10], about: "Each partition to commit offsets for.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 10], about: "The partition index." },
          { name: "committedOffset", type: "int64", versions: [0, 10], about: "The message offset to be committed." },
          { name: "committedLeaderEpoch", type: "int32", versions: [6, 10], default: -1, ignorable: true, about: "The leader epoch of this partition." },
          { name: "commitTimestamp", type: "int64", versions: [1, 1], default: -1n, about: "The timestamp of the commit." },
          { name: "committedMetadata", type: "string", versions: [0, 10], nullable: [0, 10], about: "Any associated metadata the client wants to keep." },
        ] },
      ] },
    ],
  }),
  OffsetCommitResponse: (): MessageSchema => ({
    name: "OffsetCommitResponse", kind: "response", versions: [0, 10], flexible: [8, 10],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [3, 10], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "topics", type: "[]OffsetCommitResponseTopic", versions: [0, 10], about: "The responses for each topic.", fields: [
        { name: "name", type: "string", versions: [0, 9], ignorable: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [10, 10], ignorable: true, about: "The topic ID." },
        { name: "partitions", type: "[]OffsetCommitResponsePartition", versions: [0, 10], about: "The responses for each partition in the topic.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 10], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 10], about: "The error code, or 0 if there was no error." },
        ] },
      ] },
    ],
  }),
  OffsetDeleteRequest: (): MessageSchema => ({
    name: "OffsetDeleteRequest", kind: "request", versions: [0, 0], flexible: null,
    fields: [
      { name: "groupId", type: "string", versions: [0, 0], entityType: "groupId", about: "The unique group identifier." },
      { name: "topics", type: "[]OffsetDeleteRequestTopic", versions: [0, 0], about: "The topics to delete offsets for.", fields: [
        { name: "name", type: "string", versions: [0, 0], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]OffsetDeleteRequestPartition", versions: [0, 0], about: "Each partition to delete offsets for.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 0], about: "The partition index." },
        ] },
      ] },
    ],
  }),
  OffsetDeleteResponse: (): MessageSchema => ({
    name: "OffsetDeleteResponse", kind: "response", versions: [0, 0], flexible: null,
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The top-level error code, or 0 if there was no error." },
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "topics", type: "[]OffsetDeleteResponseTopic", versions: [0, 0], about: "The responses for each topic.", fields: [
        { name: "name", type: "string", versions: [0, 0], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]OffsetDeleteResponsePartition", versions: [0, 0], about: "The responses for each partition in the topic.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 0], mapKey: true, about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
        ] },
      ] },
    ],
  }),
  OffsetFetchRequest: (): MessageSchema => ({
    name: "OffsetFetchRequest", kind: "request", versions: [0, 10], flexible: [6, 10],
    fields: [
      { name: "groupId", type: "string", versions: [0, 7], entityType: "groupId", about: "The group to fetch offsets for." },
      { name: "topics", type: "[]OffsetFetchRequestTopic", versions: [0, 7], nullable: [2, 7], about: "Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.", fields: [
        { name: "name", type: "string", versions: [0, 7], entityType: "topicName", about: "The topic name." },
        { name: "partitionIndexes", type: "[]int32", versions: [0, 7], about: "The partition indexes we would like to fetch offsets for." },
      ] },
      { name: "groups", type: "[]OffsetFetchRequestGroup", versions: [8, 10], about: "Each group we would like to fetch offsets for.", fields: [
        { name: "groupId", type: "string", versions: [8, 10], entityType: "groupId", about: "The group ID." },
        { name: "memberId", type: "string", versions: [9, 10], nullable: [9, 10], default: null, ignorable: true, about: "The member id." },
        { name: "memberEpoch", type: "int32", versions: [9, 10], default: -1, ignorable: true, about: "The member epoch if using the new consumer protocol (KIP-848)." },
        { name: "topics", type: "[]OffsetFetchRequestTopics", versions: [8, 10], nullable: [8, 10], about: "Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.", fields: [
          { name: "name", type: "string", versions: [8, 9], ignorable: true, entityType: "topicName", about: "The topic name." },
          { name: "topicId", type: "uuid", versions: [10, 10], ignorable: true, about: "The topic ID." },
          { name: "partitionIndexes", type: "[]int32", versions: [8, 10], about: "The partition indexes we would like to fetch offsets for." },
        ] },
      ] },
      { name: "requireStable", type: "bool", versions: [7, 10], default: false, about: "Whether broker should hold on returning unstable offsets but set a retriable error code for the partitions." },
    ],
  }),
  OffsetFetchResponse: (): MessageSchema => ({
    name: "OffsetFetchResponse", kind: "response", versions: [0, 10], flexible: [6, 10],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [3, 10], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "topics", type: "[]OffsetFetchResponseTopic", versions: [0, 7], about: "The responses per topic.", fields: [
        { name: "name", type: "string", versions: [0, 7], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]OffsetFetchResponsePartition", versions: [0, 7], about: "The responses per partition.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 7], about: "The partition index." },
          { name: "committedOffset", type: "int64", versions: [0, 7], about: "The committed message offset." },
          { name: "committedLeaderEpoch", type: "int32", versions: [5, 7], default: -1, ignorable: true, about: "The leader epoch." },
          { name: "metadata", type: "string", versions: [0, 7], nullable: [0, 7], about: "The partition metadata." },
          { name: "errorCode", type: "int16", versions: [0, 7], about: "The error code, or 0 if there was no error." },
        ] },
      ] },
      { name: "errorCode", type: "int16", versions: [2, 7], default: 0, ignorable: true, about: "The top-level error code, or 0 if there was no error." },
      { name: "groups", type: "[]OffsetFetchResponseGroup", versions: [8, 10], about: "The responses per group id.", fields: [
        { name: "groupId", type: "string", versions: [8, 10], entityType: "groupId", about: "The group ID." },
        { name: "topics", type: "[]OffsetFetchResponseTopics", versions: [8, 10], about: "The responses per topic.", fields: [
          { name: "name", type: "string", versions: [8, 9], ignorable: true, entityType: "topicName", about: "The topic name." },
          { name: "topicId", type: "uuid", versions: [10, 10], ignorable: true, about: "The topic ID." },
          { name: "partitions", type: "[]OffsetFetchResponsePartitions", versions: [8, 10], about: "The responses per partition.", fields: [
            { name: "partitionIndex", type: "int32", versions: [8, 10], about: "The partition index." },
            { name: "committedOffset", type: "int64", versions: [8, 10], about: "The committed message offset." },
            { name: "committedLeaderEpoch", type: "int32", versions: [8, 10], default: -1, ignorable: true, about: "The leader epoch." },
            { name: "metadata", type: "string", versions: [8, 10], nullable: [8, 10], about: "The partition metadata." },
            { name: "errorCode", type: "int16", versions: [8, 10], about: "The partition-level error code, or 0 if there was no error." },
          ] },
        ] },
        { name: "errorCode", type: "int16", versions: [8, 10], default: 0, about: "The group-level error code, or 0 if there was no error." },
      ] },
    ],
  }),
  OffsetForLeaderEpochRequest: (): MessageSchema => ({
    name: "OffsetForLeaderEpochRequest", kind: "request", versions: [0, 4], flexible: [4, 4],
    fields: [
      { name: "replicaId", type: "int32", versions: [3, 4], default: -2, ignorable: true, entityType: "brokerId", about: "The broker ID of the follower, of -1 if this request is from a consumer." },
      { name: "topics", type: "[]OffsetForLeaderTopic", versions: [0, 4], about: "Each topic to get offsets for.", fields: [
        { name: "topic", type: "string", versions: [0, 4], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]OffsetForLeaderPartition", versions: [0, 4], about: "Each partition to get offsets for.", fields: [
          { name: "partition", type: "int32", versions: [0, 4], about: "The partition index." },
          { name: "currentLeaderEpoch", type: "int32", versions: [2, 4], default: -1, ignorable: true, about: "An epoch used to fence consumers/replicas with old metadata. If the epoch provided by the client is larger than the current epoch known to the broker, then the UNKNOWN_LEADER_EPOCH error code will be returned. If the provided epoch is smaller, then the FENCED_LEADER_EPOCH error code will be returned." },
          { name: "leaderEpoch", type: "int32", versions: [0, 4], about: "The epoch to look up an offset for." },
        ] },
      ] },
    ],
  }),
  OffsetForLeaderEpochResponse: (): MessageSchema => ({
    name: "OffsetForLeaderEpochResponse", kind: "response", versions: [0, 4], flexible: [4, 4],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [2, 4], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "topics", type: "[]OffsetForLeaderTopicResult", versions: [0, 4], about: "Each topic we fetched offsets for.", fields: [
        { name: "topic", type: "string", versions: [0, 4], mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]EpochEndOffset", versions: [0, 4], about: "Each partition in the topic we fetched offsets for.", fields: [
          { name: "errorCode", type: "int16", versions: [0, 4], about: "The error code 0, or if there was no error." },
          { name: "partition", type: "int32", versions: [0, 4], about: "The partition index." },
          { name: "leaderEpoch", type: "int32", versions: [1, 4], default: -1, ignorable: true, about: "The leader epoch of the partition." },
          { name: "endOffset", type: "int64", versions: [0, 4], default: -1n, about: "The end offset of the epoch." },
        ] },
      ] },
    ],
  }),
  ProduceRequest: (): MessageSchema => ({
    name: "ProduceRequest", kind: "request", versions: [0, 13], flexible: [9, 13],
    fields: [
      { name: "transactionalId", type: "string", versions: [3, 13], nullable: [3, 13], default: null, entityType: "transactionalId", about: "The transactional ID, or null if the producer is not transactional." },
      { name: "acks", type: "int16", versions: [0, 13], about: "The number of acknowledgments the producer requires the leader to have received before considering a request complete. Allowed values: 0 for no acknowledgments, 1 for only the leader and -1 for the full ISR." },
      { name: "timeoutMs", type: "int32", versions: [0, 13], about: "The timeout to await a response in milliseconds." },
      { name: "topicData", type: "[]TopicProduceData", versions: [0, 13], about: "Each topic to produce to.", fields: [
        { name: "name", type: "string", versions: [0, 12], ignorable: true, mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [13, 13], ignorable: true, mapKey: true, about: "The unique topic ID" },
        { name: "partitionData", type: "[]PartitionProduceData", versions: [0, 13], about: "Each partition to produce to.", fields: [
          { name: "index", type: "int32", versions: [0, 13], about: "The partition index." },
          { name: "records", type: "records", versions: [0, 13], nullable: [0, 13], about: "The record data to be produced." },
        ] },
      ] },
    ],
  }),
  ProduceResponse: (): MessageSchema => ({
    name: "ProduceResponse", kind: "response", versions: [0, 13], flexible: [9, 13],
    fields: [
      { name: "responses", type: "[]TopicProduceResponse", versions: [0, 13], about: "Each produce response.", fields: [
        { name: "name", type: "string", versions: [0, 12], ignorable: true, mapKey: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [13, 13], ignorable: true, mapKey: true, about: "The unique topic ID" },
        { name: "partitionResponses", type: "[]PartitionProduceResponse", versions: [0, 13], about: "Each partition that we produced to within the topic.", fields: [
          { name: "index", type: "int32", versions: [0, 13], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 13], about: "The error code, or 0 if there was no error." },
          { name: "baseOffset", type: "int64", versions: [0, 13], about: "The base offset." },
          { name: "logAppendTimeMs", type: "int64", versions: [2, 13], default: -1n, ignorable: true, about: "The timestamp returned by broker after appending the messages. If CreateTime is used for the topic, the timestamp will be -1. If LogAppendTime is used for the topic, the timestamp will be the broker local time when the messages are appended." },
          { name: "logStartOffset", type: "int64", versions: [5, 13], default: -1n, ignorable: true, about: "The log start offset." },
          { name: "recordErrors", type: "[]BatchIndexAndErrorMessage", versions: [8, 13], ignorable: true, about: "The batch indices of records that caused the batch to be dropped.", fields: [
            { name: "batchIndex", type: "int32", versions: [8, 13], about: "The batch index of the record that caused the batch to be dropped." },
            { name: "batchIndexErrorMessage", type: "string", versions: [8, 13], nullable: [8, 13], default: null, about: "The error message of the record that caused the batch to be dropped." },
          ] },
          { name: "errorMessage", type: "string", versions: [8, 13], nullable: [8, 13], default: null, ignorable: true, about: "The global error message summarizing the common root cause of the records that caused the batch to be dropped." },
          { name: "currentLeader", type: "LeaderIdAndEpoch", versions: [10, 13], tag: 0, tagged: [10, 13], about: "The leader broker that the producer should use for future requests.", fields: [
            { name: "leaderId", type: "int32", versions: [10, 13], default: -1, entityType: "brokerId", about: "The ID of the current leader or -1 if the leader is unknown." },
            { name: "leaderEpoch", type: "int32", versions: [10, 13], default: -1, about: "The latest known leader epoch." },
          ] },
        ] },
      ] },
      { name: "throttleTimeMs", type: "int32", versions: [1, 13], default: 0, ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "nodeEndpoints", type: "[]NodeEndpoint", versions: [10, 13], tag: 0, tagged: [10, 13], about: "Endpoints for all current-leaders enumerated in PartitionProduceResponses, with errors NOT_LEADER_OR_FOLLOWER.", fields: [
        { name: "nodeId", type: "int32", versions: [10, 13], mapKey: true, entityType: "brokerId", about: "The ID of the associated node." },
        { name: "host", type: "string", versions: [10, 13], about: "The node's hostname." },
        { name: "port", type: "int32", versions: [10, 13], about: "The node's port." },
        { name: "rack", type: "string", versions: [10, 13], nullable: [10, 13], default: null, about: "The rack of the node, or null if it has not been assigned to a rack." },
      ] },
    ],
  }),
  PushTelemetryRequest: (): MessageSchema => ({
    name: "PushTelemetryRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "clientInstanceId", type: "uuid", versions: [0, 0], about: "Unique id for this client instance." },
      { name: "subscriptionId", type: "int32", versions: [0, 0], about: "Unique identifier for the current subscription." },
      { name: "terminating", type: "bool", versions: [0, 0], about: "Client is terminating the connection." },
      { name: "compressionType", type: "int8", versions: [0, 0], about: "Compression codec used to compress the metrics." },
      { name: "metrics", type: "bytes", versions: [0, 0], about: "Metrics encoded in OpenTelemetry MetricsData v1 protobuf format." },
    ],
  }),
  PushTelemetryResponse: (): MessageSchema => ({
    name: "PushTelemetryResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
    ],
  }),
  ReadShareGroupStateRequest: (): MessageSchema => ({
    name: "ReadShareGroupStateRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "groupId", type: "string", versions: [0, 0], about: "The group identifier." },
      { name: "topics", type: "[]ReadStateData", versions: [0, 0], about: "The data for the topics.", fields: [
        { name: "topicId", type: "uuid", versions: [0, 0], about: "The topic identifier." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 0], about: "The data for the partitions.", fields: [
          { name: "partition", type: "int32", versions: [0, 0], about: "The partition index." },
          { name: "leaderEpoch", type: "int32", versions: [0, 0], about: "The leader epoch of the share-partition." },
        ] },
      ] },
    ],
  }),
  ReadShareGroupStateResponse: (): MessageSchema => ({
    name: "ReadShareGroupStateResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "results", type: "[]ReadStateResult", versions: [0, 0], about: "The read results.", fields: [
        { name: "topicId", type: "uuid", versions: [0, 0], about: "The topic identifier." },
        { name: "partitions", type: "[]PartitionResult", versions: [0, 0], about: "The results for the partitions.", fields: [
          { name: "partition", type: "int32", versions: [0, 0], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
          { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], default: null, about: "The error message, or null if there was no error." },
          { name: "stateEpoch", type: "int32", versions: [0, 0], about: "The state epoch of the share-partition." },
          { name: "startOffset", type: "int64", versions: [0, 0], about: "The share-partition start offset, which can be -1 if it is not yet initialized." },
          { name: "stateBatches", type: "[]StateBatch", versions: [0, 0], about: "The state batches for this share-partition.", fields: [
            { name: "firstOffset", type: "int64", versions: [0, 0], about: "The first offset of this state batch." },
            { name: "lastOffset", type: "int64", versions: [0, 0], about: "The last offset of this state batch." },
            { name: "deliveryState", type: "int8", versions: [0, 0], about: "The delivery state - 0:Available,2:Acked,4:Archived." },
            { name: "deliveryCount", type: "int16", versions: [0, 0], about: "The delivery count." },
          ] },
        ] },
      ] },
    ],
  }),
  ReadShareGroupStateSummaryRequest: (): MessageSchema => ({
    name: "ReadShareGroupStateSummaryRequest", kind: "request", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "groupId", type: "string", versions: [0, 1], about: "The group identifier." },
      { name: "topics", type: "[]ReadStateSummaryData", versions: [0, 1], about: "The data for the topics.", fields: [
        { name: "topicId", type: "uuid", versions: [0, 1], about: "The topic identifier." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 1], about: "The data for the partitions.", fields: [
          { name: "partition", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "leaderEpoch", type: "int32", versions: [0, 1], about: "The leader epoch of the share-partition." },
        ] },
      ] },
    ],
  }),
  ReadShareGroupStateSummaryResponse: (): MessageSchema => ({
    name: "ReadShareGroupStateSummaryResponse", kind: "response", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "results", type: "[]ReadStateSummaryResult", versions: [0, 1], about: "The read results.", fields: [
        { name: "topicId", type: "uuid", versions: [0, 1], about: "The topic identifier." },
        { name: "partitions", type: "[]PartitionResult", versions: [0, 1], about: "The results for the partitions.", fields: [
          { name: "partition", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 1], about: "The error code, or 0 if there was no error." },
          { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The error message, or null if there was no error." },
          { name: "stateEpoch", type: "int32", versions: [0, 1], about: "The state epoch of the share-partition." },
          { name: "leaderEpoch", type: "int32", versions: [0, 1], about: "The leader epoch of the share-partition." },
          { name: "startOffset", type: "int64", versions: [0, 1], about: "The share-partition start offset." },
          { name: "deliveryCompleteCount", type: "int32", versions: [1, 1], default: -1, ignorable: true, about: "The number of offsets greater than or equal to share-partition start offset for which delivery has been completed." },
        ] },
      ] },
    ],
  }),
  RemoveRaftVoterRequest: (): MessageSchema => ({
    name: "RemoveRaftVoterRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "clusterId", type: "string", versions: [0, 0], nullable: [0, 0], about: "The cluster id of the request." },
      { name: "voterId", type: "int32", versions: [0, 0], about: "The replica id of the voter getting removed from the topic partition." },
      { name: "voterDirectoryId", type: "uuid", versions: [0, 0], about: "The directory id of the voter getting removed from the topic partition." },
    ],
  }),
  RemoveRaftVoterResponse: (): MessageSchema => ({
    name: "RemoveRaftVoterResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], ignorable: true, about: "The error message, or null if there was no error." },
    ],
  }),
  RenewDelegationTokenRequest: (): MessageSchema => ({
    name: "RenewDelegationTokenRequest", kind: "request", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "hmac", type: "bytes", versions: [0, 2], about: "The HMAC of the delegation token to be renewed." },
      { name: "renewPeriodMs", type: "int64", versions: [0, 2], about: "The renewal time period in milliseconds." },
    ],
  }),
  RenewDelegationTokenResponse: (): MessageSchema => ({
    name: "RenewDelegationTokenResponse", kind: "response", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 2], about: "The error code, or 0 if there was no error." },
      { name: "expiryTimestampMs", type: "int64", versions: [0, 2], about: "The timestamp in milliseconds at which this token expires." },
      { name: "throttleTimeMs", type: "int32", versions: [0, 2], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
    ],
  }),
  RequestHeader: (): MessageSchema => ({
    name: "RequestHeader", kind: "header", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "requestApiKey", type: "int16", versions: [0, 2], about: "The API key of this request." },
      { name: "requestApiVersion", type: "int16", versions: [0, 2], about: "The API version of this request." },
      { name: "correlationId", type: "int32", versions: [0, 2], about: "The correlation ID of this request." },
      { name: "clientId", type: "string", versions: [1, 2], nullable: [1, 2], flexible: false, ignorable: true, about: "The client ID string." },
    ],
  }),
  ResponseHeader: (): MessageSchema => ({
    name: "ResponseHeader", kind: "header", versions: [0, 1], flexible: [1, 1],
    fields: [
      { name: "correlationId", type: "int32", versions: [0, 1], about: "The correlation ID of this response." },
    ],
  }),
  SaslAuthenticateRequest: (): MessageSchema => ({
    name: "SaslAuthenticateRequest", kind: "request", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "authBytes", type: "bytes", versions: [0, 2], about: "The SASL authentication bytes from the client, as defined by the SASL mechanism." },
    ],
  }),
  SaslAuthenticateResponse: (): MessageSchema => ({
    name: "SaslAuthenticateResponse", kind: "response", versions: [0, 2], flexible: [2, 2],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 2], about: "The error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 2], nullable: [0, 2], about: "The error message, or null if there was no error." },
      { name: "authBytes", type: "bytes", versions: [0, 2], about: "The SASL authentication bytes from the server, as defined by the SASL mechanism." },
      { name: "sessionLifetimeMs", type: "int64", versions: [1, 2], default: 0n, ignorable: true, about: "Number of milliseconds after which only re-authentication over the existing connection to create a new session can occur." },
    ],
  }),
  SaslHandshakeRequest: (): MessageSchema => ({
    name: "SaslHandshakeRequest", kind: "request", versions: [0, 1], flexible: null,
    fields: [
      { name: "mechanism", type: "string", versions: [0, 1], about: "The SASL mechanism chosen by the client." },
    ],
  }),
  SaslHandshakeResponse: (): MessageSchema => ({
    name: "SaslHandshakeResponse", kind: "response", versions: [0, 1], flexible: null,
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 1], about: "The error code, or 0 if there was no error." },
      { name: "mechanisms", type: "[]string", versions: [0, 1], about: "The mechanisms enabled in the server." },
    ],
  }),
  ShareAcknowledgeRequest: (): MessageSchema => ({
    name: "ShareAcknowledgeRequest", kind: "request", versions: [1, 2], flexible: [1, 2],
    fields: [
      { name: "groupId", type: "string", versions: [1, 2], nullable: [1, 2], default: null, entityType: "groupId", about: "The group identifier." },
      { name: "memberId", type: "string", versions: [1, 2], nullable: [1, 2], about: "The member ID." },
      { name: "shareSessionEpoch", type: "int32", versions: [1, 2], about: "The current share session epoch: 0 to open a share session; -1 to close it; otherwise increments for consecutive requests." },
      { name: "isRenewAck", type: "bool", versions: [2, 2], default: false, about: "Whether Renew type acknowledgements present in AcknowledgementBatches." },
      { name: "topics", type: "[]AcknowledgeTopic", versions: [1, 2], about: "The topics containing records to acknowledge.", fields: [
        { name: "topicId", type: "uuid", versions: [1, 2], mapKey: true, about: "The unique topic ID." },
        { name: "partitions", type: "[]AcknowledgePartition", versions: [1, 2], about: "The partitions containing records to acknowledge.", fields: [
          { name: "partitionIndex", type: "int32", versions: [1, 2], mapKey: true, about: "The partition index." },
          { name: "acknowledgementBatches", type: "[]AcknowledgementBatch", versions: [1, 2], about: "Record batches to acknowledge.", fields: [
            { name: "firstOffset", type: "int64", versions: [1, 2], about: "First offset of batch of records to acknowledge." },
            { name: "lastOffset", type: "int64", versions: [1, 2], about: "Last offset (inclusive) of batch of records to acknowledge." },
            { name: "acknowledgeTypes", type: "[]int8", versions: [1, 2], about: "Array of acknowledge types - 0:Gap,1:Accept,2:Release,3:Reject,4:Renew." },
          ] },
        ] },
      ] },
    ],
  }),
  ShareAcknowledgeResponse: (): MessageSchema => ({
    name: "ShareAcknowledgeResponse", kind: "response", versions: [1, 2], flexible: [1, 2],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 2], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [1, 2], about: "The top level response error code." },
      { name: "errorMessage", type: "string", versions: [1, 2], nullable: [1, 2], default: null, about: "The top-level error message, or null if there was no error." },
      { name: "acquisitionLockTimeoutMs", type: "int32", versions: [2, 2], ignorable: true, about: "The time in milliseconds for which the acquired records are locked." },
      { name: "responses", type: "[]ShareAcknowledgeTopicResponse", versions: [1, 2], about: "The response topics.", fields: [
        { name: "topicId", type: "uuid", versions: [1, 2], mapKey: true, about: "The unique topic ID." },
        { name: "partitions", type: "[]PartitionData", versions: [1, 2], about: "The topic partitions.", fields: [
          { name: "partitionIndex", type: "int32", versions: [1, 2], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [1, 2], about: "The error code, or 0 if there was no error." },
          { name: "errorMessage", type: "string", versions: [1, 2], nullable: [1, 2], default: null, about: "The error message, or null if there was no error." },
          { name: "currentLeader", type: "LeaderIdAndEpoch", versions: [1, 2], about: "The current leader of the partition.", fields: [
            { name: "leaderId", type: "int32", versions: [1, 2], about: "The ID of the current leader or -1 if the leader is unknown." },
            { name: "leaderEpoch", type: "int32", versions: [1, 2], about: "The latest known leader epoch." },
          ] },
        ] },
      ] },
      { name: "nodeEndpoints", type: "[]NodeEndpoint", versions: [1, 2], about: "Endpoints for all current leaders enumerated in PartitionData with error NOT_LEADER_OR_FOLLOWER.", fields: [
        { name: "nodeId", type: "int32", versions: [1, 2], mapKey: true, entityType: "brokerId", about: "The ID of the associated node." },
        { name: "host", type: "string", versions: [1, 2], about: "The node's hostname." },
        { name: "port", type: "int32", versions: [1, 2], about: "The node's port." },
        { name: "rack", type: "string", versions: [1, 2], nullable: [1, 2], default: null, about: "The rack of the node, or null if it has not been assigned to a rack." },
      ] },
    ],
  }),
  ShareFetchRequest: (): MessageSchema => ({
    name: "ShareFetchRequest", kind: "request", versions: [1, 2], flexible: [1, 2],
    fields: [
      { name: "groupId", type: "string", versions: [1, 2], nullable: [1, 2], default: null, entityType: "groupId", about: "The group identifier." },
      { name: "memberId", type: "string", versions: [1, 2], nullable: [1, 2], about: "The member ID." },
      { name: "shareSessionEpoch", type: "int32", versions: [1, 2], about: "The current share session epoch: 0 to open a share session; -1 to close it; otherwise increments for consecutive requests." },
      { name: "maxWaitMs", type: "int32", versions: [1, 2], about: "The maximum time in milliseconds to wait for the response." },
      { name: "minBytes", type: "int32", versions: [1, 2], about: "The minimum bytes to accumulate in the response." },
      { name: "maxBytes", type: "int32", versions: [1, 2], default: 2147483647, about: "The maximum bytes to fetch. See KIP-74 for cases where this limit may not be honored." },
      { name: "maxRecords", type: "int32", versions: [1, 2], about: "The maximum number of records to fetch. This limit can be exceeded for alignment of batch boundaries." },
      { name: "batchSize", type: "int32", versions: [1, 2], about: "The optimal number of records for batches of acquired records and acknowledgements." },
      { name: "shareAcquireMode", type: "int8", versions: [2, 2], default: 0, ignorable: true, about: "The acquire mode to control the fetch behavior - 0:batch-optimized,1:record-limit." },
      { name: "isRenewAck", type: "bool", versions: [2, 2], default: false, about: "Whether Renew type acknowledgements present in AcknowledgementBatches." },
      { name: "topics", type: "[]FetchTopic", versions: [1, 2], about: "The topics to fetch.", fields: [
        { name: "topicId", type: "uuid", versions: [1, 2], mapKey: true, about: "The unique topic ID." },
        { name: "partitions", type: "[]FetchPartition", versions: [1, 2], about: "The partitions to fetch.", fields: [
          { name: "partitionIndex", type: "int32", versions: [1, 2], mapKey: true, about: "The partition index." },
          { name: "partitionMaxBytes", type: "int32", versions: [0, -1], about: "The maximum bytes to fetch from this partition. 0 when only acknowledgement with no fetching is required. See KIP-74 for cases where this limit may not be honored." },
          { name: "acknowledgementBatches", type: "[]AcknowledgementBatch", versions: [1, 2], about: "Record batches to acknowledge.", fields: [
            { name: "firstOffset", type: "int64", versions: [1, 2], about: "First offset of batch of records to acknowledge." },
            { name: "lastOffset", type: "int64", versions: [1, 2], about: "Last offset (inclusive) of batch of records to acknowledge." },
            { name: "acknowledgeTypes", type: "[]int8", versions: [1, 2], about: "Array of acknowledge types - 0:Gap,1:Accept,2:Release,3:Reject,4:Renew." },
          ] },
        ] },
      ] },
      { name: "forgottenTopicsData", type: "[]ForgottenTopic", versions: [1, 2], about: "The partitions to remove from this share session.", fields: [
        { name: "topicId", type: "uuid", versions: [1, 2], about: "The unique topic ID." },
        { name: "partitions", type: "[]int32", versions: [1, 2], about: "The partitions indexes to forget." },
      ] },
    ],
  }),
  ShareFetchResponse: (): MessageSchema => ({
    name: "ShareFetchResponse", kind: "response", versions: [1, 2], flexible: [1, 2],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 2], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [1, 2], about: "The top-level response error code." },
      { name: "errorMessage", type: "string", versions: [1, 2], nullable: [1, 2], default: null, about: "The top-level error message, or null if there was no error." },
      { name: "acquisitionLockTimeoutMs", type: "int32", versions: [1, 2], about: "The time in milliseconds for which the acquired records are locked." },
      { name: "responses", type: "[]ShareFetchableTopicResponse", versions: [1, 2], about: "The response topics.", fields: [
        { name: "topicId", type: "uuid", versions: [1, 2], mapKey: true, about: "The unique topic ID." },
        { name: "partitions", type: "[]PartitionData", versions: [1, 2], about: "The topic partitions.", fields: [
          { name: "partitionIndex", type: "int32", versions: [1, 2], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [1, 2], about: "The fetch error code, or 0 if there was no fetch error." },
          { name: "errorMessage", type: "string", versions: [1, 2], nullable: [1, 2], default: null, about: "The fetch error message, or null if there was no fetch error." },
          { name: "acknowledgeErrorCode", type: "int16", versions: [1, 2], about: "The acknowledge error code, or 0 if there was no acknowledge error." },
          { name: "acknowledgeErrorMessage", type: "string", versions: [1, 2], nullable: [1, 2], default: null, about: "The acknowledge error message, or null if there was no acknowledge error." },
          { name: "currentLeader", type: "LeaderIdAndEpoch", versions: [1, 2], about: "The current leader of the partition.", fields: [
            { name: "leaderId", type: "int32", versions: [1, 2], about: "The ID of the current leader or -1 if the leader is unknown." },
            { name: "leaderEpoch", type: "int32", versions: [1, 2], about: "The latest known leader epoch." },
          ] },
          { name: "records", type: "records", versions: [1, 2], about: "The record data." },
          { name: "acquiredRecords", type: "[]AcquiredRecords", versions: [1, 2], about: "The acquired records.", fields: [
            { name: "firstOffset", type: "int64", versions: [1, 2], about: "The earliest offset in this batch of acquired records." },
            { name: "lastOffset", type: "int64", versions: [1, 2], about: "The last offset of this batch of acquired records." },
            { name: "deliveryCount", type: "int16", versions: [1, 2], about: "The delivery count of this batch of acquired records." },
          ] },
        ] },
      ] },
      { name: "nodeEndpoints", type: "[]NodeEndpoint", versions: [1, 2], about: "Endpoints for all current leaders enumerated in PartitionData with error NOT_LEADER_OR_FOLLOWER.", fields: [
        { name: "nodeId", type: "int32", versions: [1, 2], mapKey: true, entityType: "brokerId", about: "The ID of the associated node." },
        { name: "host", type: "string", versions: [1, 2], about: "The node's hostname." },
        { name: "port", type: "int32", versions: [1, 2], about: "The node's port." },
        { name: "rack", type: "string", versions: [1, 2], nullable: [1, 2], default: null, about: "The rack of the node, or null if it has not been assigned to a rack." },
      ] },
    ],
  }),
  ShareGroupDescribeRequest: (): MessageSchema => ({
    name: "ShareGroupDescribeRequest", kind: "request", versions: [1, 1], flexible: [1, 1],
    fields: [
      { name: "groupIds", type: "[]string", versions: [1, 1], entityType: "groupId", about: "The ids of the groups to describe." },
      { name: "includeAuthorizedOperations", type: "bool", versions: [1, 1], about: "Whether to include authorized operations." },
    ],
  }),
  ShareGroupDescribeResponse: (): MessageSchema => ({
    name: "ShareGroupDescribeResponse", kind: "response", versions: [1, 1], flexible: [1, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "groups", type: "[]DescribedGroup", versions: [1, 1], about: "Each described group.", fields: [
        { name: "errorCode", type: "int16", versions: [1, 1], about: "The describe error, or 0 if there was no error." },
        { name: "errorMessage", type: "string", versions: [1, 1], nullable: [1, 1], default: null, about: "The top-level error message, or null if there was no error." },
        { name: "groupId", type: "string", versions: [1, 1], entityType: "groupId", about: "The group ID string." },
        { name: "groupState", type: "string", versions: [1, 1], about: "The group state string, or the empty string." },
        { name: "groupEpoch", type: "int32", versions: [1, 1], about: "The group epoch." },
        { name: "assignmentEpoch", type: "int32", versions: [1, 1], about: "The assignment epoch." },
        { name: "assignorName", type: "string", versions: [1, 1], about: "The selected assignor." },
        { name: "members", type: "[]Member", versions: [1, 1], about: "The members.", fields: [
          { name: "memberId", type: "string", versions: [1, 1], about: "The member ID." },
          { name: "rackId", type: "string", versions: [1, 1], nullable: [1, 1], default: null, about: "The member rack ID." },
          { name: "memberEpoch", type: "int32", versions: [1, 1], about: "The current member epoch." },
          { name: "clientId", type: "string", versions: [1, 1], about: "The client ID." },
          { name: "clientHost", type: "string", versions: [1, 1], about: "The client host." },
          { name: "subscribedTopicNames", type: "[]string", versions: [1, 1], entityType: "topicName", about: "The subscribed topic names." },
          { name: "assignment", type: "Assignment", versions: [1, 1], about: "The current assignment.", fields: [
            { name: "topicPartitions", type: "[]TopicPartitions", versions: [1, 1], about: "The assigned topic-partitions to the member.", fields: [
              { name: "topicId", type: "uuid", versions: [1, 1], about: "The topic ID." },
              { name: "topicName", type: "string", versions: [1, 1], entityType: "topicName", about: "The topic name." },
              { name: "partitions", type: "[]int32", versions: [1, 1], about: "The partitions." },
            ] },
          ] },
        ] },
        { name: "authorizedOperations", type: "int32", versions: [1, 1], default: -2147483648, about: "32-bit bitfield to represent authorized operations for this group." },
      ] },
    ],
  }),
  ShareGroupHeartbeatRequest: (): MessageSchema => ({
    name: "ShareGroupHeartbeatRequest", kind: "request", versions: [1, 1], flexible: [1, 1],
    fields: [
      { name: "groupId", type: "string", versions: [1, 1], entityType: "groupId", about: "The group identifier." },
      { name: "memberId", type: "string", versions: [1, 1], about: "The member id generated by the consumer. The member id must be kept during the entire lifetime of the consumer process." },
      { name: "memberEpoch", type: "int32", versions: [1, 1], about: "The current member epoch; 0 to join the group; -1 to leave the group." },
      { name: "rackId", type: "string", versions: [1, 1], nullable: [1, 1], default: null, about: "null if not provided or if it didn't change since the last heartbeat; the rack ID of consumer otherwise." },
      { name: "subscribedTopicNames", type: "[]string", versions: [1, 1], nullable: [1, 1], default: null, entityType: "topicName", about: "null if it didn't change since the last heartbeat; the subscribed topic names otherwise." },
    ],
  }),
  ShareGroupHeartbeatResponse: (): MessageSchema => ({
    name: "ShareGroupHeartbeatResponse", kind: "response", versions: [1, 1], flexible: [1, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [1, 1], about: "The top-level error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [1, 1], nullable: [1, 1], default: null, about: "The top-level error message, or null if there was no error." },
      { name: "memberId", type: "string", versions: [1, 1], nullable: [1, 1], default: null, about: "The member ID is generated by the consumer and provided by the consumer for all requests." },
      { name: "memberEpoch", type: "int32", versions: [1, 1], about: "The member epoch." },
      { name: "heartbeatIntervalMs", type: "int32", versions: [1, 1], about: "The heartbeat interval in milliseconds." },
      { name: "assignment", type: "Assignment", versions: [1, 1], nullable: [1, 1], default: null, about: "null if not provided; the assignment otherwise.", fields: [
        { name: "topicPartitions", type: "[]TopicPartitions", versions: [1, 1], about: "The partitions assigned to the member.", fields: [
          { name: "topicId", type: "uuid", versions: [1, 1], about: "The topic ID." },
          { name: "partitions", type: "[]int32", versions: [1, 1], about: "The partitions." },
        ] },
      ] },
    ],
  }),
  SnapshotFooterRecord: (): MessageSchema => ({
    name: "SnapshotFooterRecord", kind: "data", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "version", type: "int16", versions: [0, 0], about: "The version of the snapshot footer record." },
    ],
  }),
  SnapshotHeaderRecord: (): MessageSchema => ({
    name: "SnapshotHeaderRecord", kind: "data", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "version", type: "int16", versions: [0, 0], about: "The version of the snapshot header record." },
      { name: "lastContainedLogTimestamp", type: "int64", versions: [0, 0], about: "The append time of the last record from the log contained in this snapshot." },
    ],
  }),
  StopReplicaRequest: (): MessageSchema => ({
    name: "StopReplicaRequest", kind: "request", versions: [0, 4], flexible: [2, 4],
    fields: [
      { name: "controllerId", type: "int32", versions: [0, 4], entityType: "brokerId", about: "The controller id." },
      { name: "isKRaftController", type: "bool", versions: [4, 4], default: false, about: "If KRaft controller id is used during migration. See KIP-866" },
      { name: "controllerEpoch", type: "int32", versions: [0, 4], about: "The controller epoch." },
      { name: "brokerEpoch", type: "int64", versions: [1, 4], default: -1n, ignorable: true, about: "The broker epoch." },
      { name: "deletePartitions", type: "bool", versions: [0, 2], about: "Whether these partitions should be deleted." },
      { name: "ungroupedPartitions", type: "[]StopReplicaPartitionV0", versions: [0, 0], about: "The partitions to stop.", fields: [
        { name: "topicName", type: "string", versions: [0, 0], entityType: "topicName", about: "The topic name." },
        { name: "partitionIndex", type: "int32", versions: [0, 0], about: "The partition index." },
      ] },
      { name: "topics", type: "[]StopReplicaTopicV1", versions: [1, 2], about: "The topics to stop.", fields: [
        { name: "name", type: "string", versions: [1, 2], entityType: "topicName", about: "The topic name." },
        { name: "partitionIndexes", type: "[]int32", versions: [1, 2], about: "The partition indexes." },
      ] },
      { name: "topicStates", type: "[]StopReplicaTopicState", versions: [3, 4], about: "Each topic.", fields: [
        { name: "topicName", type: "string", versions: [3, 4], entityType: "topicName", about: "The topic name." },
        { name: "partitionStates", type: "[]StopReplicaPartitionState", versions: [3, 4], about: "The state of each partition", fields: [
          { name: "partitionIndex", type: "int32", versions: [3, 4], about: "The partition index." },
          { name: "leaderEpoch", type: "int32", versions: [3, 4], default: -1, about: "The leader epoch." },
          { name: "deletePartition", type: "bool", versions: [3, 4], about: "Whether this partition should be deleted." },
        ] },
      ] },
    ],
  }),
  StopReplicaResponse: (): MessageSchema => ({
    name: "StopReplicaResponse", kind: "response", versions: [0, 4], flexible: [2, 4],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 4], about: "The top-level error code, or 0 if there was no top-level error." },
      { name: "partitionErrors", type: "[]StopReplicaPartitionError", versions: [0, 4], about: "The responses for each partition.", fields: [
        { name: "topicName", type: "string", versions: [0, 4], entityType: "topicName", about: "The topic name." },
        { name: "partitionIndex", type: "int32", versions: [0, 4], about: "The partition index." },
        { name: "errorCode", type: "int16", versions: [0, 4], about: "The partition error code, or 0 if there was no partition error." },
      ] },
    ],
  }),
  StreamsGroupDescribeRequest: (): MessageSchema => ({
    name: "StreamsGroupDescribeRequest", kind: "request", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "groupIds", type: "[]string", versions: [0, 1], entityType: "groupId", about: "The ids of the groups to describe" },
      { name: "includeAuthorizedOperations", type: "bool", versions: [0, 1], about: "Whether to include authorized operations." },
      { name: "includeTopologyDescription", type: "bool", versions: [1, 1], default: false, about: "Whether to include the full topology description from the topology description plugin in the response." },
    ],
  }),
  StreamsGroupDescribeResponse: (): MessageSchema => ({
    name: "StreamsGroupDescribeResponse", kind: "response", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "groups", type: "[]DescribedGroup", versions: [0, 1], about: "Each described group.", fields: [
        { name: "errorCode", type: "int16", versions: [0, 1], about: "The describe error, or 0 if there was no error." },
        { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The top-level error message, or null if there was no error." },
        { name: "groupId", type: "string", versions: [0, 1], entityType: "groupId", about: "The group ID string." },
        { name: "groupState", type: "string", versions: [0, 1], about: "The group state string, or the empty string." },
        { name: "groupEpoch", type: "int32", versions: [0, 1], about: "The group epoch." },
        { name: "assignmentEpoch", type: "int32", versions: [0, 1], about: "The assignment epoch." },
        { name: "topology", type: "Topology", versions: [0, 1], nullable: [0, 1], default: null, about: "The topology metadata currently initialized for the streams application. Can be null in case of a describe error.", fields: [
          { name: "epoch", type: "int32", versions: [0, 1], about: "The epoch of the currently initialized topology for this group." },
          { name: "subtopologies", type: "[]Subtopology", versions: [0, 1], nullable: [0, 1], default: null, about: "The subtopologies of the streams application. This contains the configured subtopologies, where the number of partitions are set and any regular expressions are resolved to actual topics. Null if the group is uninitialized, source topics are missing or incorrectly partitioned.", fields: [
            { name: "subtopologyId", type: "string", versions: [0, 1], about: "String to uniquely identify the subtopology." },
            { name: "sourceTopics", type: "[]string", versions: [0, 1], entityType: "topicName", about: "The topics the subtopology reads from." },
            { name: "repartitionSinkTopics", type: "[]string", versions: [0, 1], entityType: "topicName", about: "The repartition topics the subtopology writes to." },
            { name: "stateChangelogTopics", type: "[]TopicInfo", versions: [0, 1], about: "The set of state changelog topics associated with this subtopology. Created automatically.", fields: [
              { name: "name", type: "string", versions: [0, 1], entityType: "topicName", about: "The name of the topic." },
              { name: "partitions", type: "int32", versions: [0, 1], about: "The number of partitions in the topic. Can be 0 if no specific number of partitions is enforced. Always 0 for changelog topics." },
              { name: "replicationFactor", type: "int16", versions: [0, 1], about: "The replication factor of the topic. Can be 0 if the default replication factor should be used." },
              { name: "topicConfigs", type: "[]KeyValue", versions: [0, 1], about: "Topic-level configurations as key-value pairs.", fields: [
                { name: "key", type: "string", versions: [0, 1], about: "key of the config" },
                { name: "value", type: "string", versions: [0, 1], about: "value of the config" },
              ] },
            ] },
            { name: "repartitionSourceTopics", type: "[]TopicInfo", versions: [0, 1], about: "The set of source topics that are internally created repartition topics. Created automatically.", fields: [
              { name: "name", type: "string", versions: [0, 1], entityType: "topicName", about: "The name of the topic." },
              { name: "partitions", type: "int32", versions: [0, 1], about: "The number of partitions in the topic. Can be 0 if no specific number of partitions is enforced. Always 0 for changelog topics." },
              { name: "replicationFactor", type: "int16", versions: [0, 1], about: "The replication factor of the topic. Can be 0 if the default replication factor should be used." },
              { name: "topicConfigs", type: "[]KeyValue", versions: [0, 1], about: "Topic-level configurations as key-value pairs.", fields: [
                { name: "key", type: "string", versions: [0, 1], about: "key of the config" },
                { name: "value", type: "string", versions: [0, 1], about: "value of the config" },
              ] },
            ] },
          ] },
        ] },
        { name: "members", type: "[]Member", versions: [0, 1], about: "The members.", fields: [
          { name: "memberId", type: "string", versions: [0, 1], about: "The member ID." },
          { name: "memberEpoch", type: "int32", versions: [0, 1], about: "The member epoch." },
          { name: "instanceId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The member instance ID for static membership." },
          { name: "rackId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The rack ID." },
          { name: "clientId", type: "string", versions: [0, 1], about: "The client ID." },
          { name: "clientHost", type: "string", versions: [0, 1], about: "The client host." },
          { name: "topologyEpoch", type: "int32", versions: [0, 1], about: "The epoch of the topology on the client." },
          { name: "processId", type: "string", versions: [0, 1], about: "Identity of the streams instance that may have multiple clients." },
          { name: "userEndpoint", type: "Endpoint", versions: [0, 1], nullable: [0, 1], default: null, about: "User-defined endpoint for Interactive Queries. Null if not defined for this client.", fields: [
            { name: "host", type: "string", versions: [0, 1], about: "host of the endpoint" },
            { name: "port", type: "uint16", versions: [0, 1], about: "port of the endpoint" },
          ] },
          { name: "clientTags", type: "[]KeyValue", versions: [0, 1], about: "Used for rack-aware assignment algorithm.", fields: [
            { name: "key", type: "string", versions: [0, 1], about: "key of the config" },
            { name: "value", type: "string", versions: [0, 1], about: "value of the config" },
          ] },
          { name: "taskOffsets", type: "[]TaskOffset", versions: [0, 1], about: "Cumulative changelog offsets for tasks.", fields: [
            { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
            { name: "partition", type: "int32", versions: [0, 1], about: "The partition." },
            { name: "offset", type: "int64", versions: [0, 1], about: "The offset." },
          ] },
          { name: "taskEndOffsets", type: "[]TaskOffset", versions: [0, 1], about: "Cumulative changelog end offsets for tasks.", fields: [
            { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
            { name: "partition", type: "int32", versions: [0, 1], about: "The partition." },
            { name: "offset", type: "int64", versions: [0, 1], about: "The offset." },
          ] },
          { name: "assignment", type: "Assignment", versions: [0, 1], about: "The current assignment.", fields: [
            { name: "activeTasks", type: "[]TaskIds", versions: [0, 1], about: "Active tasks for this client.", fields: [
              { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
              { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
            ] },
            { name: "standbyTasks", type: "[]TaskIds", versions: [0, 1], about: "Standby tasks for this client.", fields: [
              { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
              { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
            ] },
            { name: "warmupTasks", type: "[]TaskIds", versions: [0, 1], about: "Warm-up tasks for this client.", fields: [
              { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
              { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
            ] },
          ] },
          { name: "targetAssignment", type: "Assignment", versions: [0, 1], about: "The target assignment.", fields: [
            { name: "activeTasks", type: "[]TaskIds", versions: [0, 1], about: "Active tasks for this client.", fields: [
              { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
              { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
            ] },
            { name: "standbyTasks", type: "[]TaskIds", versions: [0, 1], about: "Standby tasks for this client.", fields: [
              { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
              { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
            ] },
            { name: "warmupTasks", type: "[]TaskIds", versions: [0, 1], about: "Warm-up tasks for this client.", fields: [
              { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
              { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
            ] },
          ] },
          { name: "isClassic", type: "bool", versions: [0, 1], about: "True for classic members that have not been upgraded yet." },
        ] },
        { name: "authorizedOperations", type: "int32", versions: [0, 1], default: -2147483648, about: "32-bit bitfield to represent authorized operations for this group." },
        { name: "topologyDescription", type: "TopologyDescription", versions: [1, 1], nullable: [1, 1], default: null, about: "The full topology description for this group. Non-null if and only if TopologyDescriptionStatus is AVAILABLE (3); null otherwise.", fields: [
          { name: "subtopologies", type: "[]TopologyDescriptionSubtopology", versions: [1, 1], about: "The subtopologies that make up this topology.", fields: [
            { name: "subtopologyId", type: "string", versions: [1, 1], about: "The subtopology identifier, unique within the topology." },
            { name: "nodes", type: "[]TopologyDescriptionNode", versions: [1, 1], about: "The processing nodes in this subtopology.", fields: [
              { name: "name", type: "string", versions: [1, 1], about: "The name of this node (e.g., KSTREAM-SOURCE-0000000000)." },
              { name: "nodeType", type: "int8", versions: [1, 1], about: "The type of this node: 1=SOURCE, 2=PROCESSOR, 3=SINK." },
              { name: "sourceTopics", type: "[]string", versions: [1, 1], entityType: "topicName", about: "The source topics this node reads from. Defined only for source nodes, may be empty if source topics are dynamically determined." },
              { name: "sinkTopic", type: "string", versions: [1, 1], nullable: [1, 1], default: null, entityType: "topicName", about: "The topic this node writes to. Defined only for sink nodes, may be null if sink topic is dynamically determined." },
              { name: "stores", type: "[]string", versions: [1, 1], about: "The state store names accessed by this node. Defined only for processor nodes." },
              { name: "successors", type: "[]string", versions: [1, 1], about: "The names of successor nodes in the processing graph. Predecessor relationships are reconstructed from this field." },
            ] },
          ] },
          { name: "globalStores", type: "[]TopologyDescriptionGlobalStore", versions: [1, 1], about: "Global state stores used by this topology.", fields: [
            { name: "source", type: "TopologyDescriptionNode", versions: [1, 1], about: "The source node providing data to the global store.", fields: [
              { name: "name", type: "string", versions: [1, 1], about: "The name of this node (e.g., KSTREAM-SOURCE-0000000000)." },
              { name: "nodeType", type: "int8", versions: [1, 1], about: "The type of this node: 1=SOURCE, 2=PROCESSOR, 3=SINK." },
              { name: "sourceTopics", type: "[]string", versions: [1, 1], entityType: "topicName", about: "The source topics this node reads from. Defined only for source nodes, may be empty if source topics are dynamically determined." },
              { name: "sinkTopic", type: "string", versions: [1, 1], nullable: [1, 1], default: null, entityType: "topicName", about: "The topic this node writes to. Defined only for sink nodes, may be null if sink topic is dynamically determined." },
              { name: "stores", type: "[]string", versions: [1, 1], about: "The state store names accessed by this node. Defined only for processor nodes." },
              { name: "successors", type: "[]string", versions: [1, 1], about: "The names of successor nodes in the processing graph. Predecessor relationships are reconstructed from this field." },
            ] },
            { name: "processor", type: "TopologyDescriptionNode", versions: [1, 1], about: "The processor node that populates the global store.", fields: [
              { name: "name", type: "string", versions: [1, 1], about: "The name of this node (e.g., KSTREAM-SOURCE-0000000000)." },
              { name: "nodeType", type: "int8", versions: [1, 1], about: "The type of this node: 1=SOURCE, 2=PROCESSOR, 3=SINK." },
              { name: "sourceTopics", type: "[]string", versions: [1, 1], entityType: "topicName", about: "The source topics this node reads from. Defined only for source nodes, may be empty if source topics are dynamically determined." },
              { name: "sinkTopic", type: "string", versions: [1, 1], nullable: [1, 1], default: null, entityType: "topicName", about: "The topic this node writes to. Defined only for sink nodes, may be null if sink topic is dynamically determined." },
              { name: "stores", type: "[]string", versions: [1, 1], about: "The state store names accessed by this node. Defined only for processor nodes." },
              { name: "successors", type: "[]string", versions: [1, 1], about: "The names of successor nodes in the processing graph. Predecessor relationships are reconstructed from this field." },
            ] },
          ] },
        ] },
        { name: "topologyDescriptionStatus", type: "int8", versions: [1, 1], default: 0, about: "The status of the topology description for this group, paired with TopologyDescription: 0=NOT_REQUESTED (client did not set IncludeTopologyDescription; TopologyDescription is null); 1=NOT_STORED (no description recorded for this group; TopologyDescription is null); 2=ERROR (broker failed to fetch the description, see broker logs; TopologyDescription is null); 3=AVAILABLE (TopologyDescription is non-null and carries the description)." },
        { name: "assignorName", type: "string", versions: [1, 1], nullable: [1, 1], default: null, ignorable: true, about: "The task assignor that the group coordinator will use for the next assignment computation. This may differ from the assignor that computed the current assignment, because changing the assignor configuration does not trigger a rebalance. Null in case of a describe error." },
      ] },
    ],
  }),
  StreamsGroupHeartbeatRequest: (): MessageSchema => ({
    name: "StreamsGroupHeartbeatRequest", kind: "request", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "groupId", type: "string", versions: [0, 1], entityType: "groupId", about: "The group identifier." },
      { name: "memberId", type: "string", versions: [0, 1], about: "The member ID generated by the streams consumer. The member ID must be kept during the entire lifetime of the streams consumer process." },
      { name: "memberEpoch", type: "int32", versions: [0, 1], about: "The current member epoch; 0 to join the group; -1 to leave the group; -2 to indicate that the static member will rejoin." },
      { name: "endpointInformationEpoch", type: "int32", versions: [0, 1], about: "The current endpoint epoch of this client, represents the latest endpoint epoch this client received" },
      { name: "instanceId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "null if not provided or if it didn't change since the last heartbeat; the instance ID for static membership otherwise." },
      { name: "rackId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "null if not provided or if it didn't change since the last heartbeat; the rack ID of the member otherwise." },
      { name: "rebalanceTimeoutMs", type: "int32", versions: [0, 1], default: -1, about: "-1 if it didn't change since the last heartbeat; the maximum time in milliseconds that the coordinator will wait on the member to revoke its tasks otherwise." },
      { name: "topology", type: "Topology", versions: [0, 1], nullable: [0, 1], default: null, about: "The topology metadata of the streams application. Used to initialize the topology of the group and to check if the topology corresponds to the topology initialized for the group. Only sent when memberEpoch = 0, must be non-empty. Null otherwise.", fields: [
        { name: "epoch", type: "int32", versions: [0, 1], about: "The epoch of the topology. Used to check if the topology corresponds to the topology initialized on the brokers." },
        { name: "subtopologies", type: "[]Subtopology", versions: [0, 1], about: "The sub-topologies of the streams application.", fields: [
          { name: "subtopologyId", type: "string", versions: [0, 1], about: "String to uniquely identify the subtopology. Deterministically generated from the topology" },
          { name: "sourceTopics", type: "[]string", versions: [0, 1], entityType: "topicName", about: "The topics the topology reads from." },
          { name: "sourceTopicRegex", type: "[]string", versions: [0, 1], about: "The regular expressions identifying topics the subtopology reads from." },
          { name: "stateChangelogTopics", type: "[]TopicInfo", versions: [0, 1], about: "The set of state changelog topics associated with this subtopology. Created automatically.", fields: [
            { name: "name", type: "string", versions: [0, 1], entityType: "topicName", about: "The name of the topic." },
            { name: "partitions", type: "int32", versions: [0, 1], about: "The number of partitions in the topic. Can be 0 if no specific number of partitions is enforced. Always 0 for changelog topics." },
            { name: "replicationFactor", type: "int16", versions: [0, 1], about: "The replication factor of the topic. Can be 0 if the default replication factor should be used." },
            { name: "topicConfigs", type: "[]KeyValue", versions: [0, 1], about: "Topic-level configurations as key-value pairs.", fields: [
              { name: "key", type: "string", versions: [0, 1], about: "key of the config" },
              { name: "value", type: "string", versions: [0, 1], about: "value of the config" },
            ] },
          ] },
          { name: "repartitionSinkTopics", type: "[]string", versions: [0, 1], entityType: "topicName", about: "The repartition topics the subtopology writes to." },
          { name: "repartitionSourceTopics", type: "[]TopicInfo", versions: [0, 1], about: "The set of source topics that are internally created repartition topics. Created automatically.", fields: [
            { name: "name", type: "string", versions: [0, 1], entityType: "topicName", about: "The name of the topic." },
            { name: "partitions", type: "int32", versions: [0, 1], about: "The number of partitions in the topic. Can be 0 if no specific number of partitions is enforced. Always 0 for changelog topics." },
            { name: "replicationFactor", type: "int16", versions: [0, 1], about: "The replication factor of the topic. Can be 0 if the default replication factor should be used." },
            { name: "topicConfigs", type: "[]KeyValue", versions: [0, 1], about: "Topic-level configurations as key-value pairs.", fields: [
              { name: "key", type: "string", versions: [0, 1], about: "key of the config" },
              { name: "value", type: "string", versions: [0, 1], about: "value of the config" },
            ] },
          ] },
          { name: "copartitionGroups", type: "[]CopartitionGroup", versions: [0, 1], about: "A subset of source topics that must be copartitioned.", fields: [
            { name: "sourceTopics", type: "[]int16", versions: [0, 1], about: "The topics the topology reads from. Index into the array on the subtopology level." },
            { name: "sourceTopicRegex", type: "[]int16", versions: [0, 1], about: "Regular expressions identifying topics the subtopology reads from. Index into the array on the subtopology level." },
            { name: "repartitionSourceTopics", type: "[]int16", versions: [0, 1], about: "The set of source topics that are internally created repartition topics. Index into the array on the subtopology level." },
          ] },
        ] },
      ] },
      { name: "activeTasks", type: "[]TaskIds", versions: [0, 1], nullable: [0, 1], default: null, about: "Currently owned active tasks for this client. Null if unchanged since last heartbeat.", fields: [
        { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
        { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
      ] },
      { name: "standbyTasks", type: "[]TaskIds", versions: [0, 1], nullable: [0, 1], default: null, about: "Currently owned standby tasks for this client. Null if unchanged since last heartbeat.", fields: [
        { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
        { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
      ] },
      { name: "warmupTasks", type: "[]TaskIds", versions: [0, 1], nullable: [0, 1], default: null, about: "Currently owned warm-up tasks for this client. Null if unchanged since last heartbeat.", fields: [
        { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
        { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
      ] },
      { name: "processId", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "Identity of the streams instance that may have multiple consumers. Null if unchanged since last heartbeat." },
      { name: "userEndpoint", type: "Endpoint", versions: [0, 1], nullable: [0, 1], default: null, about: "User-defined endpoint for Interactive Queries. Null if unchanged since last heartbeat, or if not defined on the client.", fields: [
        { name: "host", type: "string", versions: [0, 1], about: "host of the endpoint" },
        { name: "port", type: "uint16", versions: [0, 1], about: "port of the endpoint" },
      ] },
      { name: "clientTags", type: "[]KeyValue", versions: [0, 1], nullable: [0, 1], default: null, about: "Used for rack-aware assignment algorithm. Null if unchanged since last heartbeat.", fields: [
        { name: "key", type: "string", versions: [0, 1], about: "key of the config" },
        { name: "value", type: "string", versions: [0, 1], about: "value of the config" },
      ] },
      { name: "taskOffsets", type: "[]TaskOffset", versions: [0, 1], nullable: [0, 1], default: null, about: "Cumulative changelog offsets for tasks. Only updated when a warm-up task has caught up, and according to the task offset interval. Null if unchanged since last heartbeat.", fields: [
        { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
        { name: "partition", type: "int32", versions: [0, 1], about: "The partition." },
        { name: "offset", type: "int64", versions: [0, 1], about: "The offset." },
      ] },
      { name: "taskEndOffsets", type: "[]TaskOffset", versions: [0, 1], nullable: [0, 1], default: null, about: "Cumulative changelog end-offsets for tasks. Only updated when a warm-up task has caught up, and according to the task offset interval. Null if unchanged since last heartbeat.", fields: [
        { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
        { name: "partition", type: "int32", versions: [0, 1], about: "The partition." },
        { name: "offset", type: "int64", versions: [0, 1], about: "The offset." },
      ] },
      { name: "shutdownApplication", type: "bool", versions: [0, 1], default: false, about: "Whether all Streams clients in the group should shut down." },
    ],
  }),
  StreamsGroupHeartbeatResponse: (): MessageSchema => ({
    name: "StreamsGroupHeartbeatResponse", kind: "response", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 1], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 1], about: "The top-level error code, or 0 if there was no error" },
      { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The top-level error message, or null if there was no error." },
      { name: "memberId", type: "string", versions: [0, 1], about: "The member id is always generated by the streams consumer." },
      { name: "memberEpoch", type: "int32", versions: [0, 1], about: "The member epoch." },
      { name: "heartbeatIntervalMs", type: "int32", versions: [0, 1], about: "The heartbeat interval in milliseconds." },
      { name: "acceptableRecoveryLagLegacy", type: "int32", versions: [0, 0], about: "Deprecated. The maximum acceptable lag (number of offsets to catch up) for a client to be considered caught-up enough to receive an active task assignment. Use AcceptableRecoveryLag instead." },
      { name: "taskOffsetIntervalMs", type: "int32", versions: [0, 1], about: "The interval in which the task changelog offsets on a client are updated on the broker. The offsets are sent with the next heartbeat after this time has passed." },
      { name: "acceptableRecoveryLag", type: "int64", versions: [1, 1], default: -1n, ignorable: true, about: "The maximum acceptable lag (number of offsets to catch up) for a client to be considered caught-up enough to receive an active task assignment. A value of -1 indicates the broker does not support this configuration." },
      { name: "status", type: "[]Status", versions: [0, 1], nullable: [0, 1], about: "Indicate zero or more status for the group.", fields: [
        { name: "statusCode", type: "int8", versions: [0, 1], about: "A code to indicate that a particular status is active for the group membership" },
        { name: "statusDetail", type: "string", versions: [0, 1], about: "A string representation of the status." },
      ] },
      { name: "activeTasks", type: "[]TaskIds", versions: [0, 1], nullable: [0, 1], default: null, about: "Assigned active tasks for this client. Null if unchanged since last heartbeat.", fields: [
        { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
        { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
      ] },
      { name: "standbyTasks", type: "[]TaskIds", versions: [0, 1], nullable: [0, 1], default: null, about: "Assigned standby tasks for this client. Null if unchanged since last heartbeat.", fields: [
        { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
        { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
      ] },
      { name: "warmupTasks", type: "[]TaskIds", versions: [0, 1], nullable: [0, 1], default: null, about: "Assigned warm-up tasks for this client. Null if unchanged since last heartbeat.", fields: [
        { name: "subtopologyId", type: "string", versions: [0, 1], about: "The subtopology identifier." },
        { name: "partitions", type: "[]int32", versions: [0, 1], about: "The partitions of the input topics processed by this member." },
      ] },
      { name: "topologyDescriptionRequired", type: "bool", versions: [1, 1], default: false, about: "True if the broker does not have an up-to-date topology description for this group. The client should send the topology description via StreamsGroupTopologyDescriptionUpdate." },
      { name: "endpointInformationEpoch", type: "int32", versions: [0, 1], about: "The endpoint epoch set in the response" },
      { name: "partitionsByUserEndpoint", type: "[]EndpointToPartitions", versions: [0, 1], nullable: [0, 1], default: null, about: "Global assignment information used for IQ. There is one entry per member, so several entries carry the same UserEndpoint when a client runs more than one stream thread; clients must union the entries of an endpoint. Null if unchanged since last heartbeat.", fields: [
        { name: "userEndpoint", type: "Endpoint", versions: [0, 1], about: "User-defined endpoint to connect to the node", fields: [
          { name: "host", type: "string", versions: [0, 1], about: "host of the endpoint" },
          { name: "port", type: "uint16", versions: [0, 1], about: "port of the endpoint" },
        ] },
        { name: "activePartitions", type: "[]TopicPartition", versions: [0, 1], about: "The source topic partitions, including repartition source topics, of the active tasks assigned to this member", fields: [
          { name: "topic", type: "string", versions: [0, 1], entityType: "topicName", about: "topic name" },
          { name: "partitions", type: "[]int32", versions: [0, 1], about: "partitions" },
        ] },
        { name: "standbyPartitions", type: "[]TopicPartition", versions: [0, 1], about: "The source topic partitions, including repartition source topics, of the standby and warm-up tasks assigned to this member", fields: [
          { name: "topic", type: "string", versions: [0, 1], entityType: "topicName", about: "topic name" },
          { name: "partitions", type: "[]int32", versions: [0, 1], about: "partitions" },
        ] },
      ] },
    ],
  }),
  StreamsGroupTopologyDescriptionUpdateRequest: (): MessageSchema => ({
    name: "StreamsGroupTopologyDescriptionUpdateRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "groupId", type: "string", versions: [0, 0], entityType: "groupId", about: "The streams group identifier." },
      { name: "memberId", type: "string", versions: [0, 0], about: "The ID of the streams group member sending the push. The broker validates that this member is still in the group; mismatches (including when the group itself has been deleted) are rejected with UNKNOWN_MEMBER_ID so the client treats itself as fenced and rejoins." },
      { name: "topologyEpoch", type: "int32", versions: [0, 0], about: "The epoch of the topology being described." },
      { name: "topologyDescription", type: "TopologyDescription", versions: [0, 0], about: "The topology description.", fields: [
        { name: "subtopologies", type: "[]TopologyDescriptionSubtopology", versions: [0, 0], about: "The subtopologies that make up this topology.", fields: [
          { name: "subtopologyId", type: "string", versions: [0, 0], about: "The subtopology identifier, unique within the topology." },
          { name: "nodes", type: "[]TopologyDescriptionNode", versions: [0, 0], about: "The processing nodes in this subtopology.", fields: [
            { name: "name", type: "string", versions: [0, 0], about: "The name of this node (e.g., KSTREAM-SOURCE-0000000000)." },
            { name: "nodeType", type: "int8", versions: [0, 0], about: "The type of this node: 1=SOURCE, 2=PROCESSOR, 3=SINK." },
            { name: "sourceTopics", type: "[]string", versions: [0, 0], entityType: "topicName", about: "The source topics this node reads from. Defined only for source nodes, may be empty if source topics are dynamically determined." },
            { name: "sinkTopic", type: "string", versions: [0, 0], nullable: [0, 0], default: null, entityType: "topicName", about: "The topic this node writes to. Defined only for sink nodes, may be null if sink topic is dynamically determined." },
            { name: "stores", type: "[]string", versions: [0, 0], about: "The state store names accessed by this node. Defined only for processor nodes." },
            { name: "successors", type: "[]string", versions: [0, 0], about: "The names of successor nodes in the processing graph. Predecessor relationships are reconstructed from this field." },
          ] },
        ] },
        { name: "globalStores", type: "[]TopologyDescriptionGlobalStore", versions: [0, 0], about: "Global state stores used by this topology.", fields: [
          { name: "source", type: "TopologyDescriptionNode", versions: [0, 0], about: "The source node providing data to the global store.", fields: [
            { name: "name", type: "string", versions: [0, 0], about: "The name of this node (e.g., KSTREAM-SOURCE-0000000000)." },
            { name: "nodeType", type: "int8", versions: [0, 0], about: "The type of this node: 1=SOURCE, 2=PROCESSOR, 3=SINK." },
            { name: "sourceTopics", type: "[]string", versions: [0, 0], entityType: "topicName", about: "The source topics this node reads from. Defined only for source nodes, may be empty if source topics are dynamically determined." },
            { name: "sinkTopic", type: "string", versions: [0, 0], nullable: [0, 0], default: null, entityType: "topicName", about: "The topic this node writes to. Defined only for sink nodes, may be null if sink topic is dynamically determined." },
            { name: "stores", type: "[]string", versions: [0, 0], about: "The state store names accessed by this node. Defined only for processor nodes." },
            { name: "successors", type: "[]string", versions: [0, 0], about: "The names of successor nodes in the processing graph. Predecessor relationships are reconstructed from this field." },
          ] },
          { name: "processor", type: "TopologyDescriptionNode", versions: [0, 0], about: "The processor node that populates the global store.", fields: [
            { name: "name", type: "string", versions: [0, 0], about: "The name of this node (e.g., KSTREAM-SOURCE-0000000000)." },
            { name: "nodeType", type: "int8", versions: [0, 0], about: "The type of this node: 1=SOURCE, 2=PROCESSOR, 3=SINK." },
            { name: "sourceTopics", type: "[]string", versions: [0, 0], entityType: "topicName", about: "The source topics this node reads from. Defined only for source nodes, may be empty if source topics are dynamically determined." },
            { name: "sinkTopic", type: "string", versions: [0, 0], nullable: [0, 0], default: null, entityType: "topicName", about: "The topic this node writes to. Defined only for sink nodes, may be null if sink topic is dynamically determined." },
            { name: "stores", type: "[]string", versions: [0, 0], about: "The state store names accessed by this node. Defined only for processor nodes." },
            { name: "successors", type: "[]string", versions: [0, 0], about: "The names of successor nodes in the processing graph. Predecessor relationships are reconstructed from this field." },
          ] },
        ] },
      ] },
    ],
  }),
  StreamsGroupTopologyDescriptionUpdateResponse: (): MessageSchema => ({
    name: "StreamsGroupTopologyDescriptionUpdateResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The top-level error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], default: null, about: "The top-level error message, or null if there was no error." },
    ],
  }),
  SyncGroupRequest: (): MessageSchema => ({
    name: "SyncGroupRequest", kind: "request", versions: [0, 5], flexible: [4, 5],
    fields: [
      { name: "groupId", type: "string", versions: [0, 5], entityType: "groupId", about: "The unique group identifier." },
      { name: "generationId", type: "int32", versions: [0, 5], about: "The generation of the group." },
      { name: "memberId", type: "string", versions: [0, 5], about: "The member ID assigned by the group." },
      { name: "groupInstanceId", type: "string", versions: [3, 5], nullable: [3, 5], default: null, about: "The unique identifier of the consumer instance provided by end user." },
      { name: "protocolType", type: "string", versions: [5, 5], nullable: [5, 5], default: null, ignorable: true, about: "The group protocol type." },
      { name: "protocolName", type: "string", versions: [5, 5], nullable: [5, 5], default: null, ignorable: true, about: "The group protocol name." },
      { name: "assignments", type: "[]SyncGroupRequestAssignment", versions: [0, 5], about: "Each assignment.", fields: [
        { name: "memberId", type: "string", versions: [0, 5], about: "The ID of the member to assign." },
        { name: "assignment", type: "bytes", versions: [0, 5], about: "The member assignment." },
      ] },
    ],
  }),
  SyncGroupResponse: (): MessageSchema => ({
    name: "SyncGroupResponse", kind: "response", versions: [0, 5], flexible: [4, 5],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [1, 5], ignorable: true, about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 5], about: "The error code, or 0 if there was no error." },
      { name: "protocolType", type: "string", versions: [5, 5], nullable: [5, 5], default: null, ignorable: true, about: "The group protocol type." },
      { name: "protocolName", type: "string", versions: [5, 5], nullable: [5, 5], default: null, ignorable: true, about: "The group protocol name." },
      { name: "assignment", type: "bytes", versions: [0, 5], about: "The member assignment." },
    ],
  }),
  TxnOffsetCommitRequest: (): MessageSchema => ({
    name: "TxnOffsetCommitRequest", kind: "request", versions: [0, 6], flexible: [3, 6],
    fields: [
      { name: "transactionalId", type: "string", versions: [0, 6], entityType: "transactionalId", about: "The ID of the transaction." },
      { name: "groupId", type: "string", versions: [0, 6], entityType: "groupId", about: "The ID of the group." },
      { name: "producerId", type: "int64", versions: [0, 6], entityType: "producerId", about: "The current producer ID in use by the transactional ID." },
      { name: "producerEpoch", type: "int16", versions: [0, 6], about: "The current epoch associated with the producer ID." },
      { name: "generationIdOrMemberEpoch", type: "int32", versions: [3, 6], default: -1, about: "The generation of the group if using the classic group protocol or the member epoch if using the consumer protocol." },
      { name: "memberId", type: "string", versions: [3, 6], about: "The member ID assigned by the group coordinator." },
      { name: "groupInstanceId", type: "string", versions: [3, 6], nullable: [3, 6], default: null, about: "The unique identifier of the consumer instance provided by end user." },
      { name: "topics", type: "[]TxnOffsetCommitRequestTopic", versions: [0, 6], about: "Each topic that we want to commit offsets for.", fields: [
        { name: "name", type: "string", versions: [0, 5], ignorable: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [6, 6], ignorable: true, about: "The topic ID." },
        { name: "partitions", type: "[]TxnOffsetCommitRequestPartition", versions: [0, 6], about: "The partitions inside the topic that we want to commit offsets for.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 6], about: "The index of the partition within the topic." },
          { name: "committedOffset", type: "int64", versions: [0, 6], about: "The message offset to be committed." },
          { name: "committedLeaderEpoch", type: "int32", versions: [2, 6], default: -1, ignorable: true, about: "The leader epoch of the last consumed record." },
          { name: "committedMetadata", type: "string", versions: [0, 6], nullable: [0, 6], about: "Any associated metadata the client wants to keep." },
        ] },
      ] },
    ],
  }),
  TxnOffsetCommitResponse: (): MessageSchema => ({
    name: "TxnOffsetCommitResponse", kind: "response", versions: [0, 6], flexible: [3, 6],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 6], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "topics", type: "[]TxnOffsetCommitResponseTopic", versions: [0, 6], about: "The responses for each topic.", fields: [
        { name: "name", type: "string", versions: [0, 5], ignorable: true, entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [6, 6], ignorable: true, about: "The topic ID." },
        { name: "partitions", type: "[]TxnOffsetCommitResponsePartition", versions: [0, 6], about: "The responses for each partition in the topic.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 6], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 6], about: "The error code, or 0 if there was no error." },
        ] },
      ] },
    ],
  }),
  UnregisterBrokerRequest: (): MessageSchema => ({
    name: "UnregisterBrokerRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "brokerId", type: "int32", versions: [0, 0], entityType: "brokerId", about: "The broker ID to unregister." },
    ],
  }),
  UnregisterBrokerResponse: (): MessageSchema => ({
    name: "UnregisterBrokerResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], about: "The top-level error message, or `null` if there was no top-level error." },
    ],
  }),
  UnregisterControllerRequest: (): MessageSchema => ({
    name: "UnregisterControllerRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "controllerId", type: "int32", versions: [0, 0], about: "The controller ID to unregister." },
    ],
  }),
  UnregisterControllerResponse: (): MessageSchema => ({
    name: "UnregisterControllerResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
      { name: "errorMessage", type: "string", versions: [0, 0], nullable: [0, 0], about: "The top-level error message, or `null` if there was no top-level error." },
    ],
  }),
  UpdateFeaturesRequest: (): MessageSchema => ({
    name: "UpdateFeaturesRequest", kind: "request", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "timeoutMs", type: "int32", versions: [0, 2], default: 60000, about: "How long to wait in milliseconds before timing out the request." },
      { name: "featureUpdates", type: "[]FeatureUpdateKey", versions: [0, 2], about: "The list of updates to finalized features.", fields: [
        { name: "feature", type: "string", versions: [0, 2], mapKey: true, about: "The name of the finalized feature to be updated." },
        { name: "maxVersionLevel", type: "int16", versions: [0, 2], about: "The new maximum version level for the finalized feature. A value >= 1 is valid. A value < 1, is special, and can be used to request the deletion of the finalized feature." },
        { name: "allowDowngrade", type: "bool", versions: [0, 0], about: "DEPRECATED in version 1 (see DowngradeType). When set to true, the finalized feature version level is allowed to be downgraded/deleted. The downgrade request will fail if the new maximum version level is a value that's not lower than the existing maximum finalized version level." },
        { name: "upgradeType", type: "int8", versions: [1, 2], default: 1, about: "Determine which type of upgrade will be performed: 1 will perform an upgrade only (default), 2 is safe downgrades only (lossless), 3 is unsafe downgrades (lossy)." },
      ] },
      { name: "validateOnly", type: "bool", versions: [1, 2], default: false, about: "True if we should validate the request, but not perform the upgrade or downgrade." },
    ],
  }),
  UpdateFeaturesResponse: (): MessageSchema => ({
    name: "UpdateFeaturesResponse", kind: "response", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 2], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 2], about: "The top-level error code, or `0` if there was no top-level error." },
      { name: "errorMessage", type: "string", versions: [0, 2], nullable: [0, 2], about: "The top-level error message, or `null` if there was no top-level error." },
      { name: "results", type: "[]UpdatableFeatureResult", versions: [0, 1], ignorable: true, about: "Results for each feature update.", fields: [
        { name: "feature", type: "string", versions: [0, 2], mapKey: true, about: "The name of the finalized feature." },
        { name: "errorCode", type: "int16", versions: [0, 2], about: "The feature update error code or `0` if the feature update succeeded." },
        { name: "errorMessage", type: "string", versions: [0, 2], nullable: [0, 2], about: "The feature update error, or `null` if the feature update succeeded." },
      ] },
    ],
  }),
  UpdateMetadataRequest: (): MessageSchema => ({
    name: "UpdateMetadataRequest", kind: "request", versions: [0, 8], flexible: [6, 8],
    fields: [
      { name: "controllerId", type: "int32", versions: [0, 8], entityType: "brokerId", about: "The controller id." },
      { name: "isKRaftController", type: "bool", versions: [8, 8], default: false, about: "If KRaft controller id is used during migration. See KIP-866" },
      { name: "type", type: "int8", versions: [8, 8], tag: 0, tagged: [8, 8], default: 0, about: "Indicates if this request is a Full metadata snapshot (2), Incremental (1), or Unknown (0). Using during ZK migration, see KIP-866" },
      { name: "controllerEpoch", type: "int32", versions: [0, 8], about: "The controller epoch." },
      { name: "brokerEpoch", type: "int64", versions: [5, 8], default: -1n, ignorable: true, about: "The broker epoch." },
      { name: "ungroupedPartitionStates", type: "[]UpdateMetadataPartitionState", versions: [0, 4], about: "In older versions of this RPC, each partition that we would like to update.", fields: [
        { name: "topicName", type: "string", versions: [0, 4], ignorable: true, entityType: "topicName", about: "In older versions of this RPC, the topic name." },
        { name: "partitionIndex", type: "int32", versions: [0, 8], about: "The partition index." },
        { name: "controllerEpoch", type: "int32", versions: [0, 8], about: "The controller epoch." },
        { name: "leader", type: "int32", versions: [0, 8], entityType: "brokerId", about: "The ID of the broker which is the current partition leader." },
        { name: "leaderEpoch", type: "int32", versions: [0, 8], about: "The leader epoch of this partition." },
        { name: "isr", type: "[]int32", versions: [0, 8], entityType: "brokerId", about: "The brokers which are in the ISR for this partition." },
        { name: "zkVersion", type: "int32", versions: [0, 8], about: "The Zookeeper version." },
        { name: "replicas", type: "[]int32", versions: [0, 8], entityType: "brokerId", about: "All the replicas of this partition." },
        { name: "offlineReplicas", type: "[]int32", versions: [4, 8], ignorable: true, entityType: "brokerId", about: "The replicas of this partition which are offline." },
      ] },
      { name: "topicStates", type: "[]UpdateMetadataTopicState", versions: [5, 8], about: "In newer versions of this RPC, each topic that we would like to update.", fields: [
        { name: "topicName", type: "string", versions: [5, 8], entityType: "topicName", about: "The topic name." },
        { name: "topicId", type: "uuid", versions: [7, 8], ignorable: true, about: "The topic id." },
        { name: "partitionStates", type: "[]UpdateMetadataPartitionState", versions: [5, 8], about: "The partition that we would like to update.", fields: [
          { name: "topicName", type: "string", versions: [0, 4], ignorable: true, entityType: "topicName", about: "In older versions of this RPC, the topic name." },
          { name: "partitionIndex", type: "int32", versions: [0, 8], about: "The partition index." },
          { name: "controllerEpoch", type: "int32", versions: [0, 8], about: "The controller epoch." },
          { name: "leader", type: "int32", versions: [0, 8], entityType: "brokerId", about: "The ID of the broker which is the current partition leader." },
          { name: "leaderEpoch", type: "int32", versions: [0, 8], about: "The leader epoch of this partition." },
          { name: "isr", type: "[]int32", versions: [0, 8], entityType: "brokerId", about: "The brokers which are in the ISR for this partition." },
          { name: "zkVersion", type: "int32", versions: [0, 8], about: "The Zookeeper version." },
          { name: "replicas", type: "[]int32", versions: [0, 8], entityType: "brokerId", about: "All the replicas of this partition." },
          { name: "offlineReplicas", type: "[]int32", versions: [4, 8], ignorable: true, entityType: "brokerId", about: "The replicas of this partition which are offline." },
        ] },
      ] },
      { name: "liveBrokers", type: "[]UpdateMetadataBroker", versions: [0, 8], fields: [
        { name: "id", type: "int32", versions: [0, 8], entityType: "brokerId", about: "The broker id." },
        { name: "v0Host", type: "string", versions: [0, 0], ignorable: true, about: "The broker hostname." },
        { name: "v0Port", type: "int32", versions: [0, 0], ignorable: true, about: "The broker port." },
        { name: "endpoints", type: "[]UpdateMetadataEndpoint", versions: [1, 8], ignorable: true, about: "The broker endpoints.", fields: [
          { name: "port", type: "int32", versions: [1, 8], about: "The port of this endpoint" },
          { name: "host", type: "string", versions: [1, 8], about: "The hostname of this endpoint" },
          { name: "listener", type: "string", versions: [3, 8], ignorable: true, about: "The listener name." },
          { name: "securityProtocol", type: "int16", versions: [1, 8], about: "The security protocol type." },
        ] },
        { name: "rack", type: "string", versions: [2, 8], nullable: [0, 8], ignorable: true, about: "The rack which this broker belongs to." },
      ] },
    ],
  }),
  UpdateMetadataResponse: (): MessageSchema => ({
    name: "UpdateMetadataResponse", kind: "response", versions: [0, 8], flexible: [6, 8],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 8], about: "The error code, or 0 if there was no error." },
    ],
  }),
  UpdateRaftVoterRequest: (): MessageSchema => ({
    name: "UpdateRaftVoterRequest", kind: "request", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "clusterId", type: "string", versions: [0, 0], nullable: [0, 0], about: "The cluster id." },
      { name: "currentLeaderEpoch", type: "int32", versions: [0, 0], about: "The current leader epoch of the partition, -1 for unknown leader epoch." },
      { name: "voterId", type: "int32", versions: [0, 0], about: "The replica id of the voter getting updated in the topic partition." },
      { name: "voterDirectoryId", type: "uuid", versions: [0, 0], about: "The directory id of the voter getting updated in the topic partition." },
      { name: "listeners", type: "[]Listener", versions: [0, 0], about: "The endpoint that can be used to communicate with the leader.", fields: [
        { name: "name", type: "string", versions: [0, 0], mapKey: true, about: "The name of the endpoint." },
        { name: "host", type: "string", versions: [0, 0], about: "The hostname." },
        { name: "port", type: "uint16", versions: [0, 0], about: "The port." },
      ] },
      { name: "kRaftVersionFeature", type: "KRaftVersionFeature", versions: [0, 0], about: "The range of versions of the protocol that the replica supports.", fields: [
        { name: "minSupportedVersion", type: "int16", versions: [0, 0], about: "The minimum supported KRaft protocol version." },
        { name: "maxSupportedVersion", type: "int16", versions: [0, 0], about: "The maximum supported KRaft protocol version." },
      ] },
    ],
  }),
  UpdateRaftVoterResponse: (): MessageSchema => ({
    name: "UpdateRaftVoterResponse", kind: "response", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: [0, 0], about: "The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota." },
      { name: "errorCode", type: "int16", versions: [0, 0], about: "The error code, or 0 if there was no error." },
      { name: "currentLeader", type: "CurrentLeader", versions: [0, 0], tag: 0, tagged: [0, 0], about: "Details of the current Raft cluster leader.", fields: [
        { name: "leaderId", type: "int32", versions: [0, 0], default: -1, entityType: "brokerId", about: "The replica id of the current leader or -1 if the leader is unknown." },
        { name: "leaderEpoch", type: "int32", versions: [0, 0], default: -1, about: "The latest known leader epoch." },
        { name: "host", type: "string", versions: [0, 0], about: "The node's hostname." },
        { name: "port", type: "int32", versions: [0, 0], about: "The node's port." },
      ] },
    ],
  }),
  VoteRequest: (): MessageSchema => ({
    name: "VoteRequest", kind: "request", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "clusterId", type: "string", versions: [0, 2], nullable: [0, 2], default: null, about: "The cluster id." },
      { name: "voterId", type: "int32", versions: [1, 2], default: -1, ignorable: true, entityType: "brokerId", about: "The replica id of the voter receiving the request." },
      { name: "topics", type: "[]TopicData", versions: [0, 2], about: "The topic data.", fields: [
        { name: "topicName", type: "string", versions: [0, 2], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 2], about: "The partition data.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 2], about: "The partition index." },
          { name: "replicaEpoch", type: "int32", versions: [0, 2], about: "The epoch of the voter sending the request" },
          { name: "replicaId", type: "int32", versions: [0, 2], entityType: "brokerId", about: "The replica id of the voter sending the request" },
          { name: "replicaDirectoryId", type: "uuid", versions: [1, 2], ignorable: true, about: "The directory id of the voter sending the request" },
          { name: "voterDirectoryId", type: "uuid", versions: [1, 2], ignorable: true, about: "The directory id of the voter receiving the request" },
          { name: "lastOffsetEpoch", type: "int32", versions: [0, 2], about: "The epoch of the last record written to the metadata log." },
          { name: "lastOffset", type: "int64", versions: [0, 2], about: "The log end offset of the metadata log of the voter sending the request." },
          { name: "preVote", type: "bool", versions: [2, 2], about: "Whether the request is a PreVote request (not persisted) or not." },
        ] },
      ] },
    ],
  }),
  VoteResponse: (): MessageSchema => ({
    name: "VoteResponse", kind: "response", versions: [0, 2], flexible: [0, 2],
    fields: [
      { name: "errorCode", type: "int16", versions: [0, 2], about: "The top level error code." },
      { name: "topics", type: "[]TopicData", versions: [0, 2], about: "The results for each topic.", fields: [
        { name: "topicName", type: "string", versions: [0, 2], entityType: "topicName", about: "The topic name." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 2], about: "The results for each partition.", fields: [
          { name: "partitionIndex", type: "int32", versions: [0, 2], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 2], about: "The partition level error code." },
          { name: "leaderId", type: "int32", versions: [0, 2], entityType: "brokerId", about: "The ID of the current leader or -1 if the leader is unknown." },
          { name: "leaderEpoch", type: "int32", versions: [0, 2], about: "The latest known leader epoch." },
          { name: "voteGranted", type: "bool", versions: [0, 2], about: "True if the vote was granted and false otherwise." },
        ] },
      ] },
      { name: "nodeEndpoints", type: "[]NodeEndpoint", versions: [1, 2], tag: 0, tagged: [1, 2], about: "Endpoints for all current-leaders enumerated in PartitionData.", fields: [
        { name: "nodeId", type: "int32", versions: [1, 2], mapKey: true, entityType: "brokerId", about: "The ID of the associated node." },
        { name: "host", type: "string", versions: [1, 2], about: "The node's hostname." },
        { name: "port", type: "uint16", versions: [1, 2], about: "The node's port." },
      ] },
    ],
  }),
  VotersRecord: (): MessageSchema => ({
    name: "VotersRecord", kind: "data", versions: [0, 0], flexible: [0, 0],
    fields: [
      { name: "version", type: "int16", versions: [0, 0], about: "The version of the voters record." },
      { name: "voters", type: "[]Voter", versions: [0, 0], about: "The set of voters in the quorum for this epoch.", fields: [
        { name: "voterId", type: "int32", versions: [0, 0], entityType: "brokerId", about: "The replica id of the voter in the topic partition." },
        { name: "voterDirectoryId", type: "uuid", versions: [0, 0], about: "The directory id of the voter in the topic partition." },
        { name: "endpoints", type: "[]Endpoint", versions: [0, 0], about: "The endpoint that can be used to communicate with the voter.", fields: [
          { name: "name", type: "string", versions: [0, 0], mapKey: true, about: "The name of the endpoint." },
          { name: "host", type: "string", versions: [0, 0], about: "The hostname." },
          { name: "port", type: "uint16", versions: [0, 0], about: "The port." },
        ] },
        { name: "kRaftVersionFeature", type: "KRaftVersionFeature", versions: [0, 0], about: "The range of versions of the protocol that the replica supports.", fields: [
          { name: "minSupportedVersion", type: "int16", versions: [0, 0], about: "The minimum supported KRaft protocol version." },
          { name: "maxSupportedVersion", type: "int16", versions: [0, 0], about: "The maximum supported KRaft protocol version." },
        ] },
      ] },
    ],
  }),
  WriteShareGroupStateRequest: (): MessageSchema => ({
    name: "WriteShareGroupStateRequest", kind: "request", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "groupId", type: "string", versions: [0, 1], about: "The group identifier." },
      { name: "topics", type: "[]WriteStateData", versions: [0, 1], about: "The data for the topics.", fields: [
        { name: "topicId", type: "uuid", versions: [0, 1], about: "The topic identifier." },
        { name: "partitions", type: "[]PartitionData", versions: [0, 1], about: "The data for the partitions.", fields: [
          { name: "partition", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "stateEpoch", type: "int32", versions: [0, 1], about: "The state epoch of the share-partition." },
          { name: "leaderEpoch", type: "int32", versions: [0, 1], about: "The leader epoch of the share-partition." },
          { name: "startOffset", type: "int64", versions: [0, 1], about: "The share-partition start offset, or -1 if the start offset is not being written." },
          { name: "deliveryCompleteCount", type: "int32", versions: [1, 1], default: -1, ignorable: true, about: "The number of offsets greater than or equal to share-partition start offset for which delivery has been completed." },
          { name: "stateBatches", type: "[]StateBatch", versions: [0, 1], about: "The state batches for the share-partition.", fields: [
            { name: "firstOffset", type: "int64", versions: [0, 1], about: "The first offset of this state batch." },
            { name: "lastOffset", type: "int64", versions: [0, 1], about: "The last offset of this state batch." },
            { name: "deliveryState", type: "int8", versions: [0, 1], about: "The delivery state - 0:Available,2:Acked,4:Archived." },
            { name: "deliveryCount", type: "int16", versions: [0, 1], about: "The delivery count." },
          ] },
        ] },
      ] },
    ],
  }),
  WriteShareGroupStateResponse: (): MessageSchema => ({
    name: "WriteShareGroupStateResponse", kind: "response", versions: [0, 1], flexible: [0, 1],
    fields: [
      { name: "results", type: "[]WriteStateResult", versions: [0, 1], about: "The write results.", fields: [
        { name: "topicId", type: "uuid", versions: [0, 1], about: "The topic identifier." },
        { name: "partitions", type: "[]PartitionResult", versions: [0, 1], about: "The results for the partitions.", fields: [
          { name: "partition", type: "int32", versions: [0, 1], about: "The partition index." },
          { name: "errorCode", type: "int16", versions: [0, 1], about: "The error code, or 0 if there was no error." },
          { name: "errorMessage", type: "string", versions: [0, 1], nullable: [0, 1], default: null, about: "The error message, or null if there was no error." },
        ] },
      ] },
    ],
  }),
  WriteTxnMarkersRequest: (): MessageSchema => ({
    name: "WriteTxnMarkersRequest", kind: "request", versions: [0, 2], flexible: [1, 2],
    fields: [
      { name: "markers", type: "[]WritableTxnMarker", versions: [0, 2], about: "The transaction markers to be written.", fields: [
        { name: "producerId", type: "int64", versions: [0, 2], entityType: "producerId", about: "The current producer ID." },
        { name: "producerEpoch", type: "int16", versions: [0, 2], about: "The current epoch associated with the producer ID." },
        { name: "transactionResult", type: "bool", versions: [0, 2], about: "The result of the transaction to write to the partitions (false = ABORT, true = COMMIT)." },
        { name: "topics", type: "[]WritableTxnMarkerTopic", versions: [0, 2], about: "Each topic that we want to write transaction marker(s) for.", fields: [
          { name: "name", type: "string", versions: [0, 2], entityType: "topicName", about: "The topic name." },
          { name: "partitionIndexes", type: "[]int32", versions: [0, 2], about: "The indexes of the partitions to write transaction markers for." },
        ] },
        { name: "coordinatorEpoch", type: "int32", versions: [0, 2], about: "Epoch associated with the transaction state partition hosted by this transaction coordinator." },
        { name: "transactionVersion", type: "int8", versions: [2, 2], default: 0, ignorable: true, about: "Transaction version of the marker. Ex: 0/1 = legacy (TV0/TV1), 2 = TV2 etc." },
      ] },
    ],
  }),
  WriteTxnMarkersResponse: (): MessageSchema => ({
    name: "WriteTxnMarkersResponse", kind: "response", versions: [0, 2], flexible: [1, 2],
    fields: [
      { name: "markers", type: "[]WritableTxnMarkerResult", versions: [0, 2], about: "The results for writing makers.", fields: [
        { name: "producerId", type: "int64", versions: [0, 2], entityType: "producerId", about: "The current producer ID in use by the transactional ID." },
        { name: "topics", type: "[]WritableTxnMarkerTopicResult", versions: [0, 2], about: "The results by topic.", fields: [
          { name: "name", type: "string", versions: [0, 2], entityType: "topicName", about: "The topic name." },
          { name: "partitions", type: "[]WritableTxnMarkerPartitionResult", versions: [0, 2], about: "The results by partition.", fields: [
            { name: "partitionIndex", type: "int32", versions: [0, 2], about: "The partition index." },
            { name: "errorCode", type: "int16", versions: [0, 2], about: "The error code, or 0 if there was no error." },
          ] },
        ] },
      ] },
    ],
  }),
};
