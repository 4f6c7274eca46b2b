/**
 * The data directory of a container that does not run: copied out, changed, and copied in beside the old one. Docker's
 * archives can add files to a container and remove none. So the container itself puts the changed directory in the place
 * of the old one, before its JVM starts.
 *
 *     /chaos/data  →  <temporary>/data, changed  →  /chaos/next-data  →  /chaos/data, at the next start
 */
import { createReadStream } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { execa } from "execa";

export const DATA = "/chaos/data";
const NEXT = "/chaos/next-data";

/** A command for the shell that becomes the container's JVM. */
export const TAKE_CHANGED_DATA = `[ ! -d ${NEXT} ] || { rm -rf ${DATA} && mv ${NEXT} ${DATA}; }`;

/** `temporary`: a folder for the copy. */
export async function changeContainerData<T>(
  container: Pick<Docker.Container, "getArchive" | "putArchive">,
  temporary: string,
  change: (directory: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(temporary, "data-"));
  try {
    const [data, next] = [join(folder, basename(DATA)), join(folder, basename(NEXT))];
    const archive = await container.getArchive({ path: DATA });
    await execa("tar", ["-x", "-C", folder], { input: archive as Readable });
    const result = await change(data);
    await rename(data, next);
    const changed = join(folder, "changed.tar");
    await execa("tar", ["-c", "-f", changed, "-C", folder, basename(NEXT)]);
    await container.putArchive(createReadStream(changed), { path: dirname(NEXT) });
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
