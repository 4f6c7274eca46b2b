/** What a node needs on the disk before its JVM starts. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { quorumIn } from "../../cluster/metadata/quorums.js";
import type { ClusterSpec } from "../../cluster/spec.js";
import { brokerProperties, DATA, type Layout, type LocalNode, quorumPlace } from "./layout.js";

export interface NodeFiles {
  /** Path of its properties. */
  readonly config: string;
  /** Folder for its temporary files. */
  readonly temporary: string;
}

/** Makes the node's folders in `home`, its working directory, and writes its configuration and its first data. */
export async function writeNodeFiles(
  home: string,
  layout: Layout,
  node: LocalNode,
  spec: Pick<ClusterSpec, "brokers" | "config" | "seed" | "needs">,
  kafka: string,
): Promise<NodeFiles> {
  const [data, temporary] = [join(home, DATA), join(home, "tmp")];
  await mkdir(data, { recursive: true });
  await mkdir(temporary);
  const quorum = quorumIn(layout);
  const place = quorumPlace(layout, node, spec, kafka);
  const files =
    node.kind === "broker"
      ? {
          config: brokerProperties(layout, node, spec, place),
          data: await quorum.brokerData(node, place),
        }
      : await quorum.memberFiles(node, place);
  const config = join(home, `${node.kind}.properties`);
  await writeFile(config, files.config);
  for (const [name, content] of Object.entries(files.data)) {
    const path = join(data, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return { config, temporary };
}
