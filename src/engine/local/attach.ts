/** Going on with a cluster that another process kept: over its supervisor's socket, with what `cluster.json` says. */
import { resolve } from "node:path";
import { ClusterGoneError, type KeptCluster } from "../engine.js";
import { ManagedCluster } from "../managed-cluster.js";
import { attachProxy } from "../proxy-node.js";
import { readRecord } from "./attach-record.js";
import { LocalHost } from "./host.js";
import { nodesOf } from "./leftovers.js";
import { Supervisor } from "./supervisor-client.js";

/**
 * Null when this engine keeps no cluster there.
 * @throws ClusterGoneError when it did but the supervisor is gone, InfrastructureError when it does not answer
 */
export async function attachLocal(
  runDirectory: string,
  signal: AbortSignal,
  cache: string,
): Promise<KeptCluster | null> {
  const record = await readRecord(runDirectory);
  if (record === null) return null;
  const { nodes, versions, processes, socket } = record;
  const supervisor = await Supervisor.connect(socket, signal);
  if (supervisor === null) {
    throw new ClusterGoneError(runDirectory, await whatHappened(resolve(runDirectory)));
  }
  const proxy = await attachProxy(runDirectory);
  const host = new LocalHost(supervisor, {
    nodes,
    versions,
    processes: new Map(Object.entries(processes)),
    runDirectory,
    cache,
  });
  return new ManagedCluster(host, { runDirectory, signal, onNode: () => {}, kept: true, proxy });
}

/** A supervisor that is told to end takes its cluster and the record of it down, so this one was not told. */
async function whatHappened(run: string): Promise<string> {
  const left = (await nodesOf(run)).map(({ name }) => name).sort();
  const nodes =
    left.length === 0
      ? "and none of its nodes runs"
      : `and ${left.join(", ")} still ${left.length === 1 ? "runs" : "run"}, without links to each other`;
  return `its supervisor was killed or this machine was restarted, ${nodes}`;
}
