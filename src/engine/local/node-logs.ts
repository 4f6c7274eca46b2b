/**
 * Logs of nodes that run after run has. A JVM prints into the file that it was started with, wherever that file goes: so the
 * file moves on to the next run, emptied, and a copy takes its place in the directory of the run before. Every run's log is
 * at its place all the time, also when this process is killed.
 */
import { copyFile, link, rename, rm, truncate } from "node:fs/promises";

/**
 * The file at `from` goes to `to`, and holds from here on only what is printed now. `keeping`: what it held stays at `from`.
 * Both are on one file system.
 */
export async function beginLog(
  from: string,
  to: string,
  { keeping }: { readonly keeping: boolean },
): Promise<void> {
  if (keeping) {
    const copy = `${from}.tmp`;
    await copyFile(from, copy);
    await rm(to, { force: true });
    await link(from, to);
    // The file has its second name now, and `from` is never without its content.
    await rename(copy, from);
  } else await rename(from, to);
  // It is open for appending: what is printed next is its first line.
  await truncate(to);
}
