/**
 * The scenario file as one zod schema: the types, the validation and the JSON Schema all come from here. Each section is a
 * file in schema/.
 *
 * What goes in is what people write (`size: 1KB`, `for: 10s`), what comes out is a Scenario (`sizeBytes`, `forMs`).
 * It is made for one cluster, because targets are checked against that cluster's nodes.
 *
 * Messages are predicates of the key they are about, such as "must be 0, 1 or all"; a second line is a hint.
 * complaints.ts makes sentences of them: "acks must be 0, 1 or all, not -1; write all, which is what -1 means".
 * What concerns several keys at once is in checks.ts.
 */
import { z } from "zod";
import { brokersOf, type PlannedNode } from "../cluster/topology.js";
import { NAME_PATTERN } from "./quantities.js";
import { cluster } from "./schema/cluster.js";
import { consumers } from "./schema/consumers.js";
import { copiers } from "./schema/copiers.js";
import { expectations } from "./schema/expectations.js";
import { producers } from "./schema/producers.js";
import { STEP_KEYS, step } from "./schema/steps.js";
import { topic, topics } from "./schema/topic.js";
import { must, whole } from "./schema/values.js";
import { vocabulary } from "./schema/vocabulary.js";
import type { FaultSyntax } from "./syntax.js";

const figure = () => whole(0, Number.MAX_SAFE_INTEGER).exactOptional();

/**
 * @param faults what steps may do
 * @param nodes the cluster's nodes; targets must be among them
 */
export function scenarioSchema(faults: readonly FaultSyntax[], nodes: readonly PlannedNode[]) {
  const clash = faults.find((fault) => (STEP_KEYS as readonly string[]).includes(fault.name));
  if (clash) throw new Error(`a fault cannot be called ${clash.name}, which every step has already`);
  const brokers = brokersOf({ nodes }).length;
  return z.strictObject({
    $schema: z
      .string()
      .max(2_000)
      .exactOptional()
      .describe("Where editors find the JSON Schema of scenarios. chaos does not read it"),
    name: z
      .string()
      .regex(NAME_PATTERN, {
        error: must("made of letters, digits, . _ and -, because paths are made of it"),
      })
      .max(64)
      .describe("Short name of the scenario, part of the run directory's name"),
    description: z
      .string()
      .trim()
      .max(10_000)
      .exactOptional()
      .describe("The course of the experiment, and its lesson"),
    cluster: cluster().prefault({}).describe("The cluster that the scenario runs on"),
    topic: topic(brokers)
      .exactOptional()
      .describe("The topic that is written to. Default: test1, with one partition"),
    topics: topics(brokers)
      .exactOptional()
      .describe(
        "Several topics, in the place of topic. Producers write to the first, unless producers.topic names another",
      ),
    producers: producers().describe(
      "Who writes, how much, how fast and how safely. A list has one mapping for each group",
    ),
    consumers: consumers().describe("Who reads, in which groups, and when they commit"),
    copiers: copiers().describe("Copiers: they read a topic, and write each message to another one"),
    faults: z
      .array(step(faults, vocabulary(nodes)))
      .max(100)
      .default([])
      .describe("What is done to the cluster, and when"),
    expect: expectations().describe("What the run must show to be as expected"),
    reference: z
      .strictObject({
        source: z.string().max(1_000).describe("Where the figures were published"),
        acknowledged: figure().describe("Messages that were acknowledged there"),
        failed: figure().describe("Messages that failed there"),
        watermark: figure().describe("The high watermark there"),
        note: z.string().trim().max(2_000).exactOptional().describe("What was different there"),
      })
      .exactOptional()
      .describe("Published figures, shown beside those of the run"),
    seed: whole(0, 2 ** 31 - 1)
      .exactOptional()
      .describe("Seed of every random choice. Default: a new one for each run"),
    scale: z
      .number()
      .positive()
      .max(1_000_000)
      .default(1)
      .describe("Written by chaos: the factor of --scale, already applied to the counts"),
  });
}

export type ScenarioSchema = ReturnType<typeof scenarioSchema>;

/** What a file says, complete but for the seed, which may be the run's to choose. */
export type ScenarioFile = z.output<ScenarioSchema>;
