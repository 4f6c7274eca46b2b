/**
 * Properties of producers that exclude each other. librdkafka looks at them when a client starts (rd_kafka_conf_finalize),
 * which is when a cluster has been built.
 */

import type { Path } from "../../yaml/document.js";
import type { Contradiction, PlacedGroup } from "../checks.js";
import { PRODUCER_PROPERTIES } from "../generated/properties.js";
import { writePath } from "../overrides.js";
import { LIBRDKAFKA_MESSAGE_TIMEOUT_MS, TRANSACTION_TIMEOUT_MS } from "../syntax.js";
import { transactionTimeoutMs } from "../timing.js";
import { PRODUCERS } from "./sections.js";
import { wrongValue } from "./values.js";

/** librdkafka's defaults. */
const RECONNECT_BACKOFF_MS = 100;
const RECONNECT_BACKOFF_MS_MAX = 10_000;
/** rd_kafka_metadata_cache_topic_update multiplies it by 1000 in a 32-bit integer. */
const METADATA_AGE_MS_MAX = 2_147_483;
/** librdkafka's metadata.max.age.ms, in refresh intervals, where only the interval is written. */
const METADATA_AGE_INTERVALS = 3;
/** What idempotence leaves no choice in; librdkafka's own names come first. */
const WITH_IDEMPOTENCE = [
  {
    name: "message.send.max.retries",
    isFit: (value: string) => Number(value) >= 1,
    needs: "a producer with idempotence needs retries; write 1 or more, or leave it out",
  },
  {
    name: "max.in.flight.requests.per.connection",
    isFit: (value: string) => Number(value) <= 5,
    needs: "a producer with idempotence has at most 5 requests in flight; write 5 or less",
  },
  {
    name: "queue.buffering.backpressure.threshold",
    isFit: (value: string) => Number(value) <= 1,
    needs: "a producer with idempotence needs 1; leave it out",
  },
  {
    name: "queuing.strategy",
    isFit: (value: string) => value.toLowerCase() === "fifo",
    needs: "a producer with idempotence sends in order; write fifo, or leave it out",
  },
] as const;

interface Written {
  /** As the scenario spells it, which may be an alias. */
  readonly key: string;
  readonly value: string;
  readonly path: Path;
}

export function* excludedPairs(placed: PlacedGroup): Generator<Contradiction> {
  const written = new Map<string, Written>();
  for (const [key, value] of Object.entries(placed.group.config)) {
    const type = PRODUCER_PROPERTIES.get(key);
    if (type === undefined || wrongValue(key, type, String(value), PRODUCERS) !== undefined) continue;
    const name = type.aliasOf ?? key;
    const path = [...placed.path, "config", key];
    const first = written.get(name);
    if (first === undefined) written.set(name, { key, value: String(value), path });
    else
      yield {
        path,
        at: "key",
        message: `${key} is another name of ${first.key}; write one of them`,
        beside: first.path,
      };
  }
  yield* aboutIdempotence(placed, written);
  yield* aboutTransactions(placed, written);
  yield* aboutTimes(placed, written);
  yield* aboutSecurity(written);
}

type Properties = ReadonlyMap<string, Written>;

function* aboutIdempotence({ path, group }: PlacedGroup, written: Properties): Generator<Contradiction> {
  const { idempotence } = group;
  const beside = [...path, "idempotence"];
  for (const { name, isFit, needs } of idempotence ? WITH_IDEMPOTENCE : []) {
    const one = written.get(name);
    if (one === undefined || isFit(one.value)) continue;
    yield {
      path: one.path,
      at: "value",
      message: `${one.key} is ${one.value}, but ${needs}`,
      beside,
    };
  }
  const gapless = written.get("enable.gapless.guarantee");
  if (!idempotence && gapless !== undefined && /^(true|t|1)$/i.test(gapless.value)) {
    const message = `${gapless.key} needs idempotence; write ${writePath(beside)}: true, or leave it out`;
    yield { path: gapless.path, at: "key", message, beside };
  }
}

