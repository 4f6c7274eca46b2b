/** The batches of one segment of a log: `<first offset>.log` in the directory of a partition. */
import { type FileHandle, open } from "node:fs/promises";
import { LOG_OVERHEAD_BYTES, readBatches } from "../protocol/index.js";

const CHUNK_BYTES = 4 * 2 ** 20;
/** LegacyRecord.java: the smallest message that Kafka ever wrote. */
const BATCH_BYTES_MIN = LOG_OVERHEAD_BYTES + 14;

/** Where one batch lies in its segment. */
export interface BatchPlace {
  readonly start: number;
  readonly end: number;
  readonly baseOffset: number;
  readonly records: number;
}

/**
 * The whole batches of a segment, first to last. A file may have bytes after them: a batch of which a part was written, or
 * the zeros of `log.preallocate`. Kafka removes these bytes when it starts.
 */
export async function* batchesOf(path: string): AsyncGenerator<BatchPlace> {
  await using file = await opened(path);
  let chunkBytes = CHUNK_BYTES;
  let position = 0;
  for (;;) {
    const chunk = await read(file.handle, position, chunkBytes);
    let at = 0;
    let missing = 0;
    while (chunk.length - at >= LOG_OVERHEAD_BYTES) {
      const size = LOG_OVERHEAD_BYTES + chunk.readInt32BE(at + 8);
      if (size < BATCH_BYTES_MIN) return;
      if (at + size > chunk.length) {
        missing = size;
        break;
      }
      const [batch] = readBatches(chunk.subarray(at, at + size), { checkCrc: false }).batches;
      const { baseOffset, lastOffset, count } = batch!;
      const records = count ?? lastOffset - baseOffset + 1;
      yield { start: position + at, end: position + at + size, baseOffset, records };
      at += size;
    }
    if (chunk.length < chunkBytes) return;
    position += at;
    chunkBytes = Math.max(CHUNK_BYTES, missing);
  }
}

async function opened(path: string): Promise<{ handle: FileHandle } & AsyncDisposable> {
  const handle = await open(path);
  return { handle, [Symbol.asyncDispose]: () => handle.close() };
}

async function read(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(bytes), 0, bytes, position);
  return buffer.subarray(0, bytesRead);
}
