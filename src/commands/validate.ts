/** `chaos validate`: is it a scenario or a campaign, and what is wrong with it if not. */
import { isCampaignText } from "../campaign/file.js";
import { clean } from "../report/clean.js";
import { countOf } from "../report/text.js";
import type { ScenarioText } from "../scenario/files.js";
import { type DefineCommand, type Edge, EXIT, paintOf } from "./command.js";
import { notesOnFewRuns, notesOnOdds } from "./odds.js";
import { collect, loadTexts, readNamed } from "./scenarios.js";

export const defineValidate: DefineCommand = (command, edge, exit) => {
  command
    .argument("<scenario...>", "scenario or campaign files, folders or globs, or - for standard input")
    .option("--set <path=value>", "change one setting first (may be repeated)", collect)
    .action((patterns: string[], { set = [] }: { set?: readonly string[] }) =>
      exit(validate(patterns, set, edge)),
    );
};

async function validate(patterns: readonly string[], set: readonly string[], edge: Edge): Promise<number> {
  const texts = await readNamed(patterns, edge);
  const isCampaign = ({ text }: ScenarioText) => typeof text === "string" && isCampaignText(text);
  const scenarios = texts.filter((text) => !isCampaign(text));
  const say = (notes: readonly string[]) => {
    for (const note of notes) edge.stderr.write(`${paintOf(edge.stderr).dim(clean(note))}\n`);
  };
  for (const loaded of scenarios.length > 0 ? await loadTexts(scenarios, { set }) : []) {
    edge.stdout.write(`${loaded.path}: valid\n`);
    say([...loaded.notes, ...notesOnOdds([loaded])]);
  }
  for (const text of texts.filter(isCampaign)) {
    // Most files are scenarios, and planning a campaign takes much more code.
    const { planFile } = await import("./plan-campaign.js");
    const { cells, repeat, runs } = await planFile(text, set, edge);
    edge.stdout.write(
      `${text.path}: valid, a campaign of ${countOf(cells.length, "combination")} and ${runs === null ? "as many runs as it takes" : countOf(runs, "run")}\n`,
    );
    say([...new Set(cells.flatMap(({ notes }) => notes)), ...notesOnFewRuns(cells, repeat)]);
  }
  return EXIT.asExpected;
}
