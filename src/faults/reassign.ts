/**
 * `reassign: leader`: replicas move from one broker to another, as kafka-reassign-partitions does it. Of the leader, the
 * leadership moves too: the controller elects another replica as soon as the new one is in sync.
 *
 *     reassign: leader                                       every replica that the leader of partition 0 has
 *     reassign: { from: kafka1, throttle: 1MB }              at most 1 MB a second and broker
 *     reassign: { from: leader, partition: test1-0 }         one partition
 *     reassign: { replicas: [follower, leader, follower] }   these replicas, in this order: the first is the preferred leader
 *
 * It is complete when the controller lists no reassignment and brokers name the replicas and a leader among them. Nobody
 * moves replicas back when a reassignment is over, and so nothing undoes it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Cluster } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";
import { nameOf, type Placement, placements } from "../kafka/placement.js";
import {
  reassign as begin,
  cancelReassignments,
  endThrottle,
  type Move,
  movingPartitions,
  throttle,
} from "../kafka/reassignments.js";
import { readSize, SIZE_PATTERN, suggestSize } from "../scenario/quantities.js";
import { must } from "../scenario/schema/values.js";
import type { Target } from "../scenario/syntax.js";
import type { TopicPartition } from "../topic-partitions.js";
import { waitFor } from "../wait.js";
import { brokerName, brokersNamed, brokersWithController, runningBrokers } from "./brokers.js";
import { brokersOnly } from "./brokers-only.js";
import { defineFault } from "./fault.js";
import { type LeaderMove, sentences, tellMoves } from "./told.js";
import { topicPartition, unknownPartition } from "./topic-partition.js";

const CANCEL_MS_MAX = 30_000;
const CLEAN_UP_MS_MAX = 5_000;
const LOOK_EVERY_MS = 50;

interface Reassign {
  /** Brokers that lose their replicas, or the replicas of each partition. */
  readonly what: { readonly from: Target } | { readonly replicas: Target };
  /** Absent: all of every topic. */
  readonly partition?: TopicPartition | undefined;
  /** Absent: as fast as they can. */
  readonly bytesPerSecond?: number | undefined;
  readonly limitMs: number;
}

