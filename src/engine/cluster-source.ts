/** Where a run gets its cluster from: one that is started for it, or one that other runs had before it. */
import type { ClusterSpec } from "../cluster/spec.js";
import type { Cluster, Engine, ProvisionOptions } from "./engine.js";

/** Its disposal takes the cluster down, or gives it back where that was asked for. */
export interface Lease extends AsyncDisposable {
  readonly cluster: Cluster;
  /** Null: the cluster was started for this run. */
  readonly before: RunsBefore | null;
  /** Another run may have the cluster after this one. */
  giveBack(): void;
}

/** The runs that had a cluster before. */
export interface RunsBefore {
  /** The run that it was started for, and in whose directory its files are. */
  readonly startedFor: string;
  /** How many there are. */
  readonly runs: number;
}

export interface ClusterSource {
  take(spec: ClusterSpec, options: ProvisionOptions): Promise<Lease>;
}

/** A new cluster for each run. */
export function freshClusters(engine: Engine): ClusterSource {
  return {
    async take(spec, options) {
      const cluster = await engine.provision(spec, options);
      return {
        ...{ cluster, before: null },
        giveBack: () => {},
        [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
      };
    },
  };
}
