/**
 * What the value of a record is, for which its bytes are needed; all that is asked later is asked of the answer.
 *
 *     message                              intact: the checksum holds, and the schema id is this run's where values carry one
 *     message ── more bytes                changed, as a proxy does: with the change taken back the checksum holds,
 *     00 ── another schema id ── message   which proves which message it was
 *     anything else                        damaged
 *
 * An intact message that bears another nonce, or a row that this run does not have, is foreign.
 */

import { type LogIdentity, RECORD, type RecordKind } from "./log-entries.js";
import {
  MESSAGE_HEADER_BYTES,
  messageHolds,
  messageNonce,
  messageProducer,
  messageSequence,
  SCHEMA_HEADER_BYTES,
  schemaIdOf,
} from "./message.js";
import { type ProducerRows, producerRows } from "./producer-rows.js";

/** Looks at one value after another. */
export class ValueClassifier {
  kind: RecordKind = RECORD.damaged;
  /** −1: the value names no message of this run. */
  row = -1;
  /** −1: the value carries no schema id, or no value of this run does. */
  schemaId = -1;

  readonly #rowsOf: ProducerRows;
  readonly #sizes: readonly number[];

  constructor(readonly identity: LogIdentity) {
    this.#rowsOf = producerRows(identity.producers.map(({ messages }) => messages));
    this.#sizes = identity.producers.map(({ sizeBytes }) => sizeBytes);
  }

  /** The value lies at `bytes[start, end)`; a record without a value has an empty one. */
  look(bytes: Uint8Array, start: number, end: number): void {
    const { schemaId } = this.identity;
    const hasSchema = schemaId !== null;
    const messageStart = hasSchema ? start + SCHEMA_HEADER_BYTES : start;
    this.schemaId = hasSchema ? schemaIdOf(bytes, start, end) : -1;
    const hasItsSchema = !hasSchema || this.schemaId === schemaId;
    this.row = end - messageStart < MESSAGE_HEADER_BYTES ? -1 : this.#rowNamed(bytes, messageStart);
    if (hasItsSchema && messageHolds(bytes, messageStart, end)) {
      this.kind = this.row < 0 ? RECORD.foreign : RECORD.message;
      return;
    }
    const messageEnd = this.row < 0 ? end : start + this.#sizes[this.#rowsOf.producerOf(this.row)]!;
    const isChanged =
      this.row >= 0 &&
      end >= messageEnd &&
      (!hasSchema || this.schemaId >= 0) &&
      messageHolds(bytes, messageStart, messageEnd);
    this.kind = isChanged ? RECORD.changed : RECORD.damaged;
  }

  #rowNamed(bytes: Uint8Array, messageStart: number): number {
    if (messageNonce(bytes, messageStart) !== this.identity.nonce) return -1;
    return this.#rowsOf.rowOf(messageProducer(bytes, messageStart), messageSequence(bytes, messageStart));
  }
}
