/** Cycles of a graph of transactions: one for each set of transactions that all come before each other. */
import { DependencyGraph, type Edges } from "./dependency-graph.js";
import { FINDINGS_MAX } from "./transaction-check.js";

export interface Cycle {
  /** A short one: each has to come before the next, and the last one before the first. */
  readonly cycle: readonly number[];
  /** How many transactions all come before each other. */
  readonly transactions: number;
}

/** `count`: of the sets. `cycles`: the first ones. */
export function cyclesIn(
  transactions: number,
  edges: Edges,
): { readonly count: number; readonly cycles: readonly Cycle[] } {
  if (edges.length === 0) return { count: 0, cycles: [] };
  const graph = new DependencyGraph(transactions, edges);
  const components = graph.components();
  const cycles = components
    .slice(0, FINDINGS_MAX)
    .map((component) => ({ cycle: graph.cycleIn(component), transactions: component.length }));
  return { count: components.length, cycles };
}
