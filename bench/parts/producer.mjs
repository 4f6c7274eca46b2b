/**
 * Producing at full speed (100 bytes, acks=all, one partition, three replicas) with every message accounted for in the
 * ledger, against Kafka's own ProducerPerformance and against a bare node-rdkafka loop, all on one cluster.
 */
import { bootstrapOf } from "../../dist/engine/addresses.js";
import { inChild } from "../support/child.mjs";
import { atLeast, atMost, information, perSecond, times } from "../support/figure.mjs";
import { withCluster, withTopic } from "../support/our-cluster.mjs";
import { producerPerformance } from "../support/producer-performance.mjs";
import { median, takeTurns } from "../support/rounds.mjs";
import { MESSAGE_BYTES } from "../support/scenario.mjs";

export const summary = "producing at full speed, against ProducerPerformance and a bare node-rdkafka loop";

const ROUNDS = 5;
const MESSAGES = 1_000_000;
const AGAINST_JAVA_MIN = 1.5;
const AGAINST_BARE_MIN = 0.85;
const LEDGER_BYTES_MAX = 20;

export function measure(progress) {
  return withCluster(async ({ nodes }) => {
    const cluster = { nodes };
    const poured = {
      bootstrap: bootstrapOf(cluster),
      acks: -1,
      count: MESSAGES,
      sizeBytes: MESSAGE_BYTES,
    };
    let topics = 0;
    let bytesPerMessage = 0;
    /** A topic for each round, so that all of them begin with an empty log. */
    const fresh = (produce) => () => {
      const topic = `bench-${topics++}`;
      return withTopic(cluster, topic, () => produce(topic));
    };
    const rates = await takeTurns(
      ROUNDS,
      {
        ours: fresh(async (topic) => {
          const outcome = await inChild("workload", { cluster, topic, count: MESSAGES, ledgerPath: null });
          bytesPerMessage = outcome.bytesPerMessage;
          return outcome.perSecond;
        }),
        bare: fresh(async (topic) => (await inChild("pour", { ...poured, topic })).perSecond),
        ProducerPerformance: fresh((topic) => producerPerformance(cluster, topic, MESSAGES)),
      },
      progress,
    );
    const [ours, bare, java] = [rates.ours, rates.bare, rates.ProducerPerformance].map(median);
    return [
      information("chaos, every message accounted for", perSecond(ours)),
      atLeast("… against ProducerPerformance", ours / java, AGAINST_JAVA_MIN, times),
      atLeast("… against a bare node-rdkafka loop", ours / bare, AGAINST_BARE_MIN, times),
      information("ProducerPerformance", perSecond(java)),
      information("bare node-rdkafka loop", perSecond(bare)),
      atMost(
        "ledger, each message",
        bytesPerMessage,
        LEDGER_BYTES_MAX,
        (bytes) => `${bytes.toFixed(1)} bytes`,
      ),
    ];
  }, progress);
}
