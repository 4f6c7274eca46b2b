/** `--journal`: what the interceptors did, appended to a file, one JSON object a line. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { InfrastructureError, UsageError } from "../../errors.js";
import type { JournalEntry } from "../../proxy/interceptor-rules.js";

export interface OpenJournal extends AsyncDisposable {
  write(entry: JournalEntry): void;
  /** How many entries there are so far, and how many of them are not in the file yet. */
  count(): { readonly entries: number; readonly unwritten: number };
  /** Rejects when a line could not be written: a proxy whose journal has gaps must not go on. */
  readonly broken: Promise<never>;
}

/** @throws UsageError when the file cannot be opened */
export async function openJournal(path: string): Promise<OpenJournal> {
  const stream = createWriteStream(path, { flags: "a" });
  await once(stream, "open").catch((cause: Error) => {
    throw new UsageError(`--journal ${path}: ${cause.message}`, { cause });
  });
  const broken = new Promise<never>((_, reject) => {
    stream.once("error", (cause) => {
      reject(new InfrastructureError(`the journal ${path} can't be written: ${cause.message}`, { cause }));
    });
  });
  broken.catch(() => {});
  let entries = 0;
  let written = 0;
  return {
    broken,
    write(entry) {
      entries++;
      stream.write(`${JSON.stringify(entry)}\n`, (error) => {
        if (!error) written++;
      });
    },
    count: () => ({ entries, unwritten: entries - written }),
    [Symbol.asyncDispose]: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
