/**
 * Class-data archives (AppCDS): the classes that a node loads, parsed once and mapped at every later start, which saves
 * about half of it. Made once for each Kafka, Java and role by a short rehearsal: a small cluster that writes its archives
 * as it ends. A cluster starts without them too, only slower, so failing to make them is no error.
 */
import { createHash } from "node:crypto";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { PlannedNode } from "../../cluster/topology.js";
import type { Java } from "./java.js";
import type { KafkaJars } from "./kafka-jars.js";

/** What a node does, and so which classes it loads. */
type Role = "broker" | "zookeeper" | "kraft-broker" | "controller" | "combined";

/** `cluster`: the node's own. */
function roleOf(node: PlannedNode, cluster: readonly PlannedNode[]): Role {
  if (node.kind === "zookeeper" || node.kind === "controller") return node.kind;
  if (node.quorum === "kraft") return "combined";
  return cluster.some(({ kind }) => kind === "controller") ? "kraft-broker" : "broker";
}

export interface Archives {
  /** The `java` arguments that use the archive of such a node; none where there is no archive. */
  use(node: PlannedNode): readonly string[];
}

export const NO_ARCHIVES: Archives = { use: () => [] };

/** Runs a small cluster whose JVMs get `argumentsFor(node)`, and ends it cleanly. */
export type Rehearsal = (argumentsFor: (node: PlannedNode) => readonly string[]) => Promise<void>;

export async function archivesFor(
  jars: KafkaJars,
  java: Java,
  cluster: readonly PlannedNode[],
  rehearse: Rehearsal,
  onProgress: (line: string) => void,
): Promise<Archives> {
  // An archive is only good for the very JVM that wrote it.
  const jvm = createHash("sha256").update(`${java.command} ${java.version}`).digest("hex").slice(0, 12);
  const folder = join(jars.archives, `java-${java.version}-${jvm}`);
  const path = (role: Role) => join(folder, `${role}.jsa`);
  const role = (node: PlannedNode) => roleOf(node, cluster);
  const roles = [...new Set(cluster.map(role))];
  const archives: Archives = {
    use: (node) => ["-Xshare:auto", `-XX:SharedArchiveFile=${path(role(node))}`],
  };
  // The JVM takes a colon for the end of one archive's path and the beginning of another's.
  if (folder.includes(delimiter)) return NO_ARCHIVES;
  if (await allThere(roles.map(path))) return archives;

  onProgress("preparing class-data archives for faster starts (once)");
  const draft = (role: Role) => `${path(role)}.partial-${process.pid}`;
  try {
    await mkdir(folder, { recursive: true });
    await rehearse((node) => [`-XX:ArchiveClassesAtExit=${draft(role(node))}`]);
    for (const each of roles) await rename(draft(each), path(each));
    return archives;
  } catch (error) {
    onProgress(`no class-data archives: ${error instanceof Error ? error.message : error}`);
    return NO_ARCHIVES;
  } finally {
    for (const each of roles) await rm(draft(each), { force: true });
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
