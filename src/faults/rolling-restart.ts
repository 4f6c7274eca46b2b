/**
 * `rolling-restart: brokers`: all brokers, or all controllers, are restarted one after the other, as for an upgrade. The next
 * one waits until the replicas are in sync again, or, as people do it, only until the one before answers.
 *
 * The injection is over when the last node is back. A node that does not come back ends it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { quorumIn, quorumMembersOf } from "../cluster/metadata/quorums.js";
import { brokersOf, dedicatedMembersOf, memberAddress, type NodeName } from "../cluster/topology.js";
import type { Cluster, Undo } from "../engine/engine.js";
import { Admin } from "../kafka/admin.js";
import { waitForFullIsr } from "../kafka/topics.js";
import { type Look, waitFor } from "../wait.js";
import { runningBrokers } from "./brokers.js";
import { defineFault, type Strike, type Surroundings } from "./fault.js";
import { notClean } from "./restart.js";
import { sentences } from "./told.js";

const IN_SYNC_MS_MAX = 120_000;
const ANSWER_MS_MAX = 2_000;

const KINDS = ["brokers", "controllers"] as const;

interface RollingRestart {
  readonly nodes: (typeof KINDS)[number];
  readonly mode: "clean" | "hard";
  readonly wait: "in-sync" | "none";
  readonly downMs: number;
}

export const rollingRestart = defineFault<RollingRestart>({
  name: "rolling-restart",
  summary: "Restart all brokers, or all controllers, one after the other",
  lasts: "until-done",
  schema: ({ durationMs, nodes }) => {
    const hasControllers = quorumIn({ nodes }).kind === "kraft" && dedicatedMembersOf({ nodes }).length > 0;
    const kind = z
      .enum(KINDS, { error: "must be brokers or controllers" })
      .refine((kind) => kind === "brokers" || hasControllers, {
        error: "must be brokers\nthis cluster has no controllers beside its brokers",
      });
    return z.union([
      kind.transform((nodes): RollingRestart => ({ nodes, mode: "clean", wait: "in-sync", downMs: 0 })),
      z
        .strictObject({
          nodes: kind.describe("brokers or controllers"),
          mode: z
            .enum(["clean", "hard"])
            .default("clean")
            .describe("clean: SIGTERM, with a controlled shutdown. hard: SIGKILL"),
          wait: z
            .enum(["in-sync", "none"])
            .default("in-sync")
            .describe(
              "in-sync: the next node waits until every replica, or every controller, has caught up. none: only until the node answers",
            ),
          down: durationMs.prefault("0s").describe("How long each node stays down, such as 5s"),
        })
        .transform(({ down, ...rest }): RollingRestart => ({ ...rest, downMs: down })),
    ]);
  },
  async inject(cluster, { nodes, mode, wait, downMs }, _targets, surroundings) {
    const { isProducing, strike, signal } = surroundings;
    const names = (nodes === "brokers" ? brokersOf(cluster) : dedicatedMembersOf(cluster)).map(
      ({ name }) => name,
    );
    const flaws: string[] = [];
    const restarted: NodeName[] = [];
    let start: Undo = async () => {};
    for (const name of names) {
      const rest = names.slice(restarted.length).join(" and ");
      if (!isProducing()) {
        flaws.push(`${rest} did not restart: every message was settled before that`);
        break;
      }
      const { undo, flaw } = await strike(() => end(cluster, name, mode));
      start = undo;
      if (flaw !== undefined) flaws.push(flaw);
      restarted.push(name);
      await sleep(downMs, undefined, { signal });
      try {
        await start();
        if (wait === "in-sync") await untilInSync(cluster, nodes, surroundings);
      } catch (error) {
        signal.throwIfAborted();
        flaws.push(
          `${name} did not come back, and the rolling restart ended there: ${(error as Error).message}`,
        );
        // The run tries once more when it heals.
        return { targets: restarted, isGradual: true, flaw: sentences(flaws), heal: start };
      }
    }
    return {
      targets: restarted,
      isGradual: true,
      ...(flaws.length > 0 && { flaw: sentences(flaws) }),
      heal: async () => {},
      aftermath: Promise.resolve(),
    };
  },
});

async function end(
  cluster: Cluster,
  name: NodeName,
  mode: RollingRestart["mode"],
): Promise<Strike & { readonly undo: Undo; readonly flaw?: string }> {
  const targets = [name];
  if (mode === "hard") return { targets, undo: await cluster.kill(name) };
  const { undo, killedAfterMs } = await cluster.stop(name);
  const ended = { targets, isGradual: true, undo };
  return killedAfterMs === null ? ended : { ...ended, flaw: notClean(name, killedAfterMs) };
}

function untilInSync(
  cluster: Cluster,
  nodes: RollingRestart["nodes"],
  { topics, signal }: Surroundings,
): Promise<void> {
  if (nodes === "brokers") {
    return waitForFullIsr(runningBrokers(cluster), topics, { limitMs: IN_SYNC_MS_MAX, signal });
  }
  return waitFor(() => haveVotersCaughtUp(cluster, signal), {
    what: "every controller to have caught up",
    limitMs: IN_SYNC_MS_MAX,
    everyMs: 100,
    signal,
  });
}

/** Every voter has what the quorum has committed, as the active controller knows. */
async function haveVotersCaughtUp(cluster: Cluster, signal: AbortSignal): Promise<Look<void>> {
  for (const member of quorumMembersOf(cluster)) {
    try {
      await using admin = await Admin.connect(memberAddress(member), { answerMsMax: ANSWER_MS_MAX, signal });
      const state = await admin.quorum();
      if (state === null) continue;
      const behind = state.voters.filter(({ logEnd }) => logEnd < state.highWatermark);
      return behind.length === 0
        ? { done: true, value: undefined }
        : { done: false, seen: `controllers behind: ${behind.map(({ id }) => id).join(", ")}` };
    } catch {
      signal.throwIfAborted(); // the next one may answer
    }
  }
  return { done: false, seen: "no active controller" };
}
