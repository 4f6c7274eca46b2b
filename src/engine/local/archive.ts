/**
 * Class-data archives (AppCDS): the classes a broker and a member of the metadata quorum load, parsed once and mapped at every later
 * start, which saves about half of it. Made once for each Kafka and Java by a short rehearsal: a small cluster that
 * writes its archives as it ends. A cluster starts without them too, only slower, so failing to make them is no error.
 */
import { createHash } from "node:crypto";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { NodeKind } from "../../cluster/topology.js";
import type { Java } from "./java.js";
import type { KafkaJars } from "./kafka-jars.js";

const KINDS: readonly NodeKind[] = ["broker", "zookeeper"];

export interface Archives {
  /** The `java` arguments that use the archive of a kind of node; none where there is no archive. */
  use(kind: NodeKind): readonly string[];
}

export const NO_ARCHIVES: Archives = { use: () => [] };

/** Runs a small cluster whose JVMs get `argumentsFor(kind)`, and ends it cleanly. */
export type Rehearsal = (argumentsFor: (kind: NodeKind) => readonly string[]) => Promise<void>;

export async function archivesFor(
  jars: KafkaJars,
  java: Java,
  rehearse: Rehearsal,
  onProgress: (line: string) => void,
): Promise<Archives> {
  // An archive is only good for the very JVM that wrote it.
  const jvm = createHash("sha256").update(`${java.command} ${java.version}`).digest("hex").slice(0, 12);
  const folder = join(jars.archives, `java-${java.version}-${jvm}`);
  const path = (kind: NodeKind) => join(folder, `${kind}.jsa`);
  const archives: Archives = { use: (kind) => ["-Xshare:auto", `-XX:SharedArchiveFile=${path(kind)}`] };
  // The JVM takes a colon for the end of one archive's path and the beginning of another's.
  if (folder.includes(delimiter)) return NO_ARCHIVES;
  if (await allThere(KINDS.map(path))) return archives;

  onProgress("preparing class-data archives for faster starts (once)");
  const draft = (kind: NodeKind) => `${path(kind)}.partial-${process.pid}`;
  try {
    await mkdir(folder, { recursive: true });
    await rehearse((kind) => [`-XX:ArchiveClassesAtExit=${draft(kind)}`]);
    for (const kind of KINDS) await rename(draft(kind), path(kind));
    return archives;
  } catch (error) {
    onProgress(`no class-data archives: ${error instanceof Error ? error.message : error}`);
    return NO_ARCHIVES;
  } finally {
    for (const kind of KINDS) await rm(draft(kind), { force: true });
  }
}

async function allThere(paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}
