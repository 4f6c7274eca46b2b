import { type CleanupPolicy, cleanupPolicyIn } from "../checker/cleanup-policy.js";
import { Admin, type Broker } from "../kafka/admin.js";

const ANSWER_MS_MAX = 5_000;

/** The policy of a topic, from the first broker that tells it; null when none does. Rejects only when aborted. */
export async function cleanupPolicyOf(
  brokers: readonly Broker[],
  topic: string,
  signal: AbortSignal,
): Promise<CleanupPolicy | null> {
  for (const broker of brokers) {
    try {
      await using admin = await Admin.connect(broker.client, { answerMsMax: ANSWER_MS_MAX, signal });
      const config = await admin.topicConfig(topic);
      if (config !== null) return cleanupPolicyIn(config);
    } catch {
      signal.throwIfAborted();
    }
  }
  return null;
}
