/**
 * What a scenario file may hold, which depends on its cluster's nodes. Making a grammar takes longer than reading a file
 * by it, so those of one list of faults are kept together, each made when a file asks for it first.
 */
import type { PlannedNode } from "../cluster/topology.js";
import { jsonSchemaOf, type Outline, outline } from "../yaml/outline.js";
import { scenarioSchema } from "./schema.js";
import type { FaultSyntax } from "./syntax.js";

export interface Grammar {
  readonly schema: ReturnType<typeof scenarioSchema>;
  outline(): Outline;
}

export type Grammars = (nodes: readonly PlannedNode[]) => Grammar;

export function grammarsOf(faults: readonly FaultSyntax[]): Grammars {
  const made = new Map<string, Grammar>();
  return (nodes) => {
    const key = nodes.map(({ name }) => name).join();
    const grammar = made.get(key) ?? grammarOf(faults, nodes);
    made.set(key, grammar);
    return grammar;
  };
}

function grammarOf(faults: readonly FaultSyntax[], nodes: readonly PlannedNode[]): Grammar {
  const schema = scenarioSchema(faults, nodes);
  let known: Outline | undefined;
  return {
    schema,
    outline: () => {
      known ??= outline(jsonSchemaOf(schema));
      return known;
    },
  };
}
