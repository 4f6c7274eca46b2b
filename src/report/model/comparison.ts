/**
 * Two groups of runs of one scenario: what was set differently, and whether they differ by more than chance.
 *
 * Whether messages were lost, duplicated and so on is compared by Fisher's exact test, amounts and times by that of Mann and
 * Whitney. All p-values of one comparison are corrected together (Holm), so that many questions do not make a difference of
 * chance look real. Inconclusive runs do not count, and a run that does not know something does not count for it.
 */
import { COUNTED_CHECKS, type CountedCheck, happened } from "../../rundir/happened.js";
import type { FaultRecord, Result } from "../../rundir/result.js";
import { fisher, type Proportion } from "../../statistics/fisher.js";
import { holm } from "../../statistics/holm.js";
import { mannWhitney, type Shift, shiftOf } from "../../statistics/mann-whitney.js";
import { type Difference, differenceOf } from "../../statistics/newcombe.js";
import { count, duration } from "../text.js";

/** A difference with a smaller p is called real. */
export const REAL_BELOW = 0.05;

/** chance: it may be. few: even the largest difference of so few runs would not be real. */
export type Judgement = "real" | "chance" | "few";

interface Tested {
  /** Corrected. */
  readonly p: number;
  readonly judgement: Judgement;
}

export interface ComparedCheck extends Tested {
  readonly check: CountedCheck;
  readonly a: Proportion;
  readonly b: Proportion;
  readonly effect: Difference;
}

export interface ComparedAmount extends Tested {
  readonly amount: "lost" | "noWritesMs";
  /** Runs that know it. */
  readonly a: number;
  readonly b: number;
  readonly effect: Shift;
}

export interface ComparedScenario {
  /** With the settings of the combination, where both sides have it. */
  readonly name: string;
  /** Of one campaign: the two combinations. Null: the sides are those of the comparison. */
  readonly sides: readonly [string, string] | null;
  /** Runs with a verdict. */
  readonly runs: readonly [number, number];
  /** Without a verdict: they do not count. */
  readonly inconclusive: readonly [number, number];
  /** Wanted, and not there. */
  readonly missing: readonly [number, number];
  /** Path and both values; null: absent. Where the runs of a group differ, all their values. */
  readonly settings: readonly (readonly [path: string, a: string | null, b: string | null])[];
  readonly checks: readonly ComparedCheck[];
  readonly amounts: readonly ComparedAmount[];
}

export interface Comparison {
  readonly scenarios: readonly ComparedScenario[];
  /** Of one side alone. */
  readonly unpaired: readonly string[];
}

/** Runs of one scenario. A campaign has one group for each combination of settings. */
export interface Group {
  readonly scenario: string;
  /** Such as `producers.acks=1`; empty: nothing was varied. */
  readonly combination: string;
  readonly runs: readonly { readonly result: Result }[];
  /** Wanted, and not there. */
  readonly missing: number;
}

export interface Pair {
  readonly name: string;
  readonly sides: readonly [string, string] | null;
  readonly first: Group;
  readonly second: Group;
}

type Untested = Omit<ComparedCheck, keyof Tested> | Omit<ComparedAmount, keyof Tested>;

export function compareGroups(a: readonly Group[], b: readonly Group[]): Comparison {
  const { pairs, unpaired } = pairsOf(a, b);
  return { scenarios: comparePairs(pairs), unpaired };
}

/** The combinations of one campaign: the first of each scenario with each of its others. */
export function compareWithin(groups: readonly Group[]): Comparison {
  const names = [...new Set(groups.map(({ scenario }) => scenario))];
  const scenarios = names.map((name) => groups.filter(({ scenario }) => scenario === name));
  const pairs = scenarios.flatMap(([first, ...others]) =>
    others.map((second): Pair => {
      const sides = [first!.combination, second.combination] as const;
      return { name: first!.scenario, sides, first: first!, second };
    }),
  );
  const alone = scenarios.filter(({ length }) => length === 1).map(([only]) => only!.scenario);
  return { scenarios: comparePairs(pairs), unpaired: alone };
}

/** All p-values are corrected together. */
export function comparePairs(pairs: readonly Pair[]): readonly ComparedScenario[] {
  const compared = pairs.map(({ first, second }) => questionsOf(judgedOf(first), judgedOf(second)));
  const tests = compared.flatMap(({ questions }) => questions);
  const ps = holm(tests.map(({ p }) => p));
  // The smallest p that these runs could give, after the same correction.
  const least = tests.map((test) => test.least * tests.length);
  const judged = new Map(
    tests.map((test, i): [Question, Tested] => {
      const judgement = ps[i]! < REAL_BELOW ? "real" : least[i]! >= REAL_BELOW ? "few" : "chance";
      return [test, { p: ps[i]!, judgement }];
    }),
  );
  return pairs.map(({ name, sides, first, second }, i) => {
    const { questions, settings, runs } = compared[i]!;
    const all = questions.map((question) => ({ ...question.found, ...judged.get(question)! }));
    return {
      ...{ name, sides, runs, settings },
      inconclusive: [first.runs.length - runs[0], second.runs.length - runs[1]] as const,
      missing: [first.missing, second.missing] as const,
      checks: all.filter((one): one is ComparedCheck => "check" in one),
      amounts: all.filter((one): one is ComparedAmount => "amount" in one),
    };
  });
}

