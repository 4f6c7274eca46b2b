/**
 * A consumer of a group that reads a log at full speed and writes every message to its segment, against a bare node-rdkafka
 * consumer that counts messages. Both poll 500 messages at a time, from one partition of one broker's page cache.
 */
import { bootstrapOf } from "../../dist/engine/addresses.js";
import { inChild } from "../support/child.mjs";
import { withDirectory } from "../support/directory.mjs";
import { atLeast, information, perSecond, times } from "../support/figure.mjs";
import { withCluster, withTopic } from "../support/our-cluster.mjs";
import { median, takeTurns } from "../support/rounds.mjs";
import { MESSAGE_BYTES } from "../support/scenario.mjs";

export const summary = "a consumer at full speed, against a bare node-rdkafka consumer that counts";

const ROUNDS = 5;
const MESSAGES = 1_000_000;
const AGAINST_BARE_MIN = 0.9;

export function measure(progress) {
  return withDirectory((directory) =>
    withCluster(({ nodes }) => {
      const cluster = { nodes };
      const topic = "bench-reading";
      const bootstrap = bootstrapOf(cluster);
      return withTopic(cluster, topic, async () => {
        await inChild("pour", { bootstrap, topic, acks: -1, count: MESSAGES, sizeBytes: MESSAGE_BYTES });
        let groups = 0;
        const reading = (client) => async () => {
          const group = `bench-${groups++}`;
          return (await inChild(client, { bootstrap, topic, group, directory, count: MESSAGES })).perSecond;
        };
        const rates = await takeTurns(
          ROUNDS,
          { ours: reading("read-all"), bare: reading("count-all") },
          progress,
        );
        const [ours, bare] = [rates.ours, rates.bare].map(median);
        return [
          information("chaos, every read in a segment", perSecond(ours)),
          atLeast("… against a bare node-rdkafka consumer", ours / bare, AGAINST_BARE_MIN, times),
          information("bare node-rdkafka consumer", perSecond(bare)),
        ];
      });
    }, progress),
  );
}
