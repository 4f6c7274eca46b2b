/** The parts, one after the other. A part that fails is left out, and the others keep their figures. */
import { information } from "./figure.mjs";

/**
 * `before`: the same of another checkout, whose figures stand beside ours of the same name.
 *
 * @typedef {(progress: (line: string) => void) => Promise<import("./figure.mjs").Figure[]>} Measure
 * @param {{ name: string, measure: Measure, before?: Measure }[]} parts
 * @param {(line: string) => void} progress
 */
export async function measureAll(parts, progress) {
  const results = [];
  for (const { name, measure, before } of parts) {
    const tell = (line) => progress(`${name}: ${line}`);
    const startedMs = performance.now();
    const ours = await figuresOf(() => measure(tell), tell);
    const earlier =
      before === undefined ? [] : await figuresOf(() => before((line) => tell(`before, ${line}`)), tell);
    const figures = ours.map((figure) => {
      const same = earlier.find(({ what }) => what === figure.what);
      return same === undefined ? figure : { ...figure, before: same.reached };
    });
    results.push({ part: name, figures, seconds: (performance.now() - startedMs) / 1000 });
  }
  return results;
}

async function figuresOf(measure, tell) {
  try {
    return await measure();
  } catch (error) {
    return [leftOut(error, tell)];
  }
}

/** The stack is told only of errors that do not explain themselves: a machine that lacks something is no defect. */
function leftOut(error, tell) {
  const isExplained = error.name === "InfrastructureError";
  tell(`left out: ${isExplained ? error.message : (error.stack ?? error)}`);
  if (isExplained && error.remedy !== undefined) tell(`try: ${error.remedy}`);
  return information("left out", error.message.split("\n")[0]);
}
