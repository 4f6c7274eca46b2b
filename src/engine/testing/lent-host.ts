/** A host whose nodes one run after another may have. */
import type { NodeHost } from "../host.js";
import { MemoryHost } from "./memory-host.js";

export class LentHost extends MemoryHost {
  /** The run directories that nodes printed into after the first; null: none. */
  readonly runs: (string | null)[] = [];

  /** Why its nodes cannot have other logs. */
  refusal: Error | null = null;

  readonly belongTo: NonNullable<NodeHost["belongTo"]> = async (run) => {
    if (this.refusal !== null) throw this.refusal;
    this.runs.push(run === null ? null : run.runDirectory);
  };
}
