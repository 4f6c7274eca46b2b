/** Offsets of partitions that one broker leads, whatever topics they are of. */
import type { TopicPartitions } from "../topic-partitions.js";
import type { Admin, Landmark, ListedOffset } from "./admin.js";

/** `partitions`, and those of the answers, are indexes. Rejects as Admin.offsets does. */
export async function offsetsOf(
  admin: Admin,
  topics: TopicPartitions,
  partitions: readonly number[],
  landmark: Landmark,
): Promise<ListedOffset[]> {
  const found: ListedOffset[] = [];
  for (const [topic, numbers] of topics.byTopic(partitions)) {
    for (const answer of await admin.offsets(topic, numbers, landmark)) {
      const partition = topics.of(topic, answer.partition);
      if (partition !== undefined) found.push({ ...answer, partition });
    }
  }
  return found;
}
