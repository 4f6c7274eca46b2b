/** Two groups of runs on a terminal: for each scenario what was set differently, and each difference with its test. */
import { clean } from "./clean.js";
import { columnsOf } from "./columns.js";
import {
  type ComparedAmount,
  type ComparedCheck,
  type ComparedScenario,
  type Comparison,
  type Judgement,
  REAL_BELOW,
} from "./model/comparison.js";
import { count, countOf, duration, type Page, width, wrap, wrapParts } from "./text.js";

const INDENT = "  ";

const WORDS: Readonly<Record<Judgement, string>> = {
  real: "real",
  chance: "may be chance",
  few: "too few runs to tell",
};

export function renderComparison(
  { scenarios, unpaired }: Comparison,
  sides: readonly [string, string] | null,
  page: Page,
): string {
  const { paint, columns } = page;
  const sections = scenarios.map((one) => [paint.bold(headOf(one)), ...linesOf(one, page)].join("\n"));
  const notes = [
    ...(sides === null ? [] : [`A: ${sides[0]} · B: ${sides[1]}`]),
    ...(scenarios.length === 0
      ? [sides === null ? "no scenario has two combinations" : "no scenario is in both"]
      : []),
    ...(unpaired.length > 0
      ? [
          `${sides === null ? "with one combination" : "only in one of them"}: ${[...new Set(unpaired)].join(", ")}`,
        ]
      : []),
    `real: p < ${REAL_BELOW}, corrected for all comparisons (Holm). Checks: Fisher's exact test, with Newcombe's interval. ` +
      "Amounts and times: the test of Mann and Whitney, with the shift of Hodges and Lehmann. Intervals are at 95 %",
  ].flatMap((note) => wrap(clean(note), columns));
  return `${[...sections, notes.map((note) => paint.dim(note)).join("\n")].join("\n\n")}\n`;
}

function headOf({ name, runs: [a, b] }: ComparedScenario): string {
  return clean(`${name}: ${count(a)} and ${countOf(b, "run")}`);
}

function linesOf(
  { sides, settings, checks, amounts, inconclusive, missing }: ComparedScenario,
  { paint, columns }: Page,
): string[] {
  const differences = settings.map(([path, a, b]) => [path, a ?? "–", b ?? "–"]);
  const rows = [...checks.map(checkRow), ...amounts.map(amountRow)];
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) => {
    if (rows.length === 0) return [];
    const lines = columnsOf([head, ...rows].map((row) => row.map((text) => ({ text }))));
    if (lines.every((line) => width(line) <= columns)) return lines;
    return rows.flatMap(([name, ...values]) => [
      ...wrap(clean(name!), columns),
      ...wrapParts(
        values.map((value, i) => clean(`${head[i + 1]} ${value}`.trim())),
        columns - INDENT.length,
      ).map((line) => INDENT + line),
    ]);
  };
  const apart = ([a, b]: readonly [number, number], what: string) =>
    a + b === 0 ? [] : [`${what}: ${count(a)} of A, ${count(b)} of B`];
  const notes = [
    ...(sides === null ? [] : [`A: ${sides[0] || "as it is"} · B: ${sides[1] || "as it is"}`]),
    ...apart(inconclusive, "inconclusive, and not counted"),
    ...apart(missing, "missing runs"),
  ].flatMap((note) => wrap(clean(note), columns));
  return [
    ...notes.map((note) => paint.dim(note)),
    ...table(["setting", "A", "B"], differences),
    ...table(["found", "A", "B", "B less A (95 %)", "p", ""], rows),
  ];
}

function checkRow({ check, a, b, effect, p, judgement }: ComparedCheck): string[] {
  const times = ({ happened, n }: ComparedCheck["a"]) => `${count(happened)} of ${count(n)}`;
  const points = (share: number) => signed(Math.round(share * 100), String);
  const { difference, low, high } = effect;
  return [
    check,
    times(a),
    times(b),
    `${points(difference)} (${points(low)} to ${points(high)}) points`,
    pFigure(p),
    WORDS[judgement],
  ];
}

function amountRow({ amount, a, b, effect, p, judgement }: ComparedAmount): string[] {
  const show = (value: number) =>
    signed(value, (size) => (amount === "lost" ? count(Math.round(size)) : duration(size)));
  const { shift, interval } = effect;
  return [
    amount === "lost" ? "lost messages" : "no writes",
    countOf(a, "run"),
    countOf(b, "run"),
    interval === null ? show(shift) : `${show(shift)} (${show(interval.low)} to ${show(interval.high)})`,
    pFigure(p),
    WORDS[judgement],
  ];
}

function signed(value: number, show: (size: number) => string): string {
  return `${value < 0 ? "−" : value > 0 ? "+" : ""}${show(Math.abs(value))}`;
}

function pFigure(p: number): string {
  return p < 0.0001 ? "< 0.0001" : p.toFixed(4);
}
