import { quorumOf } from "../cluster/metadata/quorums.js";
import type { ClusterNode } from "../cluster/topology.js";
import { Admin } from "../kafka/admin.js";
import { registrySeen } from "./registry-node.js";

const ANSWER_MS_MAX = 1_000;

/**
 * Whether a node answers a question in its own protocol. An accepted connection says less: a published port of Docker
 * accepts them whether or not anything listens behind it.
 */
export async function answers(node: ClusterNode, signal: AbortSignal): Promise<boolean> {
  const quorum = node.kind === "broker" ? undefined : quorumOf(node);
  if (quorum !== undefined) return quorum.answers(node);
  if (node.kind === "registry") return (await registrySeen(node, signal)) === null;
  try {
    await using admin = await Admin.connect(node.client, { answerMsMax: ANSWER_MS_MAX });
    await admin.brokers();
    return true;
  } catch {
    return false;
  }
}
