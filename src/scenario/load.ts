/**
 * YAML text → Scenario, or a InputError that says everything there is to say about the text.
 *
 * The steps: text → data with places → overrides → zod → rules between keys → scale and seed. Nothing here touches
 * a cluster, asks the clock or rolls dice.
 */

import { type PlannedNode, planNodes } from "../cluster/topology.js";
import { defaultKafka } from "../cluster/versions.js";
import { complaints, words } from "../yaml/complaints.js";
import { type Diagnostic, diagnose, InputError, type Source } from "../yaml/diagnostics.js";
import { type Path, readYaml, spacedOut, type YamlData } from "../yaml/document.js";
import { contradictions, type Parts, type PlacedGroup } from "./checks.js";
import { metadataPlan } from "./cluster-spec.js";
import { adoptConfigFiles, type ReadFile } from "./config-files.js";
import { notesOnConsumers } from "./consumer-checks.js";
import { SCENARIO } from "./file-kind.js";
import { type Grammar, type Grammars, grammarsOf } from "./grammar.js";
import { applyOverrides, writePath } from "./overrides.js";
import { resolvedYaml } from "./resolved.js";
import { BROKERS_MAX, CONTROLLERS, LARGEST_CLUSTER, MESSAGES_MAX, ZOOKEEPERS } from "./schema/limits.js";
import type { ScenarioFile } from "./schema.js";
import { unfitSize } from "./sizes.js";
import { unfitStarts } from "./starts.js";
import { lateStrikes, notesOnTimes, scaledCount, scaledTrigger } from "./strikes.js";
import type { FaultStep, FaultSyntax, Scenario } from "./syntax.js";
import { messagesOf } from "./timing.js";
import { aboutRolesOf, placedTopics } from "./topics.js";
import { notesOnTransactions } from "./transactions.js";

export interface Overrides {
  /** `path=value`, in order; see overrides.ts. */
  readonly set?: readonly string[];
  /** Multiplies producers.count and message triggers; 1 is full size. */
  readonly scale?: number;
  readonly seed?: number;
}

export interface LoadOptions {
  /** As the person wrote it; for messages only. */
  readonly path: string;
  readonly faults: readonly FaultSyntax[];
  /** Of these faults, for those who load many files. */
  readonly grammars?: Grammars;
  readonly overrides?: Overrides;
  /** Reads the files that the scenario names. Without it, a scenario that names one is refused. */
  readonly readFile?: ReadFile;
  /** 0 … 2³¹−1, for a scenario whose seed neither the file nor the overrides set. */
  readonly randomSeed: number;
}

export interface LoadedScenario {
  readonly path: string;
  readonly scenario: Scenario;
  /** The scenario in full, as text that loads to the same scenario. Written when it is asked for. */
  readonly yaml: string;
  /** What a person should know before it runs; a sentence each. */
  readonly notes: readonly string[];
}

/** @throws InputError */
export function loadScenario(text: string, options: LoadOptions): LoadedScenario {
  const {
    path,
    faults,
    grammars = grammarsOf(faults),
    overrides = {},
    readFile = noFiles,
    randomSeed,
  } = options;
  const source: Source = { label: path, text: text.replace(/^\ufeff/, ""), kind: "file" };
  const refuse = (message: string, at = 0): never => {
    throw new InputError([diagnose({ source, start: at, end: at + 1 }, message)]);
  };

  const scale = checkedScale(overrides);
  const yaml = readYaml(source, SCENARIO);
  const { data } = yaml;
  const at = yaml.places.nearest([]).value.start;
  if (data === null) refuse(`${emptiness(source.text)}: a scenario needs name, producers and expect`, at);
  if (Array.isArray(data)) refuse("a scenario is a mapping that starts with name: …, not a list", at);
  if (typeof data !== "object") {
    const squeezed = spacedOut(source.text.slice(at).replace(/\n.*/s, ""));
    const why = squeezed === undefined ? "" : `; a space is missing after the colon, write ${squeezed}`;
    refuse(`this is not a scenario, which is a mapping that starts with name: …${why}`, at);
  }

  const settings = overrides.set ?? [];
  if (settings.length > 0) {
    const keys = grammars(LARGEST_CLUSTER).outline();
    applyOverrides(yaml, settings, keys);
  }

  const notes = adoptConfigFiles(yaml, path, readFile);
  const file = validate(yaml, faults, grammars(nodesOf(yaml.data)), scale);
  const scenario = complete(file, scale, overrides.seed ?? file.seed ?? randomSeed);
  const steps = (yaml.data as { faults?: Record<string, unknown>[] }).faults ?? [];
  const written = scenario.faults.map((step, index) => steps[index]?.[step.fault]);
  return {
    path,
    scenario,
    get yaml() {
      return resolvedYaml(scenario, written);
    },
    notes: [
      ...notes,
      ...notesOnConsumers(scenario).map((note) => `${path}: ${note}`),
      ...[...notesOnTransactions(scenario)].map((note) => `${path}: ${note}`),
      ...[...notesOnTimes(scenario.producers, scenario.faults, scale)].map((note) => `${path}: ${note}`),
    ],
  };
}

