/**
 * The reaper: a process of its own that removes a run's containers, networks and volumes when the runner goes, however it
 * goes: it sees the IPC channel close. A run that ends well ends in the same way, so there is one way to clean up.
 *
 * Started with fork(): argv is `<Docker host> <id of the run> <run directory>`. It sends one message, when it sees the
 * channel: until then the runner makes nothing.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { endGroup } from "./compose-command.js";
import { dockerAt } from "./endpoint.js";
import { reap } from "./reap.js";

/** What the runner tells its reaper. */
export type ReaperMessage =
  /** `docker compose`, while it runs: it would go on making containers. */
  | { readonly kind: "compose"; readonly pid: number | null }
  /** Leave everything where it is. */
  | { readonly kind: "keep" };

const [host, run, runDirectory] = process.argv.slice(2) as [string, string, string];
// Docker's client is loaded here, while it is there: the files of chaos may be gone when the runner is.
const docker = dockerAt({ host });
let compose: number | null = null;
let keeping = false;
let leaving = false;

// A terminal's Ctrl-C reaches the whole process group; the runner decides what it means.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
process.on("message", (message: ReaperMessage) => {
  if (message.kind === "compose") compose = message.pid;
  else keeping = true;
});
process.on("disconnect", leave);
// The runner may have gone while this was being loaded.
if (!process.connected) leave();
else process.send?.("ready", () => {});

async function leave(): Promise<void> {
  if (leaving) return;
  leaving = true;
  if (keeping) process.exit(0);
  endGroup(compose);
  try {
    await reap(docker, run);
    await rm(join(runDirectory, "cluster"), { recursive: true, force: true });
    process.exit(0);
  } catch (error) {
    // An engine that is gone has nothing to remove; one that is back later has `chaos clean`.
    console.error(error);
    process.exit(1);
  }
}
