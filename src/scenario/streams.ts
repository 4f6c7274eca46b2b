/** Scenarios that come through standard input or a pipe: read to their end, but never beyond a limit. */
import type { FileHandle } from "node:fs/promises";
import { addAbortSignal, type Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a pipe may stay without anybody who writes to it. */
const WRITER_MS_MAX = 2_000;
const LOOK_EVERY_MS = 20;

/** No process writes to the pipe. */
export class SilentPipeError extends Error {
  override name = "SilentPipeError";
}

/** At most `bytesMax` bytes, and one more where there are more. Rejects with the signal's reason when it aborts. */
export async function readStream(stream: Readable, bytesMax: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      chunks.push(Buffer.from(chunk));
      length += chunk.length;
      if (length > bytesMax) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return Buffer.concat(chunks).subarray(0, bytesMax + 1);
}

/**
 * The same of a pipe that was opened with O_NONBLOCK. Its end is where the writer closes it; a pipe without a writer looks
 * as if it had ended, too, so an empty one is given a moment.
 */
export async function readPipe(pipe: FileHandle, bytesMax: number, signal: AbortSignal): Promise<Buffer> {
  const buffer = Buffer.alloc(bytesMax + 1);
  const deadlineMs = performance.now() + WRITER_MS_MAX;
  let length = 0;
  while (length < buffer.length) {
    signal.throwIfAborted();
    const read = await readNow(pipe, buffer, length);
    if (read === 0 && length > 0) break;
    if (read === 0 && performance.now() > deadlineMs) throw new SilentPipeError("nobody writes to the pipe");
    if (read === 0 || read === "later") {
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
    } else length += read;
  }
  return buffer.subarray(0, length);
}

async function readNow(pipe: FileHandle, buffer: Buffer, offset: number): Promise<number | "later"> {
  try {
    return (await pipe.read(buffer, offset, buffer.length - offset)).bytesRead;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return "later";
    throw error;
  }
}
