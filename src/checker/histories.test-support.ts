/**
 * Synthetic histories for tests: producers that write to partitions, brokers that lose what they acknowledged, and
 * whatever else can go wrong. A history is plain data; its ledger and its log follow from it, so does what an
 * obviously correct model finds in it (see check.test.ts).
 */
import { createLedger, type Ledger } from "../workload/ledger.js";
import { messageWriter } from "../workload/message.js";
import { type Check, startCheck } from "./check.js";
import type { CheckOutcome } from "./outcome.js";
import type { Planted } from "./planted.js";

export const NONCE = 0xc0ffee00;
const SIZE_BYTES = 32;
const STARTED_AT_MS = Date.UTC(2026, 0, 1);

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

export function ledgerOf({ ledger: messages, ...shape }: History): Ledger {
  const ledger = createLedger({
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

/** Runs the check over a history, as the reader would. `planted`: by the journal of a proxy that there was. */
export function checkHistory(history: History, planted?: Planted): CheckOutcome {
  const proxy =
    planted === undefined
      ? null
      : { planted, sizeBytes: SIZE_BYTES, isAnswered: history.acks !== 0, isComplete: true };
  const check = startCheck(ledgerOf(history), proxy);
  for (const [partition, records] of history.log.entries()) {
    for (const [offset, record] of records.entries()) feed(check, partition, offset, record);
  }
  return check.finish(history.log.map((records) => records.length));
}

export function feed(check: Check, partition: number, offset: number, record: LogRecord): void {
  if (record.kind === "control") check.skipped(partition, offset, offset);
  else if (record.kind === "broken batch") check.damaged(partition, offset, offset);
  else if (record.kind === "no value") check.record(partition, offset, Buffer.alloc(0), -1, -1);
  else {
    const nonce = record.kind === "foreign" ? record.nonce : NONCE;
    const value = messageWriter({ nonce, producer: record.producer, sizeBytes: SIZE_BYTES }).write(
      record.sequence,
      1,
    );
    if (record.kind === "damaged") value[record.at]! ^= 0xff;
    const bytes = record.kind === "lengthened" ? Buffer.concat([value, Buffer.from("random")]) : value;
    check.record(partition, offset, bytes, 0, bytes.length);
  }
}
