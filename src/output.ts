/**
 * Where this process writes text: a terminal, a pipe or a file.
 *
 * A reader that went away (`chaos report | head`) has read enough. Any other error means that output is missing, and it
 * must not be lost: a command whose output is missing has not done what it was asked for.
 */
import { fstatSync, writeSync } from "node:fs";

export interface Output {
  /** A file or a device: no program reads along. */
  readonly isFile: boolean;
  write(text: string): void;
  /** Resolves when everything is written, or will never be, to the first error. */
  end(): Promise<Error | undefined>;
}

type Stream = NodeJS.WriteStream & { readonly fd: number };

export function outputTo(stream: Stream): Output {
  return isPlainFile(stream) ? file(stream.fd) : pipe(stream);
}

/** Node's own stream takes a short write for a whole one: on a disk that becomes full, it loses the end without an error. */
function file(fd: number): Output {
  let failure: Error | undefined;
  return {
    isFile: true,
    write(text) {
      if (failure !== undefined) return;
      const bytes = Buffer.from(text);
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      } catch (error) {
        failure = error as Error;
      }
    },
    end: async () => failure,
  };
}

function pipe(stream: Stream): Output {
  let failure: Error | undefined;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") failure ??= error;
  });
  return {
    isFile: false,
    write: (text) => void stream.write(text),
    // The error of a write is told after its callback.
    end: () => new Promise((resolve) => stream.write("", () => setImmediate(() => resolve(failure)))),
  };
}

/** A device such as /dev/full counts as one; a terminal does not: Node makes sure that it is written to as a whole. */
function isPlainFile({ isTTY, fd }: Stream): boolean {
  if (isTTY) return false;
  const kind = fstatSync(fd);
  return kind.isFile() || kind.isCharacterDevice();
}
