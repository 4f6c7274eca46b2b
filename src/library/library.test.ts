import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ExperimentOptions } from "../experiment/experiment.js";
import { createRun, writeResult } from "../rundir/rundir.js";
import { InputError, runScenario, UsageError } from "./index.js";

vi.mock("../workload/producers.js", () => ({ checkProducerConfig: () => {} }));
vi.mock("../commands/engines.js", () => ({
  engines: () => [{ name: "local", examine: async () => [{ what: "Java", ok: true, detail: "is here" }] }],
}));
const experiment = vi.hoisted(() => ({ run: async (_: ExperimentOptions): Promise<unknown> => undefined }));
vi.mock("../experiment/experiment.js", () => ({
  runExperiment: (options: ExperimentOptions) => experiment.run(options),
}));

const yaml = "name: mine\nproducers: { count: 9 }\nexpect: { loss: any }\n";
let out: string;

beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "chaos-library-"));
});
afterEach(() => rm(out, { recursive: true }));

/** The experiment tells these events, and then the result is that of a run that lost messages. */
async function play(events: readonly string[]) {
  const { lossy } = await import("../report/testing/runs.js");
  experiment.run = async ({ out, scenario, openView, signal }) => {
    const paths = createRun(out, scenario.name);
    const result = lossy();
    writeResult(paths, result);
    const view = openView({} as never);
    for (const message of events) view.event({ event: "step", message });
    return { paths, result, failure: signal.aborted ? signal.reason : null, kept: null };
  };
}

describe("runScenario", () => {
  it("resolves to the verdict, the result, the directory and the report", async () => {
    await play([]);
    const run = await runScenario({ yaml }, { out });
    expect(run).toMatchObject({
      verdict: "as-expected",
      failure: null,
      result: { totals: { lost: 65_502 } },
    });
    expect(await readdir(run.directory)).toContain("result.json");
    expect(run.report()).toContain("LOST             65,502 of 95,513 acknowledged messages");
  });

  it("tells every event in order", async () => {
    await play(["one", "two"]);
    const told: unknown[] = [];
    await runScenario({ yaml }, { out, onEvent: (event) => told.push("message" in event && event.message) });
    expect(told).toEqual(["one", "two"]);
  });

  it("takes settings as the command line does", async () => {
    await play([]);
    const run = vi.spyOn(experiment, "run");
    await runScenario({ yaml }, { out, set: ["producers.acks=1"], seed: 7, scale: 3 });
    expect(run.mock.calls[0]![0].scenario).toMatchObject({ seed: 7, producers: [{ acks: 1, count: 27 }] });
  });

  it("rejects with the reason of its signal, when the run has ended", async () => {
    await play(["one"]);
    const controller = new AbortController();
    const reason = new Error("enough");
    const onEvent = () => controller.abort(reason);
    await expect(runScenario({ yaml }, { out, signal: controller.signal, onEvent })).rejects.toBe(reason);
    await expect(runScenario({ yaml }, { out, signal: controller.signal })).rejects.toBe(reason);
  });

  it("rejects with what onEvent throws", async () => {
    await play(["one"]);
    const mistake = new Error("mistake");
    const onEvent = () => {
      throw mistake;
    };
    await expect(runScenario({ yaml }, { out, onEvent })).rejects.toBe(mistake);
  });

  it("rejects before anything starts: a wrong scenario with its place, and a wrong engine", async () => {
    const wrong = runScenario({ yaml: yaml.replace("9", "many"), path: "a.yaml" }, { out });
    await expect(wrong).rejects.toThrow("a.yaml:2:21: count must be a whole number");
    await expect(wrong).rejects.toBeInstanceOf(InputError);
    await expect(runScenario("nowhere.yaml", { out })).rejects.toThrow("nowhere.yaml: there is no such file");
    await expect(runScenario({ yaml }, { out, engine: "docker" })).rejects.toBeInstanceOf(UsageError);
    expect(await readdir(out)).toEqual([]);
  });
});
