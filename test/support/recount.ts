/** Reads what a run left behind without the program: `ledger.bin` by its documented layout, and node logs as text. */
import { readFile } from "node:fs/promises";

export interface LedgerRow {
  readonly sequence: number;
  readonly outcome: "acknowledged" | "failed" | "other";
  readonly partition: number;
  readonly offset: number;
}

/** Every row of a ledger with one producer. */
export async function readLedgerRows(path: string): Promise<readonly LedgerRow[]> {
  const bytes = await readFile(path);
  const header = JSON.parse(bytes.toString("utf8", 16, 16 + bytes.readUInt32LE(12))) as {
    producers: { messages: number }[];
    columns: { name: string; at: number }[];
  };
  const [producer, ...others] = header.producers;
  if (producer === undefined || others.length > 0) {
    throw new Error(`the ledger is of ${header.producers.length} producers`);
  }
  const at = (name: string) => header.columns.find((column) => column.name === name)?.at;
  const [outcomes, offsets, partitions] = [at("outcome")!, at("offset")!, at("partition")];
  return Array.from({ length: producer.messages }, (_, sequence) => {
    const outcome = bytes[outcomes + sequence]!;
    return {
      sequence,
      outcome: outcome === 2 ? "acknowledged" : outcome >= 4 ? "failed" : "other",
      partition: partitions === undefined ? 0 : bytes.readUInt16LE(partitions + 2 * sequence),
      offset: bytes.readUInt32LE(offsets + 4 * sequence),
    };
  });
}

export interface TruncationLine {
  readonly line: string;
  readonly atMs: number;
  readonly offset: number;
}

/** Where a broker's log says that it cut this partition. */
export async function truncationLines(
  path: string,
  topic: string,
  partition: number,
): Promise<TruncationLine[]> {
  const log = await readFile(path, "utf8");
  return log.split("\n").flatMap((line) => {
    if (!line.includes(`[UnifiedLog partition=${topic}-${partition}, `)) return [];
    const offset = / Truncating to offset (\d+) /.exec(line)?.[1];
    if (offset === undefined) return [];
    const atMs = Date.parse(`${line.slice(1, 11)}T${line.slice(12, 20)}.${line.slice(21, 24)}Z`);
    return [{ line, atMs, offset: Number(offset) }];
  });
}
