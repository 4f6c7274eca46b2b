/** One process at a time makes runs in a campaign's directory. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lock } from "../engine/lock.js";
import { isGone } from "../engine/owner.js";
import { UsageError } from "../errors.js";

/** Disposing of the result lets go of it. A campaign whose process was killed is free. */
export async function holdCampaign(directory: string, signal: AbortSignal): Promise<AsyncDisposable> {
  const path = join(directory, "campaign.lock");
  const holder = (await readFile(path, "utf8").catch(() => "")).split("\n")[0] ?? "";
  if (holder !== "" && !isGone(holder))
    throw new UsageError(`another process makes runs of the campaign in ${directory}: ${holder}`, {
      remedy: "wait until it ends",
    });
  return lock(path, signal);
}
