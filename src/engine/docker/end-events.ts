/** The news of containers of a run that end, as Docker's stream of events has it. */
import type Docker from "dockerode";
import type { NodeName } from "../../cluster/topology.js";
import { NODE_LABEL, RUN_LABEL } from "./reap.js";

export interface EndListener {
  /** It may come late: after the call that ended the container returned, and even after its next start. */
  onEnd(node: NodeName): void;
  /** The engine has gone away: there is no more news. */
  onGone(): void;
}

/** Resolves to what stops listening, once nothing is missed any more. */
export async function listenForEnds(
  docker: Docker,
  run: string,
  { onEnd, onGone }: EndListener,
): Promise<() => void> {
  const events = await docker.getEvents({
    filters: { type: ["container"], event: ["die"], label: [`${RUN_LABEL}=${run}`] },
  });
  let rest = "";
  events.setEncoding("utf8");
  events.on("data", (chunk) => {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      // A sidecar has no node's label.
      const node = line === "" ? undefined : JSON.parse(line).Actor.Attributes[NODE_LABEL];
      if (node !== undefined) onEnd(node);
    }
  });
  for (const end of ["end", "error", "close"]) events.once(end, onGone);
  return () => {
    events.removeAllListeners();
    events.on("error", () => {});
    (events as { destroy?(): void }).destroy?.();
  };
}
