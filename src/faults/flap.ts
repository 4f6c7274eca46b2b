/**
 * `flap`: links or nodes that go down and come up, again and again, until the fault heals. It begins with a time down.
 *
 *     flap: { isolate: leader, up: 2s, down: 3s }           the node's links are cut and whole by turns
 *     flap: { from: leader, to: follower, up: 2s, down: 3s }
 *     flap: { pause: leader, up: 2s, down: 3s }             the process stands still and runs by turns
 *     flap: { kill: leader, up: 20s, down: 3s }             a crash loop. Up counts from when the node answers
 *
 * Roles are resolved once: it is the same node each time. A broker is silent for `down` at a time, so another leads in its
 * place only if that is longer than its session.
 */
import { z } from "zod";
import type { NodeName } from "../cluster/topology.js";
import type { Cluster, Undo } from "../engine/engine.js";
import type { Target } from "../scenario/syntax.js";
import { inBackground } from "./background.js";
import { defineFault, type Targets } from "./fault.js";
import { silencedByCuts } from "./silenced-by-cuts.js";
import { together } from "./undo.js";
import { find, mayHaveLinks } from "./where.js";

type Flap = { readonly up: number; readonly down: number } & (
  | { readonly isolate: Target }
  | { readonly from: Target; readonly to: Target }
  | { readonly pause: Target }
  | { readonly kill: Target }
);

/** What goes down and comes up. */
interface Flapping {
  readonly targets: readonly NodeName[];
  readonly silenced: readonly NodeName[];
  readonly takeDown: () => Promise<Undo>;
}

export const flap = defineFault<Flap>({
  name: "flap",
  summary: "Cut links, pause nodes or kill nodes, and restore them, again and again",
  schema: ({ target, durationMs, nodes }) => {
    const positive = durationMs.refine((ms) => ms > 0, { error: "must be longer than 0s" });
    const times = {
      up: positive.describe("How long it is up each time, such as 2s"),
      down: positive.describe("How long it is down each time, such as 3s"),
    };
    const forms = z.union([
      z.strictObject({ isolate: target.describe("Nodes to cut off from every other node"), ...times }),
      z.strictObject({
        from: target.describe("Nodes whose bytes do not arrive"),
        to: target.describe("Nodes that do not hear from them"),
        ...times,
      }),
      z.strictObject({ pause: target.describe("Nodes to freeze (SIGSTOP) and resume"), ...times }),
      z.strictObject({ kill: target.describe("Nodes to kill (SIGKILL) and start again"), ...times }),
    ]);
    return forms.refine((flap) => !("from" in flap) || mayHaveLinks(flap, nodes), {
      error: "must have a link to work on; here there is none",
    });
  },
  idleOn: ({ up, down }, { forMs }) =>
    forMs !== undefined && forMs <= up + down
      ? "flap must go down at least twice; write a longer for, or use partition, pause or kill"
      : undefined,
  async inject(cluster, flap, targets, { onChange }) {
    const { takeDown, ...struck } = await flappingOf(flap, cluster, targets);
    const first = await takeDown();
    return {
      ...struck,
      silencedMs: flap.down,
      ...inBackground(async (wait) => {
        for (let takeUp = first; ; takeUp = await takeDown()) {
          if (takeUp !== first) onChange("down again");
          const isOver = !(await wait(flap.down));
          await takeUp();
          if (isOver) return;
          onChange("up");
          if (!(await wait(flap.up))) return;
        }
      }),
    };
  },
});

async function flappingOf(flap: Flap, cluster: Cluster, targets: Targets): Promise<Flapping> {
  if ("pause" in flap || "kill" in flap) {
    const nodes = await targets.resolve("pause" in flap ? flap.pause : flap.kill);
    const takeDown = (node: NodeName) => ("pause" in flap ? cluster.pause(node) : cluster.kill(node));
    return { targets: nodes, silenced: nodes, takeDown: () => together(nodes.map(takeDown)) };
  }
  const where = "isolate" in flap ? { node: flap.isolate } : flap;
  const { links, targets: struck } = await find("flap", where, cluster, targets);
  return {
    targets: struck,
    silenced: await silencedByCuts(links, cluster, targets),
    takeDown: () => cluster.cut(links),
  };
}
