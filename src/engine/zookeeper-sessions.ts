/**
 * Whether ZooKeeper still holds a broker's registration. A broker that was killed leaves its session behind until it
 * expires; started before that, it finds /brokers/ids/N taken and gives up (KafkaServer.startup: NodeExistsException).
 * `dump` is one of ZooKeeper's four-letter commands: sessions with their ephemeral nodes.
 */
import { connect } from "node:net";
import type { ClusterNode } from "./engine.js";

const ANSWER_MS_MAX = 1_000;

/** As any of the servers sees it (only the ensemble's leader lists sessions); null when none answers. */
export async function isRegistered(
  broker: ClusterNode,
  zookeepers: readonly ClusterNode[],
): Promise<boolean | null> {
  const dumps = await Promise.all(zookeepers.map(({ client }) => ask(client, "dump")));
  if (dumps.every((dump) => dump === "")) return null;
  return dumps.some((dump) => dump.split("\n").some((line) => line.trim() === `/brokers/ids/${broker.id}`));
}

/** Whether this server answers, as a server that is alone or in a quorum does. */
export async function serves(zookeeper: ClusterNode): Promise<boolean> {
  const answer = await ask(zookeeper.client, "dump");
  return answer.startsWith("SessionTracker dump");
}

function ask(address: { host: string; port: number }, command: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect({ ...address, timeout: ANSWER_MS_MAX }, () => socket.write(command));
    socket.setEncoding("utf8");
    socket.on("data", (text) => {
      answer += text;
    });
    socket.once("timeout", () => socket.destroy());
    socket.on("error", () => {});
    socket.once("close", () => resolve(answer));
  });
}
