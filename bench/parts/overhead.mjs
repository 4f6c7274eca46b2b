/**
 * What a run takes beyond its cluster's start, its messages, and the cluster's own catching up: starting the program,
 * the topic, the connections, the watermark, reading the log back, the evidence, the report, and taking it all down.
 *
 * The wall time is that of the whole process; the rest is what result.json says of its phases.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withDirectory } from "../support/directory.mjs";
import { atMost, information, seconds } from "../support/figure.mjs";
import { median } from "../support/rounds.mjs";

export const summary = "a run's time beyond cluster start, messages and catching up";

const ROUNDS = 3;
const OVERHEAD_MS_MAX = 1_000;
/** Phases whose time belongs to the cluster and to what the scenario asks for. */
const NOT_OURS = ["start", "produce", "election", "heal", "catch-up"];

const chaos = fileURLToPath(new URL("../../bin/chaos.js", import.meta.url));
const scenario = fileURLToPath(new URL("../scenario.yaml", import.meta.url));

export async function measure(progress) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(await run());
    progress(`round ${round + 1} of ${ROUNDS}: ${seconds(rounds.at(-1).overheadMs)}`);
  }
  const ofPhase = (phase) => seconds(median(rounds.map(({ durations }) => durations[phase])));
  return [
    atMost("a run's overhead", median(rounds.map(({ overheadMs }) => overheadMs)), OVERHEAD_MS_MAX, seconds),
    information(`not in it: ${NOT_OURS.join(" + ")}`, NOT_OURS.map(ofPhase).join(" + ")),
  ];
}

function run() {
  return withDirectory(async (out) => {
    const startedMs = performance.now();
    const child = spawn(process.execPath, [chaos, "run", scenario, "--engine", "local", "--out", out], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    const [code] = await once(child, "exit");
    const wallMs = performance.now() - startedMs;
    if (code !== 0) throw new Error(`chaos run ended with exit code ${code}`);
    const [name] = await readdir(out);
    const { phases } = JSON.parse(await readFile(join(out, name, "result.json"), "utf8"));
    const durations = Object.fromEntries(phases.map((phase) => [phase.name, phase.durationMs]));
    const notOursMs = NOT_OURS.reduce((sum, phase) => sum + durations[phase], 0);
    return { overheadMs: wallMs - notOursMs, durations };
  });
}
