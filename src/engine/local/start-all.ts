import { quorumIn, quorumMembersOf } from "../../cluster/metadata/quorums.js";
import { brokersOf } from "../../cluster/topology.js";
import { waitFor } from "../../wait.js";
import type { ManagedCluster } from "../managed-cluster.js";

const SERVE_MS_MAX = 60_000;

/**
 * Starts every node at once; resolves when the metadata quorum serves. A broker whose connection to the quorum is refused
 * waits a second before it tries again, and a member that listens but does not serve yet refuses: so these links hold
 * what they are given until it serves.
 */
export async function startAll(cluster: ManagedCluster, interruption: AbortSignal): Promise<void> {
  const [quorum, members] = [quorumIn(cluster), quorumMembersOf(cluster)];
  // Brokers that are members need each other to serve.
  const brokers = brokersOf(cluster).filter((broker) => !members.includes(broker));
  const links = brokers.flatMap((from) => members.map((to) => ({ from: from.name, to: to.name })));
  const open = await cluster.cut(links);
  await cluster.startAll();
  const signal = AbortSignal.any([interruption, cluster.broken]);
  await Promise.all(
    members.map((member) =>
      waitFor(
        async () => {
          if (await quorum.serves(member)) return { done: true, value: undefined };
          const answers = await quorum.answers(member);
          return { done: false, seen: answers ? "an answer, and no quorum" : "no answer" };
        },
        { what: `${member.name} to serve`, limitMs: SERVE_MS_MAX, everyMs: 10, signal },
      ),
    ),
  );
  await open();
}
