/** What a client that shares nothing with the program, nor with Kafka, reads from a broker's published port. */
import { execa } from "execa";
import type { LoggedMessage } from "./independent.js";

const KCAT_MS_MAX = 60_000;
/** What is read of a value: nonce, producer and sequence, by the layout at the top of message.ts. */
const ID_BYTES = 12;

/** Every record of these partitions that consumers of committed messages get, one partition after another. */
export async function readWithKcat(
  bootstrap: string,
  topic: string,
  partitions: readonly number[] = [0],
): Promise<LoggedMessage[]> {
  const found = await Promise.all(partitions.map((partition) => readPartition(bootstrap, topic, partition)));
  return found.flat();
}

async function readPartition(bootstrap: string, topic: string, partition: number): Promise<LoggedMessage[]> {
  // %S is the length of the value, and %s its bytes as they are: framed so, no byte has to be told from a separator.
  const format = ["-f", "%o %S %s"];
  const { stdout } = await execa(
    "kcat",
    [
      ...["-b", bootstrap, "-C", "-t", topic, "-p", String(partition), "-o", "beginning", "-e", "-q", "-u"],
      ...["-X", "isolation.level=read_committed", ...format],
    ],
    { encoding: "buffer", timeout: KCAT_MS_MAX },
  );
  const bytes = Buffer.from(stdout);
  const messages: LoggedMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [offset, afterOffset] = number(bytes, at);
    const [length, start] = number(bytes, afterOffset);
    if (length < ID_BYTES) throw new Error(`the value at offset ${offset} has ${length} bytes`);
    messages.push({
      ...{ partition, offset },
      nonce: bytes.readUInt32BE(start),
      id: `${bytes.readUInt32BE(start + 4)}/${bytes.readUInt32BE(start + 8)}`,
    });
    at = start + length;
  }
  return messages;
}

/** Digits and the space behind them; what follows is at the second number. */
function number(bytes: Buffer, at: number): [number, number] {
  const space = bytes.indexOf(" ", at);
  return [Number(bytes.toString("latin1", at, space)), space + 1];
}
