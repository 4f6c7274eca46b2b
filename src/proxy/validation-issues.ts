/**
 * What is wrong with a value that a user wrote: one sentence per field, with the field's path and, where the choice is
 * limited, with the valid values.
 */

import { z } from "zod";

export interface ValidationIssue {
  /** `spec.config.rateInPercent`; empty for the value as a whole. */
  readonly path: string;
  readonly message: string;
}

/** The limit of issues in one answer: a body may have any number of wrong keys. */
const ISSUES_MAX = 20;

/** @param at the path of the checked value in what the user wrote */
export function issuesOf(
  schema: z.ZodType,
  error: z.ZodError,
  at: readonly string[] = [],
): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  for (const issue of error.issues) {
    const path = [...at, ...issue.path];
    if (issue.code !== "unrecognized_keys") {
      issues.push({ path: path.join("."), message: messageOf(issue) });
      continue;
    }
    const valid = validKeys(schema, issue.path);
    const message =
      valid.length === 0 ? "unknown key" : `unknown key; the valid keys are ${valid.join(", ")}`;
    for (const key of issue.keys.slice(0, ISSUES_MAX)) {
      issues.push({ path: [...path, key].join("."), message });
    }
  }
  return issues.slice(0, ISSUES_MAX);
}

/** For a key or a union zod has the reason one level below. */
function messageOf(issue: z.core.$ZodIssue): string {
  const inner =
    issue.code === "invalid_key" || issue.code === "invalid_element"
      ? issue.issues
      : issue.code === "invalid_union"
        ? issue.errors.flatMap((branch) => branch.slice(0, 1))
        : [];
  return inner.length === 0 ? issue.message : [...new Set(inner.map(messageOf))].join(", or ");
}

interface Node {
  properties?: Record<string, Node>;
  propertyNames?: { enum?: string[] };
  additionalProperties?: Node | boolean;
  items?: Node | Node[];
  anyOf?: Node[];
  oneOf?: Node[];
  allOf?: Node[];
}

function validKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let nodes = branchesOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Node);
  for (const step of path) {
    nodes = nodes.flatMap(({ properties, additionalProperties, items }) => {
      const next = typeof step === "number" ? items : (properties?.[String(step)] ?? additionalProperties);
      return typeof next === "object" && !Array.isArray(next) ? branchesOf(next) : [];
    });
  }
  return [
    ...new Set(
      nodes.flatMap((node) => Object.keys(node.properties ?? {}).concat(node.propertyNames?.enum ?? [])),
    ),
  ];
}

function branchesOf(node: Node): Node[] {
  const branches = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  return [node, ...branches.flatMap(branchesOf)];
}
