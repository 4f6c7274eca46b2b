/**
 * JUnit XML, which CI servers show as tests: a suite per run, with one case for its verdict and one per check. A campaign
 * begins with a suite of its own, with a case per cell.
 *
 * A run that cannot tell is an error of its verdict, and none of its checks passes or fails. A check of which nothing is
 * expected is skipped, and so is a probability, which one run does not decide.
 */
import type { Builder, TestSuite } from "junit-report-builder";
import type { CampaignCellData } from "../rundir/campaign.js";
import { type CheckResult, checkResults, titleOf } from "../rundir/expectations.js";
import type { Result } from "../rundir/result.js";
import { messages, shareOf, spreadOf, timesOf } from "./campaign.js";
import { clean } from "./clean.js";
import { cellName, runNames, summarizeCell } from "./model/campaign.js";
import { consumerEvidence } from "./model/consumers.js";
import { copierEvidence } from "./model/copiers.js";
import { comparison } from "./model/expectations.js";
import { lossOf } from "./model/loss.js";
import { type CellOdds, hintOf, judgeCell, sentenceOf } from "./model/odds.js";
import { transactionEvidence } from "./model/transactions.js";
import type { Reporter } from "./reporter.js";
import { countOf, duration } from "./text.js";
import { tookMs, verdictWords } from "./verdict-words.js";

const DECIDED: ReadonlySet<CheckResult["status"]> = new Set(["pass", "fail"]);

export const junit = {
  name: "junit",
  summary: "JUnit XML for CI servers: a test suite per run, and a case per check",
  async render(runs, _page, { problems = [], cells = [] } = {}) {
    // Its types say that the builder is one `default` further in than it is.
    const library = (await import("junit-report-builder")).default as unknown as Builder;
    const report = library.newBuilder().name("chaos");
    if (cells.length > 0) addCells(report.testSuite().name("campaign").time(0), cells);
    const names = runNames(cells);
    for (const { result, directory } of runs) {
      const name = clean(names.get(directory) ?? result.scenario);
      const took = seconds(tookMs(result) ?? 0);
      const suite = report.testSuite().name(name).timestamp(utc(result.startedAt)).time(took);
      for (const [property, value] of Object.entries(propertiesOf(result, directory)))
        suite.property(property, clean(String(value)));

      const verdict = suite.testCase().className(name).name("verdict").time(took);
      const reasons = result.reasons.map(({ text }) => clean(text));
      const text = `${verdictWords[result.verdict]}: ${reasons.join(" ")}`;
      if (result.verdict === "not-as-expected")
        verdict.failure(text, "not-as-expected").stacktrace(body(reasons));
      if (result.verdict === "inconclusive") verdict.error(text, "inconclusive", body(reasons));
      verdict.standardOutput(body([`lost: ${clean(lossOf(result))}`, `run: ${clean(directory)}`]));

      for (const check of checkResults(result)) {
        const one = suite.testCase().className(name).name(titleOf(check)).time(0);
        const found = comparison(check);
        if (result.verdict === "inconclusive" || !DECIDED.has(check.status))
          one.skipped().standardOutput(body([found]));
        else if (check.status === "fail")
          one
            .failure(found, "not-as-expected")
            .stacktrace(body([found, ...evidenceOf(result, check).map(clean)]));
      }
    }
    if (problems.length > 0) {
      const suite = report.testSuite().name("runs that cannot be read").time(0);
      for (const [index, problem] of problems.entries())
        suite
          .testCase()
          .className("chaos")
          .name(`run ${index + 1}`)
          .time(0)
          .error(clean(problem), "unreadable");
    }
    return `${report.build()}\n`;
  },
} satisfies Reporter;

function evidenceOf(result: Result, check: CheckResult): string[] {
  return [
    ...consumerEvidence(result, check),
    ...transactionEvidence(result, check.name),
    ...copierEvidence(result, check.name),
  ];
}

/** A cell without all of its runs is an error: nobody knows what the missing ones would say. */
function addCells(suite: TestSuite, cells: readonly CampaignCellData[]): void {
  for (const cell of cells) {
    const { runs, loss, others, lost, noWritesMs, inconclusive } = summarizeCell(cell.runs);
    const one = suite
      .testCase()
      .className("campaign")
      .name(clean(cellName(cell)))
      .time(0);
    const found = [loss, ...others].filter(({ check, happened }) => check === "loss" || happened > 0);
    const lines = [
      ...found.map((frequency) => `${frequency.check} in ${timesOf(frequency)} runs (${shareOf(frequency)})`),
      `lost: ${spreadOf(lost, runs, messages)}`,
      `no writes: ${spreadOf(noWritesMs, runs, duration)}`,
      ...(inconclusive > 0 ? [`inconclusive, and not counted: ${countOf(inconclusive, "run")}`] : []),
    ];
    one.standardOutput(body(lines));
    if (cell.missing > 0) one.error(`${countOf(cell.missing, "run")} missing`, "missing");
    for (const probability of judgeCell(cell)) addOdds(suite, cell, probability);
  }
}

/** An undecided one is an error: more runs may show that it is not met. */
function addOdds(suite: TestSuite, cell: CampaignCellData, odds: CellOdds): void {
  const name = `${cellName(cell)}: probability of ${titleOf({ ...odds, name: odds.check })}`;
  const one = suite.testCase().className("campaign").name(clean(name)).time(0);
  const found = sentenceOf(odds);
  one.standardOutput(body([found]));
  if (odds.isKept === false) one.failure(found, "not-as-expected").stacktrace(body([found]));
  if (odds.isKept === null) one.error([found, ...hintOf(odds)].join(". "), "undecided");
}

function propertiesOf(result: Result, directory: string): Record<string, string | number> {
  const { run, engine, seed, scale, environment, producers, counts } = result;
  return {
    ...{
      run,
      directory,
      verdict: result.verdict,
      engine,
      kafka: environment.kafka,
      chaos: environment.chaos,
    },
    ...{
      seed,
      scale,
      acks: producers.acks,
      acknowledged: counts.acknowledged,
      lost: counts.lost ?? "unknown",
    },
  };
}

/** Lines of a CDATA section, which `]]>` would end. */
function body(lines: readonly string[]): string {
  return lines.join("\n").replaceAll("]]>", "]] >");
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}

/** As the schema of JUnit has it: to the second, and without a zone. */
function utc(iso: string): string {
  return iso.replace(/(?:\.\d+)?Z$/, "");
}
