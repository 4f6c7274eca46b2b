/** What log.bin would hold, in memory: a test writes it as the reader does, and a check reads it as it is on disk. */
import { ValueClassifier } from "./classify.js";
import { LogDecoder, LogEncoder } from "./log-codec.js";
import type { LogIdentity, LogSink } from "./log-entries.js";

export class MemoryLog extends LogEncoder {
  readonly #classifier: ValueClassifier;
  readonly #pieces: Buffer[] = [];

  constructor(readonly identity: LogIdentity) {
    super();
    this.#classifier = new ValueClassifier(identity);
  }

  /** A record with its value at `bytes[start, end)`. */
  value(offset: number, bytes: Uint8Array, start = 0, end = bytes.length): void {
    this.#classifier.look(bytes, start, end);
    const { kind, row, schemaId } = this.#classifier;
    this.record(offset, kind, row, schemaId);
  }

  get bytes(): number {
    this.#pieces.push(...this.take());
    return this.#pieces.reduce((sum, { length }) => sum + length, 0);
  }

  read(sink: LogSink): void {
    this.#pieces.push(...this.take());
    const decoder = new LogDecoder(this.identity, sink);
    for (const piece of this.#pieces) decoder.read(piece);
    decoder.finish();
  }
}
