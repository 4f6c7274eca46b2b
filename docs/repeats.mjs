/** Runs that repeat a scenario, docs/results/repeats, and how pages write their figures. */
import { readFileSync } from "node:fs";

export function repeatsOf(group) {
  return JSON.parse(readFileSync(new URL(`./results/repeats/${group}.json`, import.meta.url), "utf8"));
}

export const CLUSTERS = { zookeeper: "ZooKeeper", kraft: "KRaft", combined: "KRaft, combined" };

/** The runs that have one key together, in the order of the keys. */
export function byKey(runs, keyOf) {
  return [...new Set(runs.map(keyOf))].sort().map((key) => runs.filter((run) => keyOf(run) === key));
}

/** How many of the runs lost messages, and of how many that is not known. */
export function losing(runs) {
  const [lost, unknown] = [runs.filter(({ lost }) => lost > 0), runs.filter(({ lost }) => lost === null)];
  return unknown.length === 0 ? `${lost.length}` : `${lost.length}, not known in ${unknown.length}`;
}

/** Of one figure of runs the median, and the range where it is one. `?`: not known in any run. */
export function spreadOf(runs, name, show) {
  const known = runs
    .map((run) => run[name])
    .filter((value) => value != null)
    .sort((a, b) => a - b);
  if (known.length === 0) return "?";
  const middle = (known.length - 1) / 2;
  const median = show(Math.round((known[Math.floor(middle)] + known[Math.ceil(middle)]) / 2));
  const [least, most] = [show(known[0]), show(known.at(-1))];
  return least === most ? median : `${median} (${least}–${most})`;
}

export function seconds(ms) {
  return `${(Math.round(ms / 100) / 10).toFixed(1)} s`;
}

export function figure(n) {
  return n === undefined || n === null ? "–" : n.toLocaleString("en-US");
}
