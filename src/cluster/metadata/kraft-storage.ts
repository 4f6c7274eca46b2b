/**
 * What `kafka-storage format` writes into the data directory of a KRaft node, without its JVM: `meta.properties`, and for a
 * voter the first snapshot of the metadata log, which has the levels of the features that a new cluster begins with.
 *
 * Layout: KafkaConfigSchema's meta.properties of version 1; a snapshot is three record batches (SnapshotHeaderRecord,
 * FeatureLevelRecord…, SnapshotFooterRecord), as RecordsSnapshotWriter.java writes them.
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

/** SnapshotHeaderRecord and SnapshotFooterRecord: ControlRecordType.java. */
const [HEADER, FOOTER] = [3, 4];
/** MetadataRecordSerde.java: a frame version, the record's type, and its version. */
const FEATURE_LEVEL_RECORD = [1, 12, 0];

export interface Formatting {
  /** Of the Kafka that runs. */
  readonly kafka: string;
  /** Nodes of one seed are of one cluster. */
  readonly seed: number;
}

/** Files of the data directory of one node, by their paths there. */
export async function formattedStorage(
  node: PlannedNode,
  { kafka, seed }: Formatting,
): Promise<Record<string, string | Buffer>> {
  const meta = javaProperties({
    version: 1,
    "cluster.id": clusterId(seed),
    "node.id": node.id,
    "directory.id": uuid(`${seed} ${node.name}`),
  });
  if (node.quorum !== "kraft") return { "meta.properties": meta };
  return { "meta.properties": meta, [checkpointPath(kafka)]: await checkpoint(kafka) };
}

function clusterId(seed: number): string {
  return uuid(`cluster ${seed}`);
}

/** 16 bytes in URL-safe Base64, the same for the same text. Kafka reserves those that begin with 8 zero bytes. */
function uuid(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}

function checkpointPath(kafka: string): string {
  return isBefore(kafka, "4.4")
    ? "bootstrap.checkpoint"
    : "__cluster_metadata-0/00000000000000000000-0000000000.checkpoint";
}

/** The levels of a new cluster of this version, `metadata.version` first. */
export function featureLevels(kafka: string): Readonly<Record<string, number>> {
  const [, levels] = FEATURE_LEVELS.findLast(([release]) => !isBefore(kafka, release)) ?? FEATURE_LEVELS[0]!;
  return levels;
}

async function checkpoint(kafka: string): Promise<Buffer> {
  const levels = Object.entries(featureLevels(kafka));
  return Buffer.concat([
    await controlBatch(0, HEADER, encodeMessage("SnapshotHeaderRecord", 0, {})),
    await writeBatch({ baseOffset: 1, leaderEpoch: 0, records: levels.map(featureLevel) }),
    await controlBatch(1 + levels.length, FOOTER, encodeMessage("SnapshotFooterRecord", 0, {})),
  ]);
}

function controlBatch(baseOffset: number, type: number, message: Buffer): Promise<Buffer> {
  const key = Buffer.from([0, 0, 0, type]);
  return writeBatch({
    baseOffset,
    leaderEpoch: 0,
    isControl: true,
    records: [{ key, value: message, timestamp: 0 }],
  });
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
