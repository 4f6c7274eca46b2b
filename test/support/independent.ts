/**
 * A second opinion that shares no code with the program: what is in the log by Kafka's own ConsoleConsumer, what the
 * producers knew by the bytes of ledger.bin, and what a value says by its layout as message.ts documents it.
 */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

const TOOL_MS_MAX = 60_000;
/** Without a record for this long a reader gives up. */
const IDLE_MS_MAX = 30_000;

/** `producer/sequence` */
export type MessageId = string;

export interface LoggedMessage {
  readonly partition: number;
  readonly offset: number;
  readonly nonce: number;
  readonly id: MessageId;
}

/** Every record of the partition, by Kafka's own word for where it ends and what it holds. */
export async function readWithConsoleConsumer(bootstrap: string, topic: string): Promise<LoggedMessage[]> {
  const connect = ["--bootstrap-server", bootstrap, "--topic", topic];
  const ends = await kafkaTool("org.apache.kafka.tools.GetOffsetShell", [...connect, "--time", "-1"]);
  const end = Number(/^.+:0:(\d+)$/m.exec(ends)?.[1]);
  const printed = await kafkaTool("org.apache.kafka.tools.consumer.ConsoleConsumer", [
    ...connect,
    ...["--partition", "0", "--offset", "earliest", "--max-messages", String(end)],
    ...PRINT,
  ]);
  return messagesIn(printed);
}

/**
 * The records of committed transactions, and those without a transaction, of every partition: what Kafka's own consumer gets
 * with isolation.level=read_committed. It ends after so many messages, or when none comes any more.
 */
export async function readCommittedWithConsoleConsumer(
  bootstrap: string,
  topic: string,
  messages: number,
): Promise<LoggedMessage[]> {
  const printed = await kafkaTool("org.apache.kafka.tools.consumer.ConsoleConsumer", [
    ...["--bootstrap-server", bootstrap, "--topic", topic, "--from-beginning"],
    ...["--isolation-level", "read_committed", "--timeout-ms", String(IDLE_MS_MAX)],
    ...["--max-messages", String(messages)],
    ...PRINT,
  ]);
  return messagesIn(printed);
}

const PRINT = [
  // Prints what is not ASCII, and the backslash, as \xHH, so that no byte is lost on its way through the text.
  ...["--value-deserializer", "org.apache.kafka.common.serialization.BytesDeserializer"],
  ...["--property", "print.partition=true", "--property", "print.offset=true"],
];

function messagesIn(printed: string): LoggedMessage[] {
  return printed.split("\n").flatMap((line) => {
    const found = /^Partition:(\d+)\tOffset:(\d+)\t(.*)$/.exec(line);
    if (found === null) return [];
    const [, partition, offset, value] = found;
    const bytes = Buffer.from(
      value!.replace(/\\x([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
      "latin1",
    );
    const id = `${bytes.readUInt32BE(4)}/${bytes.readUInt32BE(8)}`;
    return [{ partition: Number(partition), offset: Number(offset), nonce: bytes.readUInt32BE(0), id }];
  });
}

async function kafkaTool(mainClass: string, args: readonly string[]): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const libs = process.env.KAFKA_HOME
    ? join(process.env.KAFKA_HOME, "libs")
    : join(cache, "chaos", "kafka", "3.9.2", "libs");
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
  const flags = ["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", `${libs}/*`];
  const { stdout } = await execa(java, [...flags, mainClass, ...args], { timeout: TOOL_MS_MAX });
  return stdout;
}

export interface LedgerBytes {
  readonly nonce: number;
  /** What the producers sent, by what became of it. */
  readonly acknowledged: ReadonlySet<MessageId>;
  readonly failed: ReadonlySet<MessageId>;
  readonly other: ReadonlySet<MessageId>;
}

/** The outcome column of `ledger.bin`, by the layout at the top of ledger-file.ts. */
export async function readLedgerBytes(path: string): Promise<LedgerBytes> {
  const bytes = await readFile(path);
  const header = JSON.parse(bytes.toString("utf8", 16, 16 + bytes.readUInt32LE(12))) as {
    nonce: number;
    producers: { messages: number }[];
    columns: { name: string; at: number }[];
  };
  const { at } = header.columns.find(({ name }) => name === "outcome")!;
  const [acknowledged, failed, other] = [new Set<MessageId>(), new Set<MessageId>(), new Set<MessageId>()];
  let row = 0;
  for (const [producer, { messages }] of header.producers.entries()) {
    for (let sequence = 0; sequence < messages; sequence++) {
      const outcome = bytes[at + row++]!;
      const of = outcome === 2 || outcome === 3 ? acknowledged : outcome >= 4 ? failed : other;
      of.add(`${producer}/${sequence}`);
    }
  }
  return { nonce: header.nonce, acknowledged, failed, other };
}
