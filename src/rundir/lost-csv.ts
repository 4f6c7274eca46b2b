/** `lost.csv`: one line for each message that is lost for certain. No file: none is. */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TopicPartitions } from "../topic-partitions.js";

const HEAD = "topic,partition,producer,sequence,offset,sent_at,acknowledged_at,acknowledged_by,leader_epoch";

/** A message that was acknowledged, and is lost for certain. */
export interface LostMessage {
  readonly producer: number;
  readonly sequence: number;
  readonly partition: number;
  /** null: it was acknowledged without one, as with acks=0. */
  readonly offset: number | null;
  readonly sentAt: Date;
  readonly acknowledgedAt: Date;
  /** null: the evidence does not tell. */
  readonly acknowledgedBy: string | null;
  readonly leaderEpoch: number | null;
}

/** Unknown values are empty. Rejects with the error of the disk. */
export async function writeLostCsv(
  path: string,
  topics: TopicPartitions,
  messages: Generator<LostMessage>,
): Promise<void> {
  const first = messages.next();
  if (first.done) return;
  await pipeline(Readable.from(chunksOf(topics, first.value, messages)), createWriteStream(path));
}

/** No name in a line has a comma: topics and nodes cannot. */
function lineOf(topics: TopicPartitions, message: LostMessage): string {
  const { topic, partition } = topics.at(message.partition);
  const { producer, sequence, offset, sentAt, acknowledgedAt } = message;
  const times = [sentAt.toISOString(), acknowledgedAt.toISOString()];
  const by = [message.acknowledgedBy ?? "", message.leaderEpoch ?? ""];
  return `${[topic, partition, producer, sequence, offset ?? "", ...times, ...by].join(",")}\n`;
}

const CHUNK_CHARACTERS = 64 * 1024;

/** A stream of short lines would spend its time between them. */
function* chunksOf(
  topics: TopicPartitions,
  first: LostMessage,
  others: Iterable<LostMessage>,
): Generator<string> {
  let chunk = `${HEAD}\n${lineOf(topics, first)}`;
  for (const message of others) {
    chunk += lineOf(topics, message);
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}
