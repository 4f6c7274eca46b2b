/** What log.bin would hold, in memory: a test writes it as the reader does, and a check reads it as it is on disk. */
import { LogDecoder } from "./log-codec.js";
import type { LogSink } from "./log-entries.js";
import { LogRecorder } from "./log-recorder.js";

export class MemoryLog extends LogRecorder {
  readonly #pieces: Buffer[] = [];

  read(sink: LogSink): void {
    this.#pieces.push(...this.take());
    const decoder = new LogDecoder(this.identity, sink);
    for (const piece of this.#pieces) decoder.read(piece);
    decoder.finish();
  }
}