export const reassign = defineFault<Reassign>({
  name: "reassign",
  summary: "Move replicas from one broker to another, and with a leader's replica the leadership",
  lasts: "for-good",
  schema: (words) => {
    const target = brokersOnly(words, "must name brokers: controllers have no replicas");
    const limit = words.durationMs.refine((ms) => ms > 0, { error: must("longer than 0s") }).prefault("60s");
    const how = {
      partition: topicPartition()
        .optional()
        .describe("One partition, such as test1-0. Default: every partition of the topics"),
      throttle: rate().optional().describe("Bytes per second that each broker copies at most, such as 1MB"),
      limit: limit.describe("A reassignment that takes longer is cancelled. Default: 60s"),
    };
    return z.union([
      target.transform((from): Reassign => ({ what: { from }, limitMs: limit.parse(undefined) })),
      z
        .strictObject({
          from: target.describe("Brokers that lose their replicas to brokers without one"),
          ...how,
        })
        .transform(({ from, ...rest }): Reassign => ({ what: { from }, ...settings(rest) })),
      z
        .strictObject({
          replicas: target.describe(
            "The brokers of each partition, in order. The first is its preferred leader",
          ),
          ...how,
        })
        .transform(({ replicas, ...rest }): Reassign => ({ what: { replicas }, ...settings(rest) })),
    ]);
  },
  idleOn({ what, partition }, place) {
    const { cluster } = place;
    if (partition !== undefined) {
      const unknown = unknownPartition(partition, place);
      if (unknown !== undefined) return unknown;
    }
    const involved = place.topics.filter(({ name }) => partition === undefined || name === partition.topic);
    if ("replicas" in what) {
      const unfit = involved.find(({ replicas }) => replicas !== what.replicas.length);
      if (unfit === undefined) return undefined;
      const which = place.topics.length === 1 ? "the topic" : unfit.name;
      return `replicas has ${what.replicas.length} brokers, and ${which} has ${unfit.replicas} replicas; name ${unfit.replicas}`;
    }
    const topic = involved.reduce((most, one) => (one.replicas > most.replicas ? one : most));
    return cluster.brokers <= topic.replicas
      ? `each of the ${cluster.brokers} brokers has a replica, so none can move; write cluster.brokers: ${topic.replicas + 1}, or fewer replicas`
      : undefined;
  },
  async inject(
    cluster,
    { what, partition, bytesPerSecond, limitMs },
    targets,
    { topics, isProducing, signal },
  ) {
    const named = brokersNamed(
      cluster,
      await targets.resolve("from" in what ? what.from : what.replicas),
      "reassign",
    );
    const names = partition === undefined ? topics.map(({ name }) => name) : [partition.topic];
    const before = (await placements(runningBrokers(cluster), names, signal))
      .map(([newest]) => newest)
      .filter((one) => partition === undefined || one.partition === partition.partition);
    const plan = "from" in what ? awayFrom : exactly;
    const moves = plan(cluster, before, idsOf(named)).filter(({ from, to }) => from.join() !== to.join());
    if (moves.length === 0) {
      const names = named.map(({ name }) => name).join(", ");
      throw new InfrastructureError(
        "from" in what
          ? `${names} has no replica to move`
          : `the replicas are on ${names} already, in this order`,
      );
    }
    const byTopic = groupByTopic(moves);
    const involved = new Set(moves.flatMap((move) => [...move.from, ...move.to]));
    const throttled = runningBrokers(cluster).filter(({ id }) => involved.has(id));
    const flaws: string[] = [];
    let moved: readonly LeaderMove[] = [];
    try {
      for (const [topic, own] of byTopic) {
        if (bytesPerSecond !== undefined) await throttle(throttled, topic, own, bytesPerSecond, signal);
        await begin(brokersWithController(cluster), topic, own, signal);
      }
      const after = await untilMoved(cluster, moves, { limitMs, signal });
      if (after === null) {
        for (const [topic, own] of byTopic) await cancel(cluster, topic, numbersOf(own), signal);
        const which = [...byTopic.keys()].join(" and ");
        flaws.push(`the reassignment of ${which} took more than ${limitMs / 1000} s and was cancelled`);
      } else {
        moved = leaderMoves(cluster, before, after);
        if (!isProducing()) flaws.push("every message was settled before the reassignment was over");
      }
    } catch (error) {
      // Nothing of it stays on a cluster that is kept. The run's own signal may be aborted.
      const briefly = AbortSignal.timeout(CLEAN_UP_MS_MAX);
      for (const [topic, own] of byTopic) {
        const numbers = numbersOf(own);
        await cancelReassignments(brokersWithController(cluster), topic, numbers, briefly).catch(() => {});
        if (bytesPerSecond !== undefined) await endThrottle(throttled, topic, briefly).catch(() => {});
      }
      throw error;
    }
    if (bytesPerSecond !== undefined) {
      for (const topic of byTopic.keys()) await endThrottle(throttled, topic, signal);
    }
    const leaders = moved.length === 0 ? "no leader changed" : tellMoves(moved);
    return {
      targets: named.map(({ name }) => name),
      detail: `${moves.length} ${moves.length === 1 ? "partition" : "partitions"}, ${leaders}`,
      isGradual: true,
      ...(flaws.length > 0 && { flaw: sentences(flaws) }),
      heal: async () => {},
    };
  },
});

function settings({
  partition,
  throttle,
  limit,
}: {
  readonly partition?: TopicPartition | undefined;
  readonly throttle?: number | undefined;
  readonly limit: number;
}): Omit<Reassign, "what"> {
  return { partition, bytesPerSecond: throttle, limitMs: limit };
}

const rate = () => {
  const error = must("bytes per second", { such: "such as 100KB or 1MB", hint: suggestSize });
  return z
    .string({ error })
    .regex(SIZE_PATTERN, { error })
    .transform(readSize)
    .refine((bytes) => bytes > 0, { error: must("more than 0 bytes") });
};

