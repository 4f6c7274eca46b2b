/** What a node of ZooKeeper or Kafka needs on the disk before its JVM starts. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterSpec } from "../../cluster/spec.js";
import { brokerProperties, DATA, type Layout, type LocalNode, memberFiles } from "./layout.js";

export interface NodeFiles {
  /** Path of its properties. */
  readonly config: string;
  /** Folder for its temporary files. */
  readonly temporary: string;
}

/** Makes the node's folders in `home`, its working directory, and writes its configuration. */
export async function writeNodeFiles(
  home: string,
  layout: Layout,
  node: LocalNode,
  spec: Pick<ClusterSpec, "brokers" | "config">,
): Promise<NodeFiles> {
  const [data, temporary] = [join(home, DATA), join(home, "tmp")];
  const config = join(home, `${node.kind}.properties`);
  await mkdir(data, { recursive: true });
  await mkdir(temporary);
  if (node.kind === "broker") {
    await writeFile(config, brokerProperties(layout, node, spec));
  } else {
    const files = memberFiles(layout, node);
    await writeFile(config, files.config);
    for (const [name, text] of Object.entries(files.data)) await writeFile(join(data, name), text);
  }
  return { config, temporary };
}
