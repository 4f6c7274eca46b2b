/** Which engine a run gets, and why: one of the list by name, or the first that is ready here, else the first that can be. */

import type { Capability } from "../cluster/spec.js";
import { InfrastructureError, UsageError } from "../errors.js";
import type { Engine, Finding } from "./engine.js";

export interface Selection {
  readonly engine: Engine;
  /** "local: Java 17.0.15 is here" */
  readonly why: string;
}

/**
 * `needs`: what the runs will ask of the engine beyond what every engine can do. One that is asked for by name is taken
 * all the same, and refuses by itself.
 * @throws UsageError for a name that is none; InfrastructureError when no engine can work on this machine.
 */
export async function selectEngine(
  engines: readonly Engine[],
  name: string,
  needs: ReadonlySet<Capability> = new Set(),
): Promise<Selection> {
  if (name !== "auto") {
    const engine = engines.find((candidate) => candidate.name === name);
    if (engine === undefined) {
      const known = ["auto", ...engines.map((candidate) => candidate.name)].join(", ");
      throw new UsageError(`there is no engine ${name}; known are ${known}`);
    }
    return { engine, why: `${name}: asked for` };
  }
  const refusals: { detail: string; fix: string | undefined }[] = [];
  /** Of engines that would have been taken but for what is needed. */
  const unfit: string[] = [];
  let slow: Selection | undefined;
  for (const engine of engines) {
    const findings = await engine.examine({ thoroughly: false, needs });
    const missing = findings.find(({ ok }) => !ok);
    const unready = findings.find(({ isSlowAtFirst }) => isSlowAtFirst);
    const [first] = findings as [Finding, ...Finding[]];
    if (missing !== undefined) {
      const detail = `${engine.name}: ${missing.detail}`;
      refusals.push({ detail, fix: missing.fix });
      if (missing.need !== undefined) unfit.push(detail);
    } else if (unready !== undefined) {
      slow ??= { engine, why: `${engine.name}: ${unready.what} ${unready.detail}` };
    } else {
      return { engine, why: [`${engine.name}: ${first.what} ${first.detail}`, ...unfit].join("; ") };
    }
  }
  if (slow !== undefined) return slow;
  const fixes = refusals.flatMap(({ fix }) => fix ?? []);
  throw new InfrastructureError(
    `no engine can work on this machine: ${refusals.map(({ detail }) => detail).join("; ")}`,
    fixes.length === 0 ? {} : { remedy: fixes.join("; or ") },
  );
}
