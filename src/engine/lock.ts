/** A lock between processes: a file that names the process that holds it. When that process is gone, the lock is free. */
import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { InfrastructureError } from "../errors.js";
import { waitFor } from "../wait.js";
import { isGone, ownerHere } from "./owner.js";

const HELD_MS_MAX = 30_000;
/** A holder writes its name at once; a file that has none for this long was left by one that could not. */
const NAMELESS_MS_MAX = 5_000;

/** Resolves when no other process holds it; disposing of the result releases it. */
export async function lock(path: string, signal: AbortSignal): Promise<AsyncDisposable> {
  const mine = `${ownerHere()}\n${randomUUID()}`;
  await waitFor(
    async () => {
      if (await take(path, mine)) return { done: true, value: undefined };
      const holder = await readFile(path, "utf8").catch(() => null);
      if (holder !== null && (await isAbandoned(path, holder))) await remove(path, holder);
      return { done: false, seen: `it held by ${holder?.split("\n")[0] || "another"}` };
    },
    { what: `the lock ${path}`, limitMs: HELD_MS_MAX, everyMs: 10, signal },
  );
  return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}

async function take(path: string, name: string): Promise<boolean> {
  try {
    await writeFile(path, name, { flag: "wx" });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new InfrastructureError(`${path} cannot be made: ${(cause as Error).message}`, { cause });
  }
}

async function isAbandoned(path: string, holder: string): Promise<boolean> {
  if (holder !== "") return isGone(holder.split("\n")[0]!);
  const since = await stat(path).catch(() => null);
  return since !== null && Date.now() - since.mtimeMs > NAMELESS_MS_MAX;
}

/** Of several who find it abandoned, one moves it away; what another has taken meanwhile is put back. */
async function remove(path: string, holder: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, "utf8")) !== holder) await link(aside, path).catch(() => {});
    await rm(aside);
  } catch {
    // Another was faster.
  }
}
