/** The reaper's process, as the runner starts and ends it. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type Docker from "dockerode";
import { InfrastructureError } from "../../errors.js";
import { reap } from "./reap.js";
import type { ReaperMessage } from "./reaper.js";

/** Resolves when it is there to see the runner go. */
export async function startReaper(host: string, run: string, runDirectory: string): Promise<ChildProcess> {
  const log = join(runDirectory, "cluster", "reaper.log");
  const out = openSync(log, "a");
  // Detached: a Ctrl-C at the terminal must not reach it before the runner has decided what to do.
  const reaper = fork(fileURLToPath(new URL("./reaper.js", import.meta.url)), [host, run, runDirectory], {
    detached: true,
    stdio: ["ignore", out, out, "ipc"],
    execArgv: [],
  });
  closeSync(out);
  const isReady = await Promise.race([
    once(reaper, "message").then(() => true),
    once(reaper, "exit").then(() => false),
  ]);
  if (isReady) return reaper;
  throw new InfrastructureError("the process that is to clean up after this run ended at once", {
    remedy: `${log} has its output`,
  });
}

export async function endReaper(reaper: ChildProcess, keeping: boolean): Promise<void> {
  if (reaper.exitCode !== null || reaper.signalCode !== null) return;
  if (keeping) await tell(reaper, { kind: "keep" });
  const exit = new Promise((gone) => reaper.once("exit", gone));
  if (reaper.connected) reaper.disconnect();
  await exit;
}

export async function reapInItsPlace(docker: Docker, run: string, runDirectory: string): Promise<void> {
  try {
    await reap(docker, run);
    await rm(join(runDirectory, "cluster"), { recursive: true, force: true });
  } catch (cause) {
    throw new InfrastructureError(`${run} could not be removed from Docker: ${(cause as Error).message}`, {
      remedy: "`chaos clean` removes it when the engine answers",
      cause,
    });
  }
}

export function tell(reaper: ChildProcess, message: ReaperMessage): Promise<void> {
  return new Promise((told) => reaper.send(message, () => told()));
}
