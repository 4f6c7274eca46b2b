import { Admin, type Broker } from "../kafka/admin.js";

const ANSWER_MS_MAX = 5_000;

/** The properties of a topic, from the first broker that tells them; null when none does. Rejects only when aborted. */
export async function topicConfigOf(
  brokers: readonly Broker[],
  topic: string,
  signal: AbortSignal,
): Promise<Record<string, string | null> | null> {
  for (const broker of brokers) {
    try {
      await using admin = await Admin.connect(broker.client, { answerMsMax: ANSWER_MS_MAX, signal });
      const config = await admin.topicConfig(topic);
      if (config !== null) return Object.fromEntries(config);
    } catch {
      signal.throwIfAborted();
    }
  }
  return null;
}
