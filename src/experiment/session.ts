/** How long a broker may be silent before ZooKeeper ends its session, and another broker leads in its place. */
import { ZOOKEEPER_TICK_MS } from "../engine/kafka-node.js";

/** Kafka's own default where a scenario sets none; 6 s before KIP-537. */
const [DEFAULT_MS, DEFAULT_BEFORE_2_5_MS] = [18_000, 6_000];
/** ZooKeeper grants a session between 2 and 20 of its ticks, whatever a broker asks for. */
const [TICKS_MIN, TICKS_MAX] = [2, 20];

/** `config`: the brokers' properties; `kafka`: their version. */
export function sessionTimeoutMs(config: Readonly<Record<string, string>>, kafka: string): number {
  const [major = Number.NaN, minor = Number.NaN] = kafka.split(".").map(Number);
  const isBefore25 = major < 2 || (major === 2 && minor < 5);
  const asked = Number(
    config["zookeeper.session.timeout.ms"] ?? (isBefore25 ? DEFAULT_BEFORE_2_5_MS : DEFAULT_MS),
  );
  return Math.min(TICKS_MAX * ZOOKEEPER_TICK_MS, Math.max(TICKS_MIN * ZOOKEEPER_TICK_MS, asked));
}
