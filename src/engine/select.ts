/** Which engine a run gets, and why: one of the list by name, or the first that is ready here, else the first that can be. */
import { InfrastructureError, UsageError } from "../errors.js";
import type { Engine, Finding } from "./engine.js";

export interface Selection {
  readonly engine: Engine;
  /** "local: Java 17.0.15 is here" */
  readonly why: string;
}

/** @throws UsageError for a name that is none; InfrastructureError when no engine can work on this machine. */
export async function selectEngine(engines: readonly Engine[], name: string): Promise<Selection> {
  if (name !== "auto") {
    const engine = engines.find((candidate) => candidate.name === name);
    if (engine === undefined) {
      const known = ["auto", ...engines.map((candidate) => candidate.name)].join(", ");
      throw new UsageError(`there is no engine ${name}; known are ${known}`);
    }
    return { engine, why: `${name}: asked for` };
  }
  const refusals: { detail: string; fix: string | undefined }[] = [];
  let slow: Selection | undefined;
  for (const engine of engines) {
    const findings = await engine.examine({ thoroughly: false });
    const missing = findings.find(({ ok }) => !ok);
    const unready = findings.find(({ isSlowAtFirst }) => isSlowAtFirst);
    const [first] = findings as [Finding, ...Finding[]];
    if (missing !== undefined) {
      refusals.push({ detail: `${engine.name}: ${missing.detail}`, fix: missing.fix });
    } else if (unready !== undefined) {
      slow ??= { engine, why: `${engine.name}: ${unready.what} ${unready.detail}` };
    } else {
      return { engine, why: `${engine.name}: ${first.what} ${first.detail}` };
    }
  }
  if (slow !== undefined) return slow;
  const fixes = refusals.flatMap(({ fix }) => fix ?? []);
  throw new InfrastructureError(
    `no engine can work on this machine: ${refusals.map(({ detail }) => detail).join("; ")}`,
    fixes.length === 0 ? {} : { remedy: fixes.join("; or ") },
  );
}
