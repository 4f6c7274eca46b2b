/** Which engine a run gets, and why: one of the list by name, or the first that can work here. */
import { InfrastructureError, UsageError } from "../errors.js";
import type { Engine } from "./engine.js";

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
  for (const engine of engines) {
    const findings = await engine.examine();
    const missing = findings.find(({ ok }) => !ok);
    if (missing === undefined) {
      return { engine, why: `${engine.name}: ${findings.map(({ what, detail }) => `${what} ${detail}`)[0]}` };
    }
    refusals.push({ detail: `${engine.name}: ${missing.detail}`, fix: missing.fix });
  }
  const [first] = refusals;
  throw new InfrastructureError(
    `no engine can work on this machine: ${refusals.map(({ detail }) => detail).join("; ")}`,
    first?.fix === undefined ? {} : { remedy: first.fix },
  );
}