type TopicMove = Move & TopicPartition;

/** Requests are about one topic each. */
function groupByTopic(moves: readonly TopicMove[]): ReadonlyMap<string, readonly TopicMove[]> {
  const names = new Set(moves.map(({ topic }) => topic));
  return new Map([...names].map((name) => [name, moves.filter(({ topic }) => topic === name)]));
}

const numbersOf = (moves: readonly Move[]) => moves.map(({ partition }) => partition);

const idsOf = (brokers: readonly { readonly id: number }[]) => brokers.map(({ id }) => id);

/** In the place of each replica on a source a running broker that has none, the one that gets fewest. */
function awayFrom(cluster: Cluster, before: readonly Placement[], sources: readonly number[]): TopicMove[] {
  const goals = idsOf(runningBrokers(cluster));
  const gets = new Map(goals.map((id) => [id, 0]));
  return before.map((one) => {
    const taken = new Set([...one.replicas, ...sources]);
    const to = one.replicas.map((replica) => {
      if (!sources.includes(replica)) return replica;
      const [goal] = goals.filter((id) => !taken.has(id)).sort((a, b) => gets.get(a)! - gets.get(b)!);
      if (goal === undefined) {
        throw new InfrastructureError(
          `no broker that runs can take the replica of ${nameOf(one)} from ${brokerName(cluster, replica)}`,
        );
      }
      taken.add(goal);
      gets.set(goal, gets.get(goal)! + 1);
      return goal;
    });
    return { topic: one.topic, partition: one.partition, from: one.replicas, to };
  });
}

function exactly(_cluster: Cluster, before: readonly Placement[], replicas: readonly number[]): TopicMove[] {
  return before.map((one) => {
    if (one.replicas.length !== replicas.length) {
      throw new InfrastructureError(
        `${nameOf(one)} has ${one.replicas.length} replicas, and ${replicas.length} brokers are named`,
      );
    }
    return { topic: one.topic, partition: one.partition, from: one.replicas, to: replicas };
  });
}

/** The partitions as they are when all have moved; null: that took too long. */
async function untilMoved(
  cluster: Cluster,
  moves: readonly TopicMove[],
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<readonly Placement[] | null> {
  const byTopic = groupByTopic(moves);
  const deadlineMs = performance.now() + limitMs;
  for (;;) {
    const moving: number[] = [];
    for (const [topic, own] of byTopic) {
      moving.push(...(await movingPartitions(brokersWithController(cluster), topic, numbersOf(own), signal)));
    }
    if (moving.length === 0) {
      const now = await placements(runningBrokers(cluster), [...byTopic.keys()], signal);
      const after = moves.map((move) =>
        now
          .flat()
          .find(
            ({ topic, partition, replicas, leader }) =>
              topic === move.topic &&
              partition === move.partition &&
              replicas.join() === move.to.join() &&
              move.to.includes(leader),
          ),
      );
      if (!after.includes(undefined)) return after as Placement[];
    }
    if (performance.now() > deadlineMs) return null;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

async function cancel(
  cluster: Cluster,
  topic: string,
  numbers: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  await cancelReassignments(brokersWithController(cluster), topic, numbers, signal);
  await waitFor(
    async () => {
      const moving = await movingPartitions(brokersWithController(cluster), topic, numbers, signal);
      return moving.length === 0
        ? { done: true, value: undefined }
        : { done: false, seen: moving.map((partition) => `${topic}-${partition}`).join(", ") };
    },
    { what: `no reassignment of ${topic}`, limitMs: CANCEL_MS_MAX, everyMs: LOOK_EVERY_MS, signal },
  );
}

/** Where another broker leads now. */
function leaderMoves(
  cluster: Cluster,
  before: readonly Placement[],
  after: readonly Placement[],
): LeaderMove[] {
  return after.flatMap((now) => {
    const { leader } = before.find((one) => nameOf(one) === nameOf(now))!;
    if (leader === now.leader) return [];
    const from = leader < 0 ? null : brokerName(cluster, leader);
    return { partition: nameOf(now), from, to: brokerName(cluster, now.leader) };
  });
}
