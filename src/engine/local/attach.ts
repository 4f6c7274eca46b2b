/** Going on with a cluster that another process kept: over its supervisor's socket, with what `cluster.json` says. */
import { basename, resolve } from "node:path";
import { ClusterGoneError, type KeptCluster } from "../engine.js";
import { attachProxy } from "../proxy-node.js";
import { readRecord } from "./attach-record.js";
import { LocalCluster } from "./local-cluster.js";
import { Supervisor } from "./supervisor-client.js";

/**
 * Null when this engine keeps no cluster there.
 * @throws ClusterGoneError when it did but the supervisor is gone, InfrastructureError when it does not answer
 */
export async function attachLocal(runDirectory: string, signal: AbortSignal): Promise<KeptCluster | null> {
  const record = await readRecord(runDirectory);
  if (record === null) return null;
  const { nodes, versions, processes, socket } = record;
  const supervisor = await Supervisor.connect(socket, signal);
  if (supervisor === null) {
    throw new ClusterGoneError(
      `the cluster of ${basename(resolve(runDirectory))} is gone: its supervisor is not there any more`,
      { remedy: "remove its remains: chaos clean; start another: chaos cluster up" },
    );
  }
  const proxy = await attachProxy(runDirectory);
  const options = { runDirectory, signal, onNode: () => {}, kept: true, proxy };
  return new LocalCluster(nodes, versions, supervisor, new Map(Object.entries(processes)), options);
}
