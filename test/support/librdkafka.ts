/** librdkafka as an application uses it: to produce values and hear what became of each, and to consume. */
import Rdkafka from "node-rdkafka";
import { ErrorCode } from "../../src/protocol/index.js";
import { deliveryErrors } from "../../src/workload/rdkafka-errors.js";

const LIMIT_MS = 60_000;
const POLL_MS = 10;
/** A client goes on trying for as long as it may. */
const REFUSED_MS_MAX = 2_000;
/** Local ones (librdkafka's own) are below −1; the protocol's are Kafka's. */
const KAFKA_ERROR_MIN = -1;
const reasons = deliveryErrors();
const NO_METADATA = Rdkafka.CODES.ERRORS.ERR__PARTIAL;
const names = new Map(Object.entries(ErrorCode).map(([name, code]) => [code as number, name]));

type Config = Readonly<Record<string, unknown>>;

export interface Produced {
  /** Of each value: Kafka's name of its error, or null. In the order of the reports. */
  readonly errors: readonly (string | null)[];
  readonly tookMs: number;
}

/** A producer that gives up at the first error, so that the error is seen. */
export const AT_ONCE: Config = { "message.send.max.retries": 0 };

export async function produceValues(
  bootstrap: string,
  topic: string,
  values: readonly Buffer[],
  config: Config = {},
): Promise<Produced> {
  const producer = await connectedProducer(bootstrap, config);
  try {
    const startedMs = performance.now();
    const errors = await sendAll(producer, topic, values);
    return { errors, tookMs: performance.now() - startedMs };
  } finally {
    await disconnected(producer);
  }
}

export async function connectedProducer(bootstrap: string, config: Config = {}): Promise<Rdkafka.Producer> {
  const { acks = "all", ...rest } = config;
  const startedMs = performance.now();
  for (;;) {
    const producer = new Rdkafka.Producer({ "metadata.broker.list": bootstrap, dr_cb: true, ...rest }, {
      acks,
    } as Rdkafka.ProducerTopicConfig);
    try {
      await connected(producer);
      producer.setPollInterval(POLL_MS);
      return producer;
    } catch (error) {
      // A broker that has not heard from the controller yet names no broker, and node-rdkafka asks no second time.
      const { code } = error as Rdkafka.LibrdKafkaError;
      if (code !== NO_METADATA || performance.now() - startedMs > LIMIT_MS) throw error;
      await disconnected(producer);
    }
  }
}

export function sendAll(
  producer: Rdkafka.Producer,
  topic: string,
  values: readonly Buffer[],
): Promise<(string | null)[]> {
  const errors: (string | null)[] = [];
  return new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`${errors.length} of ${values.length} reports within ${LIMIT_MS / 1000} s`)),
      LIMIT_MS,
    );
    const onReport = (error: Rdkafka.LibrdKafkaError | null | undefined) => {
      // A report carries a text, and no code.
      errors.push(error ? nameOf(reasons.byMessage(error.message)) : null);
      if (errors.length < values.length) return;
      clearTimeout(limit);
      producer.off("delivery-report", onReport);
      resolve(errors);
    };
    producer.on("delivery-report", onReport);
    for (const value of values) producer.produce(topic, null, value);
  });
}

export interface Consumed {
  readonly values: readonly Buffer[];
  readonly partitions: ReadonlySet<number>;
  /** Kafka's name of the error that ended it, or null. */
  readonly error: string | null;
  readonly tookMs: number;
}

/** Reads partition 0 from its beginning, until there are `count` records or there is an error. */
export async function consumeValues(
  bootstrap: string,
  topic: string,
  count: number,
  config: Config = {},
): Promise<Consumed> {
  const consumer = await connectedConsumer(bootstrap, { "group.id": "nobody", ...config });
  try {
    consumer.assign([{ topic, partition: 0, offset: 0 }]);
    return await take(consumer, count);
  } finally {
    await disconnected(consumer);
  }
}

export async function connectedConsumer(bootstrap: string, config: Config): Promise<Rdkafka.KafkaConsumer> {
  const consumer = new Rdkafka.KafkaConsumer(
    { "metadata.broker.list": bootstrap, "enable.auto.commit": false, offset_commit_cb: true, ...config },
    { "auto.offset.reset": "earliest" },
  );
  await connected(consumer);
  consumer.setDefaultConsumeTimeout(200);
  return consumer;
}

export async function take(consumer: Rdkafka.KafkaConsumer, count: number): Promise<Consumed> {
  const startedMs = performance.now();
  const values: Buffer[] = [];
  const partitions = new Set<number>();
  let error: string | null = null;
  while (values.length < count && error === null) {
    if (performance.now() - startedMs > LIMIT_MS)
      throw new Error(`${values.length} of ${count} messages within ${LIMIT_MS / 1000} s`);
    const found = await consumeSome(consumer, count - values.length);
    if ("failed" in found) error = nameOf(found.failed);
    else {
      for (const { value, partition } of found.messages) {
        values.push(value as Buffer);
        partitions.add(partition);
      }
    }
  }
  return { values, partitions, error, tookMs: performance.now() - startedMs };
}

/** What there is, at most `count`, after at most a moment. */
export function consumeSome(
  consumer: Rdkafka.KafkaConsumer,
  count: number,
): Promise<{ messages: Rdkafka.Message[] } | { failed: Rdkafka.LibrdKafkaError }> {
  return new Promise((resolve) => {
    consumer.consume(count, (failed: Rdkafka.LibrdKafkaError | null, messages: Rdkafka.Message[]) =>
      resolve(failed ? { failed } : { messages }),
    );
  });
}

/** Commits what was consumed. Not commitSync: it blocks this process, which may be the one that the proxy runs in. */
export async function committed(consumer: Rdkafka.KafkaConsumer): Promise<void> {
  let outcome: { error: Rdkafka.LibrdKafkaError | null } | undefined;
  consumer.once("offset.commit", (error) => {
    outcome = { error };
  });
  consumer.commit();
  // A consumer hears of its commit as it consumes; there is nothing left to consume.
  const startedMs = performance.now();
  while (outcome === undefined && performance.now() - startedMs < LIMIT_MS) await consumeSome(consumer, 1);
  if (outcome === undefined) throw new Error(`no word of the commit within ${LIMIT_MS / 1000} s`);
  if (outcome.error) throw outcome.error;
}

/** Resolves with what a client that cannot connect logs first: the reason. */
export async function connectionError(bootstrap: string, config: Config = {}): Promise<string> {
  const producer = new Rdkafka.Producer({ "metadata.broker.list": bootstrap, ...config }, {});
  const lines: string[] = [];
  producer.on("event.log", ({ message }) => lines.push(message));
  try {
    await connected(producer, REFUSED_MS_MAX);
    throw new Error("it connected");
  } catch (error) {
    return lines[0] ?? (error as Error).message;
  }
}

function connected(client: Rdkafka.Producer | Rdkafka.KafkaConsumer, limitMs = LIMIT_MS): Promise<void> {
  return new Promise((resolve, reject) => {
    client.connect({ timeout: limitMs }, (error) => (error ? reject(error) : resolve()));
  });
}

export function disconnected(client: Rdkafka.Producer | Rdkafka.KafkaConsumer): Promise<void> {
  return new Promise((resolve) => {
    client.disconnect(() => resolve());
  });
}

function nameOf({ code = Number.NaN }: { readonly code?: number }): string {
  return (code >= KAFKA_ERROR_MIN && names.get(code)) || reasons.byCode(code).name;
}
