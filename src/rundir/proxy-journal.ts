/**
 * `proxy.ndjson`: what the proxy's interceptors did, one JSON object a line, appended as it happens; there is one in the
 * directory of every run that has a proxy.
 *
 *     {"rule":"scenario-1","interceptor":"duplicate-resource","atMs":1795242711042,"effect":"duplicate","api":"Produce",
 *      "brokerId":1,"clientId":"chaos","topic":"test1","partition":0,"offsets":[[120,163]],"records":44}
 *
 * What matters to a verdict is what stands in the log and is not as a producer made it: `offsets` says where, as ranges
 * of first and last. `records` alone counts what was done without the proxy having learnt where it went: with acks=0 no
 * broker says.
 *
 * In a run with `expect.errors` the proxy also writes what brokers answered, as entries with the effect `observed`. Of
 * Produce each is NOT_LEADER_OR_FOLLOWER of a partition, or, without an error, the first success of the partition after it.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";

const count = z.number().int().nonnegative();

export const journalEntrySchema = z.object({
  rule: z.string().describe("name of the rule, as it was armed"),
  interceptor: z.string(),
  atMs: z.number().describe("milliseconds since 1970"),
  effect: z
    .enum(["error", "delay", "duplicate", "corrupt", "schema-id", "observed"])
    .describe("observed: a response of a broker that nothing changed"),
  api: z
    .string()
    .nullable()
    .describe("Kafka's name of the request's API; null: one that the proxy does not know"),
  brokerId: z.number().int(),
  clientId: z.string().nullable(),
  topic: z.string().exactOptional(),
  partition: count.exactOptional(),
  offsets: z
    .array(z.tuple([count, count]).readonly())
    .readonly()
    .exactOptional()
    .describe("first and last offset of records that are copies, or whose value was changed"),
  records: count.exactOptional().describe("how many records were copied or changed"),
  error: z.string().exactOptional().describe("Kafka's name of the error that the client was given"),
  times: count.exactOptional().describe("how often that was observed, at most 100 ms before atMs"),
  delayMs: z.number().nonnegative().exactOptional(),
});

export type ProxyJournalEntry = z.infer<typeof journalEntrySchema>;

/** The file, or a line of it, cannot be read: what the proxy did is not known. */
export class ProxyJournalError extends Error {
  override readonly name = "ProxyJournalError";
}

/** @throws ProxyJournalError */
export async function* readProxyJournal(path: string): AsyncGenerator<ProxyJournalEntry> {
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      number++;
      yield journalEntrySchema.parse(JSON.parse(line));
    }
  } catch (cause) {
    const where = number === 0 ? "" : `, line ${number}`;
    throw new ProxyJournalError(`proxy.ndjson cannot be read${where}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
