/**
 * How the brokers flush the log of each topic to disk (fsync). By default Kafka leaves that to the operating system, which
 * `flush.messages` and `flush.ms` change for a topic, and `log.flush.interval.*` for a cluster (UnifiedLog.append,
 * LogManager.flushDirtyLogs).
 */
import { ErrorCode } from "../protocol/index.js";
import { Admin, type Broker } from "./admin.js";
import { propertyOf, topicConfigs } from "./topic-configs.js";

const ANSWER_MS_MAX = 2_000;
const NEVER = 9_223_372_036_854_775_807n;

export type Flushing =
  /** When a segment is full, and otherwise not by Kafka. */
  | "by-segment"
  /** Before each append is answered. */
  | "at-once"
  /** After so many records or milliseconds: how far Kafka had come cannot be told later. */
  | "now-and-then";

/** Of every topic; null: no broker answers. */
export async function flushingOf(brokers: readonly Broker[]): Promise<ReadonlyMap<string, Flushing> | null> {
  const answers = await Promise.all(brokers.map(({ client }) => tellingsOf(client).catch(() => null)));
  return answers.find((answer) => answer !== null) ?? null;
}

async function tellingsOf(client: Broker["client"]): Promise<ReadonlyMap<string, Flushing> | null> {
  await using admin = await Admin.connect(client, { answerMsMax: ANSWER_MS_MAX });
  const options = { timeoutMs: ANSWER_MS_MAX };
  const { topics } = await admin.connection.request("Metadata", { topics: null }, options);
  const names = topics.map(({ name }) => name!);
  const results = await topicConfigs(admin.connection, names, ["flush.messages", "flush.ms"], options);
  if (results.some(({ errorCode }) => errorCode !== ErrorCode.NONE)) return null;
  return new Map(
    results.map((config) => [
      config.resourceName,
      flushing(propertyOf(config, "flush.messages"), propertyOf(config, "flush.ms")),
    ]),
  );
}

/** By the values of `flush.messages` and `flush.ms`; absent: as Kafka has it. */
export function flushing(messages: string | null = null, ms: string | null = null): Flushing {
  if (messages === "1") return "at-once";
  const isNever = (value: string | null) => value === null || BigInt(value) === NEVER;
  return isNever(messages) && isNever(ms) ? "by-segment" : "now-and-then";
}
