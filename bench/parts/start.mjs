/**
 * How long a cluster of one ZooKeeper and three brokers takes until it has acknowledged its first message (acks=1,
 * three replicas): ours against plain JVMs. The clock runs from the first process until the acknowledgement.
 */
import { atMost, information, seconds, times } from "../support/figure.mjs";
import { withCluster } from "../support/our-cluster.mjs";
import { withPlainCluster } from "../support/plain-cluster.mjs";
import { median, takeTurns } from "../support/rounds.mjs";
import { firstAcknowledged } from "../support/usable.mjs";

export const summary = "a cluster's start until its first acknowledged message, against plain JVMs";

const ROUNDS = 5;
const START_MS_MAX = 2_000;
const RATIO_MAX = 1.15;

export async function measure(progress) {
  const ours = () => timed((done) => withCluster(done, () => {}));
  const plain = (archives) => () => timed((done) => withPlainCluster({ archives }, done));
  // Fetches the jars and makes the archives where they are missing.
  await withCluster(async () => {}, progress);
  const ms = await takeTurns(
    ROUNDS,
    { ours, plain: plain(true), "plain without archives": plain(false) },
    progress,
  );
  const ourMs = median(ms.ours);
  const plainMs = median(ms.plain);
  return [
    atMost("first message acknowledged", ourMs, START_MS_MAX, seconds),
    atMost("… against plain JVMs with the same class-data archive", ourMs / plainMs, RATIO_MAX, times),
    information("plain JVMs with the archive", seconds(plainMs)),
    information("plain JVMs without an archive", seconds(median(ms["plain without archives"]))),
  ];
}

/** Milliseconds from now until the cluster that `start` hands over has acknowledged a message. */
async function timed(start) {
  const startedMs = performance.now();
  return start(async (cluster) => {
    await firstAcknowledged(cluster);
    return performance.now() - startedMs;
  });
}
