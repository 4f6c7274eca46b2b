/**
 * A fault is one file: the YAML it understands and what it does to a cluster.
 * It may use the cluster's primitives only, and returns how to heal what it did.
 */

import type { Capability } from "../cluster/spec.js";
import type { NodeName } from "../cluster/topology.js";
import type { Cluster, Undo } from "../engine/engine.js";
import type { LogCut } from "../kafka-log/cut-back.js";
import type { Departure, FaultSyntax, Scenario, Target } from "../scenario/syntax.js";

/** Turns roles into nodes, by what the brokers say at this moment. */
export interface Targets {
  resolve(target: Target): Promise<readonly NodeName[]>;
}

/** The experiment that a fault is part of. */
export interface Surroundings {
  /** Of the scenario. */
  readonly topics: Scenario["topics"];
  /** False: every message is settled, and nothing that is done from now on can meet one. */
  readonly isProducing: () => boolean;
  /**
   * Kills, closes or pauses consumers of a group: the one of this number, one by chance, or all. `targets`: their names,
   * `billing-0`. `flaw`: why some are not away because of this; null: all are. `undo` brings them back.
   */
  readonly takeClients: (
    group: string,
    instance: number | "random" | "all",
    how: Departure,
  ) => Promise<{ readonly targets: readonly string[]; readonly undo: Undo; readonly flaw: string | null }>;
  /** Told what became of the fault since its injection, for the timeline. */
  readonly onChange: (detail: string) => void;
  /**
   * Carries out one strike of a fault that strikes several times during its injection. The timeline tells it, and times
   * and roles are those of this strike.
   */
  readonly strike: <Struck extends Strike>(act: () => Promise<Struck>) => Promise<Struck>;
  /** Aborted when the experiment is over before its time. */
  readonly signal: AbortSignal;
}

/** Records that a broker had, and that are gone from its disk while it is down. */
export interface TakenRecords extends LogCut {
  readonly node: NodeName;
}

/** What was done to the cluster at one time. */
export interface Strike {
  /** The nodes it struck, for the timeline. */
  readonly targets: readonly NodeName[];
  /** What else the timeline should say of it. */
  readonly detail?: string;
  /** It took effect from the beginning of the injection, as a clean shutdown does, and not at its end. */
  readonly isGradual?: boolean;
  /** Brokers that the metadata quorum no longer hears. When the session of one ends, other brokers lead in its place. */
  readonly silenced?: readonly NodeName[];
}

export interface Injection extends Strike {
  readonly heal: Undo;
  /** For how long at a time they are not heard; absent: until it heals. */
  readonly silencedMs?: number;
  /** What it took from the disks of nodes that are down, by log. */
  readonly taken?: readonly TakenRecords[];
  /** Why this is not what the scenario asks for, in one sentence: a reason against the run. */
  readonly flaw?: string;
  /** What it still does by itself, such as bringing a node back; then it is healed. It rejects with the error that ended it. */
  readonly aftermath?: Promise<void>;
}

export interface Fault<Options = unknown> extends FaultSyntax<Options> {
  readonly needs?: readonly Capability[];
  /** A request of a producer arrives at once or never, also under this fault. */
  readonly delaysNoRequest?: true;
  inject(
    cluster: Cluster,
    options: Options,
    targets: Targets,
    surroundings: Surroundings,
  ): Promise<Injection>;
}

/** Keeps a fault's options typed in its own file, and the list of faults uniform. */
export function defineFault<Options>(fault: Fault<Options>): Fault {
  return fault as Fault;
}
