/** `chaos report --history DIR`: how the scenarios of all runs and campaigns in a folder came out over time. */
import { InfrastructureError, UsageError } from "../errors.js";
import { renderHistory } from "../report/history.js";
import { historyAsHtml } from "../report/history-html.js";
import { historyAsJson } from "../report/history-json.js";
import { type Grouping, historyOf, type MissingRuns, type PastRun } from "../report/model/history.js";
import { runsBelow } from "../rundir/below.js";
import { type CampaignData, readCampaign } from "../rundir/campaign.js";
import { type RunData, readRun } from "../rundir/rundir.js";
import { type Edge, EXIT, pageOf } from "./command.js";
import { type Output, splitOutputs, writeFiles } from "./outputs.js";

export async function showHistory(
  folder: string,
  by: Grouping,
  format: readonly Output[],
  edge: Edge,
): Promise<number> {
  const other = format.find(({ name }) => name !== "json" && name !== "html");
  if (other !== undefined)
    throw new UsageError(
      `--history prints a text, or a document with --format json or html, and not ${other.name}`,
    );
  const { shown, files } = splitOutputs(format);
  const { runs, missing, problems } = readPast(folder);
  if (runs.length === 0 && problems.length === 0)
    throw new UsageError(`there are no runs in ${folder}`, { remedy: "name a folder of runs or campaigns" });
  const history = historyOf(runs, missing, by);
  const about = { directory: folder, by, problems };
  const documentOf = (name: string) =>
    name === "html"
      ? historyAsHtml(history, about)
      : `${JSON.stringify(historyAsJson(history, about), null, 2)}\n`;
  if (shown !== undefined) edge.stdout.write(documentOf(shown));
  else if (files.length === 0) edge.stdout.write(renderHistory(history, pageOf(edge.stdout)));
  const written = files.map(({ reporter, file }) => ({
    reporter: { ...reporter, render: () => documentOf(reporter.name) },
    file,
  }));
  await writeFiles(written, [], edge);
  if (problems.length > 0) throw new InfrastructureError(problems.join("\n"));
  return EXIT.asExpected;
}

interface Past {
  readonly runs: readonly PastRun[];
  readonly missing: readonly MissingRuns[];
  readonly problems: readonly string[];
}

/** What cannot be read is a problem, and does not hide the rest. */
function readPast(folder: string): Past {
  const below = runsBelow(folder);
  const problems = [...below.problems];
  const attempt = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof InfrastructureError)) throw error;
      problems.push(error.message);
      return null;
    }
  };
  const alone = below.runs.flatMap((directory) => attempt(() => readRun(directory)) ?? []);
  const campaigns = below.campaigns.flatMap((directory) => attempt(() => readCampaign(directory)) ?? []);
  for (const { damage } of campaigns) problems.push(...damage);
  return {
    runs: [...alone.map((run) => past(run, null)), ...campaigns.flatMap(runsOf)],
    missing: campaigns.flatMap(({ name, cells }) =>
      cells.flatMap(({ scenario, settings, missing }) =>
        missing === 0 ? [] : [{ campaign: name, scenario, settings, runs: missing }],
      ),
    ),
    problems,
  };
}

function runsOf({ name, cells }: CampaignData): PastRun[] {
  return cells.flatMap(({ settings, runs }) => runs.map((run) => past(run, { name, settings })));
}

/** Without its timeline, of which thousands of runs would fill the memory. */
function past({ result }: RunData, campaign: PastRun["campaign"]): PastRun {
  return { result, campaign };
}
