/** Waiting until the metadata quorum of a cluster serves. */
import type { MetadataQuorum } from "../cluster/metadata/quorum.js";
import { quorumIn, quorumMembersOf } from "../cluster/metadata/quorums.js";
import type { ClusterNode } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import { waitFor } from "../wait.js";
import type { Cluster } from "./engine.js";
import { tail } from "./tail.js";

const SERVE_MS_MAX = 90_000;
/** Where members take long to start, a quorum still has this long for its election. */
const LEADERLESS_MS_MIN = 15_000;

type Seen = "serving" | "without a leader" | "not answering";

/**
 * Resolves when each member serves. Called when their processes have just started.
 * @throws InfrastructureError, with each member's words, as soon as a quorum that could hold an election has held none
 */
export async function untilQuorumServes(
  cluster: Pick<Cluster, "nodes" | "logs" | "broken">,
  interruption: AbortSignal,
): Promise<void> {
  const [quorum, members] = [quorumIn(cluster), quorumMembersOf(cluster)];
  const startedMs = performance.now();
  const serving = new Set<ClusterNode>();
  let leaderlessSinceMs: number | null = null;
  await waitFor(
    async () => {
      const seen = await Promise.all(
        members.map(async (member) => {
          // Nodes that start need the processor more than questions.
          if (serving.has(member)) return "serving";
          const found = await look(quorum, member);
          if (found === "serving") serving.add(member);
          return found;
        }),
      );
      if (seen.every((one) => one === "serving")) return { done: true, value: undefined };
      const nowMs = performance.now();
      leaderlessSinceMs = seen.every((one) => one === "without a leader")
        ? (leaderlessSinceMs ?? nowMs)
        : null;
      if (
        leaderlessSinceMs !== null &&
        nowMs - leaderlessSinceMs > LEADERLESS_MS_MIN &&
        nowMs - startedMs > quorum.electionMsMax
      ) {
        throw await leaderless(cluster, nowMs - startedMs);
      }
      return { done: false, seen: members.map(({ name }, i) => `${name} ${seen[i]}`).join(", ") };
    },
    {
      what: `${members.map(({ name }) => name).join(", ")} to serve`,
      limitMs: SERVE_MS_MAX,
      everyMs: 10,
      signal: AbortSignal.any([interruption, cluster.broken]),
    },
  );
}

async function look(quorum: MetadataQuorum, member: ClusterNode): Promise<Seen> {
  if (await quorum.serves(member)) return "serving";
  return (await quorum.answers(member)) ? "without a leader" : "not answering";
}

async function leaderless(
  cluster: Pick<Cluster, "nodes" | "logs">,
  sinceStartMs: number,
): Promise<InfrastructureError> {
  const [quorum, members] = [quorumIn(cluster), quorumMembersOf(cluster)];
  const beliefs = await Promise.all(
    members.map(async ({ name }) => {
      const belief = quorum.beliefIn(await tail(await cluster.logs(name)), members);
      return `${name}: ${belief ?? "its log names no election"}`;
    }),
  );
  const seconds = Math.round(sinceStartMs / 1000);
  return new InfrastructureError(
    `the metadata quorum has no leader ${seconds} s after its start, and every ${quorum.member} answers: ${beliefs.join("; ")}`,
    {
      remedy:
        "check the quorum's properties in cluster.config and the latency in cluster.network: votes have to arrive before an election ends; the whole logs are in the run directory under logs/",
    },
  );
}
