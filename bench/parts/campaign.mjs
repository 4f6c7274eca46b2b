/**
 * What a campaign saves: rehearsals that reuse a cluster against rehearsals that start one, and the eleven published
 * scenarios side by side against one after another.
 *
 * A rehearsal is a small run, to see that a scenario does what its author wants. Its time is that of the run from its
 * beginning to its verdict and the end of its cluster, as result.json has it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withDirectory } from "../support/directory.mjs";
import { atMost, information, seconds, times } from "../support/figure.mjs";
import { median } from "../support/rounds.mjs";

export const summary = "rehearsals on one cluster, and eleven scenarios side by side";

const REHEARSALS = 4;
const REUSED_MAX = 0.5;
const SIDE_BY_SIDE_MAX = 0.5;

const chaos = fileURLToPath(new URL("../../bin/chaos.js", import.meta.url));
const rehearsal = fileURLToPath(new URL("../rehearsal.yaml", import.meta.url));
const scenario = fileURLToPath(new URL("../scenario.yaml", import.meta.url));
const published = fileURLToPath(new URL("../../scenarios/", import.meta.url));

export async function measure(progress) {
  const rehearsals = async (path, ...flags) => ({
    fresh: await rehearse(path, "--fresh", ...flags),
    reused: await rehearse(path, ...flags),
  });
  const short = await rehearsals(rehearsal);
  progress(`a rehearsal: ${shown(short)}`);
  const failover = await rehearsals(scenario, "--scale", "0.1");
  progress(`a rehearsal whose leader is killed: ${shown(failover)}`);
  const figures = [
    atMost(
      "a rehearsal of 2 s on a reused cluster, against a new one",
      short.reused / short.fresh,
      REUSED_MAX,
      times,
    ),
    information("… reused, new", shown(short)),
    information("one that waits 6 s for a session to end: reused, new", shown(failover)),
  ];

  const names = (await readdir(published)).filter((name) => /^acks.*\.yaml$/.test(name)).sort();
  const scenarios = names.map((name) => join(published, name));
  const single = await run([...scenarios, "--scale", "0.1"]);
  progress(`${names.length} scenarios one by one: ${seconds(single.wallMs)}`);
  const beside = await run([...scenarios, "--scale", "0.1", "--jobs", "auto"]);
  progress(`${names.length} scenarios with --jobs auto: ${seconds(beside.wallMs)}`);
  const verdicts = ({ results }) =>
    Object.fromEntries(results.map(({ run: { scenario }, verdict }) => [scenario, verdict]));
  const [first, second] = [verdicts(single), verdicts(beside)];
  const others = Object.keys(first).filter((name) => first[name] !== second[name]);
  return [
    ...figures,
    atMost(
      `${names.length} scenarios at a tenth with --jobs auto, against one by one`,
      beside.wallMs / single.wallMs,
      SIDE_BY_SIDE_MAX,
      times,
    ),
    information("--jobs auto, one by one", `${seconds(beside.wallMs)}, ${seconds(single.wallMs)}`),
    information("other verdicts", others.length === 0 ? "none" : others.join(", ")),
  ];
}

const shown = ({ fresh, reused }) => `${seconds(reused)}, ${seconds(fresh)}`;

/** The median of the runs after the first: that one has a new cluster in any case. */
async function rehearse(path, ...flags) {
  const { results, code } = await run([path, "--repeat", String(REHEARSALS), ...flags]);
  if (code !== 0) throw new Error(`chaos run ended with exit code ${code}`);
  const after = results.slice(1);
  const isReused = ({ environment }) => environment.reusedCluster !== undefined;
  if (after.some((result) => isReused(result) === flags.includes("--fresh"))) {
    throw new Error("a rehearsal had another cluster than it was to have");
  }
  return median(after.map((result) => result.run.durationMs));
}

/** Of a campaign, or of runs without one. Results are in the order in which the runs began. */
function run(args) {
  return withDirectory(async (out) => {
    const startedMs = performance.now();
    const child = spawn(process.execPath, [chaos, "run", ...args, "--engine", "local", "--out", out], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    const [code] = await once(child, "exit");
    const wallMs = performance.now() - startedMs;
    const paths = (await readdir(out, { recursive: true })).filter((path) => path.endsWith("result.json"));
    const results = await Promise.all(
      paths.map(async (path) => JSON.parse(await readFile(join(out, path), "utf8"))),
    );
    results.sort((a, b) => (a.run.startedAt < b.run.startedAt ? -1 : 1));
    return { code, wallMs, results };
  });
}
