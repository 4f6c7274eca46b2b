/**
 * The names behind topic ids: newer requests name topics by id alone (KIP-516), interceptors by name. What is known
 * comes from the Metadata responses on their way to clients, who ask for them before they can use an id.
 */

import type { Responses } from "../protocol/index.js";

const TOPICS_MAX = 100_000;
/** What a response says that is too old to have ids. */
const NO_ID = "A".repeat(22);

export class TopicNames {
  private readonly names = new Map<string, string>();

  learn({ topics }: Responses["Metadata"]): void {
    for (const { topicId, name } of topics) {
      if (name === null || topicId === NO_ID || this.names.get(topicId) === name) continue;
      if (this.names.size >= TOPICS_MAX) this.names.clear();
      this.names.set(topicId, name);
    }
  }

  /** The name in the cluster. */
  nameOf(topicId: string): string | undefined {
    return this.names.get(topicId);
  }
}