const noFiles: ReadFile = () => {
  throw new Error("no files are read here");
};

/** @throws InputError for a scale or a seed that is none */
function checkedScale({ scale = 1, seed }: Overrides): number {
  if (!(Number.isFinite(scale) && scale > 0)) {
    throw new InputError([{ file: `--scale ${scale}`, message: "must be a number above 0, such as 0.1" }]);
  }
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)) {
    throw new InputError([
      { file: `--seed ${seed}`, message: `must be a whole number from 0 to ${2 ** 31 - 1}` },
    ]);
  }
  return scale;
}

function validate(
  yaml: YamlData,
  faults: readonly FaultSyntax[],
  grammar: Grammar,
  scale: number,
): ScenarioFile {
  const { schema } = grammar;
  const result = schema.safeParse(yaml.data, { error: words });
  const problems: Diagnostic[] = result.success
    ? []
    : complaints(result.error.issues, yaml, grammar.outline(), SCENARIO);
  const parts = result.success
    ? {
        ...result.data,
        topics: placedTopics(result.data, result.data.cluster.brokers),
        groups: placedGroups((yaml.data as Record<string, unknown>).producers, () => result.data.producers),
      }
    : soundParts(schema, yaml.data as Record<string, unknown>);
  const hasCopiers = Object.hasOwn(Object(yaml.data), "copiers");
  const hasConsumers = Object.hasOwn(Object(yaml.data), "consumers");
  const readers = readersIn(yaml.data as Record<string, unknown>, parts);
  const between = [
    ...contradictions({ ...parts, hasConsumers, hasCopiers }, faults),
    ...unfitStarts(parts),
    ...unfitSize(parts),
    ...lateStrikes(parts, scale),
    ...aboutRolesOf((yaml.data as { faults?: unknown }).faults, parts.topics, {
      readers,
      transactional: parts.producers && [
        ...parts.producers.flatMap(({ name, transactions }) => (transactions === undefined ? [] : [name])),
        ...(parts.copiers ?? []).flatMap(({ name, transactions }) => (transactions ? [name] : [])),
      ],
    }),
  ];
  for (const { path, at, message, beside } of between) {
    const place = yaml.places.nearest(path);
    const span = (at === "key" ? place.key : undefined) ?? place.value;
    problems.push(diagnose(span, `${message}${beside === undefined ? "" : originOf(beside, yaml)}`));
  }
  if (problems.length > 0) {
    const { file } = diagnose(yaml.places.nearest([]).value, "");
    throw new InputError(inOrder(problems, file));
  }
  return result.data!;
}

/** Names of the consumer groups, and of the groups of copiers; undefined: one of them is not sound. */
function readersIn(data: Record<string, unknown>, { consumers, copiers }: Parts): string[] | undefined {
  const isUnsound = (name: string, parsed: unknown) => Object.hasOwn(data, name) && parsed === undefined;
  if (isUnsound("consumers", consumers) || isUnsound("copiers", copiers)) return undefined;
  return [...(consumers ?? []).map(({ group }) => group), ...(copiers ?? []).map(({ name }) => name)];
}

/** ` (producers.idempotence is on line 8)`; empty where no value is written. */
function originOf(path: Path, { places }: YamlData): string {
  const place = places.exact(path);
  if (place === undefined) return "";
  const { file, line } = diagnose(place.value, "");
  const isElsewhere = place.value.source !== places.nearest([]).value.source;
  const where = line === undefined || isElsewhere ? `set by ${file}` : `on line ${line}`;
  return ` (${writePath(path)} is ${where})`;
}

/** As they stand in the scenario, and then in each other file; those of the command line come last. */
function inOrder(problems: readonly Diagnostic[], path: string): readonly Diagnostic[] {
  const keyOf = ({ file, line, column = 0 }: Diagnostic) =>
    [line === undefined ? 2 : file === path ? 0 : 1, file, line ?? 0, column] as const;
  return problems.toSorted((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return at === -1 || left[at]! < right[at]! ? -1 : 1;
  });
}