/** What must not last longer than a transaction, and by how much it may. */
const WITHIN_A_TRANSACTION = [
  ["message.timeout.ms", 0],
  ["socket.timeout.ms", 100],
] as const;

function* aboutTransactions({ path, group }: PlacedGroup, written: Properties): Generator<Contradiction> {
  if (group.transactions === undefined) return;
  const timeout = written.get("transaction.timeout.ms");
  const timeoutMs = Number(timeout?.value ?? TRANSACTION_TIMEOUT_MS);
  for (const [name, moreMs] of WITHIN_A_TRANSACTION) {
    const one = written.get(name);
    // 0 is no time-out.
    if (one === undefined || (Number(one.value) > 0 && Number(one.value) <= timeoutMs + moreMs)) continue;
    const which = `transaction.timeout.ms, which is ${timeoutMs}${timeout ? "" : " in a run"}`;
    const message = `${one.key}, which is ${one.value}, must be from 1 to ${timeoutMs + moreMs} with transactions, because of ${which}`;
    yield { path: one.path, at: "value", message, beside: timeout?.path ?? [...path, "transactions"] };
  }
}

function* aboutTimes({ group }: PlacedGroup, written: Properties): Generator<Contradiction> {
  const linger = written.get("queue.buffering.max.ms");
  const timeout = written.get("message.timeout.ms");
  const initialMs =
    group.transactions === undefined ? LIBRDKAFKA_MESSAGE_TIMEOUT_MS : transactionTimeoutMs(group);
  const timeoutMs = Number(timeout?.value ?? initialMs);
  // 0 is no time-out.
  if (linger && timeoutMs !== 0 && timeoutMs <= Number(linger.value)) {
    const message = `${timeout?.key ?? "message.timeout.ms"}, which is ${timeoutMs}${timeout ? "" : " by default"}, must be more than ${linger.key}, which is ${linger.value}: a message would time out before it is sent`;
    const [wrong, other] = timeout ? [timeout, linger] : [linger];
    yield { path: wrong.path, at: "value", message, ...(other && { beside: other.path }) };
  }
  const first = written.get("reconnect.backoff.ms");
  const most = written.get("reconnect.backoff.max.ms");
  const firstMs = Number(first?.value ?? RECONNECT_BACKOFF_MS);
  const mostMs = Number(most?.value ?? RECONNECT_BACKOFF_MS_MAX);
  if (mostMs < firstMs) {
    const message = `reconnect.backoff.max.ms, which is ${mostMs}${most ? "" : " by default"}, must not be less than reconnect.backoff.ms, which is ${firstMs}${first ? "" : " by default"}`;
    const [wrong, other] = most ? [most, first] : [first!, most];
    yield { path: wrong.path, at: "value", message, ...(other && { beside: other.path }) };
  }
  yield* aboutMetadata(written);
}

function* aboutMetadata(written: Properties): Generator<Contradiction> {
  const age = written.get("metadata.max.age.ms");
  const interval = written.get("topic.metadata.refresh.interval.ms");
  const inferred = interval && Number(interval.value) * METADATA_AGE_INTERVALS;
  const ageMs = age ? Number(age.value) : (inferred ?? 0);
  if (ageMs <= METADATA_AGE_MS_MAX) return;
  const cause = age ?? interval!;
  const which = age
    ? `${age.key}, which is ${ageMs},`
    : `metadata.max.age.ms, which is three times ${cause.key} where it is left out, so ${ageMs},`;
  const message = `${which} must not be more than ${METADATA_AGE_MS_MAX}: librdkafka 2.12 calculates a wrong time from more, and asks for metadata again and again`;
  yield { path: cause.path, at: "value", message };
}

function* aboutSecurity(written: Properties): Generator<Contradiction> {
  const security = written.get("security.protocol");
  if (security && security.value.toLowerCase() !== "plaintext") {
    const message = `security.protocol must be plaintext, not ${security.value}; the brokers of a run listen without TLS and without SASL`;
    yield { path: security.path, at: "value", message };
  }
}
