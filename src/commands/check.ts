/** `chaos check`: past runs, judged again from what their directories hold. */
import { judgeAgain, unableToJudge } from "../checker/judge-again.js";
import { InfrastructureError } from "../errors.js";
import { faults } from "../faults/index.js";
import { openHistory } from "../history/open.js";
import { clean } from "../report/clean.js";
import { pretty } from "../report/pretty.js";
import { verdictWords } from "../report/verdict-words.js";
import { CONSUMER_CHECKS } from "../rundir/consumers.js";
import type { Result } from "../rundir/result.js";
import type { RunData } from "../rundir/rundir.js";
import { checksOf, TRANSACTION_CHECKS } from "../rundir/transactions.js";
import { type DefineCommand, type Edge, exitCodeOf, pageOf, paintOf } from "./command.js";
import { readRuns } from "./runs.js";

const HELP = `
The check reads the ledger, the log and the journals in the directory of each run. It needs no cluster, and it changes
no file. It prints each difference between the new judgement and result.json.

Exit codes: 0 every verdict as expected, 1 one is not, 2 there is no such run, 3 inconclusive, 130 interrupted.
`;

export const defineCheck: DefineCommand = (command, edge, exit) => {
  command
    .description("Judges past runs again, from their directories alone.")
    .argument("<run...>", "run directories, or their names")
    .option("--out <dir>", "where run directories are", "runs")
    .addHelpText("after", HELP)
    .action((runs: string[], options: { readonly out: string }) => exit(check(runs, options.out, edge)));
};

async function check(named: readonly string[], out: string, edge: Edge): Promise<number> {
  const { runs, problem } = readRuns(named, out);
  const results: Result[] = [];
  for (const run of runs) {
    const result = await judged(run, edge);
    const gap = results.length === 0 ? "" : "\n";
    const report = pretty.render([{ ...run, result }], pageOf(edge.stdout));
    edge.stdout.write(`${gap}${report}\n${comparison(run.result, result)}`);
    results.push(result);
  }
  if (problem !== null) throw problem;
  return exitCodeOf(results);
}

async function judged(run: RunData, { signal, stderr }: Edge): Promise<Result> {
  try {
    return await judgeAgain(run, await openHistory(run, faults), signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof InfrastructureError))
      return unableToJudge(run, `the check of the log failed: ${(error as Error).message}`);
    const { message, remedy } = error;
    if (remedy !== undefined) stderr.write(`${paintOf(stderr).dim("try")}   ${remedy}\n`);
    return unableToJudge(run, message);
  }
}

/** What result.json says otherwise than the new judgement, one line each. */
function comparison(before: Result, now: Result): string {
  const only = (where: string, some: readonly string[], others: readonly string[]) =>
    some.filter((reason) => !others.includes(reason)).map((reason) => `reason only ${where}: ${reason}`);
  const differences = [
    ...(before.verdict === now.verdict
      ? []
      : [`verdict: ${verdictWords[before.verdict]} in result.json, ${verdictWords[now.verdict]} now`]),
    ...differentCounts(before, now),
    ...differentReads(before, now),
    ...differentTransactions(before, now),
    ...only("in result.json", textsOf(before), textsOf(now)),
    ...only("now", textsOf(now), textsOf(before)),
  ];
  if (differences.length === 0)
    return "checked again: verdict, counts and reasons are those of result.json\n";
  return `checked again, result.json differs:\n${differences.map((line) => `  ${clean(line)}\n`).join("")}`;
}

/** Of consumer groups, by group and check. */
function differentReads({ consumers: before }: Result, { consumers: now }: Result): string[] {
  if (before === undefined && now === undefined) return [];
  const names = [...new Set([...(before?.groups ?? []), ...(now?.groups ?? [])].map(({ group }) => group))];
  if (now !== undefined && now.unknown !== null)
    return before?.unknown === now.unknown
      ? []
      : [`the reads of consumers: not known now, because ${now.unknown}`];
  const of = (result: typeof before, group: string) =>
    result?.groups.find((one) => one.group === group)?.found;
  const say = (count: number | null | undefined) => count ?? "not known";
  return names.flatMap((group) =>
    CONSUMER_CHECKS.flatMap((check) => {
      const [was, is] = [say(of(before, group)?.[check]), say(of(now, group)?.[check])];
      return was === is ? [] : [`${check} of group ${group}: ${was} in result.json, ${is} now`];
    }),
  );
}

/** Of transactions, by what the clients saw and by check. */
function differentTransactions({ transactions: before }: Result, { transactions: now }: Result): string[] {
  const say = (count: number | null | undefined) => count ?? "not known";
  const line = (name: string, was: number | null | undefined, is: number | null | undefined) =>
    say(was) === say(is) ? [] : [`${name} of transactions: ${say(was)} in result.json, ${say(is)} now`];
  // A younger check is no difference.
  const checks = before === undefined ? TRANSACTION_CHECKS : checksOf(before);
  return [
    ...(["committed", "aborted", "unknown", "abandoned"] as const).flatMap((outcome) =>
      line(outcome, before?.[outcome], now?.[outcome]),
    ),
    ...checks.flatMap((check) => line(check, before?.found[check], now?.found[check])),
  ];
}

function textsOf({ reasons }: Result): string[] {
  return reasons.map(({ text }) => text);
}

function differentCounts({ counts: before }: Result, { counts: now }: Result): string[] {
  if (now.logMessages === null && before.logMessages !== null) {
    return ["the counts of the log: known in result.json, not known now"];
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])] as (keyof Result["counts"])[];
  const say = (count: number | null | undefined) => count ?? "not known";
  return names
    .filter((name) => say(before[name]) !== say(now[name]))
    .map((name) => `${name}: ${say(before[name])} in result.json, ${say(now[name])} now`);
}