/** What can be read of a file that has something wrong somewhere. */
function soundParts({ shape }: Grammar["schema"], data: Record<string, unknown>): Parts {
  const step = shape.faults.unwrap().element;
  const cluster = shape.cluster.safeParse(data.cluster).data;
  // An optional key, when it is there, is read as its own schema has it.
  const topic = shape.topic.unwrap().safeParse(data.topic ?? {});
  const topics = data.topics === undefined ? undefined : shape.topics.unwrap().safeParse(data.topics);
  const isSound = topic.success && topics?.success !== false;
  return {
    cluster,
    ...(isSound && {
      ...(data.topic !== undefined && { topic: topic.data }),
      topics: placedTopics(
        { topic: topic.data, ...(topics?.data !== undefined && { topics: topics.data }) },
        cluster?.brokers ?? BROKERS_MAX,
      ),
    }),
    producers: shape.producers.safeParse(data.producers).data,
    consumers: shape.consumers.safeParse(data.consumers).data,
    copiers: shape.copiers.safeParse(data.copiers).data,
    groups: placedGroups(data.producers, (written) => shape.producers.safeParse(written).data),
    faults: Array.isArray(data.faults)
      ? data.faults.map((one: unknown): FaultStep | undefined => step.safeParse(one).data)
      : undefined,
  };
}

/** The groups that are sound by themselves. `read`: one group, or a list of them; undefined: it is not sound. */
function placedGroups(
  written: unknown,
  read: (written: unknown) => ScenarioFile["producers"] | undefined,
): readonly PlacedGroup[] {
  const whole = read(written);
  const isList = Array.isArray(written);
  if (whole !== undefined) {
    return whole.map((group, i) => ({ path: isList ? ["producers", i] : ["producers"], group }));
  }
  if (!isList) return [];
  return written.flatMap((one: unknown, i) => {
    const [group] = read([one]) ?? [];
    return group === undefined ? [] : [{ path: ["producers", i], group }];
  });
}

/** The nodes there are to strike; all there could be while the file does not say it properly. */
function nodesOf(data: unknown): readonly PlannedNode[] {
  const cluster = (data as { cluster?: unknown }).cluster ?? {};
  const { brokers = 3, ...members } = cluster as Record<string, unknown>;
  const isSound =
    typeof brokers === "number" &&
    Number.isInteger(brokers) &&
    brokers >= 1 &&
    brokers <= BROKERS_MAX &&
    ([undefined, ...CONTROLLERS, "combined"] as unknown[]).includes(members.controllers) &&
    ([undefined, ...ZOOKEEPERS] as unknown[]).includes(members.zookeepers);
  return isSound ? planNodes({ brokers, metadata: metadataPlan(members) }) : LARGEST_CLUSTER;
}

/** The run's own choices: how much of it, and which dice. */
function complete(
  { $schema, topic, topics, consumers, ...file }: ScenarioFile,
  scale: number,
  seed: number,
): Scenario {
  const placed = placedTopics({ ...(topic && { topic }), ...(topics && { topics }) }, file.cluster.brokers);
  const producers = file.producers.map(({ configFile: _, topic: writtenTo, ...group }) => ({
    ...group,
    topic: writtenTo ?? placed[0]!.topic.name,
    count: scaledCount(group.count, scale),
  }));
  const total = messagesOf(producers);
  if (total > MESSAGES_MAX) {
    const message = `makes it ${total.toLocaleString("en")} messages; the most that one run keeps account of is ${MESSAGES_MAX.toLocaleString("en")}`;
    throw new InputError([{ file: `--scale ${scale}`, message }]);
  }
  const faults = file.faults.map((step): FaultStep => {
    if (step.at.kind !== "messages") return step;
    const messages = scaledTrigger(step.at.messages, scale, total);
    return { ...step, at: { kind: "messages", messages } };
  });
  const written = [...new Set(producers.map(({ topic }) => topic))];
  const groups = consumers?.map(({ topic: read = written, ...group }) => ({
    ...group,
    topics: typeof read === "string" ? [read] : read,
  }));
  const { sessionTimeout, configFile: _, ...cluster } = file.cluster;
  const plan = metadataPlan(cluster);
  return {
    ...file,
    topics: placed.map(({ topic }) => topic),
    cluster: {
      ...cluster,
      ...(plan.kind === "kraft" && { controllers: cluster.controllers ?? 1 }),
      ...(sessionTimeout !== undefined && { sessionTimeoutMs: sessionTimeout }),
      kafka: cluster.kafka ?? defaultKafka(plan),
    },
    // What idempotence promises is expected of it.
    expect: producers.every(({ idempotence }) => idempotence)
      ? { duplicates: "none", order: "kept", ...file.expect }
      : file.expect,
    producers,
    ...(groups !== undefined && { consumers: groups }),
    faults,
    seed,
    scale: Number((file.scale * scale).toPrecision(12)),
  };
}

function emptiness(text: string): string {
  if (text.trim() === "") return "the file is empty";
  return /^\s*[^#\s]/m.test(text) ? "the document is empty" : "the file holds nothing but comments";
}
