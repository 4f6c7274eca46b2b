/**
 * Whether ZooKeeper still holds a broker's registration. A broker that was killed leaves its session behind until it
 * expires; started before that, it finds /brokers/ids/N taken and gives up (KafkaServer.startup: NodeExistsException).
 * `dump` is one of ZooKeeper's four-letter commands: sessions with their ephemeral nodes.
 */
import { connect } from "node:net";
import { waitFor } from "../wait.js";
import type { ClusterNode } from "./engine.js";

const ANSWER_MS_MAX = 1_000;
/** What the answer of a server that is alone or in a quorum begins with; any other says that it does not serve. */
const DUMP = "SessionTracker dump";

/** Resolves when no session holds the broker's registration any more, or the broker is up: who starts it need not wait. */
export function untilForgotten(
  broker: ClusterNode,
  zookeepers: readonly ClusterNode[],
  options: { readonly isUp: () => boolean; readonly limitMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const { isUp, limitMs, signal } = options;
  return waitFor(
    async () => {
      if (isUp()) return { done: true, value: undefined };
      const registered = await isRegistered(broker, zookeepers);
      if (registered === null) return { done: false, seen: "no ZooKeeper serving" };
      return registered ? { done: false, seen: "it still there" } : { done: true, value: undefined };
    },
    { what: `the session of ${broker.name} before it went down to expire`, limitMs, everyMs: 100, signal },
  );
}

/** As any of the servers sees it (only the ensemble's leader lists sessions); null when none serves. */
export async function isRegistered(
  broker: ClusterNode,
  zookeepers: readonly ClusterNode[],
): Promise<boolean | null> {
  const said = await Promise.all(zookeepers.map(dump));
  const dumps = said.filter((text) => text.startsWith(DUMP));
  if (dumps.length === 0) return null;
  return dumps.some((text) => text.split("\n").some((line) => line.trim() === `/brokers/ids/${broker.id}`));
}

/** Whether this server is alone or in a quorum. */
export async function serves(zookeeper: ClusterNode): Promise<boolean> {
  return (await dump(zookeeper)).startsWith(DUMP);
}

/** Whether this server says anything, if only that it does not serve. */
export async function answers(zookeeper: ClusterNode): Promise<boolean> {
  return (await dump(zookeeper)) !== "";
}

function dump({ client }: ClusterNode): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect({ ...client, timeout: ANSWER_MS_MAX }, () => socket.write("dump"));
    socket.setEncoding("utf8");
    socket.on("data", (text) => {
      answer += text;
    });
    socket.once("timeout", () => socket.destroy());
    socket.on("error", () => {});
    socket.once("close", () => resolve(answer));
  });
}
