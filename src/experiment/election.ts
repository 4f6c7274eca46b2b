/** Waiting for the cluster to notice what was done to it. */
import { majorityLeader } from "../checker/watermark.js";
import type { Cluster } from "../engine/engine.js";
import type { Observer } from "../observer/observer.js";
import type { Scenario } from "../scenario/syntax.js";
import { waitFor } from "../wait.js";
import type { Schedule } from "./schedule.js";

/** ZooKeeper expires sessions on its own tick, and the controller then has an election to hold. */
export const ELECTION_GRACE_MS = 8_000;
/** Kafka's own default (since 2.5, KIP-537) where a scenario sets none. */
const SESSION_TIMEOUT_MS = 18_000;

/**
 * Gives the cluster the time it needs to notice what was done to it, before its watermark is taken: until no leader
 * that the majority sees is a node that a fault holds, or the session time-out has passed and nothing has changed.
 */
export async function awaitElection(
  cluster: Cluster,
  observer: Observer,
  schedule: Schedule,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<void> {
  const sessionTimeoutMs = Number(
    scenario.cluster.config["zookeeper.session.timeout.ms"] ?? SESSION_TIMEOUT_MS,
  );
  const deadlineMs = schedule.lastInjectedMs + sessionTimeoutMs + ELECTION_GRACE_MS;
  await waitFor(
    () => {
      const disturbed = cluster.disturbed();
      const held = schedule.targets().filter((name) => disturbed.has(name));
      const leaders = Array.from({ length: scenario.topic.partitions }, (_, partition) =>
        majorityLeader(observer.views().filter((view) => view.partition === partition)),
      );
      const settled = leaders.every((leader) => leader !== null && !held.includes(leader.leader));
      return settled || performance.now() > deadlineMs
        ? { done: true, value: undefined }
        : { done: false, seen: "a leader that a fault holds" };
    },
    { what: "an election", limitMs: sessionTimeoutMs + 2 * ELECTION_GRACE_MS, everyMs: 100, signal },
  );
}
