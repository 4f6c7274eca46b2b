/**
 * What the processes that use a kept cluster tell each other of what they did to it: `cluster/disturbances.json` in the
 * run's directory, and a lock beside it. The engine itself knows of a container whether it runs, and neither its links nor
 * whether its process is stopped.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { NodeName } from "../../cluster/topology.js";
import { InfrastructureError } from "../../errors.js";
import { writeAtomically } from "../atomic-write.js";
import { lock } from "../lock.js";
import type { LinksDisturbed } from "./rules.js";

export interface Remembered {
  /** By token. */
  readonly links: readonly (readonly [string, LinksDisturbed])[];
  readonly paused: readonly NodeName[];
}

export class SharedMemory {
  readonly #path: string;

  constructor(
    runDirectory: string,
    private readonly signal: AbortSignal,
  ) {
    this.#path = join(runDirectory, "cluster", "disturbances.json");
  }

  /** Resolves when no other process has it; disposing of the result gives it back. */
  lock(): Promise<AsyncDisposable> {
    return lock(`${this.#path}.lock`, this.signal);
  }

  /** Null: nothing was ever written. @throws InfrastructureError for that of another version of chaos */
  async read(): Promise<Remembered | null> {
    const text = await readFile(this.#path, "utf8").catch(() => null);
    if (text === null) return null;
    const { links, paused } = JSON.parse(text) as Partial<Remembered>;
    if (links === undefined || paused === undefined) {
      throw new InfrastructureError("another version of chaos started this cluster", {
        remedy: "end it with that version, or run chaos clean",
      });
    }
    return { links, paused };
  }

  write(remembered: Remembered): Promise<void> {
    return writeAtomically(this.#path, JSON.stringify(remembered));
  }
}