/** The same combination of both sides; or the only group of a scenario that each side has. */
function pairsOf(a: readonly Group[], b: readonly Group[]) {
  const nameOf = ({ scenario, combination }: Group) => `${scenario} ${combination}`.trim();
  const only = (groups: readonly Group[], scenario: string) => {
    const same = groups.filter((group) => group.scenario === scenario);
    return same.length === 1 ? same[0] : undefined;
  };
  const pairs = a.flatMap((first) => {
    const same = b.find((other) => nameOf(other) === nameOf(first));
    const alone = only(a, first.scenario) && only(b, first.scenario);
    const second = same ?? alone;
    const name = same ? nameOf(first) : first.scenario;
    return second === undefined ? [] : [{ name, sides: null, first, second }];
  });
  const paired = new Set(pairs.flatMap(({ first, second }) => [first, second]));
  return { pairs, unpaired: [...a, ...b].filter((group) => !paired.has(group)).map(nameOf) };
}

function judgedOf({ runs }: Group): Result[] {
  return runs.map(({ result }) => result).filter(({ verdict }) => verdict !== "inconclusive");
}

interface Question {
  readonly found: Untested;
  readonly p: number;
  /** Of the largest difference that is possible with so many runs. */
  readonly least: number;
}

function questionsOf(a: readonly Result[], b: readonly Result[]) {
  const checks = COUNTED_CHECKS.flatMap((check) => checkOf(check, a, b) ?? []);
  const amounts = [
    amountOf("lost", a, b, ({ counts }) => counts.lost ?? []),
    amountOf("noWritesMs", a, b, ({ noWrites }) => noWrites?.longestMs ?? []),
  ].flatMap((one) => one ?? []);
  return {
    questions: [...checks, ...amounts],
    settings: differencesOf(a, b),
    runs: [a.length, b.length] as const,
  };
}

/** Null: no run of either group has it, or none knows it. Loss is always asked for. */
function checkOf(check: CountedCheck, a: readonly Result[], b: readonly Result[]): Question | null {
  const [first, second] = [a, b].map((results): Proportion => {
    const known = results.flatMap((result) => happened(result, check) ?? []);
    return { happened: known.filter(Boolean).length, n: known.length };
  }) as [Proportion, Proportion];
  if (first.n === 0 || second.n === 0) return null;
  if (check !== "loss" && first.happened + second.happened === 0) return null;
  return {
    found: { check, a: first, b: second, effect: differenceOf(first, second) },
    p: fisher(first, second),
    least: fisher({ ...first, happened: 0 }, { ...second, happened: second.n }),
  };
}

function amountOf(
  amount: ComparedAmount["amount"],
  a: readonly Result[],
  b: readonly Result[],
  of: (result: Result) => number | readonly never[],
): Question | null {
  const [first, second] = [a.flatMap(of), b.flatMap(of)];
  const effect = shiftOf(first, second);
  if (effect === null || [...first, ...second].every((value) => value === 0)) return null;
  const apart = [first.map((_, i) => i), second.map((_, i) => first.length + i)] as const;
  return {
    found: { amount, a: first.length, b: second.length, effect },
    p: mannWhitney(first, second),
    least: mannWhitney(...apart),
  };
}

function differencesOf(a: readonly Result[], b: readonly Result[]): ComparedScenario["settings"] {
  const [first, second] = [a.map(factsOf), b.map(factsOf)];
  const paths = [...new Set([...first, ...second].flatMap((facts) => [...facts.keys()]))].sort();
  const allOf = (group: readonly ReadonlyMap<string, string>[], path: string) => {
    const values = [...new Set(group.map((facts) => facts.get(path) ?? null))];
    return values.length < 2
      ? (values[0] ?? null)
      : values
          .map((value) => value ?? "absent")
          .sort()
          .join(" and ");
  };
  return paths.flatMap((path) => {
    const [x, y] = [allOf(first, path), allOf(second, path)];
    return x === y ? [] : [[path, x, y] as const];
  });
}

/** What an experiment depends on, by the paths of a scenario where it has one. */
export function factsOf({
  engine,
  scale,
  environment,
  producers,
  settings,
  faults,
}: Result): Map<string, string> {
  const { chaos, librdkafka, kafka, java, cpus } = environment;
  const { instances, acks, rate } = producers;
  const facts = new Map<string, string>();
  const put = (prefix: string, values: Readonly<Record<string, unknown>>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined && value !== null) facts.set(`${prefix}${name}`, String(value));
    }
  };
  put("", { engine, scale, chaos, librdkafka, java, cpus });
  put("cluster.", { kafka, reused: environment.reusedCluster === undefined ? "no" : "yes" });
  put("producers.", { instances, acks, rate });
  put("faults.", Object.fromEntries(faults.map((fault) => [fault.name, faultWords(fault)])));
  if (settings === null) return facts;
  const { cluster, topics, producers: clients } = settings;
  put("cluster.", { brokers: cluster.brokers.length });
  put("cluster.metadata.", { kind: cluster.metadata.kind, nodes: cluster.metadata.nodes.length });
  put("cluster.config.", cluster.config);
  for (const { name, partitions, replicas, config } of topics) {
    const prefix = topics.length === 1 ? "topic." : `topics.${name}.`;
    put(prefix, { partitions, replicas });
    put(`${prefix}config.`, config);
  }
  put("producers.", { size: clients.sizeBytes, idempotence: clients.idempotence, key: clients.key });
  put("producers.config.", clients.config);
  return facts;
}

/** Its kind and its moment, as the scenario has them. */
function faultWords({ fault, trigger }: FaultRecord): string {
  if (trigger === undefined) return fault;
  if ("messages" in trigger) return `${fault} at ${count(trigger.messages)} messages`;
  const after = duration(trigger.afterMs);
  return "fault" in trigger ? `${fault} ${after} after ${trigger.fault}` : `${fault} at ${after}`;
}
