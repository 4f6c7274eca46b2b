/**
 * Logs of nodes that run after run has. A JVM prints into the file that it was started with, wherever that file goes: so the
 * file moves on to the next run, emptied, and a copy takes its place in the directory of the run before. Every run's log is
 * at its place all the time, also when this process is killed.
 */
import { copyFile, rename, truncate } from "node:fs/promises";

/**
 * The file at `from` goes to `to`, and holds from here on only what is printed now. `keeping`: what it held stays at `from`.
 * Both are on one file system.
 */
export async function beginLog(
  from: string,
  to: string,
  { keeping }: { readonly keeping: boolean },
): Promise<void> {
  const copy = `${from}.tmp`;
  if (keeping) await copyFile(from, copy);
  // It is open for appending: what is printed next is its first line.
  await truncate(from);
  await rename(from, to);
  if (keeping) await rename(copy, from);
}
