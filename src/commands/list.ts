/** `chaos list`: the scenarios there are, and the faults that scenarios can be made of. */
import { boundText, isProbable } from "../bound.js";
import { faults } from "../faults/index.js";
import { clip, padEnd, width } from "../report/text.js";
import type { Scenario } from "../scenario/syntax.js";
import { type DefineCommand, type Edge, EXIT, pageOf } from "./command.js";
import { loadNamed, ownScenarios } from "./scenarios.js";

export const defineList: DefineCommand = (command, edge, exit) => {
  command
    .argument("[scenario...]", "scenario files, folders or globs (default: scenarios/)")
    .action((patterns: string[]) => exit(list(patterns, edge)));
};

async function list(patterns: readonly string[], edge: Edge): Promise<number> {
  const named = patterns.length > 0 ? patterns : [ownScenarios()];
  const scenarios = await loadNamed(named, {}, edge);
  const { columns, paint } = pageOf(edge.stdout);
  const section = (title: string, rows: readonly (readonly [name: string, text: string])[]) => {
    const name = Math.max(...rows.map(([label]) => width(label)));
    edge.stdout.write(`${paint.bold(title)}\n`);
    for (const [label, text] of rows) {
      edge.stdout.write(`  ${padEnd(label, name)}  ${paint.dim(clip(text, columns - name - 4))}\n`);
    }
  };
  section(
    `scenarios in ${named.join(", ")}`,
    scenarios.map(({ scenario }) => [
      scenario.name,
      `loss ${expectedLoss(scenario)}: ${(scenario.description ?? "").replaceAll(/\s+/g, " ")}`,
    ]),
  );
  section(
    "faults",
    faults.map(({ name, summary }) => [name, summary]),
  );
  return EXIT.asExpected;
}

function expectedLoss({ expect: { loss } }: Scenario): string {
  if (typeof loss === "string") return loss;
  return isProbable(loss) ? `probability ${boundText(loss.probability)}` : boundText(loss);
}
