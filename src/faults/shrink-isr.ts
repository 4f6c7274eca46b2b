/**
 * `shrink-isr: follower`: followers are cut off from the leader until they have left the in-sync replicas. The leader and
 * the followers still reach everybody else. Healing ends the cut and waits until they are in sync again.
 */
import { quorumIn, quorumMembersOf } from "../cluster/metadata/quorums.js";
import { brokersOf, type ClusterNode, dedicatedMembersOf, type NodeName } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";
import { type Placement, placements } from "../kafka/placement.js";
import { OF_PARTITION } from "../scenario/schema/vocabulary.js";
import type { Target, Topic } from "../scenario/syntax.js";
import { type Look, waitFor } from "../wait.js";
import { brokerName, brokersNamed, runningBrokers } from "./brokers.js";
import { brokersOnly } from "./brokers-only.js";
import { defineFault, type Targets } from "./fault.js";
import { atLeastOne, linksBetween } from "./link.js";

const PARTITION = 0;
/** A replica may lag for replica.lag.time.max.ms, 30 s by default, and leaders check it every half of that time. */
const SHRINK_MS_MAX = 120_000;
const COMPLETE_MS_MAX = 120_000;
const LOOK_EVERY_MS = 100;

export const shrinkIsr = defineFault({
  name: "shrink-isr",
  summary:
    "Cut followers off from the leader of partition 0 until they are not in sync. Healing waits until they are",
  schema: (words) => {
    const { nodes } = words;
    const isCombined =
      brokersOf({ nodes }).length === quorumMembersOf({ nodes }).length &&
      dedicatedMembersOf({ nodes }).length === 0;
    const error = "must name followers, such as follower or kafka2";
    const target = words.target.refine(() => !isCombined, {
      error: "must not be used with controllers: combined, where the cut would part controllers as well",
    });
    return brokersOnly({ ...words, target }, error).refine(
      (names) => !names.some((name) => name === "leader" || OF_PARTITION.test(name)),
      { error },
    );
  },
  async inject(cluster, target, targets, { topics, signal }) {
    const [topic] = topics as readonly [Topic, ...Topic[]];
    const [leader] = await targets.resolve(["leader"]);
    const followers = brokersNamed(cluster, await followersIn(cluster, target, targets), "shrink-isr");
    const inSync = async () => newest(await placements(runningBrokers(cluster), [topic.name], signal));
    const { inSync: before = [] } = (await inSync()) ?? {};
    const stranger = followers.find(({ id, name }) => name === leader || !before.includes(id));
    if (stranger !== undefined) {
      throw new InfrastructureError(
        `${stranger.name} is no follower in sync of ${topic.name}-${PARTITION}: ${namesOf(cluster, before)} are in sync, and ${leader} leads`,
      );
    }
    const links = linksBetween(
      [leader!],
      followers.map(({ name }) => name),
    );
    const rejoin = await cluster.cut(atLeastOne(links, "shrink-isr"));
    try {
      const left = await waitFor(
        async (): Promise<Look<readonly number[]>> => {
          const now = (await inSync())?.inSync ?? before;
          return followers.some(({ id }) => now.includes(id))
            ? { done: false, seen: `in sync: ${namesOf(cluster, now)}` }
            : { done: true, value: now };
        },
        {
          what: "followers to leave the in-sync replicas",
          limitMs: SHRINK_MS_MAX,
          everyMs: LOOK_EVERY_MS,
          signal,
        },
      );
      return {
        targets: followers.map(({ name }) => name),
        detail: `in sync: ${namesOf(cluster, left)}`,
        heal: async () => {
          await rejoin();
          await untilBack(cluster, followers, inSync, signal);
        },
      };
    } catch (error) {
      await rejoin().catch(() => {}); // the first error is the one worth telling
      throw error;
    }
  },
});

/**
 * A leader asks the controller to shrink the ISR (KIP-497), and cannot without a link to it. Where the controller is a broker, a
 * role never means that one.
 */
async function followersIn(cluster: Cluster, target: Target, targets: Targets): Promise<readonly NodeName[]> {
  if (quorumIn(cluster).controllerIs === "member") return targets.resolve(target);
  const [controller] = await targets.resolve(["controller"]);
  if (target.includes(controller!)) {
    throw new InfrastructureError(
      `${controller} is the controller, and the leader asks it to change the in-sync replicas. shrink-isr can cut another follower off`,
    );
  }
  return (await targets.resolve([controller!, ...target])).filter((name) => name !== controller);
}

/** Of partition 0. */
function newest(all: Awaited<ReturnType<typeof placements>>): Placement | undefined {
  const views = all.find(([{ partition }]) => partition === PARTITION);
  // Brokers learn one after the other that it has shrunk or grown: the first of them counts, and then the last.
  return views?.toSorted((a, b) => a.inSync.length - b.inSync.length)[0];
}

/** Others may be out of sync for another reason. */
function untilBack(
  cluster: Cluster,
  followers: readonly ClusterNode[],
  look: () => Promise<Placement | undefined>,
  signal: AbortSignal,
): Promise<void> {
  return waitFor(
    async (): Promise<Look<void>> => {
      const now = await look();
      if (now === undefined) return { done: false, seen: "no broker that runs" };
      return followers.every(({ id }) => now.inSync.includes(id))
        ? { done: true, value: undefined }
        : { done: false, seen: `in sync: ${namesOf(cluster, now.inSync)}` };
    },
    { what: "the followers to be in sync again", limitMs: COMPLETE_MS_MAX, everyMs: LOOK_EVERY_MS, signal },
  );
}

const namesOf = (cluster: Cluster, ids: readonly number[]) =>
  ids.map((id) => brokerName(cluster, id)).join(", ") || "none";
