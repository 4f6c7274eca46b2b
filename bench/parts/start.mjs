/**
 * How long a cluster of one ZooKeeper and three brokers takes until it has acknowledged its first message (acks=1,
 * three replicas): ours against plain JVMs, and clusters with KRaft against ours with ZooKeeper. The clock runs from the first
 * process until the acknowledgement.
 */
import { NEWEST_KAFKA } from "../../dist/cluster/versions.js";
import { atMost, information, seconds, times } from "../support/figure.mjs";
import { withCluster } from "../support/our-cluster.mjs";
import { withPlainCluster } from "../support/plain-cluster.mjs";
import { median, takeTurns } from "../support/rounds.mjs";
import { firstAcknowledged } from "../support/usable.mjs";

export const summary = "a cluster's start until its first acknowledged message, against plain JVMs";

const ROUNDS = 5;
const START_MS_MAX = 2_000;
const RATIO_MAX = 1.15;
/** Of clusters with KRaft to the one with ZooKeeper. */
const KRAFT = [
  { name: "1 controller and 3 brokers", controllers: 1, ratioMax: 1 },
  { name: "3 brokers, also controllers", controllers: "combined", ratioMax: 0.9 },
  { name: "3 controllers and 3 brokers", controllers: 3, ratioMax: 1.5 },
];

export async function measure(progress) {
  const ours = () => timed((done) => withCluster(done, () => {}));
  const plain = (archives) => () => timed((done) => withPlainCluster({ archives }, done));
  // Fetches the jars and makes the archives where they are missing.
  await withCluster(async () => {}, progress);
  for (const { controllers } of KRAFT) await withCluster(async () => {}, progress, onKraft(controllers));
  const kraft = Object.fromEntries(
    KRAFT.map(({ name, controllers }) => [
      name,
      () => timed((done) => withCluster(done, () => {}, onKraft(controllers))),
    ]),
  );
  const ms = await takeTurns(
    ROUNDS,
    { ours, plain: plain(true), "plain without archives": plain(false), ...kraft },
    progress,
  );
  const ourMs = median(ms.ours);
  const plainMs = median(ms.plain);
  return [
    atMost("first message acknowledged", ourMs, START_MS_MAX, seconds),
    atMost("… against plain JVMs with the same class-data archive", ourMs / plainMs, RATIO_MAX, times),
    ...KRAFT.map(({ name, ratioMax }) =>
      atMost(
        `${name} on Kafka ${NEWEST_KAFKA}, against ZooKeeper`,
        median(ms[name]) / ourMs,
        ratioMax,
        times,
      ),
    ),
    information("plain JVMs with the archive", seconds(plainMs)),
    information("plain JVMs without an archive", seconds(median(ms["plain without archives"]))),
  ];
}

function onKraft(controllers) {
  return { controllers, kafka: NEWEST_KAFKA };
}

/** Milliseconds from now until the cluster that `start` hands over has acknowledged a message. */
async function timed(start) {
  const startedMs = performance.now();
  return start(async (cluster) => {
    await firstAcknowledged(cluster);
    return performance.now() - startedMs;
  });
}
