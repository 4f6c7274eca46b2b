/**
 * What `kafka-storage format` writes into the data directory of a KRaft node, without its JVM: `meta.properties`, and for a
 * voter the first snapshot of the metadata log, which has the levels of the features that a new cluster begins with. That of
 * a dynamic quorum (kraft.version 1, KIP-853) has its voters as well.
 *
 * Layout: KafkaConfigSchema's meta.properties of version 1; a snapshot is a batch of control records (SnapshotHeaderRecord,
 * and of a dynamic quorum KRaftVersionRecord and VotersRecord), one of FeatureLevelRecords, and one with the
 * SnapshotFooterRecord, as RecordsSnapshotWriter.java writes them.
 */
import { createHash } from "node:crypto";
import { encodeMessage, type RecordInput, Writer, writeBatch } from "../../protocol/index.js";
import { javaProperties } from "../java-properties.js";
import type { PlannedNode } from "../topology.js";
import { isBefore } from "../versions.js";

/** Of a new cluster, as each release formats it. A later release without a line of its own begins as the last one does. */
const FEATURE_LEVELS: readonly (readonly [release: string, levels: Readonly<Record<string, number>>])[] = [
  ["3.9", { "metadata.version": 21 }],
  ["4.0", { "metadata.version": 25, "group.version": 1, "transaction.version": 2 }],
  [
    "4.1",
    {
      "metadata.version": 27,
      "eligible.leader.replicas.version": 1,
      "group.version": 1,
      "transaction.version": 2,
    },
  ],
  ["4.2", featuresSince42({ metadata: 29, share: 1 })],
  ["4.3", featuresSince42({ metadata: 30, share: 1 })],
  ["4.4", featuresSince42({ metadata: 33, share: 2 })],
];

function featuresSince42({ metadata, share }: { metadata: number; share: number }): Record<string, number> {
  return {
    "metadata.version": metadata,
    "eligible.leader.replicas.version": 1,
    "group.version": 1,
    "share.version": share,
    "streams.version": 1,
    "transaction.version": 2,
  };
}

/** ControlRecordType.java */
const [HEADER, FOOTER, KRAFT_VERSION, VOTERS] = [3, 4, 5, 6];
/** The versions of KRaft's protocol that every Kafka since 3.9 speaks: KRaftVersion.java. Version 1 has dynamic quorums. */
const KRAFT_VERSIONS = { minSupportedVersion: 0, maxSupportedVersion: 1 };
/** MetadataRecordSerde.java: a frame version, the record's type, and its version. */
const FEATURE_LEVEL_RECORD = [1, 12, 0];

const FIRST_SNAPSHOT = "__cluster_metadata-0/00000000000000000000-0000000000.checkpoint";

export interface Formatting {
  /** Of the Kafka that runs. */
  readonly kafka: string;
  /** Nodes of one seed are of one cluster. */
  readonly seed: number;
  /** The voters that a dynamic quorum begins with; absent: the quorum is static, and every node's properties name its voters. */
  readonly initialControllers?: readonly InitialController[];
}

/** As `kafka-storage format --initial-controllers` is told of it. */
export interface InitialController {
  readonly node: PlannedNode;
  /** Where the other nodes reach it. */
  readonly listener: { readonly name: string; readonly host: string; readonly port: number };
}

/** Files of the data directory of one node, by their paths there. */
export async function formattedStorage(
  node: PlannedNode,
  formatting: Formatting,
): Promise<Record<string, string | Buffer>> {
  const { seed } = formatting;
  const meta = javaProperties({
    version: 1,
    "cluster.id": clusterId(seed),
    "node.id": node.id,
    "directory.id": directoryId(node, seed),
  });
  return { "meta.properties": meta, ...(node.quorum === "kraft" && (await checkpoints(formatting))) };
}

function directoryId({ name }: PlannedNode, seed: number): string {
  return uuid(`${seed} ${name}`);
}

function clusterId(seed: number): string {
  return uuid(`cluster ${seed}`);
}

/** 16 bytes in URL-safe Base64, the same for the same text. Kafka reserves those that begin with 8 zero bytes. */
function uuid(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}

/** The levels of a new cluster of this version, `metadata.version` first. */
export function featureLevels(kafka: string): Readonly<Record<string, number>> {
  const [, levels] = FEATURE_LEVELS.findLast(([release]) => !isBefore(kafka, release)) ?? FEATURE_LEVELS[0]!;
  return levels;
}

/** Before 4.4 the levels have a file to themselves. */
async function checkpoints(formatting: Formatting): Promise<Record<string, Buffer>> {
  const levels = Object.entries(featureLevels(formatting.kafka)).map(featureLevel);
  const quorum = quorumRecords(formatting);
  if (!isBefore(formatting.kafka, "4.4")) return { [FIRST_SNAPSHOT]: await snapshot(quorum, levels) };
  return {
    "bootstrap.checkpoint": await snapshot([], levels),
    ...(quorum.length > 0 && { [FIRST_SNAPSHOT]: await snapshot(quorum, []) }),
  };
}

/** None where the quorum is static. */
function quorumRecords({ seed, initialControllers }: Formatting): RecordInput[] {
  if (initialControllers === undefined) return [];
  const voters = initialControllers.map(({ node, listener }) => ({
    voterId: node.id,
    voterDirectoryId: directoryId(node, seed),
    endpoints: [listener],
    kRaftVersionFeature: KRAFT_VERSIONS,
  }));
  return [
    control(KRAFT_VERSION, encodeMessage("KRaftVersionRecord", 0, { kRaftVersion: 1 })),
    control(VOTERS, encodeMessage("VotersRecord", 0, { voters })),
  ];
}

async function snapshot(quorum: readonly RecordInput[], levels: readonly RecordInput[]): Promise<Buffer> {
  const first = [control(HEADER, encodeMessage("SnapshotHeaderRecord", 0, {})), ...quorum];
  const last = control(FOOTER, encodeMessage("SnapshotFooterRecord", 0, {}));
  const end = first.length + levels.length;
  return Buffer.concat([
    await writeBatch({ baseOffset: 0, leaderEpoch: 0, isControl: true, records: first }),
    ...(levels.length > 0
      ? [await writeBatch({ baseOffset: first.length, leaderEpoch: 0, records: levels })]
      : []),
    await writeBatch({ baseOffset: end, leaderEpoch: 0, isControl: true, records: [last] }),
  ]);
}

function control(type: number, value: Buffer): RecordInput {
  return { key: Buffer.from([0, 0, 0, type]), value, timestamp: 0 };
}

function featureLevel([name, level]: [string, number]): RecordInput {
  const writer = new Writer(64);
  for (const byte of FEATURE_LEVEL_RECORD) writer.int8(byte);
  writer.int8(name.length + 1);
  writer.raw(Buffer.from(name));
  writer.int16(level);
  // No tagged fields.
  writer.int8(0);
  return { value: Buffer.from(writer.bytes), timestamp: 0 };
}
