/** Clusters of the local engine, in a directory that goes away with them. */

import { brokersOf } from "../../dist/cluster/topology.js";
import { localEngine } from "../../dist/engine/local/local.js";
import { createTopics } from "../../dist/kafka/topics.js";
import { ErrorCode } from "../../dist/protocol/index.js";
import { specOf } from "../../dist/scenario/cluster-spec.js";
import { withConnection } from "./connection.mjs";
import { withDirectory } from "./directory.mjs";
import { scenarioOf } from "./scenario.mjs";

const never = new AbortController().signal;

/**
 * @template T
 * @param {(cluster: import("../../dist/engine/engine.js").Cluster) => Promise<T>} use
 * @param {(line: string) => void} onProgress
 * @param {object} [quorum] the keys of the section `cluster` that say where the metadata is
 * @returns {Promise<T>}
 */
export function withCluster(use, onProgress, quorum) {
  return withDirectory(async (runDirectory) => {
    const cluster = await localEngine(process.env).provision(specOf(scenarioOf({ quorum }), []), {
      runDirectory,
      signal: never,
      onProgress,
      onNode: () => {},
    });
    try {
      return await use(cluster);
    } finally {
      await cluster[Symbol.asyncDispose]();
    }
  });
}

/** @template T @param {() => Promise<T>} use @returns {Promise<T>} */
export async function withTopic(cluster, topic, use, shape = {}) {
  await createTopics(brokersOf(cluster), [{ ...scenarioOf({ topic }).topics[0], ...shape }], never);
  try {
    return await use();
  } finally {
    await deleteTopic(cluster, topic);
  }
}

/** Only the controller does it; whoever is not says so. */
async function deleteTopic(cluster, topic) {
  for (const broker of brokersOf(cluster)) {
    const { responses } = await withConnection(broker, (connection) =>
      connection.request("DeleteTopics", { topicNames: [topic], timeoutMs: 10_000 }, { versionMax: 5 }),
    );
    if (responses[0]?.errorCode === ErrorCode.NONE) return;
  }
  throw new Error(`no broker deletes the topic ${topic}`);
}
