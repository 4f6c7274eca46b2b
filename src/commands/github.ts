/**
 * `chaos run` in GitHub Actions: the verdicts go into the summary of the job, and each expectation that is not met is an
 * annotation at its line in the scenario.
 *
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
import { appendFileSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { clean } from "../report/clean.js";
import { markdown } from "../report/markdown.js";
import { cellName } from "../report/model/campaign.js";
import { comparison } from "../report/model/expectations.js";
import { hintOf, judgeCell, sentenceOf, wordOf } from "../report/model/odds.js";
import type { Beside } from "../report/reporter.js";
import { countOf } from "../report/text.js";
import { verdictWords } from "../report/verdict-words.js";
import type { CampaignCellData } from "../rundir/campaign.js";
import { type CheckResult, checkResults, titleOf } from "../rundir/expectations.js";
import type { RunData } from "../rundir/rundir.js";
import { SCENARIO } from "../scenario/file-kind.js";
import type { ScenarioText } from "../scenario/files.js";
import { STANDARD_INPUT } from "../scenario/find.js";
import { diagnose } from "../yaml/diagnostics.js";
import { type Path, readYaml } from "../yaml/document.js";
import { type Edge, pageOf } from "./command.js";

interface Annotation {
  readonly kind: "error" | "warning";
  readonly scenario: string;
  /** Of the key that it points to. */
  readonly path: Path;
  readonly title: string;
  readonly text: string;
}

interface GitHubOptions {
  readonly isDocument: boolean;
  readonly beside?: Beside | undefined;
  readonly isPart?: boolean;
}

/** GitHub shows ten of each kind for a step. */
const ANNOTATIONS_MAX = 10;

/**
 * Does nothing outside GitHub Actions. `isDocument`: standard output has a document, and takes no other line. `beside`: what
 * the summary says beside the runs. `isPart`: of a campaign, so that it judges no probability.
 */
export function tellGitHub(
  runs: readonly RunData[],
  texts: readonly ScenarioText[],
  { env, stdout, stderr }: Edge,
  { isDocument, beside, isPart = false }: GitHubOptions,
): void {
  if (env.GITHUB_ACTIONS !== "true" || runs.length === 0) return;
  const output = isDocument ? stderr : stdout;
  const tell = (line: string) =>
    output.writeCommand === undefined ? output.write(`${line}\n`) : output.writeCommand(`${line}\n`);
  const cells = isPart ? [] : (beside?.cells ?? []);
  const found = [...runs.flatMap(annotationsOf), ...cells.flatMap(annotationsOfCell)];
  for (const line of annotations(found, texts, env.GITHUB_WORKSPACE ?? "")) tell(line);
  const summary = env.GITHUB_STEP_SUMMARY;
  if (summary === undefined || summary === "") return;
  try {
    appendFileSync(summary, `${markdown.render(runs, pageOf(stdout), beside)}\n`);
  } catch (error) {
    // The verdicts are known, and the exit code says them.
    tell(command("warning", {}, `chaos cannot write the summary of the job: ${(error as Error).message}`));
  }
}

/** One line for each place and title: many runs of a campaign may fail at the same one. */
function annotations(
  found: readonly Annotation[],
  texts: readonly ScenarioText[],
  workspace: string,
): string[] {
  const groups = new Map<string, Annotation[]>();
  for (const one of found) {
    const place = JSON.stringify([one.kind, one.scenario, one.path, one.title]);
    groups.set(place, [...(groups.get(place) ?? []), one]);
  }
  const lines = [...groups.values()].map(([first, ...others]) => {
    const { kind, scenario, path, title, text } = first!;
    const more = others.length === 0 ? "" : `\n${countOf(others.length, "more run")} the same`;
    const place = placeOf(scenario, path, texts, workspace);
    return { kind, line: command(kind, { ...place, title }, `${text}${more}`) };
  });
  return (["error", "warning"] as const).flatMap((kind) =>
    lines
      .filter((one) => one.kind === kind)
      .slice(0, ANNOTATIONS_MAX)
      .map(({ line }) => line),
  );
}

function annotationsOf({ result, directory }: RunData): Annotation[] {
  if (result.verdict === "as-expected") return [];
  const { scenario } = result;
  const title = `${scenario}: ${verdictWords[result.verdict]}`;
  const whole: Annotation = {
    kind: result.verdict === "inconclusive" ? "warning" : "error",
    ...{ scenario, path: ["name"], title },
    text: [...result.reasons.map(({ text }) => text), `run: ${directory}`].join("\n"),
  };
  if (result.verdict === "inconclusive") return [whole];
  const failed = checkResults(result).filter(({ status }) => status === "fail");
  if (failed.length === 0) return [whole];
  return failed.map((check) => ({
    ...whole,
    path: pathOf(check),
    text: `${titleOf(check)}: ${comparison(check)}\n${whole.text}`,
  }));
}

/** Of a campaign: its probabilities that are not met or undecided. */
function annotationsOfCell(cell: CampaignCellData): Annotation[] {
  return judgeCell(cell)
    .filter(({ isKept }) => isKept !== true)
    .map((one) => ({
      kind: one.isKept === null ? "warning" : "error",
      ...{ scenario: cell.scenario, path: pathOf({ ...one, name: one.check }) },
      title: `${cellName(cell)}: probability ${wordOf(one)}`,
      text: [sentenceOf(one), ...hintOf(one)].join("\n"),
    }));
}

/** Of a check, in the file of its scenario. */
function pathOf({ name, group, topic }: Pick<CheckResult, "name" | "group" | "topic">): Path {
  const [section, ...rest] = name.split(".");
  if (topic !== undefined) return ["expect", "topics", topic, name];
  if (group === undefined) return ["expect", section!, ...rest];
  // Of producers a check has no section.
  return rest.length === 0
    ? ["expect", "groups", group, name]
    : ["expect", section!, "groups", group, ...rest];
}

/** Where the file of this scenario has the key, or its name. Empty when there is no such file. */
function placeOf(
  scenario: string,
  path: Path,
  texts: readonly ScenarioText[],
  workspace: string,
): Record<string, string | number> {
  for (const { path: label, text } of texts) {
    if (typeof text !== "string" || label === "standard input" || label === STANDARD_INPUT) continue;
    const { data, places } = readYaml({ label, text: text.replace(/^\ufeff/, ""), kind: "file" }, SCENARIO);
    if ((data as { name?: unknown } | null)?.name !== scenario) continue;
    const key = (places.exact(path) ?? places.exact(["name"]))?.key;
    const { line, column } = key === undefined ? {} : diagnose(key, "");
    return {
      file: fromWorkspace(label, workspace),
      ...(line !== undefined && { line }),
      ...(column !== undefined && { col: column }),
    };
  }
  return {};
}

/** GitHub finds files by their path in the repository. */
function fromWorkspace(path: string, workspace: string): string {
  if (workspace === "") return path;
  const inside = relative(workspace, resolve(path));
  return inside.startsWith("..") || isAbsolute(inside) ? path : inside;
}

/** `::error file=a.yaml,line=3,title=…::message`, escaped as GitHub's own toolkit escapes. */
function command(
  kind: string,
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const given = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  const lines = message.split("\n").map(clean).join("\n");
  return `::${kind}${given.length > 0 ? " " : ""}${given.join(",")}::${escaped(lines)}`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return escaped(clean(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
