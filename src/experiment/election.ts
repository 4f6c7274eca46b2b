/** Waiting for the cluster to notice what was done to it. */

import type { MetadataQuorum } from "../cluster/metadata/quorum.js";
import type { NodeName } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { majorityLeader, newestLeader } from "../observer/leadership.js";
import { LOOKS_APART_MS_MAX, type Observer } from "../observer/observer.js";
import { waitFor } from "../wait.js";
import type { Schedule } from "./schedule.js";

/** Sessions expire on a tick of the metadata quorum, and the controller then has an election to hold. */
export const ELECTION_GRACE_MS = 8_000;

const OTHER = "another leader";

export interface AwaitedElection {
  readonly cluster: Pick<Cluster, "disturbed">;
  readonly observer: Pick<Observer, "views" | "known">;
  readonly schedule: Pick<Schedule, "lastInjectedMs" | "targets" | "silenced">;
  readonly partitions: number;
  readonly quorum: Pick<MetadataQuorum, "session">;
  /** How long a broker may be silent before another leads in its place. */
  readonly silenceMsMax: number;
  /** Told what is awaited and how long that can take, whenever it is something else. */
  readonly onWait: (what: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Gives the cluster the time it needs to notice what was done to it, before its watermark is taken: until no leader is a
 * node that a fault holds and most brokers know that, or the session time-out has passed and nothing has changed.
 * Brokers that no longer hear the controller never know: they are given the time in which all others are asked.
 */
export async function awaitElection(election: AwaitedElection): Promise<void> {
  const { cluster, observer, schedule, partitions, quorum, silenceMsMax, onWait, signal } = election;
  const sessionEndMs = schedule.lastInjectedMs + silenceMsMax;
  const deadlineMs = sessionEndMs + ELECTION_GRACE_MS;
  let awaited = "";
  let newest = "";
  let newestSinceMs = performance.now();
  await waitFor(
    () => {
      const nowMs = performance.now();
      const disturbed = cluster.disturbed();
      const held = schedule.targets().filter((name) => disturbed.has(name));
      const views = observer.views();
      // A broker that does not answer any more may be the only one that named the newest leader.
      const known = observer.known();
      const leaders = Array.from({ length: partitions }, (_, partition) => newestLeader(known, partition));
      const names = leaders.map((leader) => leader?.leader).join();
      if (names !== newest) [newest, newestSinceMs] = [names, nowMs];
      const areKnown =
        nowMs - newestSinceMs > LOOKS_APART_MS_MAX ||
        leaders.every((leader, partition) => majorityLeader(views, partition)?.leader === leader?.leader);
      const areFree = leaders.every((leader) => leader !== null && !held.includes(leader.leader));
      if ((areFree && areKnown) || nowMs > deadlineMs) return { done: true, value: undefined };
      const deposed = schedule
        .silenced(silenceMsMax)
        .filter((name) => leaders.some((leader) => leader?.leader === name));
      const now =
        deposed.length > 0 && nowMs < sessionEndMs ? `${sessionsOf(deposed, quorum.session)} to end` : OTHER;
      if (now !== awaited) {
        awaited = now;
        const limitMs = now === OTHER ? deadlineMs : sessionEndMs;
        onWait(`waiting for ${now} (up to ${Math.ceil((limitMs - nowMs) / 1000)} s)`);
      }
      return { done: false, seen: "a leader that a fault holds" };
    },
    { what: "an election", limitMs: silenceMsMax + 2 * ELECTION_GRACE_MS, everyMs: 100, signal },
  );
}

function sessionsOf(brokers: readonly NodeName[], session: string): string {
  const names = [...new Set(brokers)];
  const owners = names.map((name) => `${name}'s`).join(" and ");
  return `${owners} ${session}${names.length === 1 ? "" : "s"}`;
}
