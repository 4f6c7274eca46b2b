/**
 * Synthetic histories for tests: producers that write to partitions, brokers that lose what they acknowledged, and
 * whatever else can go wrong. A history is plain data; its ledger and its log follow from it, so does what an
 * obviously correct model finds in it (see check.test.ts).
 */

import { alike } from "../alike.js";
import { equalLedger } from "../history/equal.test-support.js";
import type { Ledger } from "../history/ledger.js";
import type { LogFooter } from "../history/log-file.js";
import type { LogRecorder } from "../history/log-recorder.js";
import { MemoryLog } from "../history/memory-log.test-support.js";
import { messageWriter } from "../history/message.js";
import { TopicPartitions } from "../topic-partitions.js";
import { startCheck } from "./check.js";
import { startObservers } from "./check-log.js";
import type { CleanupPolicy } from "./cleanup-policy.js";
import type { CheckOutcome } from "./outcome.js";
import type { Planted } from "./planted.js";
import type { ProxyTrace } from "./proxy-doubts.js";

export const NONCE = 0xc0ffee00;
export const SIZE_BYTES = 32;
const STARTED_AT_MS = Date.UTC(2026, 0, 1);
/** All replicas hold the same log. */
const FOOTER: LogFooter = {
  topicConfigs: [{ "cleanup.policy": "delete" }],
  replicas: { differences: [], unknown: null },
};

export type Outcome = "unsent" | "in flight" | "acknowledged" | "unplaced" | "failed";

export interface Message {
  readonly producer: number;
  readonly sequence: number;
  outcome: Outcome;
  partition: number;
  offset: number;
}

export type LogRecord =
  | { kind: "copy"; producer: number; sequence: number }
  | { kind: "foreign"; producer: number; sequence: number; nonce: number }
  /** Bytes of a copy, one of them flipped: `at` is its place in the value. */
  | { kind: "damaged"; producer: number; sequence: number; at: number }
  /** A copy with bytes behind it. */
  | { kind: "lengthened"; producer: number; sequence: number }
  | { kind: "no value" }
  | { kind: "broken batch" }
  | { kind: "control" };

export interface History {
  readonly producers: number;
  readonly messages: number;
  readonly partitions: number;
  readonly acks: 0 | 1;
  readonly ledger: Message[];
  /** By partition; the index is the offset. */
  readonly log: LogRecord[][];
}

export function emptyHistory(
  shape: Pick<History, "producers" | "messages" | "partitions" | "acks">,
): History {
  const { producers, messages, partitions } = shape;
  return {
    ...shape,
    ledger: Array.from({ length: producers * messages }, (_, row) => ({
      producer: Math.floor(row / messages),
      sequence: row % messages,
      outcome: "unsent",
      partition: 0,
      offset: 0,
    })),
    log: Array.from({ length: partitions }, () => []),
  };
}

/** The next message in turn is written and acknowledged where it stands, without anything going wrong. */
export function cleanHistory(
  shape: Pick<History, "producers" | "messages" | "partitions" | "acks">,
): History {
  const history = emptyHistory(shape);
  for (let sequence = 0; sequence < shape.messages; sequence++) {
    for (let producer = 0; producer < shape.producers; producer++) {
      const message = history.ledger[producer * shape.messages + sequence]!;
      message.partition = (producer + sequence) % shape.partitions;
      message.offset = history.log[message.partition]!.push({ kind: "copy", producer, sequence }) - 1;
      message.outcome = shape.acks === 0 ? "unplaced" : "acknowledged";
    }
  }
  return history;
}

/** The same, with the messages sent in the order in which the log has them: the ledger's own is producer by producer. */
export function inTurn(history: History): History {
  const ledger = [...history.ledger].sort((a, b) => a.sequence - b.sequence || a.producer - b.producer);
  return { ...history, ledger };
}

export function ledgerOf({ ledger: messages, ...shape }: History): Ledger {
  const ledger = equalLedger({
    nonce: NONCE,
    producers: shape.producers,
    messages: shape.messages,
    partitions: shape.partitions,
    acks: shape.acks,
    startedAtMs: STARTED_AT_MS,
  });
  let nowMs = 0;
  for (const { producer, sequence, outcome, partition, offset } of messages) {
    nowMs++;
    if (outcome === "unsent") continue;
    ledger.sent(producer, sequence, nowMs);
    if (outcome === "acknowledged") ledger.acknowledged(producer, sequence, partition, offset, nowMs + 0.5);
    if (outcome === "unplaced") ledger.acknowledged(producer, sequence, partition, -1001, nowMs + 0.5);
    if (outcome === "failed") ledger.failed(producer, sequence, partition, "ERR__MSG_TIMED_OUT", nowMs + 0.5);
  }
  return ledger;
}

/** Runs the check over a history, as it is in log.bin. `planted`: by the journal of a proxy that there was. */
export function checkHistory(history: History, planted?: Planted): CheckOutcome {
  const log = emptyLog(history);
  for (const [partition, records] of history.log.entries()) {
    log.begin(partition);
    for (const [offset, record] of records.entries()) feed(log, offset, record);
    log.end(records.length);
  }
  const proxy = planted === undefined ? null : proxyThat(planted, history);
  return checkLog(ledgerOf(history), log, proxy);
}

export function emptyLog({ producers, messages, partitions }: History): MemoryLog {
  return new MemoryLog({
    ...{ topics: [{ name: "test1", partitions }], nonce: NONCE, schemaId: null },
    producers: alike(producers, { messages, sizeBytes: SIZE_BYTES }),
  });
}

export function checkLog(
  ledger: Ledger,
  log: MemoryLog,
  proxy: ProxyTrace | null = null,
  policy: CleanupPolicy | null = null,
): CheckOutcome {
  const check = startCheck(ledger, log.identity.schemaId, proxy);
  const observers = startObservers(ledger);
  log.read(check);
  log.read(observers);
  return observers.addTo(
    check.finish(() => policy, new TopicPartitions(log.identity.topics)),
    FOOTER,
  );
}

export function proxyThat(planted: Planted, { acks }: Pick<History, "acks">): ProxyTrace {
  return { planted, isAnswered: acks !== 0, isComplete: true };
}

export function feed(log: LogRecorder, offset: number, record: LogRecord): void {
  if (record.kind === "control") log.control(offset, offset);
  else if (record.kind === "broken batch") log.broken(offset, offset);
  else if (record.kind === "no value") log.record(offset, Buffer.alloc(0), -1, -1);
  else {
    const nonce = record.kind === "foreign" ? record.nonce : NONCE;
    const value = messageWriter({ nonce, producer: record.producer, sizeBytes: SIZE_BYTES }).write(
      record.sequence,
      1,
    );
    if (record.kind === "damaged") value[record.at]! ^= 0xff;
    const bytes = record.kind === "lengthened" ? Buffer.concat([value, Buffer.from("random")]) : value;
    log.record(offset, bytes, 0, bytes.length);
  }
}
