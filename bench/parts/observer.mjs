/** What the observer takes of one core: five brokers, fifty partitions, three controllers, asked four times a second. */
import { NEWEST_KAFKA } from "../../dist/cluster/versions.js";
import { inChild } from "../support/child.mjs";
import { atMost } from "../support/figure.mjs";
import { withCluster, withTopic } from "../support/our-cluster.mjs";
import { median, takeTurns } from "../support/rounds.mjs";

export const summary = "the observer's share of a core";

const ROUNDS = 3;
const FOR_MS = 10_000;
const PERCENT_MAX = 3;
const TOPIC = "observed";
const ofACore = (percent) => `${percent.toFixed(1)} % of a core`;

export function measure(progress) {
  const shape = { brokers: 5, controllers: 3, kafka: NEWEST_KAFKA };
  return withCluster(
    ({ nodes }) =>
      withTopic(
        { nodes },
        TOPIC,
        async () => {
          const observer = async () =>
            (await inChild("observe", { nodes, topic: TOPIC, forMs: FOR_MS })).percent;
          const { percent } = await takeTurns(ROUNDS, { percent: observer }, progress);
          return [atMost("observing 5 brokers with 50 partitions", median(percent), PERCENT_MAX, ofACore)];
        },
        { partitions: 50 },
      ),
    progress,
    shape,
  );
}
