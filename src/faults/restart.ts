/**
 * `restart: leader`: a node goes down, stays down for a while and comes back by itself, as in a rolling upgrade.
 *
 * The injection is over when the node is down. Its return goes on in the background: healing waits for it,
 * and cuts short what is left of the wait.
 */
import { z } from "zod";
import type { NodeName } from "../cluster/topology.js";
import type { Target } from "../scenario/syntax.js";
import { defineFault } from "./fault.js";
import { together } from "./undo.js";

interface Restart {
  readonly node: Target;
  readonly mode: "clean" | "hard";
  readonly downMs: number;
}

export const restart = defineFault<Restart>({
  name: "restart",
  summary: "Stop nodes, with SIGTERM or SIGKILL, and start them again",
  delaysNoRequest: true,
  schema: ({ target, durationMs }) =>
    z.union([
      target.transform((node): Restart => ({ node, mode: "clean", downMs: 0 })),
      z
        .strictObject({
          node: target.describe("Node or role to restart"),
          mode: z
            .enum(["clean", "hard"])
            .default("clean")
            .describe("clean: SIGTERM, with a controlled shutdown. hard: SIGKILL"),
          down: durationMs.prefault("0s").describe("How long it stays down, such as 5s"),
        })
        .transform(({ down, ...rest }): Restart => ({ ...rest, downMs: down })),
    ]),
  async inject(cluster, { node, mode, downMs }, targets) {
    const nodes = await targets.resolve(node);
    const slow: string[] = [];
    const stop = async (name: NodeName) => {
      const { undo, killedAfterMs } = await cluster.stop(name);
      if (killedAfterMs !== null) slow.push(notClean(name, killedAfterMs));
      return undo;
    };
    const start = await together(nodes.map((name) => (mode === "clean" ? stop(name) : cluster.kill(name))));
    let wake = () => {};
    const back = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, downMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    }).then(start);
    back.catch(() => {}); // the aftermath tells it
    return {
      targets: nodes,
      // A clean shutdown ends the broker's session by itself, and hands its partitions over before that.
      ...(mode === "clean" ? { isGradual: true } : { silenced: nodes }),
      ...(slow.length > 0 && { flaw: slow.join("; ") }),
      aftermath: back,
      heal: () => {
        wake();
        return back;
      },
    };
  },
});

export function notClean(node: NodeName, killedAfterMs: number): string {
  return `${node} did not shut down within ${killedAfterMs / 1000} s and was killed, so the restart was not clean`;
}
